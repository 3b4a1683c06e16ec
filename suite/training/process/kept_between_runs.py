"""What one run leaves for the next one of the same process."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Any, TypeVar

_T = TypeVar("_T")

# Of each kind: the arms of a study take turns, and more than this would only fill the memory.
_MOST = 4


class Kept:
    """Things that are made once for several runs, the last few that were asked for of each kind.

    Args:
        most: that are kept of a kind, at least 1.

    Example:
        >>> kept = Kept(most=1)
        >>> kept.get("data", "digits", lambda: 1), kept.get("data", "digits", lambda: 2)
        (1, 1)
        >>> kept.get("data", "spiral", lambda: 3), kept.get("data", "digits", lambda: 4)
        (3, 4)
    """

    def __init__(self, most: int = _MOST) -> None:
        self.most = most
        self._kinds: dict[str, OrderedDict[Hashable, Any]] = {}

    def get(self, kind: str, key: Hashable, make: Callable[[], _T]) -> _T:
        """What was made under a key; made now where nothing was, or where it is kept no more.

        Args:
            kind: of thing.
            key: all that it depends on.
            make: makes it.
        """
        found = self._kinds.setdefault(kind, OrderedDict())
        if key not in found:
            found[key] = make()
        found.move_to_end(key)
        made: _T = found[key]
        while len(found) > self.most:
            found.popitem(last=False)
        return made

    def holds(self, kind: str, thing: object) -> bool:
        """Whether this very object is kept."""
        return any(one is thing for one in self._kinds.get(kind, {}).values())


_open: list[Kept] = []


@contextlib.contextmanager
def kept_between_runs() -> Iterator[Kept]:
    """While the block runs, runs of this process take what a run before them has made.

    Only what cannot change a result is kept: each run is, bit for bit, what it would be in a
    process of its own. Files of data are read once, and must not change meanwhile. A block inside
    another shares what that keeps; all of it goes when the outermost ends.

    Example:
        >>> with kept_between_runs() as shared:  # around `run`, for one recipe after the other
        ...     kept() is shared
        True
    """
    _open.append(_open[-1] if _open else Kept())
    try:
        yield _open[-1]
    finally:
        _open.pop()


def kept() -> Kept | None:
    """What the runs of this process share at present; None outside of `kept_between_runs`."""
    return _open[-1] if _open else None
