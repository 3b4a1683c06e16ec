"""A count of the calls of compiled functions, by which a second thread sees that there are any."""

from __future__ import annotations

count = 0


def beat() -> None:
    global count
    count += 1
