"""What the project asks of a commit and of a pull request fits what the project is."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatch

import pytest
import yaml

from tests.commands import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
HOOKS = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text("utf-8"))
WORKFLOW = yaml.safe_load((CHECKOUT / ".github" / "workflows" / "test.yml").read_text("utf-8"))
MATRIX = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part != "*")


def bounds(specifier: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of `>=3.10,<3.14`, as numbers."""
    low, high = re.fullmatch(r">=([\d.]+),<([\d.]+)", specifier).groups()
    return version(low), version(high)


def test_the_matrix_ends_at_the_newest_python_and_has_no_gap():
    first, beyond = bounds(PROJECT["project"]["requires-python"])
    tested = [version(python) for python in MATRIX["python"]]
    assert tested == [(3, minor) for minor in range(tested[0][1], beyond[1])]
    assert tested[0] >= first


def test_the_oldest_keras_of_the_matrix_is_the_oldest_that_is_allowed():
    (needed,) = [one for one in PROJECT["project"]["dependencies"] if one.startswith("keras")]
    oldest, newest = MATRIX["keras"]
    assert needed == f"keras>={oldest.removesuffix('.*')}"
    assert fnmatch(oldest.removesuffix(".*"), newest)


def test_the_matrix_is_quoted():
    """3.10 without quotes is the number 3.1."""
    assert all(isinstance(value, str) for axis in MATRIX.values() for value in axis)


def test_actions_are_pinned_by_their_content():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)


def test_hooks_are_pinned_by_a_release():
    revisions = {hook["repo"]: hook.get("rev") for hook in HOOKS["repos"]}
    assert revisions.pop("local") is None
    assert all(re.fullmatch(r"v\d+\.\d+\.\d+", revision) for revision in revisions.values())


def test_the_hooks_are_style_types_and_recipes():
    names = {hook["id"] for repository in HOOKS["repos"] for hook in repository["hooks"]}
    assert names >= {"ruff-check", "ruff-format", "types", "recipes"}


def local(name: str) -> dict:
    (repository,) = [one for one in HOOKS["repos"] if one["repo"] == "local"]
    (hook,) = [one for one in repository["hooks"] if one["id"] == name]
    return hook


def test_the_hook_of_recipes_sees_every_shipped_recipe_and_nothing_else():
    pattern = re.compile(local("recipes")["files"])
    shipped = [file.relative_to(CHECKOUT) for file in (CHECKOUT / "recipes").rglob("*.yaml")]
    assert shipped
    assert all(pattern.search(file.as_posix()) for file in shipped)
    others = ("recipes/README.md", "tests/runs/made_before/recipe.yaml", "my/recipes/a.yaml")
    assert not any(pattern.search(file) for file in others)


def test_the_hook_of_types_checks_what_mypy_is_told_to():
    assert local("types")["files"] == f"^({'|'.join(PROJECT['tool']['mypy']['files'])})/"


@pytest.mark.parametrize("option", ["--strict-config", "--strict-markers"])
def test_pytest_is_strict(option):
    assert option in PROJECT["tool"]["pytest"]["ini_options"]["addopts"].split()


def test_what_is_expected_to_fail_and_passes_is_a_failure():
    assert PROJECT["tool"]["pytest"]["ini_options"]["xfail_strict"] is True
