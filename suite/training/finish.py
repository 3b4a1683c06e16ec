"""What becomes of trained weights: on the disk first, then tested, drawn and told of."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import keras

from suite.errors import RunFailure, UserError, one_line
from suite.examination import Deadline, ExaminationContext, examine, in_trouble
from suite.examination.outcome.held_out import HeldOut
from suite.examination.outcome.outcome import budget_of, outcome
from suite.runs import RunDirectory
from suite.runs.files.write_whole import write_whole_with
from suite.runs.history import History
from suite.runs.model_file import load_model
from suite.runs.pictures.curves import draw_curves
from suite.training.export.export import Exported, export_model
from suite.training.loop.loop import Loop
from suite.training.state.best_weights import BestWeights
from suite.training.state.checkpoints import Checkpoints

_T = TypeVar("_T")


@dataclass
class Finish:
    """The steps after training; one that fails does not keep the others from being taken.

    Args:
        name: of the recipe.
        directory: of the run.
        loop: that has trained the model.
        checkpoints: of the run.
        history: the finished epochs.
        best: the weights of the best epoch, if they are kept.
        test: measures the test set.
        to_examine: what is examined if the run is in trouble; None examines nothing.
        held_out: what the trained model is shown, to be looked at; None measures nothing.

    What they leave is in `tested`, the metrics of the test set, and in `exported`.

    Example:
        >>> finish = Finish("net", RunDirectory.discarded(), *[None] * 4, test=dict)
        >>> finish.attempt("measure the test set", finish.test)
        {}
    """

    name: str
    directory: RunDirectory
    loop: Loop
    checkpoints: Checkpoints
    history: History
    best: BestWeights | None
    test: Callable[[], dict[str, float]]
    to_examine: Callable[[Deadline], ExaminationContext] | None = None
    held_out: Callable[[], HeldOut | None] | None = None
    tested: dict[str, float] = field(default_factory=dict)
    exported: Exported | None = None
    failures: list[tuple[str, Exception]] = field(default_factory=list)

    def take(self, is_trained: bool) -> None:
        """Write the model, then measure and draw.

        Args:
            is_trained: whether training came to its end; else nothing is tested.

        Raises:
            RunFailure: a step failed; the others were taken.
        """
        self.write_model()
        if (best := self.best) is not None:
            self.attempt("write best.keras", lambda: self.write_best(best))
        if is_trained:
            self.tested = self.attempt("measure the test set", self.test) or {}
            self.examine()
            self.look()
        if self.history.rows:
            self.attempt("draw the curves", self.draw)
        self.check()

    def write_model(self) -> None:
        """Write model.keras; or, if that fails, the weights alone, which needs nothing but them."""
        model, directory = self.loop.model, self.directory
        self.exported = self.attempt(
            "write model.keras", lambda: export_model(model, directory.model_keras)
        )
        if self.exported is not None:
            directory.weights_h5.unlink(missing_ok=True)  # of an attempt before this one
        else:
            self.attempt(
                "write the weights",
                lambda: write_whole_with(directory.weights_h5, model.save_weights),
            )

    def write_best(self, best: BestWeights) -> None:
        """Write best.keras: a copy of model.keras, if that has the same weights."""
        path, written = self.directory.best_keras, self.directory.model_keras
        if self.exported is not None and best.are_present:
            write_whole_with(path, lambda temporary: shutil.copyfile(written, temporary))
        else:
            best.export(path)

    def examine(self) -> None:
        """Measure what the doctor asks of a run that is in trouble; several workers do not.

        What cannot be measured is no failure of the run: that is trained, written and tested.
        """
        rows, path = self.history.rows, self.directory.examination_json
        path.unlink(missing_ok=True)  # of an attempt before this one
        if self.to_examine is None or self.loop.agreement.workers > 1:
            return
        try:
            trained = sum(row.get("seconds", 0.0) for row in rows)
            context = self.to_examine(Deadline.after(trained))
            if in_trouble(rows, self.loop.reporter.findings, context.variance, self.tested):
                self.directory.write_examination(examine(context))
        except Exception as error:  # whatever it is
            self.loop.progress.message(f"note: the run could not be examined: {one_line(error)}")

    def look(self) -> None:
        """Measure what a person wants to see of the trained model; no failure of the run either."""
        rows, path = self.history.rows, self.directory.outcome_json
        path.unlink(missing_ok=True)  # of an attempt before this one
        if self.held_out is None:
            return
        try:
            if self.loop.agreement.index == 0:
                deadline, pace = budget_of(rows)
                found = outcome(self._own_model(), self.held_out(), deadline, pace)
                self.directory.write_outcome(found)
        except Exception as error:  # whatever it is
            self.loop.progress.message(f"note: the model could not be looked at: {one_line(error)}")
        self.loop.agreement.any(False)  # the others wait for the one that has looked

    def _own_model(self) -> keras.Model:
        """The trained model; of several workers the one in the file, whose variables are those of
        this process alone: to read those in training may take all workers."""
        if self.loop.agreement.workers == 1:
            return self.loop.model
        return load_model(self.directory.model_keras)

    def draw(self) -> None:
        draw_curves(self.history, self.directory.curves_png, self.name)

    def attempt(self, what: str, step: Callable[[], _T]) -> _T | None:
        """Take a step; what it raises is kept for the end."""
        try:
            return step()
        except Exception as error:  # whatever it is: hours of training hang on the other steps
            if self.loop.agreement.workers > 1:
                raise  # the others wait in this very step
            self.failures.append((what, error))
            return None

    def check(self) -> None:
        """Raise the first failure, if there was one."""
        if not self.failures:
            return
        (what, error), *_ = self.failures
        cause = one_line(error).removesuffix(".")
        if not isinstance(error, RunFailure | UserError):
            cause = f"{type(error).__name__}: {cause}"
        path = self.directory.path
        raise RunFailure(
            f"{path}: the run is trained and its weights are saved, but it could not {what}: "
            f"{cause}. When that is mended, `--resume {path}` does what is left."
        ) from error

    def rescue(self, error: BaseException) -> None:
        """Save what can be saved of a run that ends by an error."""
        # Between two calls of the compiled function all variables are consistent. Several workers
        # would wait for each other.
        if not isinstance(error, RunFailure) or self.loop.agreement.workers > 1:
            return
        with contextlib.suppress(RunFailure):  # a disk that is full will refuse again
            self.checkpoints.save()
        is_trained = self.loop.position.epoch >= self.loop.options.epochs
        if is_trained and self.exported is None and not self.failures:
            self.write_model()
