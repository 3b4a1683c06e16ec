"""A short digest, to tell two contents apart."""

from __future__ import annotations

import hashlib

DIGITS = 12


def digest_of(content: str | bytes) -> str:
    """The beginning of its SHA-256; of a text that is no Unicode, as a file name may be, too."""
    content = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
    return hashlib.sha256(content).hexdigest()[:DIGITS]
