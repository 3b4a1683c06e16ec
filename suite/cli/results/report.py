"""`report RUN ...`: figures and curves of runs and sweeps."""

from __future__ import annotations

import argparse

from suite.cli.arguments import path_as_given
from suite.screen import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", nargs="+", type=path_as_given, metavar="RUN")


def run(options: argparse.Namespace) -> None:
    from suite.lab.sweep.sweep_folder import is_sweep
    from suite.lab.sweep.sweep_report import sweep_report
    from suite.runs.run import Run
    from suite.runs.run_texts import report_text

    opened = [path if is_sweep(path) else Run.open(path) for path in options.runs]
    for one in opened:
        if isinstance(one, Run):
            say(f"{one.name}: {report_text(one)}\n  curves: {one.report()}")
        else:
            say(sweep_report(one))
