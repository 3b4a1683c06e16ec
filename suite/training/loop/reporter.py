"""What the diagnostics have measured and found, on its way to logs and display."""

from __future__ import annotations

from collections.abc import Iterable

from suite.diagnostics import Finding, Observers
from suite.diagnostics.measured import scalars
from suite.runs.progress.progress import Progress
from suite.training.loop.loop_events import LoopEvents
from suite.training.state.stateful import State


class Reporter:
    """Reads the diagnostics between two calls, and passes on what they say.

    Args:
        observers: the diagnostics, if there are any.
        progress: shows findings.
        events: are told of measurements and findings.

    `measured` holds the latest scalars by the names they have in the history, `findings` all
    findings so far.

    Example:
        >>> reporter = Reporter(None, Progress(), LoopEvents())
        >>> reporter.tell([Finding("finite", "the loss is no number")])
        >>> [finding.diagnostic for finding in reporter.findings]
        ['finite']
    """

    def __init__(self, observers: Observers | None, progress: Progress, events: LoopEvents) -> None:
        self.observers = observers
        self.progress = progress
        self.events = events
        self.reported = 0  # the step after which they were read last
        self.measured: dict[str, float] = {}
        self.findings: list[Finding] = []

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

    def hear(self) -> None:
        """Show each finding once, when it first appears."""
        if self.observers is not None:
            self.tell(self.observers.new_findings())

    def tell(self, fresh: Iterable[Finding]) -> None:
        """Keep and show findings."""
        fresh = list(fresh)
        self.findings += fresh
        for finding in fresh:
            self.progress.message(str(finding))
        if fresh:
            self.events.found()

    @property
    def is_lost(self) -> bool:
        """Whether a diagnostic has seen that nothing can be learned any more."""
        return self.observers is not None and any(o.is_lost for o in self.observers.diagnostics)

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
