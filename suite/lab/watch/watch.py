"""`watch RUN`: the page of a run, served while it goes on."""

from __future__ import annotations

import contextlib
import os
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path

from suite.errors import UserError
from suite.lab.sweep.sweep_folder import is_sweep
from suite.lab.watch.page_server import PageServer, Shown, served
from suite.lab.watch.watched import Look, Watched
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.directory.several_seeds import is_of_seeds
from suite.runs.page.comparison.comparison import compare
from suite.runs.page.render.page import page as page_of
from suite.runs.page.run_page import run_page
from suite.screen import quoted

# Making pages is a tenth of a core's work at most: the run has the rest.
_REST = 9
_PAUSE_SECONDS = 1.0  # between two looks
# A browser that reads the page asks once a second, or once a minute in a hidden tab.
_GRACE_SECONDS = 10.0
# In which a second tab has the last page too.
_OTHERS_SECONDS = 2.0


def watch(path: Path, port: int = 0, *, say: Callable[[str], object], opens: bool = False) -> None:
    """Serve the page of a run on loopback until the run is over, and say where.

    It is made anew when a file has changed, in this process: the run is not slowed.

    Args:
        path: as in `Watched`.
        port: 0 takes a free one.
        say: is told what happens.
        opens: whether to open the browser.

    Raises:
        UserError: the port is taken.

    Example:
        >>> RunDirectory(Path("mine")).write_summary({"status": "finished"})
        >>> watch(Path("mine"), say=print)
        mine: finished after 0 epochs
        next: python -m suite report mine
        there is nothing to watch
    """
    watched = Watched(path)
    look = watched.look()
    if look.is_over:
        say(f"{_ending(look)}\nthere is nothing to watch")
        return
    begun = f"watching {look.folder} ({look.says})"
    say(f"{look.says}: begin it in another terminal" if look.folder is None else begun)
    with served(port) as server:
        server.show(Shown(says=look.says))
        say(f"open {server.url}")
        if opens:
            webbrowser.open(server.url)
        _follow(watched, server, say)
        _let_read(server)


def _let_read(server: PageServer) -> None:
    """Wait until a browser has the last page, but not for long."""
    if server.last_was_read.wait(_GRACE_SECONDS):
        time.sleep(_OTHERS_SECONDS)


def _follow(watched: Watched, server: PageServer, say: Callable[[str], object]) -> None:
    """Show each new state until the last."""
    version, number, page, waited = "", 0, "", watched.folder is None
    rested = 0.0  # when the next page may be made
    while True:
        look = watched.look()
        if look.folder is not None and waited:
            say(f"watching {look.folder}")
            waited = False
        is_due = look.is_over or time.monotonic() >= rested
        if look.folder is not None and look.version != version and is_due:
            start = time.monotonic()
            version, page = look.version, _page(look.folder, look.is_over)
            number += bool(page)
            rested = time.monotonic() + _REST * (time.monotonic() - start)
        server.show(Shown(look.name, look.says, page, number, look.is_over))
        if look.is_over:
            say(_ending(look))
            return
        time.sleep(_PAUSE_SECONDS)


def _page(folder: Path, is_over: bool) -> str:
    """The page of a run, or of what trials or seeds have come to until now."""
    if not (is_sweep(folder) or is_of_seeds(folder)):
        return run_page(RunDirectory(folder))
    try:
        compared = compare(folder)
    except UserError:  # no run has begun
        return ""
    status = "" if is_over else "running"
    return page_of(compared.title, compared.sections, subtitle=str(folder), status=status)


def _ending(look: Look) -> str:
    """How it ended, and what to do now."""
    assert look.folder is not None
    verb, page = "run --resume" if look.goes_on else "report", look.folder / "report.html"
    lines = [f"{look.folder}: {look.says}"]
    if look.goes_on or not page.is_file():
        lines.append(f"next: python -m suite {verb} {quoted(look.folder)}")
    return "\n".join([*lines, *([f"page: {page}"] if page.is_file() else [])])


def be_modest() -> None:
    """Give this process's turn to whoever trains, where the system knows such a thing."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)
