"""`plot RUN ... [WHAT]`: a picture of a run, or of several, for a projector or a paper."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from suite.cli.arguments import a_path, path_as_given
from suite.screen import say

if TYPE_CHECKING:
    from suite.runs.page.charts.section import Section

EXAMPLE = "plot runs/first curves"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "runs",
        nargs="+",
        metavar="RUN",
        help="the folder of a run, of a sweep, or one that holds some; of several their comparison",
    )
    parser.add_argument(
        "what",
        nargs="?",
        metavar="WHAT",
        help="the name of a picture, of a part of the page, or how several names begin; "
        "without it, what there is is listed",
    )
    parser.add_argument(
        "--out",
        type=a_path,
        metavar="FILE",
        help="a .png, .svg or .pdf file (RECIPE-WHAT.png, or -2, -3, ...); replaced if it is there",
    )
    parser.add_argument("--dark", action="store_true", help="draw on black")


def run(options: argparse.Namespace) -> None:
    from suite.runs.files.file_names import file_name, free_path
    from suite.runs.page.named_charts import list_charts, named_charts
    from suite.runs.pictures.picture import refuse_bad_picture
    from suite.runs.pictures.plot import FORMS, Plot

    if options.out is not None:
        refuse_bad_picture(options.out, FORMS)
    runs, what = _told_apart(options.runs)
    place = runs[0] if len(runs) == 1 else "the comparison"
    title, sections = _page(runs)
    if what is None:
        say(list_charts(sections) or f"{place}: has nothing that could be drawn yet")
        return
    charts = named_charts(sections, what, place)
    out = options.out
    if out is None:
        name = file_name(title)
        single = f"{name}-{file_name(charts[0].name)}.png"
        out = free_path(Path(single)) if len(charts) == 1 else Path(f"{name}.png")
    for path in Plot(charts, dark=options.dark).save(out):
        say(f"picture: {path}")


def _told_apart(given: Sequence[str]) -> tuple[list[str], str | None]:
    """The folders, and what is to be drawn: the last word, unless it is a folder or a path."""
    *runs, last = given
    is_name = bool(runs) and not Path(last).is_dir() and os.sep not in last
    return [path_as_given(one) for one in (runs if is_name else given)], last if is_name else None


def _page(runs: Sequence[str]) -> tuple[str, list[Section]]:
    """The name of a run, of a sweep or of a comparison, and what its page shows."""
    from suite.lab.sweep.sweep_folder import is_sweep
    from suite.runs.directory.run_directory import RunDirectory
    from suite.runs.directory.several_seeds import is_of_seeds
    from suite.runs.page.comparison.comparison import compare
    from suite.runs.page.comparison.given_runs import holds_runs
    from suite.runs.page.sections.registry import sections_of
    from suite.runs.run_record import RunRecord

    if len(runs) > 1:
        return "comparison", compare(runs).sections
    if is_sweep(runs[0]) or is_of_seeds(runs[0]) or holds_runs(runs[0]):
        return Path(runs[0]).absolute().name, compare(runs[0]).sections
    run = RunRecord(RunDirectory.remains(runs[0]), is_forgiving=True)
    return run.name, sections_of(run)
