"""What the diagnostics measured."""

from __future__ import annotations

from suite.runs.page.charts.section import Section, Text
from suite.runs.page.sections.diagnostics.any_diagnostic import any_diagnostic
from suite.runs.page.sections.diagnostics.drawn import drawn
from suite.runs.page.sections.diagnostics.shipped import PICTURES
from suite.runs.run_record import RunRecord


def diagnostics(run: RunRecord) -> Section | None:
    """The pictures that are looked at first; None for a run that measured nothing.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "running"})
        >>> directory.log_measurement(9, "loss_curve", {"average": 0.5})
        >>> diagnostics(RunRecord(directory)).parts[0].rows
        [['average', 9, 0.5]]
    """
    parts = list(drawn(run, PICTURES, any_diagnostic))
    damaged = run.measurements.damaged
    if damaged:
        lines = "1 line" if damaged == 1 else f"{damaged:,} lines"
        text = f"{lines} of diagnostics.jsonl cannot be read; what stood there is not shown."
        parts.append(Text(paragraphs=[text], severity="note"))
    if not parts:
        return None
    return Section(
        name="diagnostics",
        title="Inside the network",
        intro="What the diagnostics measured while the network was trained.",
        parts=parts,
    )
