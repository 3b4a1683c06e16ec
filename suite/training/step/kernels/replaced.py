"""Methods that compute something else for a while."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from types import MethodType
from typing import Any


@contextlib.contextmanager
def replaced(
    objects: Iterable[object], method: str, function: Callable[..., Any]
) -> Iterator[None]:
    """Inside the block, `method` of each object is `function`, which gets the object first.

    The class keeps its own, for `type(object).method(object, ...)`. What an outer block has put
    there is put back.

    Example:
        >>> layer = keras.layers.Dense(1)
        >>> with replaced([layer], "get_config", lambda self: "another"):
        ...     layer.get_config()
        'another'
    """
    changed = list(objects)
    outer = [vars(one).get(method) for one in changed]
    for one in changed:
        # Past Keras's __setattr__, which keeps account of what a layer or an optimizer holds.
        object.__setattr__(one, method, MethodType(function, one))
    try:
        yield
    finally:
        for one, before in zip(changed, outer, strict=True):
            if before is None:
                object.__delattr__(one, method)
            else:
                object.__setattr__(one, method, before)
