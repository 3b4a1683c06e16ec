"""When what was found."""

from __future__ import annotations

from collections.abc import Sequence

from suite.runs.files.file_forms import FindingJson
from suite.runs.page.charts.section import Section
from suite.runs.page.charts.table import Table
from suite.runs.page.charts.timeline_chart import Event, TimelineChart
from suite.runs.run_record import RunRecord

_ORDER = {"error": 0, "warning": 1, "note": 2}


def timeline(run: RunRecord) -> Section | None:
    """The findings over the steps, those of one kind gathered, and all of them as a table.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished"})
        >>> print(timeline(RunRecord(directory)))
        None
    """
    if not run.findings:
        return None
    rows = list(dict.fromkeys(one["diagnostic"] for one in _in_time(run.findings)))
    steps = run.summary.get("steps") or max(_step(one) for one in run.findings)
    chart = TimelineChart(
        name="timeline",
        title="Findings over time",
        reads="The one on the left came first; what came after it often follows from it.",
        x_label="step",
        rows=rows,
        events=_events(run.findings),
        x_range=(0, max(1, steps)),
    )
    return Section(name="timeline", title="Findings", parts=[chart, _table(run)])


def _step(finding: FindingJson) -> int:
    """When; what was seen before training stands at its beginning."""
    return finding["step"] or 0


def _in_time(findings: Sequence[FindingJson]) -> list[FindingJson]:
    return sorted(findings, key=lambda one: (_step(one), _ORDER[one["severity"]]))


def _events(findings: Sequence[FindingJson]) -> list[Event]:
    """An event each kind of finding: of one diagnostic, severity and topic."""
    kinds: dict[tuple[str, str, str | None], list[FindingJson]] = {}
    for one in _in_time(findings):
        kinds.setdefault((one["diagnostic"], one["severity"], one["topic"]), []).append(one)
    return [
        Event(
            row=found[0]["diagnostic"],
            x=_step(found[0]),
            end=None if _step(found[-1]) == _step(found[0]) else _step(found[-1]),
            text=found[0]["text"],
            severity=found[0]["severity"],
            count=len(found),
        )
        for found in kinds.values()
    ]


def _table(run: RunRecord) -> Table:
    rows = [
        [
            "before training" if one["step"] is None else one["step"],
            one["severity"],
            one["diagnostic"],
            one["layer"],
            one["text"],
            run.edit_for(one),
        ]
        for one in _in_time(run.findings)
    ]
    names = ["step", "severity", "diagnostic", "layer", "what was found", "what to try"]
    return Table(name="findings", title="All findings", columns=names, rows=rows)
