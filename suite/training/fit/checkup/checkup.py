"""What `suite.fit` does for a run beside training it: checks, the doctor, the run directory."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import keras

from suite.data import Dataset
from suite.diagnostics import Diagnostic, Finding
from suite.doctor import Diagnosis, diagnose
from suite.errors import one_line
from suite.runs import RunDirectory
from suite.runs.page.run_page import leave_page
from suite.screen import say
from suite.training.fit.checkup.first_look import first_look, note_start
from suite.training.fit.checkup.fit_directory import FitDirectory
from suite.training.fit.checkup.last_look import Held, examined, looked_at, set_up, summed_up
from suite.training.fit.data.first_batches import FirstBatches
from suite.training.fit.data.known_arrays import as_arrays, dataset_of, joined
from suite.training.fit.fit_loop import FitLoop
from suite.training.loop.loop_events import LoopEvents

# Rows of arrays that stand for the first batch where that cannot be drawn.
_ROWS = 64
# Who asks for less trains by stretches, or tries whether it works at all.
_LEAST_EPOCHS = 3


@dataclass
class Checkup:
    """Looks at a run before it, in it and after it, and says what is wrong; nothing, if it is well.

    Whatever fails in here ends no training: a line says so.

    Args:
        model: compiled.
        data: `(x, y, sample_weight)` of training, as the user gave them.
        held_out: the same of validation, or None.
        is_on: whether to look at all.
        is_silent: whether nothing is to be shown.
        directory: where the run leaves its files, if anywhere.
        class_weight: as the user gave it.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> data = np.zeros((4, 2)), np.zeros((4, 1)), None
        >>> options = {"is_on": True, "is_silent": True, "directory": None, "class_weight": None}
        >>> Checkup(model, data, None, **options).dataset.targets
        'values'
    """

    model: keras.Model
    data: Any
    held_out: Any
    is_on: bool
    is_silent: bool
    directory: RunDirectory | None
    class_weight: dict[int, float] | None
    first: FirstBatches | None = field(init=False, default=None)
    first_validation: FirstBatches | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.failed: set[str] = set()
        if self.is_on:
            self.first = FirstBatches(self.look)
            if self.held_out is not None and self.validation_arrays is None:
                self.first_validation = FirstBatches()

    @cached_property
    def training_arrays(self) -> Any:
        """(inputs, targets), where the data is arrays."""
        return as_arrays(self.data)

    @cached_property
    def validation_arrays(self) -> Any:
        """(inputs, targets), where the validation data is arrays."""
        return as_arrays(self.held_out)

    @cached_property
    def dataset(self) -> Dataset | None:
        """All of the data, where it is arrays of one input and one output."""
        return dataset_of(self.model, self.training_arrays, self.validation_arrays)

    @cached_property
    def events(self) -> LoopEvents:
        """What the loop tells."""
        if self.directory is None:
            return LoopEvents()
        return LoopEvents(
            report=lambda measured: self.attempt(
                "write diagnostics.jsonl",
                lambda: self.files.log(self.loop.position.step, measured),
            ),
            found=self._keep_findings,
            epoch_end=lambda: self.attempt("write history.csv", self.files.write_history),
        )

    def shown(self, finding: Finding) -> str | None:
        """The line that shows a finding at once: of what the user has named, and of what is
        certainly wrong; the doctor speaks of the rest, at the end."""
        if finding.diagnostic in self._named:
            return str(finding)
        is_sure = finding.step is None or finding.diagnostic == "finite"
        since = "" if finding.step is None else f" (since step {finding.step})"
        return f"error: {finding.text}{since}" if finding.severity == "error" and is_sure else None

    @property
    def _named(self) -> set[str]:
        """The diagnostics that the user has named as callbacks."""
        return {one.name for one in self.loop.hooks.callbacks if isinstance(one, Diagnostic)}

    @contextlib.contextmanager
    def around(self, loop: FitLoop) -> Iterator[None]:
        """While the block trains; what there is to say is said at its end."""
        self.loop, self.start = loop, time.perf_counter()
        loop.reporter.shown = self.shown
        claim: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
        if self.directory is not None:
            self.files = FitDirectory(self.directory, loop.record)
            claim = self.files.claimed()
        with claim:
            try:
                self.begin()
                yield
            except BaseException as error:
                interrupted = isinstance(error, KeyboardInterrupt)
                self.end("interrupted" if interrupted else "failed")
                raise
            self.end("interrupted" if loop.interrupted else "finished")

    def begin(self) -> None:
        """Before the first batch is drawn."""
        if not self.is_on:
            return
        self.attempt("see where the weights come from", lambda: note_start(self.model))
        # Of an optimizer for the full batch, of several replicas, and of steps that Keras takes.
        if getattr(self.loop.engine, "first", None) is None or self._has_replicas:
            arrays = self.training_arrays
            rows = arrays and keras.tree.map_structure(lambda part: part[:_ROWS], arrays)
            if rows is not None:
                self.look(rows)

    def look(self, batch: Any) -> None:
        """Just before the first step."""
        held = self._held(batch)
        setup = self.attempt("read the setup", lambda: set_up(self.loop, held, self.class_weight))
        self.loop.record.setup = setup or {}
        found = self.attempt("check the model", lambda: first_look(self.model, batch, self.dataset))
        self.loop.reporter.tell(found or [])

    def end(self, status: str) -> None:
        """After the last step, however training ended.

        Args:
            status: finished, interrupted or failed.
        """
        record, loop = self.loop.record, self.loop
        seconds = time.perf_counter() - self.start
        summary = self.attempt("sum up the run", lambda: summed_up(loop, status, seconds))
        record.summary = summary or {"status": status, "origin": "code"}
        self._keep_findings()
        if self.is_on:
            if status == "finished" and not self._has_replicas:
                # Who interrupts this does not want to wait for it; the training is done.
                with contextlib.suppress(KeyboardInterrupt):
                    found = self.attempt("examine the model", lambda: examined(loop, self._held()))
                    record.examination = found or {}
                    if self.directory is not None:
                        self.attempt("look at the trained model", self._look_at_the_model)
            record.diagnosis = self.attempt("diagnose the run", self._diagnosis)
            if status == "finished" and record.diagnosis is None:
                record.findings = [self._as_note(one) for one in record.findings]
        if self.directory is not None:
            self._leave(self.directory)
        history = getattr(self.model, "history", None)
        if history is not None:
            history.suite = record
        self._speak(status)
        if self.directory is not None and self.directory.report_html.is_file():
            self._say(f"page: {self.directory.report_html}")

    def _look_at_the_model(self) -> None:
        """`outcome.json`, on the validation data."""
        self.files.directory.write_outcome(looked_at(self.loop, self._held()))

    def attempt(self, what: str, step: Callable[[], Any]) -> Any:
        """Take a step; None, and a line that says so once, where it fails."""
        try:
            return step()
        except Exception as error:  # of a model or data of any kind; the training is worth more
            if what not in self.failed:
                why = f"{type(error).__name__}: {one_line(error)}"
                self._say(f"note: suite.fit could not {what} ({why})")
            self.failed.add(what)
            return None

    def _held(self, batch: Any = None) -> Held:
        """The data, as far as it can be looked at."""
        batches = [] if self.first is None else self.first.batches
        validation = [] if self.first_validation is None else self.first_validation.batches
        first = batches or ([] if batch is None else [batch])
        return Held(
            self.training_arrays or joined(first),
            self.validation_arrays or joined(validation),
            batches,
            _count(self.training_arrays),
            _count(self.validation_arrays),
            _columns(self.data),
        )

    def _diagnosis(self) -> Any:
        record = self.loop.record
        return diagnose(
            record.findings,
            record.rows,
            {},
            record.summary,
            record.setup,
            record.examination,
        )

    def _as_note(self, finding: dict[str, Any]) -> dict[str, Any]:
        """A finding of a run with which nothing is wrong: a sign that meant nothing, and nothing to
        change; what the user has asked for stays as it is."""
        is_asked = finding["diagnostic"] in self._named
        return finding if is_asked else {**finding, "severity": "note", "edit": None}

    def _keep_findings(self) -> None:
        self.loop.record.findings = [one.to_plain() for one in self.loop.reporter.findings]
        if self.directory is not None:
            self.attempt("write findings.json", self.files.write_findings)

    def _leave(self, directory: RunDirectory) -> None:
        """The files that tell of the whole run."""
        files, record = self.files, self.loop.record
        if not directory.is_discarded:
            record.path = directory.path
        self.attempt("write its reports", files.write_reports)
        written = self.attempt("write the model", lambda: files.write_model(self.model)) or {}
        self.attempt("draw the curves", files.draw)
        self.attempt("write its summary", lambda: files.write_summary(record.summary | written))
        leave_page(directory, self._say)

    def _speak(self, status: str) -> None:
        """Say what is wrong; of a run that has failed by an error of its own, only what is sure."""
        diagnosis = self.loop.record.diagnosis
        if diagnosis is None or self._is_a_stretch(diagnosis):
            return
        finding = diagnosis.evidence.finding
        is_sure = finding is not None and finding["severity"] == "error"
        if status == "finished" or is_sure:
            self._say(diagnosis.to_text())

    def _is_a_stretch(self, diagnosis: Diagnosis) -> bool:
        """Whether a run is only said to be short, of which no more was asked than a look."""
        return diagnosis.cause.name == "too_few_steps" and self.loop.options.epochs < _LEAST_EPOCHS

    def _say(self, text: str) -> None:
        if not self.is_silent and self.loop.agreement.index == 0:
            say(text)

    @property
    def _has_replicas(self) -> bool:
        return bool(self.loop.strategy.num_replicas_in_sync > 1)


def _columns(data: Any) -> list[str]:
    """The names of the columns of a table of pandas; none of other data."""
    inputs = data[0] if isinstance(data, tuple) and data else None
    return [str(name) for name in getattr(inputs, "columns", ())]


def _count(arrays: Any) -> int | None:
    """Samples in arrays."""
    return None if arrays is None else len(keras.tree.flatten(arrays)[0])
