"""The page of a run: `report.html`, made of the other files of its directory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from suite.errors import one_line
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.files.write_whole import write_whole
from suite.runs.page.page_place import place_of_page
from suite.runs.page.render.page import page
from suite.runs.page.sections.registry import sections_of
from suite.runs.run_record import RunRecord


def run_page(directory: RunDirectory) -> str:
    """The HTML of a run, of whatever state; it says what is missing and what is damaged.

    Example:
        >>> directory = RunDirectory(Path("half"))
        >>> directory.write_summary({"status": "running", "recipe": "mlp"})
        >>> "<title>mlp</title>" in run_page(directory)
        True
    """
    run = RunRecord(directory, is_forgiving=True)
    status = run.status if run.has_summary else ""
    if run.is_gone:
        status = "cut off"
    return page(run.name, sections_of(run), subtitle=str(run.path), status=status)


def write_page(directory: RunDirectory, out: Path | None = None) -> Path:
    """Make the page of a run anew.

    Args:
        directory: of the run.
        out: the file; `report.html` in the directory by default.

    Returns:
        The page's path.

    Raises:
        RunFailure: the file cannot be written.

    Example:
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished", "recipe": "mlp"})
        >>> write_page(directory).name
        'report.html'
    """
    path = out or place_of_page(directory.report_html)
    write_whole(path, run_page(directory))
    return path


def leave_page(directory: RunDirectory, note: Callable[[str], object]) -> bool:
    """Make the page of a run that has ended; what fails here is a note, and never the run's end.

    Args:
        directory: of the run; where none has begun, nothing is written.
        note: is told why there is no page.

    Returns:
        Whether there is one now.

    Example:
        >>> directory = RunDirectory(Path("none"))
        >>> leave_page(directory, print)
        False
    """
    if directory.is_discarded or not directory.summary_json.is_file():
        return False
    try:
        write_page(directory)
    except Exception as error:  # whatever it is: the run is trained and written
        note(f"note: the page could not be made: {type(error).__name__}: {one_line(error)}")
        return False
    return True
