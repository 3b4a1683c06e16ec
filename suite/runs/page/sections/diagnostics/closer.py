"""What the diagnostics measured beside what is looked at first."""

from __future__ import annotations

from suite.runs.page.charts.section import Section
from suite.runs.page.sections.diagnostics.drawn import drawn
from suite.runs.page.sections.diagnostics.shipped_closer import CLOSER
from suite.runs.run_record import RunRecord


def closer(run: RunRecord) -> Section | None:
    """The other pictures, for those who look closer; None where there are none.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "running"})
        >>> directory.log_measurement(9, "zero_weights", {"overall": 0.5})
        >>> closer(RunRecord(directory)).parts[0].name
        'zero_weights_overall'
    """
    parts = list(drawn(run, CLOSER))
    if not parts:
        return None
    return Section(
        name="closer",
        title="A closer look",
        intro="Further figures of the same diagnostics.",
        parts=parts,
        folded=True,
    )
