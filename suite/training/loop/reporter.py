"""What the diagnostics have measured and found, on its way to logs and display."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from suite.diagnostics import Finding, Observers
from suite.diagnostics.measured import scalars
from suite.runs.progress.progress import Progress
from suite.training.loop.engine import Taken
from suite.training.loop.finite_watch import FiniteWatch
from suite.training.loop.loop_events import LoopEvents
from suite.training.state.stateful import State


class Reporter:
    """Reads the diagnostics between two calls, sees that training is lost, and passes it on.

    Args:
        observers: the diagnostics, if there are any.
        watch: looks whether loss and weights are numbers.
        progress: shows findings.
        events: are told of measurements and findings.

    `measured` holds the latest scalars of this epoch by the names they have in the history,
    `findings` all findings so far. `shown` gives the line that shows a finding; None shows nothing.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> reporter = Reporter(None, FiniteWatch(model), Progress(), LoopEvents())
        >>> reporter.tell([Finding("finite", "the loss is no number")])
        >>> [finding.diagnostic for finding in reporter.findings]
        ['finite']
    """

    def __init__(
        self,
        observers: Observers | None,
        watch: FiniteWatch,
        progress: Progress,
        events: LoopEvents,
    ) -> None:
        self.observers = observers
        self.watch = watch
        self.progress = progress
        self.events = events
        self.reported = 0  # the step after which they were read last
        self.measured: dict[str, float] = {}
        self.findings: list[Finding] = []
        self.shown: Callable[[Finding], str | None] = str

    def look(self, taken: Taken, step: int) -> bool:
        """Read the diagnostics if it is time, and see whether loss and weights are lost.

        Args:
            taken: what the last call has done.
            step: steps taken so far.
        """
        self.measured |= taken.measured
        lost = self.watch.look(taken.steps, taken.due)
        if taken.due or lost:
            self.report(step)
        if lost:
            self.tell(self.watch.findings(step, self.findings))
        return lost

    def report(self, step: int) -> None:
        """Read the diagnostics; what they measured goes to the logs, the log and the display.

        Args:
            step: steps taken so far.
        """
        self.reported = step
        if self.observers is None:
            return
        measured = self.observers.report()
        self.measured |= scalars(measured)
        self.events.report(measured)
        self.hear()

    def end_epoch(self) -> None:
        """The scalars were those of the epoch that has ended; the next one begins with none."""
        self.measured = {}

    def hear(self) -> None:
        """Show each finding once, when it first appears."""
        if self.observers is not None:
            self.tell(self.observers.new_findings())

    def tell(self, fresh: Iterable[Finding]) -> None:
        """Keep and show findings."""
        fresh = [self.events.proposed(finding) for finding in fresh]
        self.findings += fresh
        for line in map(self.shown, fresh):
            if line is not None:
                self.progress.message(line)
        if fresh:
            self.events.found()

    @property
    def is_lost(self) -> bool:
        """Whether somebody has seen that nothing can be learned any more."""
        diagnostics = self.observers.diagnostics if self.observers is not None else []
        return self.watch.is_lost or any(one.is_lost for one in diagnostics)

    def state(self) -> State:
        """The scalars, and the findings, none of which is shown twice."""
        findings = [finding.to_plain() for finding in self.findings]
        return State({"measured": self.measured, "findings": findings})

    def restore(self, state: State) -> None:
        """Know again what was measured and found."""
        self.measured = dict(state.values["measured"])
        self.findings = [Finding(**finding) for finding in state.values["findings"]]
        if self.observers is not None:
            self.observers.restore(self.findings)
