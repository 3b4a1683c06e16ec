"""The diagnostics of a run, inside and outside the compiled step."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterable, Sequence

import keras
import tensorflow as tf

from suite.diagnostics.diagnostic import SHORT_RUN, Diagnostic
from suite.diagnostics.finding import Finding, FindingKey
from suite.diagnostics.measured import Measured, plain
from suite.diagnostics.plugin_failure import PluginFailure, blamed
from suite.diagnostics.step import NEEDS
from suite.diagnostics.step_observer import StepObserver
from suite.diagnostics.tools.rows import share_rows, tables_of
from suite.suggest import close_names, did_you_mean


class Observers:
    """Builds the diagnostics of a run, says which of them see a step, and reads them.

    Most steps of a long run are plain ones, which hold no more than the diagnostics with `every` =
    1 ask for; at the steps that are due for others a measuring step takes their place.

    Args:
        diagnostics: built here, in the scope of the strategy.
        model: compiled, its optimizer built.
        micro_batches: the parts of a batch that are computed one after the other.

    Attributes:
        every_step: observer of the plain step; None where nobody wants to see it.
        measuring: observer of the measuring step; None where there is no such step.

    Raises:
        PluginFailure: a diagnostic asks for what does not exist, or fails to build; named with file
            and line.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile("sgd", "mse")
        >>> observers = Observers([Diagnostic(), Diagnostic(every=10)], model)
        >>> len(observers.every_step.diagnostics), len(observers.measuring.diagnostics)
        (1, 2)
    """

    def __init__(
        self, diagnostics: Sequence[Diagnostic], model: keras.Model, micro_batches: int = 1
    ) -> None:
        self.model = model
        self.micro_batches = micro_batches
        self.replicas = tf.distribute.get_strategy().num_replicas_in_sync
        self.diagnostics = list(diagnostics)
        for diagnostic in self.diagnostics:
            check_needs(diagnostic)
            diagnostic.follow_length()
            with blamed(diagnostic, "build"):
                diagnostic.build(model)
        share_rows(self.diagnostics)
        self.cadences = self._cadences()
        constant = [one for one in self.diagnostics if one.every == 1 or not self.cadences]
        self.every_step = self._observer(constant, is_measured=not self.cadences)
        self.measuring = self._observer(self.diagnostics) if self.cadences else None
        self.said: set[FindingKey] = set()

    def _cadences(self) -> list[int]:
        """At which steps a measuring one takes the place of the plain one; none in a short run,
        where a second step to trace would take longer than all that it could save."""
        is_short = all(one.run_steps <= SHORT_RUN for one in self.diagnostics)
        if is_short and self.micro_batches == 1:  # their activations are not kept at each step
            return []
        every = {diagnostic.every for diagnostic in self.diagnostics} - {1}
        # A multiple of another one is due where that is.
        return [n for n in sorted(every) if not any(n % m == 0 for m in every - {n})]

    def _observer(
        self, diagnostics: Sequence[Diagnostic], is_measured: bool = True
    ) -> StepObserver | None:
        if not diagnostics:
            return None
        observer = StepObserver(diagnostics, self.model, self.micro_batches, is_measured)
        if is_measured and len(self.cadences) == 1:
            (observer.taken_every,) = self.cadences
        return observer

    def until_due(self, iteration: tf.Tensor) -> tf.Tensor:
        """How many steps from this one on only the diagnostics of every step see."""
        left = [tf.cast(-iteration % every, tf.int32) for every in self.cadences]
        return functools.reduce(tf.minimum, left)

    def report(self) -> dict[str, Measured]:
        """Each diagnostic's measurements since the last report, as plain numbers."""
        with contextlib.ExitStack() as tables:
            for table in tables_of(self.diagnostics):
                tables.enter_context(table.held())
            measured = {diagnostic.name: self.read(diagnostic) for diagnostic in self.diagnostics}
        self._reset()
        return measured

    def read(self, diagnostic: Diagnostic) -> Measured:
        """What one of them reports."""
        with blamed(diagnostic, "report"):
            return {key: plain(value) for key, value in diagnostic.report().items()}

    @functools.cached_property
    def _reset(self) -> Callable[[], None]:
        """Sets all accumulators back, but for those that last."""
        made = [one for diagnostic in self.diagnostics for one in diagnostic.accumulators.values()]
        changing = [one for one in made if not one.lasting]

        def reset() -> None:
            for accumulator in changing:
                accumulator.reset()

        # A function has to wake its threads, which takes longer than a few variables of one
        # replica; and a short run has reset them before it would have traced how.
        is_quick = self.replicas == 1 or not self.cadences
        return reset if is_quick else tf.function(reset, autograph=False)

    def new_findings(self) -> list[Finding]:
        """Findings that were in no earlier call."""
        fresh = []
        for finding in [one for diagnostic in self.diagnostics for one in self.heard(diagnostic)]:
            if finding.key not in self.said:
                fresh.append(finding)
                self.said.add(finding.key)
        return fresh

    def heard(self, diagnostic: Diagnostic) -> list[Finding]:
        """What one of them has to say."""
        with blamed(diagnostic, "findings"):
            return list(diagnostic.findings())

    def restore(self, findings: Iterable[Finding]) -> None:
        """Go on in a resumed run: what it has said already is not said again."""
        self.said = {finding.key for finding in findings}


def check_needs(diagnostic: Diagnostic) -> None:
    """Refuse a need that does not exist."""
    for need in diagnostic.needs:
        if need not in NEEDS:
            hint = did_you_mean(close_names(need, NEEDS), "")
            raise PluginFailure(
                f"{diagnostic.name}: needs {need!r}, which does not exist{hint} "
                f"(there are {', '.join(NEEDS)})",
                diagnostic,
            )
