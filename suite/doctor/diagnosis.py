"""What the doctor says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suite.doctor.cause import Cause
from suite.edit import Edit

# A finding as `findings.json` holds it.
PlainFinding = Mapping[str, Any]
# How sure evidence makes a cause: a symptom that other causes leave as well; what the cause leaves
# and hardly any other does; an experiment that was made to tell it from the others.
HINT, SURE, DECISIVE = 1, 2, 3
# The edit that a finding brings along.
OWN = "its own"


@dataclass(frozen=True)
class Evidence:
    """What speaks for a cause, and what against it.

    Args:
        text: one sentence with the figure.
        finding: of a diagnostic; None where the recipe, the curves or an experiment show it.
        step: since when.
        figure: the measured value.
        limit: the value that it should not pass.
        edit: one change of the recipe; or what else a plugin advises, as a text.
        advice: what to look at or to change, in words; said where there is no edit.
        strength: `HINT`, `SURE` or `DECISIVE`.
        support: what else speaks for it, a sentence each.
        against: what speaks against it, a sentence each.

    Example:
        >>> Evidence("It is so.", strength=SURE, against=("It learns all the same.",)).weight
        1
    """

    text: str
    finding: PlainFinding | None = None
    step: int | None = None
    figure: float | None = None
    limit: float | None = None
    edit: Edit | str | None = None
    advice: str | None = None
    strength: int = SURE
    support: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        finding: PlainFinding,
        edit: Edit | str | None = OWN,
        advice: str | None = None,
        strength: int = SURE,
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
            strength,
        )

    @property
    def weight(self) -> int:
        """The strength, less one for each sign against it; nothing above 0 is evidence."""
        return self.strength - len(self.against)

    @property
    def remedy(self) -> Edit | str | None:
        return self.edit or self.advice

    def told(self) -> str:
        """The sentence, since when, and the figure with its limit."""
        measure = ""
        if self.figure is not None:
            limit = "" if self.limit is None else f", limit {self.limit:.3g}"
            measure = f" [measured {self.figure:.3g}{limit}]"
        return f"{self.text}{since(self.step)}{measure}"


@dataclass(frozen=True)
class Suspect:
    """A cause and what speaks for it."""

    cause: Cause
    evidence: Evidence


@dataclass(frozen=True)
class Diagnosis:
    """One cause, and what follows from it; or two, of which a measurement must choose one.

    Args:
        cause: the one that explains the run.
        evidence: by which it was recognized.
        consequences: findings that it explains.
        others: findings that it does not explain.
        also: further causes, which it does not explain either.
        rival: a cause that is about as likely: then none is named.

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
    also: tuple[Suspect, ...] = ()
    rival: Suspect | None = None

    @property
    def withheld(self) -> bool:
        """Whether two causes are about equally likely, so that none is named."""
        return self.rival is not None

    @property
    def named(self) -> str | None:
        """The id of the cause; None where the diagnosis is withheld."""
        return None if self.withheld else self.cause.name

    @property
    def sentence(self) -> str:
        """The diagnosis in a line."""
        if self.rival is None:
            return self.cause.sentence
        return f"Undecided: {self.cause.sentence} Or: {self.rival.cause.sentence}"

    @property
    def topic(self) -> str:
        """The lecture topic; the evidence's own, where it names one, is the more precise."""
        finding = self.evidence.finding
        return (finding and finding["topic"]) or self.cause.topic

    @property
    def edit(self) -> Edit | str | None:
        """What to try: a change of the recipe, or else advice in words; nothing where two causes
        are about equally likely."""
        return None if self.withheld else self.evidence.remedy

    def edit_for(self, finding: PlainFinding) -> str | None:
        """What to try against a finding: what it proposes itself, unless the diagnosis decides.

        It decides for what it was recognized by and for a key that it changes to another value; and
        what follows from the cause goes with it.

        Example:
            >>> from suite.doctor.doctor import diagnose
            >>> finding = dict.fromkeys(("layer", "step", "figure", "limit", "topic"), None) | {
            ...     "diagnostic": "finite", "severity": "error", "text": "The loss is nan.",
            ...     "edit": "optimizer.learning_rate: 30 -> 3"}
            >>> recipe = {"optimizer": {"kind": "sgd", "learning_rate": 30}}
            >>> diagnose([finding], recipe=recipe).edit_for(finding)
            'optimizer.learning_rate: 30 -> 0.3'
        """
        own = finding["edit"] and Edit.understood(finding["edit"])
        if not own or self.withheld:
            return finding["edit"] or None
        if any(_is_alike(one, finding) for one in self.consequences):
            return None
        first, edit = self.evidence.finding, self.edit
        decides = first is not None and _is_alike(first, finding)
        if isinstance(own, Edit) and isinstance(edit, Edit):
            decides = decides or own.key == edit.key
        if edit and decides:
            return str(edit)
        # What else was noticed has lost the changes that the recipe refuses.
        same = (one for one in self.others if _is_alike(one, finding))
        left: str | None = next(same, finding)["edit"]
        return left

    def to_text(self) -> str:
        """A few lines: the cause, its evidence, the consequences, the lecture, what to try."""
        return "\n".join(self._withheld_lines() if self.withheld else self._lines())

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook shows."""
        printer.text(self.to_text())

    def _lines(self) -> Iterator[str]:
        yield f"diagnosis: {self.cause.sentence}"
        yield from _evidence_lines(self.evidence, "  ")
        # What a diagnostic has said twice, at first as a note, is told once.
        stem = self.evidence.text.removesuffix(".")
        following = [one for one in self.consequences if not one["text"].startswith(stem)]
        if following:
            yield "  what follows from it:"
            for finding in following:
                yield f"    {finding['text']}{since(finding['step'])}"
        yield f"  lecture: {self.topic}"
        if self.edit:
            yield f"  try: {self.edit}"
        for suspect in self.also:
            yield f"also: {suspect.cause.sentence}"
            yield from _evidence_lines(suspect.evidence, "  ")
            if suspect.evidence.remedy:
                yield f"  try: {suspect.evidence.remedy}"
        yield from _finding_lines(self.others)

    def _withheld_lines(self) -> Iterator[str]:
        assert self.rival is not None
        yield "diagnosis: withheld, two causes are about equally likely"
        for word, one in (("either", Suspect(self.cause, self.evidence)), ("or", self.rival)):
            yield f"  {word}: {one.cause.sentence}"
            yield from _evidence_lines(one.evidence, "    ")
        yield f"  what would decide: {self.cause.decided_by or self.rival.cause.decided_by}"
        yield from _finding_lines((*self.consequences, *self.others))


def _is_alike(one: PlainFinding, other: PlainFinding) -> bool:
    """Whether two findings are of a diagnostic and a topic."""
    return all(one[key] == other[key] for key in ("diagnostic", "topic"))


def _evidence_lines(evidence: Evidence, indent: str) -> Iterator[str]:
    yield f"{indent}{evidence.told()}"
    for sentence in evidence.support:
        yield f"{indent}for it: {sentence}"
    for sentence in evidence.against:
        yield f"{indent}against it: {sentence}"


def _finding_lines(findings: tuple[PlainFinding, ...]) -> Iterator[str]:
    for finding in findings:
        yield f"besides, {finding['severity']}: {finding['text']}{since(finding['step'])}"
        if finding["edit"]:
            yield f"  try: {finding['edit']}"


def since(step: int | None) -> str:
    return "" if step is None else f" (since step {step})"
