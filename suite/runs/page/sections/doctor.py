"""What went wrong, by what one sees it, and what to try."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from suite.doctor import Diagnosis
from suite.doctor.diagnosis import Evidence, PlainFinding, since
from suite.edit import Edit
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.run_record import RunRecord


def doctor(run: RunRecord) -> Section | None:
    """The one cause with its evidence and the edit to copy; else what was noticed.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished"})
        >>> directory.write_recipe("model: mlp")
        >>> directory.write_findings([])
        >>> doctor(RunRecord(directory)).parts[0].paragraphs
        ['Nothing wrong was found, and nothing worth a note.']
    """
    if run.surface is not None:
        return None
    diagnosis = run.diagnosis
    if diagnosis is None:
        return _nothing_wrong(run)
    parts = list(_undecided(diagnosis) if diagnosis.withheld else _decided(run, diagnosis))
    rest = diagnosis.others
    if diagnosis.withheld:
        rest = (*diagnosis.consequences, *rest)
    if rest:
        parts.append(Text(title="What else was noticed", items=[_told(one) for one in rest]))
    return Section(name="doctor", title="What went wrong", parts=parts)


def _nothing_wrong(run: RunRecord) -> Section | None:
    doubt = run.doubt if run.status == "finished" else None
    if doubt is not None:
        items = [_told(one) for one in run.findings]
        parts = [Text(paragraphs=[doubt], items=items, severity="warning")]
    elif not run.findings:
        if run.status != "finished":
            return None
        parts = [Text(paragraphs=["Nothing wrong was found, and nothing worth a note."])]
    else:
        parts = [
            Text(
                title="Nothing wrong was found; this was noticed",
                items=[_told(one) for one in run.findings],
                severity="note",
            )
        ]
    return Section(name="doctor", title="What was noticed", parts=parts)


def _decided(run: RunRecord, diagnosis: Diagnosis) -> Iterator[Part]:
    evidence = diagnosis.evidence
    is_error = any(one["severity"] == "error" for one in run.findings)
    told = [_sentence(evidence), f"The lecture about it: {diagnosis.topic}."]
    severity = "error" if is_error else "warning"
    yield Text(title=diagnosis.cause.sentence, paragraphs=told, severity=severity)
    yield from _reasons(evidence)
    if diagnosis.consequences:
        items = [_told(one, edit=False) for one in diagnosis.consequences]
        yield Text(title="What follows from it", items=items)
    yield from _remedy(run, diagnosis.edit, "What to try")
    for suspect in diagnosis.also:
        yield Text(
            title=f"Also: {suspect.cause.sentence}",
            paragraphs=[_sentence(suspect.evidence)],
            items=[*suspect.evidence.support, *_against(suspect.evidence)],
            severity="warning",
        )
        yield from _remedy(run, suspect.evidence.remedy, "What to try against that")


def _undecided(diagnosis: Diagnosis) -> Iterator[Part]:
    """Two causes that are about equally likely."""
    rival = diagnosis.rival
    assert rival is not None
    yield Text(paragraphs=["Two causes are about equally likely, so that neither is named alone."])
    for word, cause, evidence in (
        ("Either", diagnosis.cause, diagnosis.evidence),
        ("Or", rival.cause, rival.evidence),
    ):
        yield Text(
            title=f"{word}: {cause.sentence}",
            paragraphs=[_sentence(evidence)],
            items=[*evidence.support, *_against(evidence)],
            severity="warning",
        )
    decides = diagnosis.cause.decided_by or rival.cause.decided_by
    if decides:
        yield Text(title="What would decide it", paragraphs=[decides[0].upper() + decides[1:]])


def _sentence(evidence: Evidence) -> str:
    """The evidence in a sentence, since when, and its figure beside the usual limit."""
    measured = ""
    if evidence.figure is not None and evidence.limit is not None:
        measured = f" Measured: {evidence.figure:.3g}; limit: {evidence.limit:.3g}."
    return f"{evidence.text}{since(evidence.step)}{measured}"


def _reasons(evidence: Evidence) -> Iterator[Part]:
    if evidence.support:
        yield Text(title="What speaks for it too", items=evidence.support)
    if evidence.against:
        yield Text(title="What speaks against it", items=evidence.against)


def _against(evidence: Evidence) -> Sequence[str]:
    return [f"Against it: {one}" for one in evidence.against]


def _remedy(run: RunRecord, remedy: Edit | str | None, title: str) -> Iterator[Part]:
    """The change of the recipe as a command to copy; advice in words as it is."""
    if isinstance(remedy, Edit):
        told = f"Change `{remedy.key}` from {remedy.old} to {remedy.new}, and train again:"
        yield Text(title=title, paragraphs=[told], copied=_command(run, remedy))
    elif remedy:
        yield Text(title=title, paragraphs=[remedy[0].upper() + remedy[1:]])


def _command(run: RunRecord, edit: Edit) -> str:
    if run.directory.is_of_code:
        return f"{edit.key} = {edit.new}"
    recipe = shlex.quote(str(run.directory.recipe_yaml))
    return f"python -m suite run {recipe} {shlex.quote(edit.override)}"


def _told(finding: PlainFinding, edit: bool = True) -> str:
    """A finding as an item of a list."""
    advice = f" Try: {finding['edit']}" if edit and finding["edit"] else ""
    return f"{finding['text']}{since(finding['step'])}{advice}"
