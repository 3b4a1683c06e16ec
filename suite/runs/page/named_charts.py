"""The charts of a page by their names."""

from __future__ import annotations

from collections.abc import Sequence

from suite.errors import UserError
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.section import Section
from suite.runs.page.charts.table import Table
from suite.suggest import close_names, did_you_mean
from suite.tables import aligned


def named_charts(sections: Sequence[Section], what: str, place: object) -> list[Chart | Table]:
    """The charts that a word names: one, those of a section, or all whose names begin with it.

    Args:
        sections: of a page.
        what: the name of a chart (`gradient_norm`), of a section (`curves`), or how the names of
            several charts begin (`activation_stats` of `activation_stats_mean`).
        place: of what the page is, for the message.

    Raises:
        UserError: nothing is called so; names what is, or what comes close.

    Example:
        >>> table = Table(name="layers", title="Layers", columns=["layer"], rows=[["dense"]])
        >>> network = Section(name="network", title="Network", parts=[table])
        >>> named_charts([network], "network", "runs/mine")[0].title
        'Layers'
    """
    name = what.strip().lower().replace("-", "_").replace(" ", "_")
    charts = [part for section in sections for part in _drawable(section)]
    found = [chart for chart in charts if chart.name == name]
    if not found:
        of_section = [section for section in sections if section.name == name]
        found = [part for section in of_section for part in _drawable(section)]
    if not found:
        found = [chart for chart in charts if chart.name.startswith(f"{name}_")]
    if found:
        return found
    if not charts:
        raise UserError(f"{place}: has nothing that could be drawn yet.")
    known = [chart.name for chart in charts]
    close = close_names(name, known, 3) or [one for one in known if name and name in one][:3]
    listed = f" It has: {', '.join(known)}." if len(known) <= 12 else ""
    raise UserError(
        f"{place}: has no picture {what!r}{did_you_mean(close, '.')}"
        f"{listed or ' `plot RUN` without a name lists what it has.'}"
    )


def list_charts(sections: Sequence[Section]) -> str:
    """The name and the title of all charts, section by section.

    Example:
        >>> table = Table(name="layers", title="Layers", columns=["layer"], rows=[["dense"]])
        >>> print(list_charts([Section(name="network", title="The network", parts=[table])]))
        network: The network
          layers  Layers
    """
    shown = [(section, _drawable(section)) for section in sections]
    rows = [(part.name, " ".join(part.title.split())) for _, parts in shown for part in parts]
    widths = [max((len(name) for name, _ in rows), default=0), 0]
    lines = []
    for section, parts in shown:
        if parts:
            lines.append(f"{section.name}: {section.title}")
            named = [(part.name, " ".join(part.title.split())) for part in parts]
            widths[1] = max(len(title) for _, title in named)
            lines += aligned(named, widths=widths, indent="  ")
    return "\n".join(lines)


def _drawable(section: Section) -> list[Chart | Table]:
    return [part for part in section.parts if isinstance(part, Chart | Table)]
