"""From the blocks of a recipe to Keras objects."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import keras

from suite.catalog import Catalog, Component, ComponentError
from suite.data import Dataset, Pipeline, fit_normalization, load_dataset
from suite.data.classes.class_weights import class_weights
from suite.errors import one_line
from suite.recipe import DataSettings, Recipe
from suite.recipe.rules.metric_rules import static_task
from suite.recipe.rules.remarks import brings_validation
from suite.recipe.rules.task_rules import loss_problems, task_problems
from suite.recipe.schema.duration import Duration, is_duration
from suite.recipe.task.task import Task, task_of
from suite.recipe.validation.catalog_view import CatalogView
from suite.runs import RunDirectory
from suite.training.assembly.metrics import build_metrics
from suite.training.assembly.output_activation import with_output_activation
from suite.training.assembly.penalties import apply_penalties
from suite.training.assembly.rate_check import bad_rates
from suite.training.assembly.transfer import RateGroups, Transfer
from suite.training.callbacks.callback_paths import (
    inside,
    keep_to_oneself,
    make_room,
    without_fields_of_ours,
)
from suite.training.loop.recovery import make_lowerable
from suite.training.step.scope_names import rename_layers, scope_name, scoped_loss, scoped_object


@dataclass(frozen=True)
class Clock:
    """Turns durations into steps of this run."""

    steps_per_epoch: int
    epochs: int

    def steps(self, value: Any) -> Any:
        """`10ep`, `500st`, `20%` as a number of steps; anything else as it is."""
        if isinstance(value, str) and is_duration(value):
            total = self.steps_per_epoch * self.epochs
            return Duration.parse(value).steps(self.steps_per_epoch, total)
        return value

    def updates(self, optimizer: Component) -> Callable[[Any], Any]:
        """As `steps`, counted as the optimizer's schedule counts: in updates of the weights, of
        which `gradient_accumulation_steps` steps make one."""
        each = optimizer.arguments.get("gradient_accumulation_steps") or 1

        def updates(value: Any) -> Any:
            steps = self.steps(value)
            return steps if steps is value else max(1, steps // each)

        return updates


class Assembler:
    """Builds the components of a recipe; a refused argument becomes an error at its line."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.doors = recipe.doors
        self.transfer: Transfer | None = None

    def build(self, kind: str, component: Component, place: tuple, **context: Any) -> Any:
        with self.at(*place):
            return Catalog(self.doors).build(kind, component, **context)

    @contextlib.contextmanager
    def at(self, *place: str | int) -> Iterator[None]:
        """Turn a component's refusal into a recipe error that points at `place`."""
        try:
            yield
        except ComponentError as error:
            raise self.recipe.problem((*place, *error.path), str(error)) from error

    def dataset(self, say: Callable[[str], object] = lambda text: None) -> Dataset:
        """The recipe's data, split.

        Args:
            say: is told of a `data.validation` that does nothing, where the recipe alone does not
                show it.

        Raises:
            RecipeError: it names none, or its source refuses an argument.
        """
        recipe, data = self.recipe, self.recipe.data
        self.refuse_surface()
        if data.source is None:
            raise recipe.problem(("data",), "names no data, only a shape; add `kind: ...`")
        with self.at("data"):
            return load_dataset(
                data.source,
                limit=data.limit,
                validation=data.validation,
                fold=data.part,
                class_counts=data.class_counts,
                seed=recipe.seed,
                doors=self.doors,
                idle=self.told_of_validation(say),
            )

    def told_of_validation(self, say: Callable[[str], object]) -> Callable[[str], object]:
        """What passes on why `data.validation` does nothing, if the recipe asks for it."""
        data, path = self.recipe.data, ("data", "validation")
        is_asked = data.validation != DataSettings.model_fields["validation"].default
        if not is_asked or brings_validation(data.source):  # among the recipe's remarks
            return lambda reason: None
        place = self.recipe.place(path)
        return lambda reason: say(f"note: {place}: does nothing: {reason}")

    def refuse_surface(self) -> None:
        """Refuse a recipe without data and model.

        Raises:
            RecipeError: the recipe has a surface instead.
        """
        if self.recipe.surface is not None:
            message = "has neither data nor model: a surface can be run, and nothing else"
            raise self.recipe.problem(("surface",), message)

    def augmentations(self) -> list:
        return [
            self.build("augmentations", component, ("data", "augment", index))
            for index, component in enumerate(self.recipe.data.augment)
        ]

    def pipeline(self, dataset: Dataset, augmentations: list) -> Pipeline:
        """Batches of the data, weighted and balanced as the recipe says."""
        recipe, task = self.recipe, self.task(dataset)
        with self.at("training"):
            weights = class_weights(recipe.training.class_weights, dataset)
        return Pipeline(
            dataset,
            recipe.data.batch_size,
            augmentations,
            recipe.seed,
            task.labels == "one_hot",
            class_weights=weights,
            balanced=recipe.data.sampling == "balanced",
            yes_no=task.labels == "yes_no",
        )

    def model(self, input_shape: tuple[int, ...], classes: int, dataset: Dataset | None):
        """Input, normalization and the recipe's network as one flat functional model."""
        self.refuse_surface()
        inputs = keras.Input(input_shape, name="input")
        normalization = None
        if dataset is not None:
            self.transfer = Transfer(self.recipe)
            normalization = self.transfer.normalization(input_shape) or fit_normalization(
                dataset.train.inputs, **dict(self.recipe.data.normalize)
            )
        x = inputs if normalization is None else normalization(inputs)
        task = self.task(dataset)
        count = 1 if task.labels == "yes_no" else classes
        outputs = self.build("models", self.recipe.model, ("model",), inputs=x, classes=count)
        outputs = with_output_activation(outputs, task)
        try:
            model = keras.Model(inputs, outputs, name=model_name(self.recipe.name))
        except ValueError as error:  # two layers of one name, or outputs that are none of inputs
            raise self.recipe.problem(("model",), one_line(error)) from error
        rename_layers(model)
        with self.at("penalties"):
            apply_penalties(model, self.recipe.penalties, self.build_penalty)
        if self.transfer is not None:
            self.transfer.apply(model)
        return model

    def rate_groups(self, model: keras.Model, clock: Clock) -> RateGroups | None:
        """The learning rates of the model's layers, where they differ; after `model`."""
        return None if self.transfer is None else self.transfer.rate_groups(model, clock.steps)

    def build_penalty(self, kind: str, component: Component, path: tuple) -> Any:
        return self.build(kind, component, ("penalties", *path))

    def optimizer(self, clock: Clock) -> keras.optimizers.Optimizer:
        """The optimizer, its schedule counted in updates.

        Raises:
            RecipeError: an argument is refused, or the schedule gives no rate to learn with.
        """
        component = self.recipe.optimizer
        convert = clock.updates(component)
        optimizer = self.build("optimizers", component, ("optimizer",), convert=convert)
        each = getattr(optimizer, "gradient_accumulation_steps", None) or 1
        wrong = bad_rates(optimizer, clock.steps_per_epoch * clock.epochs // each)
        if wrong is not None:
            raise self.recipe.problem(("optimizer", "learning_rate"), wrong)
        return optimizer

    def task(self, dataset: Dataset | None) -> Task:
        """The form of the labels and the outputs; without the data as far as the recipe tells."""
        catalog = CatalogView(self.doors)
        if dataset is None:
            return static_task(self.recipe, catalog)
        task = task_of(self.recipe, catalog, dataset.targets, dataset.classes)
        found = task_problems(self.recipe, catalog, dataset.targets, dataset.classes)
        for path, message in (*found, *loss_problems(self.recipe, catalog, task)):
            raise self.recipe.problem(path, message)
        return task

    def compile(self, model: keras.Model, clock: Clock, task: Task) -> None:
        optimizer = self.optimizer(clock)
        if self.recipe.training.on_nan == "restore_and_lower_rate":
            make_lowerable(optimizer)
        scoped_object(optimizer, "optimizer")
        loss, metrics = self.measures(model, task)
        model.compile(optimizer=optimizer, loss=loss, metrics=metrics)

    def measures(self, model: keras.Model, task: Task) -> tuple[Any, list[Any]]:
        """The loss and the metrics."""
        loss = scoped_loss(self.build("losses", self.recipe.loss_component(task), ("loss",)))
        return loss, build_metrics(self, task, model)

    def compile_to_measure(self, model: keras.Model, dataset: Dataset | None = None) -> None:
        """Give a trained model its loss and metrics; its optimizer is any."""
        loss, metrics = self.measures(model, self.task(dataset))
        model.compile(loss=loss, metrics=metrics)

    def callback_components(self, directory: RunDirectory) -> list[Component]:
        """The callbacks as a run has them, their files in its directory."""
        return [
            inside(component, directory.path, directory.is_discarded)
            for component in self.recipe.callbacks
        ]

    def callbacks(self, clock: Clock, directory: RunDirectory) -> list[keras.callbacks.Callback]:
        built = []
        self.doors = replace(self.recipe.doors, home=directory.path)
        for index, component in enumerate(self.callback_components(directory)):
            place = ("callbacks", index)
            with self.at(*place):
                make_room(component, None if self.doors.are_open else directory.path)
            callback = self.build("callbacks", component, place, convert=clock.steps)
            if not isinstance(callback, keras.callbacks.Callback):
                message = (
                    f"{component.kind} is a {type(callback).__name__}, "
                    "not a keras.callbacks.Callback; name a class that derives from it"
                )
                raise self.recipe.problem(place, message)
            without_fields_of_ours(callback, directory.path)
            if directory.is_discarded:
                keep_to_oneself(callback)
            built.append(callback)
        return built


def model_name(recipe_name: str) -> str:
    """A Keras model name: no slashes, which would nest its variables' paths."""
    return scope_name(recipe_name.replace("-", "_"), "model")
