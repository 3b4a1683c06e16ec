"""What lasts as long as the process is not searched for garbage."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def permanent() -> Iterator[None]:
    """All that exists when the block ends is kept, and Python's garbage collector passes it over.

    For imports in a process of one's own: TensorFlow and Keras make about a million objects, which
    every full collection, and the end of the process, would go through to find that all are used.

    Example:
        >>> before = gc.get_freeze_count()
        >>> with permanent():
        ...     kept = [[number] for number in range(1000)]
        >>> gc.get_freeze_count() - before >= 1000, gc.isenabled()
        (True, True)
        >>> gc.unfreeze()
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
