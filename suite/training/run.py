"""One story: from a recipe to a finished run directory.

    seeds, precision -> data -> model, optimizer, callbacks -> run directory -> loop
    -> test set -> model.keras, summary.json, curves.png

Everything that the user can get wrong is found before the run directory is made, so that a refused
recipe leaves nothing behind.
"""

from __future__ import annotations

import time
from pathlib import Path

import keras

from suite.data import Pipeline, load_dataset
from suite.recipe import Recipe
from suite.runs import RunDirectory
from suite.runs.curves import draw_curves
from suite.runs.environment import describe_environment
from suite.runs.history import History
from suite.runs.progress import Progress
from suite.runs.recorder import RunRecorder
from suite.runs.run import Run
from suite.training.assemble import Assembler, Clock
from suite.training.average import WeightAverage
from suite.training.checkpoint import save_checkpoint, state_variables
from suite.training.export import export_model
from suite.training.loop import Loop, LoopOptions, Position, TrainingData
from suite.training.process import process_settings
from suite.training.strategy import choose_jit, choose_strategy, describe_devices


def run(recipe: Recipe, out: str | Path | None = None, *, quiet: bool = False) -> Run:
    """Train a recipe and leave a complete run directory.

    Args:
        recipe: from `suite.load`.
        out: the run directory; `runs/<recipe>/<time>-<id>` by default.
        quiet: no progress display.

    Returns:
        The run; `run.summary["status"]` is "finished", or "interrupted" after Ctrl-C.

    Raises:
        UserError: something in the recipe, the data or the environment is wrong; nothing was
            written.
        RunFailure: the run broke on the way; the run directory says how far it came.
    """
    settings = recipe.training
    with process_settings(recipe.seed, settings.precision, settings.determinism):
        return TrainingRun(recipe, out, Progress.choose(quiet)).execute()


class TrainingRun:
    """The parts of one run, made in the order in which they depend on each other."""

    def __init__(self, recipe: Recipe, out: str | Path | None, progress: Progress) -> None:
        self.recipe = recipe
        self.progress = progress
        self.directory = RunDirectory.plan(None if out is None else Path(out), recipe.name)
        assembler = Assembler(recipe)
        augmentations = assembler.augmentations()
        data, settings = recipe.data, recipe.training
        if data.source is None:
            raise recipe.problem(("data",), "names no data, only a shape; add `kind: ...`")
        with assembler.at("data"):
            self.dataset = load_dataset(
                data.source,
                validation=data.validation,
                seed=recipe.seed,
                folder=recipe.folder,
                plugins=recipe.plugins,
            )
        self.one_hot = recipe.one_hot
        self.pipeline = Pipeline(
            self.dataset,
            data.batch_size,
            augmentations=augmentations,
            seed=recipe.seed,
            one_hot=self.one_hot,
        )
        self.clock = Clock(self.pipeline.steps_per_epoch, settings.epochs)
        self.strategy = choose_strategy(settings.strategy)
        with self.strategy.scope():
            self.model = assembler.model(
                self.dataset.input_shape, self.dataset.classes, self.dataset
            )
            assembler.compile(self.model, self.clock, self.one_hot)
            callbacks = assembler.callbacks(self.clock, self.directory.path)
            self.average = (
                WeightAverage(self.model.trainable_variables, settings.ema)
                if settings.ema is not None
                else None
            )
        self.history = History()
        recorder = RunRecorder(self.history, self.directory.history_csv)
        # The recorder comes last: it sees what the other callbacks add to the logs.
        self.loop = self.make_loop([*callbacks, recorder])

    def make_loop(self, callbacks: list[keras.callbacks.Callback]) -> Loop:
        settings, dataset = self.recipe.training, self.dataset
        validation = dataset.validation
        return Loop(
            self.model,
            TrainingData(
                self.pipeline.training, self.pipeline.steps_per_epoch, self.recipe.data.batch_size
            ),
            callbacks,
            self.progress,
            LoopOptions(
                epochs=settings.epochs,
                steps_per_execution=settings.steps_per_execution,
                jit_compile=choose_jit(settings.jit_compile, self.strategy),
                clip_norm=settings.clip_norm,
                micro_batches=settings.gradient_accumulation,
                average=self.average,
            ),
            validation=None if validation is None else self.pipeline.evaluation(validation),
            strategy=self.strategy,
            on_stop=self.save_state,
            on_report=self.log_measurements,
        )

    def execute(self) -> Run:
        """Train, test, and complete the run directory, however training ends."""
        start = time.perf_counter()
        self.directory.make()
        self.directory.write_recipe(self.recipe.to_yaml())
        self.write_summary("running", start)
        try:
            finished = self.loop.run()
            tested = self.test() if finished else {}
            export_model(self.model, self.directory.model_keras)
            self.directory.write_findings([finding.to_plain() for finding in self.loop.findings])
            if self.history.rows:
                draw_curves(self.history, self.directory.curves_png, self.recipe.name)
        except KeyboardInterrupt:
            self.write_summary("interrupted", start)
            raise
        except BaseException:
            self.write_summary("failed", start)
            raise
        self.write_summary("finished" if finished else "interrupted", start, tested)
        return Run(self.directory, model=self.model)

    def test(self) -> dict[str, float]:
        """Metrics of the finished weights on the test set; empty where there is none."""
        if self.dataset.test is None:
            return {}
        metrics = self.loop.evaluate(self.pipeline.evaluation(self.dataset.test))
        return {f"test_{name}": value for name, value in metrics.items()}

    def log_measurements(self, position: Position, measured: dict[str, dict]) -> None:
        for diagnostic, values in measured.items():
            self.directory.log_measurement(position.step, diagnostic, values)

    def save_state(self, position: Position) -> None:
        averages = self.average.averages if self.average is not None else ()
        save_checkpoint(
            self.directory.checkpoints / f"step-{position.step:08d}.npz",
            state_variables(self.model, averages),
            position,
        )

    def write_summary(
        self, status: str, start: float, tested: dict[str, float] | None = None
    ) -> None:
        model = self.model
        trainable = sum(variable.value.shape.num_elements() for variable in model.trainable_weights)
        self.directory.write_summary(
            {
                "status": status,
                "recipe": self.recipe.name,
                "metrics": {**self.history.figures(), **(tested or {})},
                "parameters": {"trainable": int(trainable), "total": int(model.count_params())},
                "epochs": self.loop.position.epoch,
                "steps": self.loop.position.step,
                "seed": self.recipe.seed,
                "classes": list(self.dataset.class_names),
                "seconds": round(time.perf_counter() - start, 3),
                **describe_environment(
                    accelerators=describe_devices(),
                    determinism=self.recipe.training.determinism,
                ),
            }
        )
