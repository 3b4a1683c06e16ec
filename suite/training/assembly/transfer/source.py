"""The trained model that a recipe's `transfer.source` names."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import keras

from suite import package
from suite.data.files.cache import cached
from suite.errors import UserError
from suite.recipe import Recipe, load
from suite.recipe.text import provenance
from suite.recipe.text.shipped import find_shipped
from suite.runs.model_file import load_model

_PLACE = ("transfer", "source")
_RECIPE = "recipe.yaml"


def weights_source(recipe: Recipe) -> str | None:
    """The source whose weights a recipe takes; None where it takes none.

    Example:
        >>> weights_source(suite.load("quickstart", "transfer.source=models/mlp-digits"))
        'models/mlp-digits'
    """
    transfer = recipe.transfer
    return None if transfer is None or not transfer.takes_weights else transfer.source


def open_source(recipe: Recipe, source: str) -> keras.Model:
    """The source's model, not compiled.

    Raises:
        RecipeError: there is no such source, or it holds no model.
    """
    path = source_file(recipe, source)
    try:
        return load_model(path, compile=False)
    except (UserError, OSError, ValueError) as error:
        raise recipe.problem(_PLACE, f"cannot be opened: {error}") from error


def prepare_source(recipe: Recipe, say: Callable[[str], object] = lambda text: None) -> None:
    """Train the source if it is a recipe whose model is not in the cache yet.

    Here and not where it is needed, since by then this process may hold the accelerators.

    Args:
        recipe: with or without `transfer`.
        say: shows a line of text.

    Example:
        >>> prepare_source(suite.load("quickstart"), say=print)  # there is none
    """
    source = weights_source(recipe)
    if source is not None:
        source_file(recipe, source, say)


def source_file(
    recipe: Recipe, source: str, say: Callable[[str], object] = lambda text: None
) -> Path:
    """The `.keras` file of a recipe's source.

    Raises:
        RecipeError: there is none.
    """
    path, shipped = Path(source), find_shipped(source)
    if not recipe.doors.open_to(source):
        if shipped is None:
            message = f"{source} is no shipped recipe, and a recipe from the web names no other"
            raise recipe.problem(_PLACE, message)
        return _trained_model(recipe, source, shipped, say)
    if path.is_dir():
        model = path / "model.keras"
        if model.is_file():
            return model
        if (path / "summary.json").is_file():
            raise recipe.problem(_PLACE, f"{source} is a run without model.keras; finish it first")
        raise recipe.problem(_PLACE, f"{source} is a folder and no run; it has no model.keras")
    if path.is_file() and path.suffix == ".keras":
        return path
    if path.is_file() and path.suffix in (".yaml", ".yml"):
        return _trained_model(recipe, source, path, say)
    if shipped is not None:
        return _trained_model(recipe, source, shipped, say)
    there = "is no run, no .keras file and no recipe" if path.exists() else "is not there"
    message = (
        f"{source} {there}; name one of them. For a network of keras.applications leave source "
        "out and write `model: {kind: application, network: mobilenet_v2, weights: imagenet}`"
    )
    raise recipe.problem(_PLACE, message)


def _trained_model(recipe: Recipe, source: str, file: Path, say: Callable[[str], object]) -> Path:
    """The model of a recipe's run, which is kept in the cache.

    It is trained in a process of its own: this one has its seeds and its devices.
    """
    _refuse_circle(recipe, file)
    wanted = load(file, plugins=recipe.plugins)
    text = wanted.to_yaml()
    if not recipe.doors.open_to(source):
        text = provenance.with_mark(text, provenance.first_page(recipe.composition.origins))
    packages = ("tensorflow", "keras")
    versions = {name: version(name) for name in packages} | {"suite": package.VERSION}

    def train(folder: Path) -> None:
        say(f"training the source {source} first; it is kept in the cache")
        (folder / _RECIPE).write_text(text, "utf-8")
        run(folder / _RECIPE, folder / "run")

    try:
        folder = cached(f"source-{wanted.name}", {"recipe": text, **versions}, train)
    except RuntimeError as error:
        raise recipe.problem(_PLACE, f"{file} could not be trained: {error}") from error
    return folder / "run" / "model.keras"


def run(recipe: Path, out: Path) -> None:
    """`python -m suite run`; raises RuntimeError with what it said, if it failed."""
    command = [sys.executable, "-m", "suite", "run", str(recipe), "--out", str(out), "--quiet"]
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": paths, "TF_FORCE_GPU_ALLOW_GROWTH": "true"}
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="backslashreplace",
    )
    if done.returncode or not (out / "model.keras").is_file():
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise RuntimeError(said[-1] if said else f"exit status {done.returncode}")


def _refuse_circle(recipe: Recipe, source: Path) -> None:
    """Refuse a recipe that, over its sources, starts from itself."""
    seen: list[Path] = []
    following: Path | None = source
    while following is not None:
        if following.resolve() in seen:
            circle = " -> ".join(path.name for path in [*seen, following])
            raise recipe.problem(
                _PLACE, f"goes in a circle: {circle}; start from something trained"
            )
        seen.append(following.resolve())
        following = _recipe_of_source(load(following, plugins=recipe.plugins))


def _recipe_of_source(recipe: Recipe) -> Path | None:
    """The recipe that a recipe's source is; None where it is none."""
    source = None if recipe.transfer is None else recipe.transfer.source
    if source is None:
        return None
    path = find_shipped(source) or Path(source)
    return path if path.is_file() and path.suffix in (".yaml", ".yml") else None
