"""What the trained model answers, and where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.page.sections.outcome.class_parts import class_parts, class_table
from suite.runs.page.sections.outcome.texts import many
from suite.runs.page.sections.outcome.value_parts import value_parts
from suite.runs.page.sections.outcome.worst_parts import worst_parts
from suite.runs.run_record import RunRecord


def predictions(run: RunRecord) -> Section | None:
    """Confusion, figures of each class, the worst samples, calibration; of real values estimates
    beside the truth. None where nothing was measured.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "finished"})
        >>> confusion = {"classes": 2, "names": ["cat", "dog"], "counts": [[3, 0], [1, 2]]}
        >>> seen = {"split": "test", "samples": 6, "of": 6, "kind": "classes"}
        >>> directory.write_outcome({**seen, "confusion": confusion})
        >>> predictions(RunRecord(directory)).parts[0].name
        'confusion'
    """
    found = run.outcome_figures
    parts: list[Part] = [
        *class_parts(found),
        *value_parts(found),
        *worst_parts(found),
        *class_table(found),
        *_missing(found),
    ]
    if not parts:
        return None
    return Section(
        name="predictions",
        title="What the trained model answers",
        intro=_intro(found),
        parts=parts,
    )


def _intro(found: Mapping[str, Any]) -> str:
    """What the figures are of."""
    if "samples" not in found:
        return ""
    split, samples, of = found["split"], found["samples"], found["of"]
    seen = f"all {many(of, f'{split} sample')}"
    if samples < of:
        seen = f"{samples:,} of the {many(of, f'{split} sample')}, drawn at random"
    text = f"Measured on {seen}, which the model was not trained on."
    if found.get("not_finite"):
        several = many(found["not_finite"], "sample")
        text += f" For {several} it answers with what is no finite number; these are left out."
    return text


# What a reader may miss on the page, as it is called there.
_CALLED = {
    "predictions": "What the model answers",
    "confusion": "Which class is taken for which",
    "per_class": "Figures of each class",
    "estimates": "Estimates beside the truth",
    "calibration": "Calibration",
    "worst": "The worst samples",
}


def _missing(found: Mapping[str, Any]) -> Iterator[Part]:
    refused = found.get("not_measured", {})
    items = [f"{called}: {refused[name]}." for name, called in _CALLED.items() if name in refused]
    if items:
        yield Text(title="Not measured", items=items, severity="note")
