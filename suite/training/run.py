"""One story: from a recipe to a finished run directory.

    seeds, precision -> data -> model, optimizer, callbacks -> run directory -> loop
    -> model.keras -> test set -> curves.png, summary.json

Everything that the user can get wrong is found before the run directory is made, so that a refused
recipe leaves nothing behind.
"""

from __future__ import annotations

import time
from pathlib import Path

import keras

from suite.recipe import Recipe, SurfaceRecipe, SweepRecipe
from suite.recipe.resume import identity
from suite.recipe.rules.remarks import remarks
from suite.runs import RunDirectory
from suite.runs.claim import claimed
from suite.runs.history import History
from suite.runs.progress.choose_progress import choose_progress
from suite.runs.progress.progress import Progress
from suite.runs.recorder import RunRecorder
from suite.runs.run import Run
from suite.training.assembly.assemble import Assembler, Clock
from suite.training.assembly.initialize import initialize
from suite.training.assembly.monitors import findings_before_training, monitors
from suite.training.assembly.transfer import prepare_source
from suite.training.callbacks.blame import Blame
from suite.training.callbacks.callback_files import CallbackFiles
from suite.training.callbacks.callback_paths import places
from suite.training.callbacks.figures_asked import never_measured, refused_figures
from suite.training.export.rehearsal import rehearse
from suite.training.finish import Finish
from suite.training.full_batch.full_batch import FullBatchLoop, WholePasses, is_full_batch
from suite.training.full_batch.surface_run import run_surface
from suite.training.loop.logs import mend_logs, summary_damage
from suite.training.loop.loop import Loop, LoopEvents, LoopOptions, TrainingData
from suite.training.loop.recovery import FACTOR, TRIES, lower_rate
from suite.training.process.process import process_settings
from suite.training.replicas.agreement import Agreement
from suite.training.replicas.strategy import (
    check_divisible,
    check_jit,
    choose_jit,
    choose_strategy,
    synchronize_batch_norm,
)
from suite.training.replicas.together import compare_data, together
from suite.training.replicas.workers import workers_of_environment
from suite.training.run_summary import run_summary
from suite.training.state.best_weights import BestWeights
from suite.training.state.checkpoint_schedule import CheckpointSchedule
from suite.training.state.checkpoints import Checkpoints, roll_back, saved
from suite.training.state.identity import check_unchanged, identity_of, with_data, write_identity
from suite.training.step.weight_average import WeightAverage
from suite.workers.cluster import Cluster
from suite.workers.meeting import Meeting


def run(
    recipe: Recipe,
    out: str | Path | None = None,
    *,
    resume: bool = False,
    quiet: bool = False,
    force: bool = False,
) -> Run:
    """Train a recipe and leave a complete run directory.

    Args:
        recipe: from `suite.load`.
        out: the run directory; `runs/<recipe>/<time>-<id>` by default.
        resume: continue the unfinished run in `out`, from its newest checkpoint. The result is
            the uninterrupted run's, bit for bit.
        quiet: no progress display.
        force: resume although the content of a file of code or of the data has changed.

    Returns:
        The run; `run.summary["status"]` is "finished", or "interrupted" after Ctrl-C.

    Raises:
        UserError: something in the recipe, the data or the environment is wrong; nothing was
            written.
        RunFailure: the run broke on the way; the run directory says how far it came.
    """
    if isinstance(recipe, SweepRecipe):
        message = "is many runs: use `python -m suite sweep`, or replace('sweep=null') for one"
        raise recipe.problem(("sweep",), message)
    if isinstance(recipe, SurfaceRecipe):
        return run_surface(recipe, out, resume=resume)
    settings = recipe.training
    cluster = workers_of_environment() if settings.strategy == "multi_worker" else None
    chief = cluster is None or cluster.is_chief
    with process_settings(recipe.seed, settings.precision, settings.determinism):
        if not chief:
            directory = RunDirectory.discarded()
        elif resume:
            directory = RunDirectory.unfinished(out)
        else:
            directory = RunDirectory.plan(None if out is None else Path(out), recipe.name)
        progress = choose_progress(quiet or not chief)
        prepare_source(recipe, progress.message)
        with (
            together(cluster, recipe, directory, progress.message) as meeting,
            claimed(directory, resume=resume and chief),
        ):
            training = TrainingRun(recipe, directory, progress, cluster, force, meeting)
            return training.execute(resume and chief)


class TrainingRun:
    """The parts of one run, made in the order in which they depend on each other."""

    def __init__(
        self,
        recipe: Recipe,
        directory: RunDirectory,
        progress: Progress,
        cluster: Cluster | None = None,
        force: bool = False,
        meeting: Meeting | None = None,
    ) -> None:
        self.recipe = recipe
        # First of all: workers cannot be joined once TensorFlow has computed something.
        self.strategy = choose_strategy(recipe.training.strategy, cluster)
        self.progress = progress
        self.directory = directory
        assembler = Assembler(recipe)
        augmentations = assembler.augmentations()
        data, settings = recipe.data, recipe.training
        self.dataset = assembler.dataset(progress.message)
        self.one_hot = recipe.one_hot
        self.identity = with_data(identity_of(recipe), self.dataset)
        check_unchanged(directory, self.identity, force, progress.message)
        compare_data(meeting, self.identity)
        self.pipeline = assembler.pipeline(self.dataset, augmentations)
        self.clock = Clock(self.pipeline.steps_per_epoch, settings.epochs)
        check_divisible(self.strategy, data.batch_size, settings.gradient_accumulation)
        with self.strategy.scope():
            self.model = assembler.model(
                self.dataset.input_shape, self.dataset.classes, self.dataset
            )
            if self.strategy.num_replicas_in_sync > 1:
                synchronize_batch_norm(self.model, settings.sync_batch_norm)
            assembler.compile(self.model, self.clock, assembler.task(self.dataset))
            if is_full_batch(self.model.optimizer):
                self.clock = Clock(1, settings.epochs)  # an epoch is one iteration
            self.files = CallbackFiles(
                directory.path, places(assembler.callback_components(directory))
            )
            if directory.is_unfinished:  # before a callback can write to them
                roll_back(self.files, directory.checkpoints)
            callbacks = assembler.callbacks(self.clock, directory)
            self.files.go_on(callbacks)
            if not is_full_batch(self.model.optimizer):
                callbacks += monitors(recipe, assembler, self.clock)
        # Not a fresh run's: those are planned where there is none. Only worker 0 has the folder.
        has_checkpoint = directory.is_unfinished and bool(saved(directory.checkpoints))
        self.has_checkpoint = Agreement(self.strategy).chief_says(has_checkpoint) > 0
        initialize(
            assembler,
            self.model,
            self.dataset,
            progress.message,
            strategy=self.strategy,
            from_checkpoint=self.has_checkpoint,
        )
        rehearse(recipe, self.model, self.dataset)
        with self.strategy.scope():
            self.average = (
                WeightAverage(self.model.trainable_variables, settings.ema)
                if settings.ema is not None
                else None
            )
            self.rates = assembler.rate_groups(self.model, self.clock)
        self.history = History()
        self.best = None if settings.keep_best == "none" else BestWeights(settings.keep_best)
        callbacks += [self.best] if self.best is not None else []
        recorder = RunRecorder(self.history, self.directory.history_csv)
        # The recorder comes last: it sees what the other callbacks add to the logs.
        self.blame = Blame(recipe, [*callbacks, recorder])
        with self.blame.before_the_run():
            self.loop = self.make_loop([*callbacks, recorder])
        self.checkpoints = Checkpoints(
            self.directory.checkpoints,
            self.loop,
            self.checkpoint_schedule(),
            identity(recipe),
            self.history,
            self.files,
        )
        self.resumed = False
        self.recoveries = 0

    def checkpoint_schedule(self) -> CheckpointSchedule:
        settings = self.recipe.training
        every, keep = settings.checkpoint_every, settings.checkpoints_kept
        return CheckpointSchedule.of(every, keep, self.clock.steps)

    def make_loop(self, callbacks: list[keras.callbacks.Callback]) -> Loop:
        settings, dataset = self.recipe.training, self.dataset
        validation = dataset.validation
        jit_compile = choose_jit(settings.jit_compile, self.strategy, settings.determinism)
        check_jit(self.model, jit_compile, settings.determinism)
        kind, pipeline = Loop, self.pipeline
        data = TrainingData(pipeline.training, pipeline.steps_per_epoch, pipeline.batch_size)
        if is_full_batch(self.model.optimizer):
            kind, data = FullBatchLoop, WholePasses.over(pipeline.whole(), len(dataset.train))
        return kind(
            self.model,
            data,
            callbacks,
            self.progress,
            LoopOptions(
                epochs=0 if self.recipe.only_predicts else settings.epochs,
                steps_per_execution=settings.steps_per_execution,
                jit_compile=jit_compile,
                clip_norm=settings.clip_norm,
                micro_batches=settings.gradient_accumulation,
                average=self.average,
                rates=self.rates,
                stop_every=self.checkpoint_schedule().steps,
                stop_at_nan=True,
            ),
            validation=None if validation is None else self.pipeline.evaluation(validation),
            strategy=self.strategy,
            events=LoopEvents(
                begin=self.restore,
                report=self.log_measurements,
                found=self.write_findings,
                between_calls=lambda: self.checkpoints.save_if_due(epoch_ends=False),
                epoch_end=lambda: self.checkpoints.save_if_due(epoch_ends=True),
                stop=lambda: self.checkpoints.save(),
            ),
        )

    def execute(self, resume: bool) -> Run:
        """Train, test, and complete the run directory, which is claimed, however training ends."""
        with self.blame.before_the_run():
            self.loop.hooks.meet(self.model)
        self.blame.refuse(self.checkpoints.states.refused(has_begun=False))
        self.blame.refuse(refused_figures(self.loop))
        if not resume:
            self.files.begin()
        return self.train(resume)

    def train(self, resume: bool) -> Run:
        start, finish = time.perf_counter(), Finish(self)
        self.resumed = resume
        for text in summary_damage(self.directory):
            self.progress.message(text)
        self.directory.write_recipe(self.recipe.to_yaml())
        write_identity(self.directory, self.identity)
        self.write_summary("running", start, finish)
        try:
            self.check()
            with self.blame.in_the_run():
                finished = self.loop.run()
                while self.can_recover():
                    finished = self.loop.run()
            finish.take(finished)
        except KeyboardInterrupt:
            self.write_summary("interrupted", start, finish)
            raise
        except BaseException as error:
            finish.rescue(error)
            self.write_summary("failed", start, finish)
            raise
        self.write_summary("finished" if finished else "interrupted", start, finish)
        return Run(self.directory, model=self.model)

    def check(self) -> None:
        """Say what can be seen before the first step, unless the weights are no initial ones."""
        if self.has_checkpoint:
            return
        for remark in remarks(self.recipe):
            self.progress.message(f"note: {remark}")
        for finding in findings_before_training(
            self.recipe, self.model, self.dataset, self.pipeline
        ):
            self.loop.findings.append(finding)
            if finding.severity != "note":
                self.progress.message(str(finding))
        self.write_findings()

    def test(self) -> dict[str, float]:
        """Metrics of the finished weights on the test set, if there is one; and on the validation
        set, where no epoch has measured it."""
        splits = {"test": self.dataset.test}
        if self.recipe.only_predicts:
            splits = {"val": self.dataset.validation, **splits}
        return {
            f"{name}_{metric}": value
            for name, split in splits.items()
            if split is not None
            for metric, value in self.loop.evaluate(self.pipeline.evaluation(split)).items()
        }

    def can_recover(self) -> bool:
        """Whether the run goes on after a number that is not finite."""
        asked = self.recipe.training.on_nan == "restore_and_lower_rate"
        if not asked or not self.loop.is_lost or self.recoveries == TRIES:
            return False
        self.recoveries += 1
        roll_back(self.files, self.directory.checkpoints)
        self.files.go_on(self.loop.callbacks)
        return True

    def restore(self) -> None:
        """Go on from the newest checkpoint, and forget what was logged after it."""
        self.blame.refuse(self.checkpoints.states.refused())  # made when training began
        if not self.loop.agreement.any(self.resumed or self.recoveries > 0):
            if self.recipe.training.on_nan == "restore_and_lower_rate":
                self.checkpoints.save()  # something to go back to
            return
        warning = self.checkpoints.restore()
        self.files.put_back(self.loop.callbacks)
        position = self.loop.position
        warnings = [warning] if warning else []
        warnings += mend_logs(self.directory, self.history, position.step)
        for text in warnings:
            self.progress.message(text)
        self.write_findings()
        if self.has_checkpoint or self.recoveries:
            told = f"resumed in epoch {position.epoch + 1}, step {position.step}"
        else:
            told = "the run had ended before its first checkpoint: it begins anew"
        self.progress.message(told)
        if self.recoveries:
            lower_rate(self.model.optimizer)
            # The next checkpoint may be far; whoever is killed before it keeps the lower rate.
            self.checkpoints.save()
            self.progress.message(f"with {FACTOR:g} times the learning rate")

    def write_findings(self) -> None:
        self.directory.write_findings([finding.to_plain() for finding in self.loop.findings])

    def log_measurements(self, measured: dict[str, dict]) -> None:
        for callback, message in never_measured(self.loop, measured):
            raise self.blame.failure(callback, message)
        for diagnostic, values in measured.items():
            self.directory.log_measurement(self.loop.position.step, diagnostic, values)

    def write_summary(self, status: str, start: float, finish: Finish) -> None:
        self.directory.write_summary(run_summary(self, status, start, finish))
