"""Several runs beside one another, as Python, a terminal, a notebook and a page see them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from suite.errors import one_line
from suite.runs.files.write_whole import write_whole
from suite.runs.page.charts.section import Section, Text
from suite.runs.page.charts.table import Cell
from suite.runs.page.comparison.compared_runs import ComparedRuns
from suite.runs.page.comparison.given_runs import GivenRuns
from suite.runs.page.comparison.sections.all_runs import all_runs
from suite.runs.page.comparison.sections.curves import curves
from suite.runs.page.comparison.sections.keys import keys
from suite.runs.page.comparison.sections.pairs import pairs
from suite.runs.page.comparison.sections.seeds import seeds
from suite.runs.page.comparison.sections.what_differs import what_differs
from suite.runs.page.comparison.table_text import table_text
from suite.runs.page.page_place import place_of_page
from suite.runs.page.render.notebook_cell import notebook_cell
from suite.runs.page.render.page import page
from suite.runs.pictures.plot import Plot, first_picture, plot

# In a sweep's folder, or in whatever folder is compared alone.
_PAGE = "report.html"
# Told in a notebook where no script runs.
_IN_WORDS = ("differences", "runs")
# From top to bottom; each returns None where the runs have nothing of it.
_SECTIONS: tuple[Callable[[ComparedRuns], Section | None], ...] = (
    what_differs,
    all_runs,
    curves,
    seeds,
    keys,
    pairs,
)


class Comparison:
    """What several runs differ in, and what came of it; `suite.compare` makes one.

    Args:
        given: the runs.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> for name, loss in (("a", 0.5), ("b", 0.25)):
        ...     directory = RunDirectory(Path(name))
        ...     directory.make()
        ...     directory.write_recipe("model: mlp")
        ...     directory.write_summary({"status": "finished", "metrics": {"test_loss": loss}})
        >>> Comparison(GivenRuns.among(["a", "b"])).table[0]
        {'run': 'a', 'status': 'finished', 'test_loss': 0.5, 'seconds': None, ...}
    """

    def __init__(self, given: GivenRuns) -> None:
        self.runs = ComparedRuns(given)

    @property
    def title(self) -> str:
        """What is compared, in a few words."""
        runs = self.runs
        if runs.sweep is not None:
            return f"Sweep of {runs.sweep.name}: {len(runs.runs)} runs"
        names = sorted({run.record.name for run in runs.runs})
        of = " and ".join(names) if len(names) <= 2 else f"{len(names)} recipes"
        return f"{len(runs.runs)} runs of {of}" if len(runs.runs) != 1 else f"1 run of {of}"

    @property
    def notes(self) -> list[str]:
        """A sentence for each run that could not be read, was cut off or was named twice."""
        return self.runs.notes

    @property
    def table(self) -> list[dict[str, Cell]]:
        """A row a run, the best first: its name, status, the keys that differ, figures, seconds,
        and the doctor's word; `pandas.DataFrame(comparison.table)` makes a frame of it."""
        figures = self.runs.figures
        return [self.runs.row(number, figures) for number in range(len(self.runs.runs))]

    @functools.cached_property
    def sections(self) -> list[Section]:
        """What the page shows; a section that cannot be made says so in its place."""
        found = []
        # Of runs that differ in chance alone, what that does is all there is to say.
        first = (seeds,) if self.runs.are_repeats else ()
        for make in dict.fromkeys((*first, *_SECTIONS)):
            try:
                section = make(self.runs)
            except Exception as error:  # whatever strange runs make of it: the rest is shown
                name = make.__name__
                text = f"{name.replace('_', ' ')}: cannot be shown ({one_line(error)})."
                parts = [Text(paragraphs=[text], severity="warning")]
                section = Section(name=name, title=name.replace("_", " "), parts=parts)
            if section is not None:
                found.append(section)
        return found

    def page(self, path: str | Path) -> Path:
        """Write the page, one file that needs no network, and return its path.

        Args:
            path: the file; what lies there is replaced.

        Raises:
            RunFailure: it cannot be written.
        """
        write_whole(Path(path), page(self.title, self.sections))
        return Path(path)

    def plot(self, what: str, path: str | Path | None = None, *, dark: bool = False) -> Plot:
        """Draw pictures of the page for a projector; `python -m suite plot RUN RUN` lists them.

        Args:
            what: the name of a picture (`val_loss`), of a part of the page (`curves`), or how the
                names of several begin.
            path: a .png, .svg or .pdf file to write it to; of several, each gets its own.
            dark: whether to draw on black.

        Raises:
            UserError: the comparison has no such picture, or the file cannot be written.
        """
        return plot(self.sections, what, self.title, path, dark=dark)

    def to_text(self, width: int = 80) -> str:
        """One table for a terminal.

        Args:
            width: of its longest line, at least 40; columns that do not fit are named below it.
        """
        return table_text(self.runs, width)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: the page; without scripts what differs, a table, a picture."""
        words = [section for section in self.sections if section.name in _IN_WORDS]
        return notebook_cell(
            self.title,
            self.sections,
            plain=words,
            text=self.to_text(),
            picture=first_picture(self.sections),
        )

    def __repr__(self) -> str:
        return f"<Comparison of {self.title}>"


def compare(runs: Iterable[Any] | Any) -> Comparison:
    """Put runs beside one another.

    Args:
        runs: each a `Run`, the folder of one, of a sweep or of several at any depth, or what a
            sweep has returned; or one of these alone.

    Raises:
        UserError: a folder is not there or holds no run, or no run can be read.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> for name in ("a", "b"):
        ...     directory = RunDirectory(Path("mine", name))
        ...     directory.make()
        ...     directory.write_recipe("model: mlp")
        ...     directory.write_summary({"status": "finished", "metrics": {"test_loss": 0.5}})
        >>> [row["test_loss"] for row in compare("mine").table]
        [0.5, 0.5]
    """
    alone = isinstance(runs, str | Path) or hasattr(runs, "path")
    return Comparison(GivenRuns.among([runs] if alone else runs))


def write_page(path: str | Path, out: Path | None = None) -> Path:
    """Make the page of all runs in a folder, such as a sweep's.

    Args:
        path: the folder.
        out: the file; `report.html` in the folder by default.

    Raises:
        UserError: the folder is not there, or holds no run.
        RunFailure: the file cannot be written.
    """
    return compare(path).page(out or place_of_page(Path(path, _PAGE)))
