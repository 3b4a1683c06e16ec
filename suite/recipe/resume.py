"""The recipe of a run that goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from suite.errors import UserError
from suite.recipe.diff import Difference, differences
from suite.recipe.identity.identity import read_identity
from suite.recipe.identity.portable import flat, portable
from suite.recipe.recipe import Recipe, load

# More or fewer epochs make the same run longer or shorter, and where and in how large bites it is
# computed does not change it; anything else makes it another run.
_FREE = {
    "checks",
    "name",
    "training.checkpoint_every",
    "training.checkpoints_kept",
    "training.epochs",
    "training.steps_per_execution",
    "training.strategy",
    "training.track",
    "training.worker_wait",
}


def identity(recipe: Recipe) -> str:
    """A digest of all that makes a recipe's run the one it is; equal for a longer run of it, and
    where its files lie elsewhere."""
    texts = [f"{key}={value!r}" for key, value in flat(portable(recipe)) if key not in _FREE]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _is_free(key: str) -> bool:
    """Whether a run may be resumed with another value of a key, or of one inside it."""
    return any(key == free or key.startswith(f"{free}.") for free in _FREE)


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
    if not given:
        return load(own, plugins=plugins, trust=trust)
    changes_own = "=" in given[0]
    source: str | Path = own if changes_own else given[0]
    overrides = given if changes_own else given[1:]
    wanted = load(source, *overrides, plugins=plugins, trust=trust)
    changes = _changes(directory, wanted, plugins, trust)
    changes = [change for change in changes if not _is_free(change[0])]
    if changes and not force:
        lines = "\n".join(f"  {key}: {before} -> {after}" for key, before, after in changes)
        raise UserError(
            f"{directory}: the recipe has changed since the run began:\n{lines}\n"
            "Resume without these changes, start a new run, or insist with --force."
        )
    return wanted


def _changes(
    directory: Path, wanted: Recipe, plugins: Sequence[Path], trust: bool
) -> list[Difference]:
    """What differs from the run's recipe; not where files lie, if the run knows what they held."""
    recorded = _recorded(directory)
    try:
        recipe = load(directory / "recipe.yaml", plugins=plugins, trust=trust)
    except UserError:
        if recorded is None:
            raise
        # Its files are not here; `wanted` names them elsewhere.
        return differences(recorded, json.loads(json.dumps(portable(wanted))))
    if recorded is None:
        return recipe.diff(wanted)
    return differences(portable(recipe), portable(wanted))


def _recorded(directory: Path) -> dict[str, Any] | None:
    try:
        identity = read_identity(directory)
    except (ValueError, OSError):  # damaged, which the run will say
        return None
    return None if identity is None else identity.get("recipe")
