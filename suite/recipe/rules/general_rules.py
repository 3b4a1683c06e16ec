"""Contradictions of data, loss, metrics, optimizer and training with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.rules.metric_rules import static_task
from suite.recipe.rules.task_rules import given_numbers, given_vectors, loss_problems
from suite.recipe.schema.recipe_settings import DRAWN_BY_CLASS
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.task.figures import figures_of_batches

_CHANGES_RATE = ("reduce_lr_on_plateau", "learning_rate_scheduler")
_OWN_CLIPPING = ("clipnorm", "global_clipnorm", "clipvalue")
# TFDS sets that are known to bring a training and a test set only.
_WITHOUT_VALIDATION = ("mnist", "fashion_mnist", "kmnist", "cifar10", "cifar100")
# Metrics of which `accuracy` and `loss: auto` choose the form that fits.
_NEED_VECTORS = (
    "categorical_accuracy",
    "categorical_crossentropy",
    "top_k_categorical_accuracy",
)


def steps_without_surface(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Data is gone through in epochs."""
    if recipe.training.steps is not None:
        yield Contradiction(
            ("training", "steps"),
            "belongs to a `surface`; with data set training.epochs",
            ("surface", "training.epochs"),
        )


def schedule_and_callback(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Keras raises only when the callback first fires, hours into a run."""
    if not isinstance(recipe.optimizer.arguments.get("learning_rate"), (dict, str)):
        return
    for number, callback in enumerate(recipe.callbacks):
        if _name(callback) in _CHANGES_RATE:
            yield Contradiction(
                ("callbacks", number),
                f"{_name(callback)} sets the learning rate, and so does the schedule in "
                "optimizer.learning_rate; remove this callback, or make learning_rate a number",
                ("optimizer.learning_rate",),
            )


def labels_and_loss(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Sparse losses and metrics take class numbers, categorical ones take vectors."""
    mixing = [item.kind for item in recipe.data.augment if catalog.mixes_labels(item)]
    if mixing and recipe.data.one_hot is False:
        yield Contradiction(
            ("data", "one_hot"),
            f"{mixing[0]} mixes labels, which needs them as vectors; set data.one_hot to auto, or "
            f"remove {mixing[0]} from data.augment",
            ("data.augment",),
        )
        return
    task = static_task(recipe, catalog)
    yield from loss_problems(recipe, catalog, task)
    for number, metric in enumerate(recipe.metrics):
        name = metric.kind
        if task.labels == "one_hot" and name.startswith("sparse_"):
            other = name.removeprefix("sparse_")
            yield Contradiction(
                ("metrics", number),
                given_vectors(name, recipe, catalog, other, "accuracy"),
                ("data.one_hot", "data.augment", "loss"),
            )
        elif task.labels == "numbers" and name in _NEED_VECTORS:
            yield Contradiction(
                ("metrics", number), given_numbers(name, "accuracy"), ("data.one_hot", "loss")
            )


def logits_and_loss(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """The suite's models end in logits; a loss that takes them for probabilities learns nothing."""
    loss = recipe.loss
    own_model = ":" not in recipe.model.kind
    if own_model and isinstance(loss, Component) and loss.arguments.get("from_logits") is False:
        yield Contradiction(
            ("loss", "from_logits"),
            f"must be true: the model {recipe.model.kind} gives logits, not probabilities; "
            "remove this line",
            ("model",),
        )


def whole_parts(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """A batch is computed in equal parts."""
    parts, batch = recipe.training.gradient_accumulation, recipe.data.batch_size
    if batch % parts:
        yield Contradiction(
            ("training", "gradient_accumulation"),
            f"must divide data.batch_size without rest. Received: {parts} parts of {batch} samples",
            ("data.batch_size",),
        )


def monitor_without_validation(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """A callback that waits for a figure which never comes."""
    source = recipe.data.source
    bare = source and source.kind == "tfds" and source.arguments.get("name") in _WITHOUT_VALIDATION
    if recipe.data.validation > 0 or recipe.data.fold is not None or not bare:
        return
    missing = "and with data.validation: 0 there is no validation set; set data.validation, for "
    for number, callback in enumerate(recipe.callbacks):
        monitor = callback.arguments.get("monitor", _default_monitor(callback, catalog))
        if isinstance(monitor, str) and monitor.startswith("val_"):
            yield Contradiction(
                ("callbacks", number),
                f"monitors {monitor}, {missing}instance to 0.1, or monitor loss",
                ("data.validation",),
            )
    if (measure := recipe.training.keep_best).startswith("val_"):
        yield Contradiction(
            ("training", "keep_best"),
            f"asks for {measure}, {missing}instance to 0.1, or leave auto",
            ("data.validation",),
        )


def measure_to_keep_by(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """The best epoch by a figure that nobody measures."""
    measure, figures = recipe.training.keep_best, figures_of_batches(recipe, catalog)
    allowed = [f"val_{name}" for name in figures.names]
    if measure.startswith("val_") and measure.removeprefix("val_") not in figures:
        yield Contradiction(
            ("training", "keep_best"),
            f"there is no {measure}: the recipe measures {', '.join(allowed)}; add the metric to "
            "metrics, or choose one of these",
            ("metrics",),
        )


def average_or_lookahead(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """One set of weights is validated and saved in place of those that train, not two."""
    own = bool(recipe.optimizer.arguments.get("use_ema"))
    if recipe.training.lookahead is not None and (own or recipe.training.ema is not None):
        other = "optimizer.use_ema" if own else "training.ema"
        yield Contradiction(
            ("training", "lookahead"),
            f"has weights of its own to validate and to save, as {other} has; remove one of the "
            "two",
            (other,),
        )


def one_average(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """The weights are averaged by the training or by the optimizer, not by both; the optimizer's
    own average is validated by nobody, and takes the weights' place when training is over."""
    own = bool(recipe.optimizer.arguments.get("use_ema"))
    swaps = any(_name(callback) == "swap_ema_weights" for callback in recipe.callbacks)
    if own and recipe.training.ema is not None:
        yield Contradiction(
            ("training", "ema"),
            "averages the weights, and so does optimizer.use_ema; remove one of the two",
            ("optimizer.use_ema",),
        )
    elif own and not swaps:
        decay = recipe.optimizer.arguments.get("ema_momentum", 0.99)
        yield Contradiction(
            ("optimizer", "use_ema"),
            "validates other weights than it leaves: the average comes in at the end of training "
            f"only; remove this line, and set training.ema: {decay}",
            ("training.ema",),
        )
    for number, callback in enumerate(recipe.callbacks):
        if _name(callback) == "swap_ema_weights" and not own:
            yield Contradiction(
                ("callbacks", number),
                "swap_ema_weights needs optimizer.use_ema: true; set it, or use training.ema, "
                "which needs no callback",
                ("optimizer.use_ema", "training.ema"),
            )


def one_clipping(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Gradients are clipped by the training or by the optimizer, not by both."""
    own = [name for name in _OWN_CLIPPING if recipe.optimizer.arguments.get(name) is not None]
    if own and recipe.training.clip_norm is not None:
        yield Contradiction(
            ("training", "clip_norm"),
            f"clips the gradients, and so does optimizer.{own[0]}; remove one of the two",
            (f"optimizer.{own[0]}",),
        )


def one_accumulation(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Gradients are accumulated by the training or by the optimizer, not by both."""
    own = recipe.optimizer.arguments.get("gradient_accumulation_steps")
    if own is not None and recipe.training.gradient_accumulation > 1:
        yield Contradiction(
            ("training", "gradient_accumulation"),
            "accumulates gradients, and so does optimizer.gradient_accumulation_steps; remove one "
            "of the two",
            ("optimizer.gradient_accumulation_steps",),
        )


def whole_description(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Data is described by its shape together with its classes."""
    shape, classes = recipe.data.input_shape, recipe.data.classes
    if shape is None and recipe.data.kind in DRAWN_BY_CLASS:
        return  # how many are to be drawn
    if (shape is None) != (classes is None):
        given, lacking = (
            ("input_shape", "classes") if classes is None else ("classes", "input_shape")
        )
        yield Contradiction(
            ("data", given),
            f"needs data.{lacking} beside it; give both, or neither",
            (f"data.{lacking}",),
        )


def fold_of_the_folds(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """The parts are numbered from 0."""
    fold = recipe.data.fold
    if fold is not None and fold.index >= fold.of:
        yield Contradiction(
            ("data", "fold", "index"), f"must be below of, {fold.of}. Received: {fold.index}"
        )


def whitening_alone(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Whitening has settings of its own, and knows no channels."""
    normalize = recipe.data.normalize
    whitens = normalize.kind.endswith("_whitening")
    if whitens and normalize.per == "feature":
        yield Contradiction(
            ("data", "normalize", "per"),
            f"{normalize.kind} takes all features together; remove this line",
        )
    for name in ("components", "epsilon"):
        if not whitens and getattr(normalize, name) is not None:
            yield Contradiction(
                ("data", "normalize", name),
                f"belongs to whitening, and data.normalize.kind is {normalize.kind}; remove this "
                "line, or set kind to pca_whitening or zca_whitening",
                ("data.normalize.kind",),
            )


GENERAL_RULES = (
    steps_without_surface,
    schedule_and_callback,
    labels_and_loss,
    logits_and_loss,
    whole_parts,
    monitor_without_validation,
    measure_to_keep_by,
    average_or_lookahead,
    one_average,
    one_clipping,
    one_accumulation,
    whole_description,
    fold_of_the_folds,
    whitening_alone,
)


def _name(component: Any) -> str:
    return component.kind if isinstance(component, Component) else str(component)


def _default_monitor(callback: Component, catalog: CatalogView) -> Any:
    entry = catalog.get("callbacks", callback.kind)
    parameters = entry.parameters if entry else ()
    return next((item.default for item in parameters if item.name == "monitor"), None)
