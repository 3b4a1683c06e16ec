"""`report RUN ...`: figures and page of runs and sweeps."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from suite.cli.arguments import a_path, path_as_given
from suite.errors import UserError
from suite.screen import say

if TYPE_CHECKING:
    from pathlib import Path

    from suite.runs.directory.run_directory import RunDirectory


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", nargs="+", type=path_as_given, metavar="RUN")
    parser.add_argument("--out", type=a_path, metavar="FILE", help="where the page goes")


def run(options: argparse.Namespace) -> None:
    from suite.lab.sweep.sweep_folder import is_sweep
    from suite.lab.sweep.sweep_report import sweep_report
    from suite.runs.directory.run_directory import RunDirectory

    if options.out is not None and len(options.runs) > 1:
        raise UserError("--out: names the page of one run; several each have their own")
    opened = [path if is_sweep(path) else RunDirectory.remains(path) for path in options.runs]
    for one in opened:
        if isinstance(one, RunDirectory):
            say(_told(one, options.out))
        else:
            say(sweep_report(one))


def _told(directory: RunDirectory, out: Path | None) -> str:
    """Make the page, and say where it is below what the run came to."""
    from suite.runs.page.run_page import write_page
    from suite.runs.run import Run
    from suite.runs.run_texts import report_text

    page = write_page(directory, out)
    run = Run(directory, is_forgiving=True)
    return f"{run.name}: {report_text(run)}\n  page: {page}"
