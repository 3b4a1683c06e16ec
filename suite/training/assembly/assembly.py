"""The one way from a recipe to what is trained and measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import keras
import tensorflow as tf

from suite.catalog.catalog_view import CatalogView
from suite.checks import CHECKS, Check, CheckContext, classes_of, run_checks
from suite.data import Dataset, Pipeline, fit_normalization
from suite.data.batches.pipeline import Augmentation
from suite.data.files.rows import some_of
from suite.diagnostics import Finding
from suite.examination import Deadline, ExaminationContext, Examples
from suite.recipe import TrainingRecipe
from suite.recipe.rules.metric_rules import static_task
from suite.recipe.rules.task_rules import loss_problems, task_problems
from suite.recipe.task.task import Task, task_of
from suite.runs import RunDirectory
from suite.training.assembly.clock import Clock
from suite.training.assembly.compilation import (
    build_optimizer,
    compile_to_measure,
    compile_to_train,
    weight_rates,
)
from suite.training.assembly.dataset import (
    as_the_loss_takes,
    measuring_pipeline,
    recipe_dataset,
    training_pipeline,
)
from suite.training.assembly.initialize import initialize
from suite.training.assembly.monitors import build_checks, monitors
from suite.training.assembly.network import build_network
from suite.training.assembly.parts import Parts, refused_at
from suite.training.assembly.run_callbacks import build_callbacks
from suite.training.assembly.transfer import RateGroups, Transfer
from suite.training.callbacks.proposed import Proposed
from suite.training.full_batch.full_batch import is_full_batch
from suite.training.loop.loop_options import LoopOptions
from suite.training.replicas.agreement import Agreement
from suite.training.replicas.strategy import (
    check_accumulation,
    check_divisible,
    check_jit,
    synchronize_batch_norm,
)
from suite.training.step.view_mean import check_images
from suite.training.step.xla_choice import XlaChoice, choose_xla

# In the batches that are looked at after a run.
_EXAMINED_SAMPLES = 512
_INITIALIZED_BYTES = 2**28  # of streamed inputs, drawn at random


class Assembly:
    """The parts of a recipe, each made once, when it is first asked for.

        dataset        source -> arrays in memory or on disk, split
        task           the form of the labels and of the outputs
        pipeline       batches, augmented and weighted
        network        Input -> normalization -> the recipe's network, its penalties,
                       weights and frozen layers of `transfer`
        optimizer      with its schedule, in steps
        model          the network, compiled
        clock          durations -> steps
        rates          factors of layers on the learning rate, of `transfer`
        initialize()   the model's weights from data
        callbacks()    those of the recipe
        monitors()     those of every run

    Whatever the recipe has wrong is refused at its line, by whichever verb asks.

    Args:
        recipe: that trains a model.
        strategy: in whose scope variables are made; one device by default.
        say: is told, in a line, what the user should know of data and weights.

    Example:
        >>> assembly = Assembly(suite.load("quickstart", "data.batch_size=100"))
        >>> assembly.dataset.input_shape, assembly.task.labels, assembly.clock.steps("2ep")
        ((8, 8, 1), 'numbers', 24)
    """

    def __init__(
        self,
        recipe: TrainingRecipe,
        strategy: tf.distribute.Strategy | None = None,
        say: Callable[[str], object] = lambda text: None,
    ) -> None:
        self.recipe = recipe
        self.strategy = strategy or tf.distribute.get_strategy()
        self.say = say
        self.parts = Parts.of(recipe)

    def check_first(self) -> None:
        """Refuse what can be refused before the data is loaded, which may take minutes.

        Raises:
            RecipeError: an augmentation refuses an argument, or a batch cannot be divided.
        """
        self.augmentations, self.checks  # noqa: B018 (made here)
        with refused_at(self.recipe, "data", "batch_size"):
            check_divisible(
                self.strategy,
                self.recipe.data.batch_size,
                self.recipe.training.gradient_accumulation,
            )

    @cached_property
    def augmentations(self) -> list[Augmentation]:
        """The changes to training inputs, in their order."""
        return [
            self.parts.build("augmentations", component, ("data", "augment", index))
            for index, component in enumerate(self.recipe.data.augment)
        ]

    @cached_property
    def checks(self) -> list[Check]:
        """Those that the recipe names."""
        return build_checks(self.parts)

    @property
    def dataset(self) -> Dataset:
        """The data, split."""
        return self._data[0]

    @property
    def holds_out(self) -> bool:
        """Whether the validation set was taken from the data's training set."""
        return self._data[1]

    @cached_property
    def _data(self) -> tuple[Dataset, bool]:
        return recipe_dataset(self.recipe, self.say)

    @cached_property
    def declared_task(self) -> Task:
        """The form of the labels and the outputs, as far as the recipe alone tells."""
        return static_task(self.recipe, CatalogView(self.recipe.doors))

    @cached_property
    def task(self) -> Task:
        """The form of the labels and the outputs."""
        recipe, dataset, catalog = self.recipe, self.dataset, CatalogView(self.recipe.doors)
        task = task_of(recipe, catalog, dataset.targets, dataset.classes)
        found = task_problems(recipe, catalog, dataset.targets, dataset.classes)
        for one in (*found, *loss_problems(recipe, catalog, task)):
            raise recipe.problem(one.path, one.message)
        return task

    @cached_property
    def pipeline(self) -> Pipeline:
        """Batches as they are trained on."""
        if self.recipe.training.tta is not None:
            with refused_at(self.recipe, "training", "tta"):
                check_images(self.dataset.input_shape)
        return training_pipeline(self.recipe, self.dataset, self.task, self.augmentations)

    @cached_property
    def measuring_pipeline(self) -> Pipeline:
        """Batches that a model is measured on; it needs no augmentation."""
        return measuring_pipeline(self.recipe, self.dataset, self.task)

    def outline(self, input_shape: tuple[int, ...], classes: int) -> keras.Model:
        """The network of a declared shape, without the data: no normalization, no weights."""
        return build_network(self.parts, input_shape, classes, self.declared_task)

    @cached_property
    def network(self) -> keras.Model:
        """The network with its penalties and the weights and frozen layers of `transfer`."""
        shape, classes, transfer = self.dataset.input_shape, self.dataset.classes, self._transfer
        with self.strategy.scope():
            normalization = None if transfer is None else transfer.normalization(shape)
            normalization = normalization or self._normalization()
            network = build_network(self.parts, shape, classes, self.task, normalization)
            if transfer is not None:
                transfer.apply(network)
            if self.strategy.num_replicas_in_sync > 1:
                synchronize_batch_norm(network, self.recipe.training.sync_batch_norm)
        return network

    @cached_property
    def _transfer(self) -> Transfer | None:
        settings = self.recipe.transfer
        if settings is None:
            return None
        with self.strategy.scope():
            return Transfer(self.recipe, settings)

    def _normalization(self) -> keras.Layer | None:
        with refused_at(self.recipe, "data", "normalize"):
            return fit_normalization(self.dataset.train.inputs, **dict(self.recipe.data.normalize))

    @cached_property
    def optimizer(self) -> keras.optimizers.Optimizer:
        """The optimizer; its schedule counts the steps of batches."""
        clock = Clock(self.pipeline.steps_per_epoch, self.recipe.training.epochs)
        with self.strategy.scope():
            optimizer = build_optimizer(self.parts, clock)
        with refused_at(self.recipe, "optimizer", "gradient_accumulation_steps"):
            check_accumulation(self.strategy, optimizer)
        return optimizer

    @cached_property
    def model(self) -> keras.Model:
        """The network, compiled."""
        network, optimizer = self.network, self.optimizer
        with self.strategy.scope():
            compile_to_train(self.parts, network, self.task, optimizer)
        return network

    def compile_to_measure(self, model: keras.Model) -> None:
        """Give a trained model the recipe's loss and metrics."""
        compile_to_measure(self.parts, model, self.task)

    @cached_property
    def clock(self) -> Clock:
        """What durations are in steps of the run."""
        # With an optimizer for the full batch an epoch is one iteration.
        steps = 1 if is_full_batch(self.optimizer) else self.pipeline.steps_per_epoch
        return Clock(steps, self.recipe.training.epochs)

    @cached_property
    def rates(self) -> RateGroups | None:
        """The learning rates of the layers, where they differ."""
        network, transfer = self.network, self._transfer
        if transfer is None:
            return None
        with self.strategy.scope():
            return transfer.rate_groups(network, self.clock.steps)

    def initialize(self, from_checkpoint: bool = False) -> None:
        """Let data set the weights of the model, if the recipe asks for that.

        Args:
            from_checkpoint: whether a checkpoint will bring them.
        """
        component, agreement = self.recipe.initialization, Agreement(self.strategy)
        # Where one worker has a checkpoint, none does anything.
        if component is None or agreement.any(from_checkpoint):
            return
        inputs = some_of(self.dataset.train.inputs, _INITIALIZED_BYTES)
        initialize(self.parts, component, self.model, inputs, agreement, self.say)

    def callbacks(self, directory: RunDirectory) -> list[keras.callbacks.Callback]:
        """The callbacks of the recipe, for a run in a directory."""
        clock = self.clock
        with self.strategy.scope():
            return build_callbacks(self.recipe, clock, directory)

    def monitors(self) -> list[keras.callbacks.Callback]:
        """The diagnostics of every run."""
        if is_full_batch(self.optimizer):
            return []
        with self.strategy.scope():
            return monitors(self.recipe, self.clock)

    @cached_property
    def xla(self) -> XlaChoice:
        """Whether XLA compiles the step."""
        return self.choose_xla(self.model, self.clock.total)

    def choose_xla(self, model: keras.Model, steps: int | None) -> XlaChoice:
        """Whether XLA compiles the step of a net, in a run of so many steps."""
        settings = self.recipe.training
        with refused_at(self.recipe, "training", "jit_compile"):
            choice = choose_xla(
                settings.jit_compile,
                model,
                self.strategy,
                steps=steps,
                batch_size=self.recipe.data.batch_size,
                determinism=settings.determinism,
                clips=settings.clip_norm is not None,
            )
            check_jit(model, choice.compiles, settings.determinism)
        return choice

    def loop_options(self) -> LoopOptions:
        """How the recipe wants its steps computed."""
        settings = self.recipe.training
        return LoopOptions(
            epochs=settings.epochs,
            steps_per_execution=settings.steps_per_execution,
            jit_compile=self.xla.compiles,
            clip_norm=settings.clip_norm,
            micro_batches=settings.gradient_accumulation,
            rates=self.rates,
            weight_rates=weight_rates(self.recipe, self.model),
        )

    def check_context(self) -> CheckContext:
        """What the checks look at: the model as it is now, and the first batch."""
        batch = next(iter(self.pipeline.training().take(1)))
        return CheckContext(self.recipe, self.model, self.dataset, batch, classes_of(self.dataset))

    def examination_context(self, deadline: Deadline) -> ExaminationContext:
        """What is examined after a run: the model as it is then, the data, some batches."""
        dataset, pipeline, held_out = self.dataset, self.pipeline, self.dataset.validation
        count = max(2, min(16, _EXAMINED_SAMPLES // pipeline.batch_size))

        def trained_on() -> Iterator[Examples]:
            for inputs, labels, *_ in pipeline.training().take(count).as_numpy_iterator():
                yield Examples(inputs, labels)

        return ExaminationContext(
            self.model,
            Examples(dataset.train.inputs, dataset.train.labels),
            None if held_out is None else Examples(held_out.inputs, held_out.labels),
            targets=dataset.targets,
            form=as_the_loss_takes(self.task, dataset.classes),
            batches=trained_on(),
            augments=bool(self.augmentations),
            batch_size=pipeline.batch_size,
            deadline=deadline,
        )

    def findings_before_training(self) -> list[Finding]:
        """What the cheap checks, and the recipe's own, say of the data and the initial model."""
        always = () if self.recipe.training.diagnostics == "none" else CHECKS
        checks = tuple(dict.fromkeys((*always, *self.checks)))
        found = run_checks(self.check_context(), checks) if checks else {}
        return [self.proposed(finding) for findings in found.values() for finding in findings]

    @cached_property
    def proposed(self) -> Proposed:
        """What is told of a finding: its edit, if the recipe takes that."""
        return Proposed(self.recipe)
