"""What a recipe says and nothing listens to: no mistake, and not what its author thinks either."""

from __future__ import annotations

import importlib.util
import os
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.schema.recipe_settings import DataSettings, RecipeSettings, TrainingSettings
from suite.recipe.schema.recipe_types import TrainingRecipeSettings, one_run
from suite.recipe.text.key_path import KeyPath

Remark = tuple[KeyPath, str]

_NOTHING = "does nothing: "
# Arguments of our models that belong to one of their norms.
_OF_NORMS = {
    "norm_momentum": ("batch",),
    "norm_groups": ("group",),
    "norm_epsilon": ("batch", "group", "layer", "instance"),
    "norm_position": ("batch", "group", "layer", "instance", "local_response"),
}


def remarks(settings: RecipeSettings, catalog: CatalogView) -> Iterator[Remark]:
    """Keys without effect, and settings that defeat others.

    Example:
        >>> from suite.catalog import Doors
        >>> settings = RecipeSettings(model="mlp", training={"worker_wait": 5.0})
        >>> list(remarks(settings, CatalogView(Doors())))
        [(('training', 'worker_wait'), 'does nothing: training.strategy is no multi_worker')]
    """
    recipe = one_run(settings)
    for remark in REMARKS:
        yield from remark(recipe, catalog)
    if isinstance(recipe, TrainingRecipeSettings):
        for training_remark in TRAINING_REMARKS:
            yield from training_remark(recipe, catalog)


def validation_of_the_source(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Remark]:
    """A share to hold out, where nothing is held out."""
    data = recipe.data
    if data.validation == DataSettings.model_fields["validation"].default:
        return
    if data.fold is not None:
        yield ("data", "validation"), f"{_NOTHING}data.fold says which part validates"
    elif data.source is not None and brings_validation(data.source):
        yield ("data", "validation"), f"{_NOTHING}the data has a validation set of its own"


def brings_validation(source: Component) -> bool:
    """Whether a folder or a file of arrays has a validation set; False where it is not there."""
    path = source.arguments.get("path")
    if not isinstance(path, str):
        return False
    names = ("val", "valid", "validation")
    if source.kind == "folder":
        return any(os.path.isdir(os.path.join(path, name)) for name in names)
    if source.kind in ("csv", "parquet"):
        there = os.listdir(path) if os.path.isdir(path) else []
        return any(re.split(r"[.\-]", name.lower())[0] in names for name in there)
    if source.kind != "arrays":
        return False
    wanted = ("x_val.npy", "x_validation.npy")
    if os.path.isdir(path):
        return any(os.path.isfile(os.path.join(path, name)) for name in wanted)
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name in wanted for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False  # the run says what is wrong with it


def shape_beside_a_source(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Remark]:
    """A description of data that describes itself."""
    data = recipe.data
    if data.source is not None and data.input_shape is not None:
        yield (
            ("data", "input_shape"),
            ("serves `summary` alone: a run takes shape and classes from the data"),
        )


def scale_of_nothing(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Remark]:
    """Statistics of an input that is left as it is."""
    normalize = recipe.data.normalize
    if normalize.kind == "none" and normalize.per != "channel":
        yield ("data", "normalize", "per"), f"{_NOTHING}data.normalize.kind is none"


def arguments_of_the_optimizer(recipe: RecipeSettings, catalog: CatalogView) -> Iterator[Remark]:
    """Arguments that wait for another one."""
    given = recipe.optimizer.arguments
    entry = catalog.get("optimizers", recipe.optimizer.kind)
    defaults = {one.name: one.default for one in (entry.parameters if entry else ())}
    if given.get("nesterov") and not given.get("momentum", defaults.get("momentum")):
        yield ("optimizer", "nesterov"), f"{_NOTHING}optimizer.momentum is 0; set it, say to 0.9"
    for name in ("ema_momentum", "ema_overwrite_frequency"):
        is_set = name in given and given[name] != defaults.get(name)
        if is_set and not given.get("use_ema"):
            yield ("optimizer", name), f"{_NOTHING}it belongs to use_ema; see training.ema"


def settings_of_workers(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Remark]:
    """What only several devices or processes need."""
    fields, training = TrainingSettings.model_fields, recipe.training
    if (
        training.strategy != "multi_worker"
        and training.worker_wait != fields["worker_wait"].default
    ):
        yield ("training", "worker_wait"), f"{_NOTHING}training.strategy is no multi_worker"
    if training.strategy == "one_device" and not training.sync_batch_norm:
        yield ("training", "sync_batch_norm"), f"{_NOTHING}training.strategy is one_device"


def arguments_of_the_norm(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Remark]:
    """Arguments of a norm that the model does not have."""
    model, norms = recipe.model, _norms(recipe, catalog)
    if not norms:
        return
    entry = catalog.get("models", model.kind)
    defaults = {one.name: one.default for one in (entry.parameters if entry else ())}
    for name, listened in _OF_NORMS.items():
        is_set = name in model.arguments and model.arguments[name] != defaults.get(name)
        if is_set and not set(norms) & set(listened):
            yield ("model", name), f"{_NOTHING}model.norm is {', '.join(map(str, norms))}"


def samples_of_batch_norm(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Remark]:
    """Batch normalization of a single sample, whose variance is zero."""
    data, parts = recipe.data, recipe.training.gradient_accumulation
    if data.batch_size // parts > 1:
        return
    layers = [one.get("kind") for one in _dicts(recipe.model.arguments.get("layers"))]
    if "batch" in _norms(recipe, catalog) or "batch_normalization" in layers:
        path = ("training", "gradient_accumulation") if parts > 1 else ("data", "batch_size")
        yield (
            path,
            (
                "leaves batch normalization one sample at a time, which normalizes each by itself; "
                "take larger batches, or another norm"
            ),
        )


def _norms(recipe: TrainingRecipeSettings, catalog: CatalogView) -> list[Any]:
    """The norms of one of our models, as far as its arguments and defaults tell."""
    entry = catalog.get("models", recipe.model.kind)
    defaults = {one.name: one.default for one in (entry.parameters if entry else ())}
    norm = recipe.model.arguments.get("norm", defaults.get("norm"))
    return [one for one in (norm if isinstance(norm, list) else [norm]) if isinstance(one, str)]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


REMARKS = (arguments_of_the_optimizer,)


def packages_of_trackers(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Remark]:
    """What a run will refuse, on this machine."""
    for index, tracker in enumerate(recipe.training.track):
        package, install = (
            catalog.said("trackers", tracker, one) for one in ("package", "install")
        )
        if (lacking := lacking_package(package, install)) is not None:
            yield ("training", "track", index), lacking


def lacking_package(package: str | None, install: str | None) -> str | None:
    """What to install, in a sentence; None where nothing is missing.

    Args:
        package: as it is imported; None: nothing is needed.
        install: what `pip install` is told; None: the package's name.

    Example:
        >>> lacking_package("json", None) is None
        True
        >>> lacking_package("no_such", "keras-training-suite[it]")
        "needs no_such, which is not installed: pip install 'keras-training-suite[it]'"
    """
    if package is None or importlib.util.find_spec(package) is not None:
        return None
    return f"needs {package}, which is not installed: pip install '{install or package}'"


TRAINING_REMARKS = (
    validation_of_the_source,
    shape_beside_a_source,
    scale_of_nothing,
    settings_of_workers,
    arguments_of_the_norm,
    samples_of_batch_norm,
    packages_of_trackers,
)
