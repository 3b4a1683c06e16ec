"""What the doctor says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suite.doctor.cause import Cause

Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """What speaks for a cause.

    Args:
        text: one sentence with the figure.
        finding: of a diagnostic; None where the recipe and the curves alone show it.
        step: since when.
        figure: the measured value.
        limit: the value that it should not pass.
        edit: one change of the recipe.
    """

    text: str
    finding: Finding | None = None
    step: int | None = None
    figure: float | None = None
    limit: float | None = None
    edit: str | None = None

    @classmethod
    def of(cls, finding: Finding, edit: str | None = None) -> Evidence:
        """A finding as evidence; with another edit than its own, where one is given."""
        return cls(
            finding["text"],
            finding,
            finding["step"],
            finding["figure"],
            finding["limit"],
            edit or finding["edit"],
        )


@dataclass(frozen=True)
class Diagnosis:
    """One cause, and what follows from it.

    Args:
        cause: the one that explains the run.
        evidence: by which it was recognized.
        consequences: findings that it explains.
        others: findings that it does not explain.
    """

    cause: Cause
    evidence: Evidence
    consequences: tuple[Finding, ...] = ()
    others: tuple[Finding, ...] = ()

    @property
    def topic(self) -> str:
        """The lecture topic; the evidence's own, where it names one, is the more precise."""
        finding = self.evidence.finding
        return (finding and finding["topic"]) or self.cause.topic

    @property
    def edit(self) -> str | None:
        return self.evidence.edit

    def to_text(self) -> str:
        """A few lines: the cause, its evidence, the consequences, the lecture, what to try."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"diagnosis: {self.cause.sentence}"
        yield f"  {self.evidence.text}{since(self.evidence.step)}{self._measure()}"
        if self.consequences:
            yield "  what follows from it:"
            for finding in self.consequences:
                yield f"    {finding['text']}{since(finding['step'])}"
        yield f"  lecture: {self.topic}"
        if self.edit:
            yield f"  try: {self.edit}"
        for finding in self.others:
            yield f"besides, {finding['severity']}: {finding['text']}{since(finding['step'])}"
            if finding["edit"]:
                yield f"  try: {finding['edit']}"

    def _measure(self) -> str:
        figure, limit = self.evidence.figure, self.evidence.limit
        if figure is None:
            return ""
        return f" [{figure:.3g}" + ("]" if limit is None else f", limit {limit:.3g}]")


def since(step: int | None) -> str:
    return "" if step is None else f" (since step {step})"
