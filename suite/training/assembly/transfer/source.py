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


def open_source(recipe: Recipe) -> keras.Model:
    """The source's model, not compiled.

    Raises:
        RecipeError: there is no such source, or it holds no model.
    """
    path = source_file(recipe)
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
    """
    if recipe.transfer is not None and recipe.transfer.source and recipe.transfer.takes_weights:
        source_file(recipe, say)


def source_file(recipe: Recipe, say: Callable[[str], object] = lambda text: None) -> Path:
    """The `.keras` file of a recipe's source.

    Raises:
        RecipeError: there is none.
    """
    source = recipe.transfer.source
    path = Path(source)
    if not recipe.doors.open_to(source):
        return trained_model(recipe, find_shipped(source), say)  # the only ones it may name
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
        return trained_model(recipe, path, say)
    if (shipped := find_shipped(source)) is not None:
        return trained_model(recipe, shipped, say)
    there = "is no run, no .keras file and no recipe" if path.exists() else "is not there"
    message = (
        f"{source} {there}; name one of them. For a network of keras.applications leave source "
        "out and write `model: {kind: application, network: mobilenet_v2, weights: imagenet}`"
    )
    raise recipe.problem(_PLACE, message)


def trained_model(recipe: Recipe, source: Path, say: Callable[[str], object]) -> Path:
    """The model of a recipe's run, which is kept in the cache.

    It is trained in a process of its own: this one has its seeds and its devices.
    """
    refuse_circle(recipe, source)
    wanted = load(source, plugins=recipe.plugins)
    text = wanted.to_yaml()
    if not recipe.doors.open_to(recipe.transfer.source):
        text = provenance.with_mark(text, provenance.first_page(recipe.composition.origins))
    packages = ("tensorflow", "keras")
    versions = {name: version(name) for name in packages} | {"suite": package.VERSION}

    def train(folder: Path) -> None:
        say(f"training the source {recipe.transfer.source} first; it is kept in the cache")
        (folder / _RECIPE).write_text(text, "utf-8")
        run(folder / _RECIPE, folder / "run")

    try:
        folder = cached(f"source-{wanted.name}", {"recipe": text, **versions}, train)
    except RuntimeError as error:
        raise recipe.problem(_PLACE, f"{source} could not be trained: {error}") from error
    return folder / "run" / "model.keras"


def run(recipe: Path, out: Path) -> None:
    """`python -m suite run`; raises RuntimeError with what it said, if it failed."""
    command = [sys.executable, "-m", "suite", "run", str(recipe), "--out", str(out), "--quiet"]
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": paths, "TF_FORCE_GPU_ALLOW_GROWTH": "true"}
    text = {"encoding": "utf-8", "errors": "backslashreplace"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, **text)
    if done.returncode or not (out / "model.keras").is_file():
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise RuntimeError(said[-1] if said else f"exit status {done.returncode}")


def refuse_circle(recipe: Recipe, source: Path) -> None:
    """Refuse a recipe that, over its sources, starts from itself."""
    seen: list[Path] = []
    while source is not None:
        if source.resolve() in seen:
            circle = " -> ".join(path.name for path in [*seen, source])
            raise recipe.problem(
                _PLACE, f"goes in a circle: {circle}; start from something trained"
            )
        seen.append(source.resolve())
        transfer = load(source, plugins=recipe.plugins).transfer
        following = transfer.source if transfer is not None else None
        path = None if following is None else find_shipped(following) or Path(following)
        is_recipe = path is not None and path.is_file() and path.suffix in (".yaml", ".yml")
        source = path if is_recipe else None
