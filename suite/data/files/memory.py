"""How much memory the machine has."""

from __future__ import annotations

import os


def memory_bytes() -> int:
    """The machine's memory; 8 GB where the system does not tell.

    Example:
        >>> memory_bytes() > 2**28
        True
    """
    if not hasattr(os, "sysconf"):
        return 8 * 2**30
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
