"""What stands in the cell of a notebook: parts of a page, and a picture where no script runs.

Each output stands alone. It holds its page compressed, ECharts too (0.3 MB in all), unpacks it in
the browser and shows it in a frame of its own. One copy for a whole notebook would be smaller, but
Colab keeps each output in a sandbox of its own, and a copy in another cell is gone as soon as that
cell is cleared, run again, or copied without it. Where scripts are taken out (GitHub, a notebook
that is not trusted yet) or do nothing, the words, the tables and the picture are there.
"""

from __future__ import annotations

import base64
import gzip
import secrets
from collections.abc import Sequence
from pathlib import Path

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.key_figures import KeyFigures
from suite.runs.page.charts.picture_grid import PictureGrid
from suite.runs.page.charts.section import Part, Section
from suite.runs.page.charts.table import Table
from suite.runs.page.render.page import environment, page
from suite.runs.page.render.part_view import part_views

_CODE = Path(__file__).parent / "notebook_cell.js"
# Of a table in a cell where no script runs: what one looks at before the page.
_MOST_ROWS = 12


def notebook_cell(
    title: str,
    sections: Sequence[Section],
    *,
    plain: Sequence[Section],
    text: str,
    picture: bytes | None = None,
    subtitle: str = "",
    status: str = "",
) -> dict[str, str]:
    """The output of a cell, by its kinds, as `_repr_mimebundle_` returns it.

    Args:
        title, subtitle, status: as of a page.
        sections: of the page; without a chart among them, `plain` is all that is shown.
        plain: what is shown where no script runs; their charts are left out.
        text: for a terminal.
        picture: a PNG, shown below the first section of `plain`.

    Example:
        >>> from suite.runs.page.charts.section import Text
        >>> section = Section(name="note", title="Note", parts=[Text(paragraphs=["1 < 2"])])
        >>> cell = notebook_cell("A run", [section], plain=[section], text="A run")
        >>> sorted(cell), "<p>1 &lt; 2</p>" in cell["text/html"]
        (['text/html', 'text/plain'], True)
    """
    has_charts = any(isinstance(part, Chart) for section in sections for part in section.parts)
    told = {"title": title, "subtitle": subtitle, "status": status}
    template = environment().get_template("notebook_cell.html")
    html = template.render(
        **told,
        id=f"suite-{secrets.token_hex(6)}",  # the same run may be shown twice
        sections=[(section, part_views(_words(section))) for section in plain],
        picture=base64.b64encode(picture or b"").decode(),
        packed=_packed(page(sections=sections, **told)) if has_charts else "",
        code=_CODE.read_text("utf-8").strip(),
    )
    return {"text/plain": text, "text/html": html}


def _packed(html: str) -> str:
    """A page as letters and digits, which need no escape wherever they stand."""
    return base64.b64encode(gzip.compress(html.encode(), 9, mtime=0)).decode()


def _words(section: Section) -> list[Part]:
    """What needs neither a script nor a style, and is short."""
    parts = [part for part in section.parts if not isinstance(part, Chart | PictureGrid)]
    return [_as_table(part) for part in parts]


def _as_table(part: Part) -> Part:
    if isinstance(part, KeyFigures):
        rows = [[one.label, one.value, one.note] for one in part.figures]
        return Table(name="figures", title="", columns=["figure", "value", ""], rows=rows)
    return _shortened(part) if isinstance(part, Table) else part


def _shortened(table: Table) -> Table:
    left = len(table.rows) - _MOST_ROWS
    if left <= 0:
        return table
    return Table(
        name=table.name,
        title=f"{table.title} (the first {_MOST_ROWS} of {len(table.rows):,} rows)",
        columns=table.columns,
        rows=table.rows[:_MOST_ROWS],
        reads=table.reads,
        marked=table.marked,
    )
