"""A progress bar for work that turns out to be long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.progress import Progress

PATIENCE = 2.0  # seconds without a word


@contextmanager
def wait_bar(text: str, total: int) -> Iterator[Callable[[int], None]]:
    """Yields `advance(count)`; shows a bar on a terminal's stderr once the work took 2 seconds.

    Args:
        text: what is being done.
        total: the sum of all counts.

    Example:
        >>> with wait_bar("decoding 200 images", 200) as advance:
        ...     advance(100)
        ...     advance(100)
    """
    console = Console(stderr=True)
    bar = Progress(console=console, transient=True)
    task = bar.add_task(text, total=total)
    begin = time.monotonic()

    def advance(count: int) -> None:
        with suppress(Exception):  # whatever becomes of the display, the work goes on
            bar.advance(task, count)
            waited = time.monotonic() - begin > PATIENCE
            if waited and console.is_terminal and not bar.live.is_started:
                bar.start()

    try:
        yield advance
    finally:
        if bar.live.is_started:
            with suppress(Exception):
                bar.stop()
