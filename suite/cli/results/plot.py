"""`plot RUN [WHAT]`: a picture of a run, for a projector or a paper."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from suite.cli.arguments import a_path, path_as_given
from suite.screen import say

if TYPE_CHECKING:
    from suite.runs.page.charts.section import Section


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=path_as_given, metavar="RUN")
    parser.add_argument(
        "what",
        nargs="?",
        metavar="WHAT",
        help="the name of a picture, of a part of the page, or how several names begin; "
        "without it, what the run has is listed",
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
    title, sections = _page(options.folder)
    if options.what is None:
        say(list_charts(sections) or f"{options.folder}: has nothing that could be drawn yet")
        return
    charts = named_charts(sections, options.what, options.folder)
    out = options.out
    if out is None:
        name = file_name(title)
        single = f"{name}-{file_name(charts[0].name)}.png"
        out = free_path(Path(single)) if len(charts) == 1 else Path(f"{name}.png")
    for path in Plot(charts, dark=options.dark).save(out):
        say(f"picture: {path}")


def _page(folder: str) -> tuple[str, list[Section]]:
    """The name of a run, or of the sweep or the seeds in a folder, and what its page shows."""
    from suite.lab.sweep.sweep_folder import is_sweep
    from suite.runs.directory.run_directory import RunDirectory
    from suite.runs.directory.several_seeds import is_of_seeds
    from suite.runs.page.comparison.comparison import compare
    from suite.runs.page.sections.registry import sections_of
    from suite.runs.run_record import RunRecord

    if is_sweep(folder) or is_of_seeds(folder):
        return Path(folder).absolute().name, compare(folder).sections
    run = RunRecord(RunDirectory.open(folder), is_forgiving=True)
    return run.name, sections_of(run)
