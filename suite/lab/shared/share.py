"""Pieces of work that several processes do together, each what no other has."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

from suite.lab.shared.claim import claimed
from suite.lab.shared.outgrown import count_piece

Piece = TypeVar("Piece")

# Other processes have all that is left: so often it is looked whether they are done, or gone.
_PATIENCE = 0.5


class Interrupted(Exception):
    """Ctrl-C: the state is saved, and the work goes on from there."""


def share(
    pieces: Sequence[Piece],
    *,
    lock: Callable[[Piece], Path],
    is_done: Callable[[Piece], bool],
    compute: Callable[[Piece], object],
    waits: Callable[[Sequence[Piece]], object] = lambda left: None,
    due: Callable[[], Collection[Piece]] | None = None,
) -> None:
    """Do what is not done of some pieces of work, and wait for what other processes have.

    The next piece is always the first that is neither done nor locked.

    Args:
        pieces: in the order in which they are wanted.
        lock: the lock of a piece.
        is_done: whether nothing is left to do of it, by whomever it was done.
        compute: does it, or raises; it is done after that.
        waits: is told what is left, whenever others have all of it and it has changed.
        due: those that can be done now, asked anew each time; None is all.

    Raises `Interrupted` (Ctrl-C while it waits), `RunFailure` (no lock can be made), `Outgrown`.

    Example:
        >>> done = []
        >>> locks = {"lock": lambda piece: Path(f"{piece}.lock"), "is_done": done.__contains__}
        >>> share([3, 1, 2], compute=done.append, **locks)
        >>> done
        [3, 1, 2]
    """
    left: list[Piece] = [*pieces]
    told: list[Piece] = []
    while left:
        now = left if due is None else due()
        if _do_first(left, now, lock, is_done, compute):
            count_piece(lambda: not all(map(is_done, left)))
        elif left:
            if (others := [piece for piece in left if piece in now]) != told:
                waits(told := others)
            _wait()


def _wait() -> None:
    try:
        time.sleep(_PATIENCE)
    except KeyboardInterrupt as error:
        raise Interrupted from error


def _do_first(
    left: list[Piece],
    now: Collection[Piece],
    lock: Callable[[Piece], Path],
    is_done: Callable[[Piece], bool],
    compute: Callable[[Piece], object],
) -> bool:
    """Do the first piece that this process can have; take from `left` what is found to be done."""
    for piece in [*left]:
        if not is_done(piece):
            if piece not in now:
                continue
            with claimed(lock(piece)) as is_ours:
                if not is_ours:
                    continue
                # Another process may have done it in the last moment.
                if not is_done(piece):
                    compute(piece)
                    return True
        left.remove(piece)
    return False
