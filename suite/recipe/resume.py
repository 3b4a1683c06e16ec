"""The recipe of a run that goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from suite.errors import UserError
from suite.recipe.loading import load
from suite.recipe.recipe import Recipe
from suite.recipe.resolved import resolved

# More or fewer epochs make the same run longer or shorter, and where and in how large bites it is
# computed does not change it; anything else makes it another run.
_FREE = {
    "name",
    "training.checkpoint_every",
    "training.checkpoints_kept",
    "training.epochs",
    "training.steps_per_execution",
    "training.strategy",
    "training.worker_wait",
}


def identity(recipe: Recipe) -> str:
    """A digest of all that makes a recipe's run the one it is; equal for a longer run of it."""
    texts = [f"{key}={value!r}" for key, value in _flat("", resolved(recipe)) if key not in _FREE]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), item)
    else:
        yield path, value


def load_resumed_recipe(
    directory: Path,
    given: Sequence[str] = (),
    *,
    plugins: Sequence[Path] = (),
    trust: bool = False,
    force: bool = False,
) -> Recipe:
    """The recipe to resume a run with: its own, with a changed number of epochs if asked for.

    Args:
        directory: of the run.
        given: what stands on the command line: a recipe and overrides, or overrides alone, which
            then change the run's own recipe.
        plugins: folders of callbacks.
        trust: as in `load`.
        force: accept other changes too.

    Raises:
        UserError: there is no run, or the recipe differs from the run's, which is shown.
    """
    own = directory / "recipe.yaml"
    if not own.is_file():
        raise UserError(f"{directory}: is not the folder of a run; it has no recipe.yaml.")
    recipe = load(own, plugins=plugins, trust=trust)
    if not given:
        return recipe
    source, *overrides = given if "=" not in given[0] else (own, *given)
    wanted = load(source, *overrides, plugins=plugins, trust=trust)
    changes = [change for change in recipe.diff(wanted) if change[0] not in _FREE]
    if changes and not force:
        lines = "\n".join(f"  {key}: {before} -> {after}" for key, before, after in changes)
        raise UserError(
            f"{directory}: the recipe has changed since the run began:\n{lines}\n"
            "Resume without these changes, start a new run, or insist with --force."
        )
    return wanted
