"""`lecture NAME`: a lecture as a page, with its studies' pictures and verdicts."""

from __future__ import annotations

import argparse

from suite.cli.arguments import INTERRUPTED, a_path, takes_language
from suite.cli.training.verify import takes_studies
from suite.errors import in_a_sentence
from suite.language import choose_language
from suite.screen import say

EXAMPLE = "lecture init --notebook notebooks"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lecture", metavar="LECTURE", help="init, norm, ..., or all")
    takes_studies(parser)
    takes_language(parser)
    parser.add_argument(
        "--notebook", type=a_path, metavar="DIR", help="write it as a notebook; nothing is run"
    )


def run(options: argparse.Namespace) -> int:
    from suite.studies.pages.lecture_page import lectures_named, write_lecture_page
    from suite.studies.running.verify import verify

    choose_language(options.language)
    names, status = lectures_named(options.lecture), 0
    if options.notebook is not None:
        from suite.studies.pages.lecture_notebook import write_lecture_notebook

        for name in names:
            say(write_lecture_notebook(name, options.notebook))
        return 0
    for name in names:
        with in_a_sentence():
            done = verify(
                [name],
                options.out,
                seeds=options.seeds,
                processes=options.processes,
                quiet=options.quiet,
            )
        if done is None:
            say("interrupted; the same command goes on")
            return INTERRUPTED
        path = write_lecture_page(name, done, options.out / f"{name}.html")
        say(f"{name}: {done.count_text()}\npage: {path}")
        status = 1 if done.failed else status
    return status
