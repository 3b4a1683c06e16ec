"""A run in the cell of a notebook."""

from __future__ import annotations

from suite.runs.page.charts.section import Section
from suite.runs.page.charts.table import Table
from suite.runs.page.render.notebook_cell import notebook_cell
from suite.runs.page.sections.registry import sections_of
from suite.runs.pictures.curves import curves_figure
from suite.runs.pictures.picture import own_style, picture_bytes, with_few_colors
from suite.runs.run_record import RunRecord

# Of the page: what one looks at first. Pictures that do not compress stay on the page.
_SHOWN = ("overview", "doctor", "curves", "walk", "timeline", "diagnostics")
_PLAIN = ("overview", "doctor")
_DOTS = 72


def run_cell(run: RunRecord) -> dict[str, str]:
    """What `_repr_mimebundle_` of a run returns: the first sections of its page; where no script
    runs, its words, its findings and its curves.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "running", "recipe": "mlp"})
        >>> run_cell(RunRecord(directory))["text/plain"]
        'mlp: running after 0 epochs'
    """
    sections = sections_of(run)
    return notebook_cell(
        run.name,
        [section for section in sections if section.name in _SHOWN],
        plain=[
            *(section for section in sections if section.name in _PLAIN),
            *([_findings(run)] if run.findings else []),
        ],
        text=f"{run.name}: {run.outcome}",
        picture=_picture(run),
        subtitle=str(run.path),
        status=run.outcome,
    )


def _findings(run: RunRecord) -> Section:
    """The findings, errors first, each with its edit."""
    order = {"error": 0, "warning": 1, "note": 2}
    ordered = sorted(run.findings, key=lambda finding: order[finding["severity"]])
    rows = [
        [finding["severity"], finding["text"], finding["step"], run.edit_for(finding)]
        for finding in ordered
    ]
    columns = ["severity", "finding", "since step", "try"]
    table = Table(name="findings", title="Findings", columns=columns, rows=rows)
    return Section(name="findings", title="Findings", parts=[table])


def _picture(run: RunRecord) -> bytes | None:
    """The curves, small; of a surface the path."""
    if run.surface is not None:
        path = run.path / "path.png"
        return path.read_bytes() if path.is_file() else None
    if not run.history.rows:
        return None
    with own_style():
        return with_few_colors(picture_bytes(curves_figure(run.history, run.name), "png", _DOTS))
