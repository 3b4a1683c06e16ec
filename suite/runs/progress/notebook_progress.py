"""Progress in a notebook cell, as in Jupyter or Colab."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from IPython.display import DisplayHandle, display

from suite.runs.progress.moving_progress import MovingProgress
from suite.runs.progress.plain_progress import epoch_line
from suite.runs.progress.progress import epoch_figures, epoch_number
from suite.screen import plain


class NotebookProgress(MovingProgress):
    """A bar and a table with one row per epoch, in one output that is updated in place.

    Plain HTML, so that it needs no widgets and stays in the saved notebook.

    Example:
        >>> progress = NotebookProgress()
        >>> progress.lines, progress.bar
        ([], '')
    """

    def __init__(self) -> None:
        self.handle: DisplayHandle | None = None
        self.bar = ""
        self.header = ""
        self.rows: list[str] = []
        self.lines: list[str] = []

    def epoch_end(self, epoch: int, logs: Mapping[str, float]) -> None:
        super().epoch_end(epoch, logs)
        figures = epoch_figures(logs)
        self.header = _row("th", ["epoch", *(name for name, _ in figures)])
        self.rows.append(_row("td", [str(epoch + 1), *(value for _, value in figures)]))
        self.lines.append(epoch_line(epoch, self.epochs, logs))
        self.update()

    def message(self, text: str) -> None:
        text = plain(text)
        self.rows.append(f'<tr><td colspan="99" style="text-align:left">{escape(text)}</td></tr>')
        self.lines.append(text)
        self.update()

    def end(self) -> None:
        self.bar = ""
        if self.handle is not None:
            self.update()

    def draw(self, epoch: int, step: int) -> None:
        figures = [*self.figures, ("", self.time_left())]
        text = "  ".join(f"{name} {value}".strip() for name, value in figures)
        part = f' value="{step}" max="{self.steps_per_epoch}"' if self.steps_per_epoch else ""
        self.bar = (
            f"<div><b>{epoch_number(epoch, self.epochs)}</b> "
            f"<progress{part}></progress> {self.steps_taken(step)} &nbsp; {escape(text)}</div>"
        )
        self.update()

    def update(self) -> None:
        """Put the cell's output as it is now."""
        table = f"<table>{self.header}{''.join(self.rows)}</table>" if self.rows else ""
        html = f'{self.bar}<div style="max-height:24em;overflow:auto">{table}</div>'
        content = {"text/html": html, "text/plain": "\n".join(self.lines)}
        if self.handle is None:
            self.handle = display(content, raw=True, display_id=True)
        else:
            self.handle.update(content, raw=True)


def _row(tag: str, cells: list[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
