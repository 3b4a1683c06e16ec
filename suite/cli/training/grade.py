"""`grade EXERCISE ANSWER`: measure an answer to an exercise of the lectures."""

from __future__ import annotations

import argparse
from dataclasses import replace

from suite.cli.arguments import a_count, takes_language
from suite.errors import in_a_sentence
from suite.screen import columns, folded, say

EXAMPLE = "grade activations/dying-relu"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(trains=True)
    parser.add_argument(
        "exercise", nargs="?", metavar="EXERCISE", help="without it: which there are"
    )
    parser.add_argument(
        "answer",
        nargs="*",
        metavar="ANSWER",
        help="a recipe, a run, or changes of the exercise's recipe; without it the task is shown",
    )
    parser.add_argument("--seeds", type=a_count, metavar="N", help="in place of the exercise's own")
    takes_language(parser)


def run(options: argparse.Namespace) -> int:
    from suite.runs.page.languages import phrases
    from suite.studies.exercises.exercise import exercises, load_exercise

    if options.exercise is None:
        tasks = [load_exercise(name).told_in(options.language) for name in exercises()]
        say("\n".join(f"{task.name}: {task.title}" for task in tasks))
        return 0
    if not options.answer:
        task = load_exercise(options.exercise).told_in(options.language)
        say(folded(phrases(options.language).lines(task.to_text()), columns()))
        return 0
    from suite.studies.exercises.grade import grade

    with in_a_sentence():
        found = grade(options.exercise, *options.answer, seeds=options.seeds)
    found = replace(found, exercise=found.exercise.told_in(options.language))
    say(folded(phrases(options.language).lines(found.to_text()), columns()))
    return 0
