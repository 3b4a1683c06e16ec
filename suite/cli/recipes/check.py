"""`check RECIPE ...`: name every mistake in recipes and studies."""

from __future__ import annotations

import argparse
from pathlib import Path

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
    """Several recipes, as a hook before a commit has them: each with the same changes."""
    words = options.overrides or []
    others = [word for word in words if "=" not in word and Path(word).suffix in (".yaml", ".yml")]
    options.overrides = [word for word in words if word not in others]
    if not others:
        return _checked(options)
    status = 0
    for recipe in (options.recipe, *others):
        options.recipe = recipe
        try:
            status = max(status, _checked(options))
        except UserError as error:
            say(str(error), error=True)
            status = error.exit_status
    return status


def _checked(options: argparse.Namespace) -> int:
    from suite.recipe.text.study_file import is_study

    if is_study(options.recipe):
        from suite.studies.definition.load_study import load_study

        study = load_study(options.recipe)
        say(f"{options.recipe}: no problems found ({study.name}, claims: {len(study.claims)})")
        return 0
    recipe = recipe_of(options)

    for remark in recipe.remarks():
        say(f"note: {remark}")
    severities = set()
    if options.build or options.deep:
        from suite.lab.inspect.check_build import check_build

        severities = {finding.severity for finding in check_build(recipe, options.deep)}
    if severities <= {"note"}:
        say(f"{options.recipe}: no problems found ({recipe.name})")
    return UserError.exit_status if "error" in severities else 0
