"""`check RECIPE`: name every mistake in a recipe, or in a study."""

from __future__ import annotations

import argparse

from suite.cli.arguments import recipe_of, takes_recipe
from suite.errors import UserError
from suite.screen import say

EXAMPLE = "check quickstart optimizer.learning_rate=0.01"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    takes_recipe(parser)
    parser.add_argument(
        "--build", action="store_true", help="load the data, build the model and look at both"
    )
    parser.add_argument(
        "--deep",
        action="store_true",
        help="learn one batch by heart and check gradients too; implies --build",
    )


def run(options: argparse.Namespace) -> int:
    from suite.recipe.text.study_file import is_study

    if is_study(options.recipe):
        from suite.studies.definition.load_study import load_study

        study = load_study(options.recipe)
        say(f"{options.recipe}: no problems found ({study.name}, claims: {len(study.claims)})")
        return 0
    recipe = recipe_of(options)

    say(f"{options.recipe}: no problems found ({recipe.name})")
    for remark in recipe.remarks():
        say(f"note: {remark}")
    if not (options.build or options.deep):
        return 0
    from suite.lab.inspect.check_build import check_build

    findings = check_build(recipe, options.deep)
    is_wrong = any(finding.severity == "error" for finding in findings)
    return UserError.exit_status if is_wrong else 0
