"""`report RUN ...`: the page of a run or a sweep, or of several runs beside one another."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from suite.cli.arguments import a_path, path_as_given, takes_language
from suite.errors import UserError
from suite.language import choose_language
from suite.screen import say

if TYPE_CHECKING:
    from pathlib import Path

    from suite.runs.directory.run_directory import RunDirectory

EXAMPLE = "report runs/first runs/second"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "runs",
        nargs="+",
        type=path_as_given,
        metavar="RUN",
        help="the folder of a run, of a sweep, or one that holds some; of several all are compared",
    )
    parser.add_argument(
        "--out",
        type=a_path,
        metavar="FILE",
        help="where the page goes; by default report.html in the folder, and for several "
        "folders comparison.html in the working directory",
    )
    takes_language(parser)


def run(options: argparse.Namespace) -> None:
    from suite.cli.results.report_several import report_several
    from suite.lab.sweep.sweep_folder import is_sweep
    from suite.runs.directory.run_directory import RunDirectory
    from suite.runs.directory.several_seeds import is_of_seeds
    from suite.runs.page.comparison.given_runs import holds_runs
    from suite.runs.page.page_place import refuse_bad_page

    choose_language(options.language)
    if options.out is not None:
        refuse_bad_page(options.out)
    first = options.runs[0]
    if len(options.runs) == 1 and (is_sweep(first) or is_of_seeds(first)):
        say(_of_many(first, options.out))
    elif len(options.runs) > 1 or holds_runs(first):
        report_several(options.runs, options.out)
    else:
        say(_told(RunDirectory.remains(first), options.out))


def _of_many(path: str, out: Path | None) -> str:
    """Make the page of a sweep or of several seeds; what they came to, with where the page is."""
    from suite.lab.seeds.seeds_report import seeds_report
    from suite.lab.sweep.sweep_folder import is_sweep
    from suite.lab.sweep.sweep_report import sweep_report
    from suite.runs.page.comparison.comparison import write_page

    try:
        write_page(path, out)
    except UserError:  # no trial has left a run yet
        out = None
    told = (sweep_report if is_sweep(path) else seeds_report)(path)
    return told if out is None else f"{told}\npage: {out}"


def _told(directory: RunDirectory, out: Path | None) -> str:
    """Make the page, and say where it is below what the run came to."""
    from suite.runs.page.run_page import write_page
    from suite.runs.run import Run
    from suite.runs.run_texts import gaps_text, report_text

    page = write_page(directory, out)
    run = Run(directory, is_forgiving=True)
    parts = [f"{run.name}: {report_text(run)}", gaps_text(run), f"  page: {page}"]
    return "\n".join(filter(None, parts))
