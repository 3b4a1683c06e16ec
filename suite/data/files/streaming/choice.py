"""Whether data is decoded into memory or streamed."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from typing import Literal, get_args

from suite.data.files.cache import cache_folder
from suite.data.files.memory import memory_bytes
from suite.errors import UserError
from suite.screen import plain

Decode = Literal["auto", "memory", "streaming"]
STREAMED_SHARE = 0.875  # of the middle of an image, as the literature evaluates
_WORTH_SAYING = 2**30  # decoded bytes from which on somebody has to wait for them


def check_decode(decode: str, resize: Sequence[int] | None) -> None:
    """Refuse another word, and streaming without a size for the samples."""
    if decode not in get_args(Decode):
        raise ValueError(
            "Argument `decode` must be 'auto', 'memory' or 'streaming'. "
            f"Received: decode={decode!r}"
        )
    if decode == "streaming" and resize is None:
        raise ValueError(
            "Argument `resize` must be [height, width] where images are streamed: nobody has "
            "looked at all of them. Received: resize=None"
        )


def chosen(
    count: int, decoded: int, resize: Sequence[int] | None, is_cached: bool
) -> Literal["memory", "streaming"]:
    """What `auto` comes to, which is said where it matters.

    Args:
        count: images.
        decoded: bytes that they take decoded.
        resize: size of the samples; None cannot be streamed.
        is_cached: whether they lie decoded in the cache already.

    Raises:
        UserError: they would have to be streamed, and have no size.

    Example:
        >>> chosen(10, 1000, None, is_cached=False)
        'memory'
    """
    free = _free_space()
    fits = is_cached or decoded <= min(memory_bytes(), free)
    size = f"{count:,} images take {decoded / 1e9:.1f} GB decoded"
    if fits:
        if decoded >= _WORTH_SAYING:
            _say(f"decode: auto: {size}, which fit: they are decoded into the cache, once")
        return "memory"
    least = "memory" if memory_bytes() <= free else "the space left in the cache"
    why = f"{size}, more than {least} ({min(memory_bytes(), free) / 1e9:.1f} GB)"
    if resize is None:
        raise UserError(
            f"{why}, and images of unknown size cannot be streamed. Set data.resize, for instance "
            "to [224, 224]."
        )
    _say(f"decode: auto: {why}: they are streamed, decoded anew for each batch")
    return "streaming"


def _free_space() -> int:
    folder = cache_folder()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _say(text: str) -> None:
    logging.getLogger("suite").warning(plain(text))
