"""What the doctor says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suite.doctor.cause import Cause
from suite.edit import Edit

# A finding as `findings.json` holds it.
PlainFinding = Mapping[str, Any]
# The edit that a finding brings along.
OWN = "its own"


@dataclass(frozen=True)
class Evidence:
    """What speaks for a cause.

    Args:
        text: one sentence with the figure.
        finding: of a diagnostic; None where the recipe and the curves alone show it.
        step: since when.
        figure: the measured value.
        limit: the value that it should not pass.
        edit: one change of the recipe; or what else a plugin advises, as a text.
        advice: what to look at or to change, in words; said where there is no edit.
    """

    text: str
    finding: PlainFinding | None = None
    step: int | None = None
    figure: float | None = None
    limit: float | None = None
    edit: Edit | str | None = None
    advice: str | None = None

    @classmethod
    def of(
        cls, finding: PlainFinding, edit: Edit | str | None = OWN, advice: str | None = None
    ) -> Evidence:
        """A finding as evidence; with its own edit unless another, or None, is given."""
        if edit == OWN:
            edit = finding["edit"] and Edit.understood(finding["edit"])
        return cls(
            finding["text"],
            finding,
            finding["step"],
            finding["figure"],
            finding["limit"],
            edit,
            advice,
        )


@dataclass(frozen=True)
class Diagnosis:
    """One cause, and what follows from it.

    Args:
        cause: the one that explains the run.
        evidence: by which it was recognized.
        consequences: findings that it explains.
        others: findings that it does not explain.

    Example:
        >>> from suite.doctor.cause import CAUSES
        >>> evidence = Evidence("The run took 9 steps in all.")
        >>> print(Diagnosis(CAUSES["too_few_steps"], evidence).to_text())
        diagnosis: The run ends after too few steps.
          The run took 9 steps in all.
          lecture: data/batch-size
    """

    cause: Cause
    evidence: Evidence
    consequences: tuple[PlainFinding, ...] = ()
    others: tuple[PlainFinding, ...] = ()

    @property
    def topic(self) -> str:
        """The lecture topic; the evidence's own, where it names one, is the more precise."""
        finding = self.evidence.finding
        return (finding and finding["topic"]) or self.cause.topic

    @property
    def edit(self) -> Edit | str | None:
        """What to try: a change of the recipe, or else advice in words."""
        return self.evidence.edit or self.evidence.advice

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
