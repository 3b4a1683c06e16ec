"""One run: its parts, and the order in which they do their work."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cached_property
from typing import Any

import keras

from suite.examination.outcome.held_out import HeldOut
from suite.recipe import TrainingRecipe
from suite.recipe.resume import identity
from suite.runs import RunDirectory
from suite.runs.history import History
from suite.runs.progress.progress import Progress
from suite.runs.recorder import RunRecorder
from suite.runs.run import Run
from suite.trackers.process.tracking import Tracking
from suite.training.assembly.assembly import Assembly
from suite.training.assembly.parts import refused_at
from suite.training.assembly.run_callbacks import callback_components
from suite.training.assembly.slow_weights import slow_weights
from suite.training.callbacks.blame import Blame
from suite.training.callbacks.callback_files import CallbackFiles
from suite.training.callbacks.callback_paths import places
from suite.training.callbacks.figures_asked import never_measured, refused_figures
from suite.training.callbacks.stopped_by import stopped_by
from suite.training.export.rehearsal import rehearse
from suite.training.finish import Finish
from suite.training.full_batch.full_batch import FullBatch, is_full_batch
from suite.training.loop.engine import Engine
from suite.training.loop.loop import Loop
from suite.training.loop.loop_events import LoopEvents
from suite.training.loop.loop_options import LoopOptions
from suite.training.loop.mini_batches import MiniBatches
from suite.training.loop.pause import Pause, go_on
from suite.training.replicas.agreement import Agreement
from suite.training.replicas.strategy import choose_strategy
from suite.training.replicas.together import compare_data
from suite.training.restart import Restart
from suite.training.run_summary import run_summary
from suite.training.state.best_weights import BestWeights
from suite.training.state.checkpoint_schedule import CheckpointSchedule
from suite.training.state.checkpoints import Checkpoints, roll_back, saved
from suite.training.state.identity import check_unchanged, identity_of, with_data, write_identity
from suite.training.state.kept_steps import reuse_steps
from suite.training.state.mended_logs import summary_damage
from suite.training.state.recipe_setup import recipe_setup
from suite.training.state.xla_record import with_recorded
from suite.training.step.view_mean import view_mean
from suite.workers.cluster import Cluster
from suite.workers.meeting import Meeting


class TrainingRun:
    """The parts of one run, made in the order in which they depend on each other.

    Nothing is written before all of them are there.

    Args:
        recipe: that trains a model.
        directory: planned, or of the unfinished run.
        progress: the display.
        cluster: the workers, if there are several.
        force: go on although code or data has changed.
        meeting: the connection to the other workers.
        pause: is asked before each epoch whether to stop there, to go on another time.

    Example:
        >>> recipe = suite.load("quickstart", "training.epochs=3")
        >>> directory = RunDirectory.plan(None, recipe.name)
        >>> training = TrainingRun(recipe, directory, Progress())
        >>> training.loop.options.epochs, directory.path.exists()
        (3, False)
    """

    def __init__(
        self,
        recipe: TrainingRecipe,
        directory: RunDirectory,
        progress: Progress,
        cluster: Cluster | None = None,
        force: bool = False,
        meeting: Meeting | None = None,
        pause: Pause = go_on,
    ) -> None:
        self.recipe, self.directory, self.progress, self.pause = recipe, directory, progress, pause
        # First of all: workers cannot be joined once TensorFlow has computed something.
        with refused_at(recipe, "training", "strategy"):
            strategy = choose_strategy(recipe.training.strategy, cluster)
        self.tracking = Tracking(recipe, directory, progress.message)
        self.assembly = Assembly(recipe, strategy, progress.message)
        self.assembly.check_first()
        self.identity = with_data(identity_of(recipe), self.assembly.dataset)
        check_unchanged(directory, self.identity, force, progress.message)
        compare_data(meeting, self.identity)
        self.model = self.assembly.model
        self.xla = with_recorded(self.assembly.xla, recipe, strategy, directory)
        self.identity["xla"] = self.xla.compiles
        callbacks = self._callbacks()
        self.assembly.initialize(from_checkpoint=self.has_checkpoint)
        rehearse(recipe, self.model, self.assembly.dataset)
        self.blame = Blame(recipe, callbacks)
        with self.blame.before_the_run(), refused_at(recipe):
            self.loop = self._loop(callbacks)
        reuse_steps(self.loop, recipe, self.identity, self.assembly.dataset)
        self.checkpoints = Checkpoints(
            directory.checkpoints,
            self.loop,
            self.schedule,
            identity(recipe),
            self.history,
            self.files,
        )

    @cached_property
    def history(self) -> History:
        """The finished epochs."""
        return History()

    @cached_property
    def files(self) -> CallbackFiles:
        """What the callbacks write."""
        components = callback_components(self.recipe, self.directory)
        return CallbackFiles(self.directory.path, places(components))

    @cached_property
    def best(self) -> BestWeights | None:
        """The weights of the best epoch, if the recipe wants them."""
        measure = self.recipe.training.keep_best
        return None if measure == "none" else BestWeights(measure)

    @cached_property
    def schedule(self) -> CheckpointSchedule:
        """When checkpoints are written."""
        settings, clock = self.recipe.training, self.assembly.clock
        return CheckpointSchedule.of(
            settings.checkpoint_every, settings.checkpoints_kept, clock.steps
        )

    @cached_property
    def has_checkpoint(self) -> bool:
        """Whether there is one to go on from."""
        # Not a fresh run's: those are planned where there is none. Only worker 0 has the folder.
        found = self.directory.is_unfinished and bool(saved(self.directory.checkpoints))
        return Agreement(self.assembly.strategy).chief_says(found) > 0

    @cached_property
    def finish(self) -> Finish:
        """What is done after training."""
        measures = self.recipe.training.diagnostics != "none"
        return Finish(
            self.recipe.name,
            self.directory,
            self.loop,
            self.checkpoints,
            self.history,
            self.best,
            self.test,
            to_examine=self.assembly.examination_context if measures else None,
            held_out=(lambda: HeldOut.of_dataset(self.assembly.dataset)) if measures else None,
        )

    @cached_property
    def restart(self) -> Restart:
        """From where training goes on."""
        return Restart(
            self.directory,
            self.loop,
            self.checkpoints,
            self.files,
            self.history,
            self.progress.message,
            recovers=self.recipe.training.on_nan == "restore_and_lower_rate",
            has_checkpoint=self.has_checkpoint,
        )

    def _callbacks(self) -> list[keras.callbacks.Callback]:
        """The recipe's, then those of every run; the files of an unfinished one rolled back."""
        if self.directory.is_unfinished:  # before a callback can write to them
            roll_back(self.files, self.directory.checkpoints)
        callbacks = self.assembly.callbacks(self.directory)
        self.files.go_on(callbacks)
        callbacks += self.assembly.monitors()
        callbacks += [] if self.best is None else [self.best]
        # The recorder comes last: it sees what the other callbacks add to the logs.
        return [*callbacks, RunRecorder(self.history, self.directory.history_csv)]

    def _loop(self, callbacks: list[keras.callbacks.Callback]) -> Loop:
        assembly = self.assembly
        pipeline, validation = assembly.pipeline, assembly.dataset.validation
        return Loop(
            self.model,
            self._engine(),
            callbacks,
            self.progress,
            self._loop_options(),
            validation=None if validation is None else pipeline.evaluation_rows(validation),
            strategy=assembly.strategy,
            events=LoopEvents(
                begin=self.begin,
                report=self.log_measurements,
                proposed=self.assembly.proposed,
                found=self.write_findings,
                between_calls=lambda: self.checkpoints.save_if_due(epoch_ends=False),
                epoch_end=self.end_epoch,
                pauses=lambda: self.pause(self.history),
                stop=lambda: self.checkpoints.save(),
            ),
        )

    def _engine(self) -> Engine:
        """What takes the steps: one for each batch, or one over all of the data."""
        pipeline = self.assembly.pipeline
        if is_full_batch(self.model.optimizer):
            return FullBatch(pipeline.whole(), len(self.assembly.dataset.train))
        epoch = pipeline.steps_per_epoch, pipeline.batch_size
        return MiniBatches(
            pipeline.training, *epoch, pipeline.gathered, pipeline.probe, pipeline.training_rows
        )

    def _loop_options(self) -> LoopOptions:
        options = self.assembly.loop_options()
        return replace(
            options,
            epochs=0 if self.recipe.only_predicts else options.epochs,
            jit_compile=self.xla.compiles,
            average=slow_weights(self.assembly, self.model),
            stop_every=self.schedule.steps,
            stop_at_nan=True,
        )

    def execute(self, resume: bool) -> Run:
        """Train, test, and complete the run directory, which is claimed, however training ends."""
        with self.blame.before_the_run():
            self.loop.meet_model()
        self.blame.refuse(self.checkpoints.states.refused(has_begun=False))
        self.blame.refuse(refused_figures(self.loop))
        if not resume:
            self.files.begin()
        self.restart.resumed = resume
        return self._train(time.perf_counter())

    def _train(self, start: float) -> Run:
        for text in summary_damage(self.directory):
            self.progress.message(text)
        self.directory.write_recipe(self.recipe.to_yaml())
        write_identity(self.directory, self.identity)
        self.write_summary("running", start)
        self.tracking.begin()
        self.directory.write_setup(recipe_setup(self.assembly, self.loop.callbacks))
        try:
            self.check()
            with self.blame.in_the_run():
                finished = self.loop.run()
                while self.restart.can_recover():
                    finished = self.loop.run()
            self.checkpoints.writer.wait()
            self.finish.take(finished)
        except KeyboardInterrupt:
            self.write_summary("interrupted", start)
            raise
        except BaseException as error:
            self.finish.rescue(error)
            self.write_summary("failed", start)
            raise
        finally:
            self.checkpoints.writer.end()
        self.write_summary("finished" if finished else "interrupted", start)
        return Run(self.directory, model=self.model)

    def check(self) -> None:
        """Say what can be seen before the first step, unless the weights are no initial ones."""
        if self.has_checkpoint:
            return
        for remark in self.recipe.remarks():
            self.progress.message(f"note: {remark}")
        for finding in self.assembly.findings_before_training():
            self.loop.reporter.findings.append(finding)
            if finding.severity != "note":
                self.progress.message(str(finding))
        self.write_findings()

    def begin(self) -> None:
        """When the callbacks have begun: go on from a checkpoint, if there is one."""
        self.blame.refuse(self.checkpoints.states.refused())  # made when training began
        if self.restart.begin():
            self.write_findings()

    def end_epoch(self) -> None:
        """When an epoch is in the history."""
        self.tracking.look()
        self.checkpoints.save_if_due(epoch_ends=True)

    def test(self) -> dict[str, float]:
        """Metrics of the finished weights on the test set, if there is one; and on the validation
        set, where no epoch has measured it."""
        dataset, pipeline = self.assembly.dataset, self.assembly.pipeline
        splits = {"test": dataset.test}
        if self.recipe.only_predicts:
            splits = {"val": dataset.validation, **splits}
        found = {
            f"{name}_{metric}": value
            for name, split in splits.items()
            if split is not None
            for metric, value in self.loop.evaluate(pipeline.evaluation_rows(split)).items()
        }
        if self.recipe.training.tta is not None and dataset.test is not None:
            views = view_mean(self.recipe.training.tta)
            seen = self.loop.evaluate(pipeline.evaluation_rows(dataset.test), views)
            found |= {f"test_tta_{metric}": value for metric, value in seen.items()}
        return found

    def write_findings(self) -> None:
        """`findings.json`, with all that was found until now."""
        self.directory.write_findings(
            [finding.to_plain() for finding in self.loop.reporter.findings]
        )

    def log_measurements(self, measured: dict[str, dict[str, Any]]) -> None:
        """Lines of `diagnostics.jsonl`."""
        for callback, message in never_measured(self.loop, measured):
            raise self.blame.failure(callback, message)
        for diagnostic, values in measured.items():
            self.directory.log_measurement(self.loop.position.step, diagnostic, values)

    def write_summary(self, status: str, start: float) -> None:
        """`summary.json`, as the run stands now."""
        dataset = self.assembly.dataset
        said: dict[str, Any] = {dataset.targets: list(dataset.class_names), "xla": str(self.xla)}
        if self.loop.is_stopped:
            said["stopped_by"] = stopped_by(self.loop.callbacks, self.loop.position.step)
        self.directory.write_summary(
            run_summary(
                status,
                self.recipe,
                said,
                self.model,
                self.loop.position,
                {**self.history.figures(), **self.finish.tested},
                self.finish.exported,
                time.perf_counter() - start,
            )
        )
