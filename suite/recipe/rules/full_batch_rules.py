"""What does not go together with an optimizer for the full batch, such as L-BFGS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suite.catalog import Component, is_component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_settings import TrainingSettings
from suite.recipe.schema.recipe_types import SurfaceRecipeSettings, TrainingRecipeSettings
from suite.recipe.text.key_path import KeyPath

_TRAINING = {
    "precision": "compares losses that differ by less than 16 bits can tell; set float32",
    "steps_per_execution": "makes one iteration per epoch, over all batches in one call; remove "
    "this line",
    "clip_norm": "takes the difference of two gradients for curvature, and clipped ones show none; "
    "its line search bounds the step; remove this line",
    "gradient_accumulation": "sums over all batches anyway, whose size saves memory; remove this "
    "line, and lower data.batch_size",
    "ema": "makes no noisy steps that could be averaged out; remove this line",
    "lookahead": "makes no noisy steps that slow weights could smooth; remove this line",
    "on_nan": "never steps to a loss that is not finite, and has no rate to lower; remove this "
    "line",
}
_CHANGES_RATE = ("reduce_lr_on_plateau", "learning_rate_scheduler")
# Arguments of models -> what would be in the network.
_RANDOM_ARGUMENTS = ("dropout", "input_dropout", "stochastic_depth")
# Keras's layers; others say `draws_at_random = True` in their own source.
_RANDOM_LAYERS = (
    "alpha_dropout",
    "aug_mix",
    "augmix",
    "cut_mix",
    "cutmix",
    "dropout",
    "gaussian_dropout",
    "gaussian_noise",
    "mix_up",
    "mixup",
    "rand_augment",
    "spatial_dropout1d",
    "spatial_dropout2d",
    "spatial_dropout3d",
)
_CHANCE = "draws at random, so that the same weights never have the same loss twice"
_BATCH = "takes statistics of the batch, so that the loss depends on how the data is divided"
_WANTS = "and {} compares losses of the whole training set"


def full_batch_training(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Keys that change the gradient, the weights or the rate between two iterations."""
    if not catalog.is_full_batch(recipe.optimizer):
        return
    name = recipe.optimizer.kind
    for key, reason in _TRAINING.items():
        if getattr(recipe.training, key) != TrainingSettings.model_fields[key].default:
            yield Contradiction(("training", key), f"{name} {reason}")
    for number, callback in enumerate(recipe.callbacks):
        if callback.kind in _CHANGES_RATE:
            message = f"{callback.kind} sets a learning rate, and {name} has none; remove it"
            yield Contradiction(("callbacks", number), message)
        elif catalog.is_diagnostic(callback):
            yield Contradiction(
                ("callbacks", number),
                f"{callback.kind} measures inside the step of a batch, and {name} takes the whole "
                "training set in each of its steps; remove it",
            )


def full_batch_data(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Data that is not the same in each pass, and a loss that is no mean."""
    if not catalog.is_full_batch(recipe.optimizer):
        return
    wants = _WANTS.format(recipe.optimizer.kind)
    for number, augmentation in enumerate(recipe.data.augment):
        yield Contradiction(
            ("data", "augment", number), f"{augmentation.kind} {_CHANCE}, {wants}; remove it"
        )
    if recipe.data.sampling != "shuffle":
        yield Contradiction(
            ("data", "sampling"),
            f"{recipe.data.sampling} {_CHANCE}, {wants}; remove this line, or weigh the classes by "
            "training.class_weights",
            ("training.class_weights",),
        )
    loss = recipe.loss.arguments if isinstance(recipe.loss, Component) else {}
    if loss.get("reduction") in ("sum", "none"):
        yield Contradiction(
            ("loss", "reduction"),
            "must be a mean, of which each batch has its share by its samples; remove this line",
        )


def full_batch_model(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """What the recipe shows of layers that draw at random or look at the whole batch; what it does
    not show is found in the built model."""
    if not catalog.is_full_batch(recipe.optimizer):
        return
    wants, given = _WANTS.format(recipe.optimizer.kind), recipe.model.arguments
    entry = catalog.get("models", recipe.model.kind)
    defaults = {item.name: item.default for item in (entry.parameters if entry else ())}
    for key in _RANDOM_ARGUMENTS:
        if any(isinstance(one, (int, float)) and one > 0 for one in _each(given.get(key))):
            yield Contradiction(("model", key), f"{key} {_CHANCE}, {wants}; set it to 0")
    if "batch" in _each(given.get("norm", defaults.get("norm"))):
        place = ("model", "norm") if "norm" in given else ("model",)
        yield Contradiction(
            place,
            f"batch normalization {_BATCH}, {wants}; set model.norm to layer or group",
            ("model.norm",),
        )
    for path, layer in _named(given):
        known = layer in _RANDOM_LAYERS or layer.startswith("random_")
        if known or catalog.draws_at_random(layer):
            yield Contradiction(("model", *path), f"{layer} {_CHANCE}, {wants}; remove it")
        elif layer == "batch_normalization":
            yield Contradiction(
                ("model", *path),
                f"{layer} {_BATCH}, {wants}; take layer_normalization or group_normalization",
            )


def full_batch_alone(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """No other optimizer can pass the loss on."""
    for key, value in recipe.optimizer.arguments.items():
        if is_component(value):
            value = Component.parse(value)
        if isinstance(value, Component) and catalog.is_full_batch(value):
            yield Contradiction(
                ("optimizer", key),
                f"{value.kind} needs the loss of the whole training set, and "
                f"{recipe.optimizer.kind} hands it gradients only; name it as the optimizer itself",
            )


def outputs_of_a_surface(
    recipe: SurfaceRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Gauss-Newton looks at what is between the weights and the loss."""
    if recipe.optimizer.arguments.get("curvature") == "gauss_newton":
        yield Contradiction(
            ("optimizer", "curvature"),
            "a surface is no loss of a network's outputs; remove this line, for the Hessian",
        )


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _named(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every layer in the arguments of a model, with its place."""
    if isinstance(value, Component):
        value = value.to_plain()
    if isinstance(value, dict):
        if isinstance(value.get("kind"), str):
            yield path, value["kind"]
        for key, item in value.items():
            yield from _named(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, str):
                yield (*path, number), item
            else:
                yield from _named(item, (*path, number))


FULL_BATCH_RULES = (
    full_batch_training,
    full_batch_data,
    full_batch_model,
    full_batch_alone,
)
FULL_BATCH_SURFACE_RULES = (outputs_of_a_surface,)
