"""A figure as large as a slide: a title, what is drawn, and how to read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from suite.runs.pictures.charts.letters import families, wrapped
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal, own_style, without_glyph_warnings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches, as a slide of 16:9 is; at so many dots an inch it has 1920 x 1080 pixels.
WIDTH, HEIGHT, DOTS = 40 / 3, 7.5, 144
# Sizes of letters in points: what is read from the last row, and the title.
SMALL, TITLE = 18.0, 28.0
_LINE, _MARGIN = 1.3, 0.035
_ROOM = 72 * WIDTH * (1 - 2 * _MARGIN)
# Lines that the text below the drawing has at most, and each of its remarks.
_LINES, _REMARKS = 3, 4


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A line below the drawing, after a badge of that color.

    Args:
        badge: a number or sign that the drawing has too.
        color: of the badge.
        text: beside it.
    """

    badge: str
    color: str
    text: str


@contextmanager
def slide_style(theme: Theme) -> Iterator[None]:
    """Draw and save in large letters, on the paper of a theme."""
    with own_style(), without_glyph_warnings():
        import matplotlib

        style: Any = _style(theme)  # the types of some versions know every key of theirs
        matplotlib.rcParams.update(style)
        yield


def _style(theme: Theme) -> dict[str, Any]:
    inked = ("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor")
    faint = ("axes.edgecolor", "xtick.color", "ytick.color")
    paper = ("axes.facecolor", "figure.facecolor", "savefig.facecolor")
    large = ("font.size", "axes.labelsize", "axes.titlesize", "xtick.labelsize", "ytick.labelsize")
    return {
        **dict.fromkeys(inked, theme.ink),
        **dict.fromkeys(faint, theme.faint),
        **dict.fromkeys(paper, theme.paper),
        **dict.fromkeys(large, SMALL),
        "axes.labelpad": 8,
        "font.family": families(),
        "svg.hashsalt": "suite",  # the same figure gives the same file
    }


def slide(title: str, reads: str, theme: Theme, remarks: Sequence[Remark] = ()) -> Figure:
    """An empty figure with its title above and texts below; what is drawn gets the room between.

    Args:
        title: in at most two lines.
        reads: how to read it, in at most three lines, or two where there are remarks.
        theme: its colors.
        remarks: on marks of the drawing; of many the first are told, and how many are left.

    Example:
        >>> from suite.runs.pictures.charts.theme import LIGHT
        >>> figure = slide("Loss", "Lower is better.", LIGHT)
        >>> [text.get_text() for text in figure.texts]
        ['Loss', 'Lower is better.']
    """
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS)
    lines = wrapped(_as_prose(title), TITLE, _ROOM, 2, bold=True)
    top = 1 - 0.03
    text = "\n".join(map(literal, lines))
    figure.text(_MARGIN, top, text, fontsize=TITLE, weight="bold", linespacing=1.15, va="top")
    top -= _height(TITLE * len(lines)) + 0.02
    bottom = 0.03
    for line in reversed(wrapped(_as_prose(reads), SMALL, _ROOM, _LINES - bool(remarks))):
        figure.text(_MARGIN, bottom, literal(line), fontsize=SMALL, color=theme.faint, va="bottom")
        bottom += _height(SMALL)
    for remark in reversed(_with_rest(remarks, theme)):
        _write_remark(figure, bottom, remark, theme)
        bottom += _height(SMALL)
    rect = (_MARGIN, bottom + 0.015, 1 - 2 * _MARGIN, top - bottom - 0.015)
    figure.set_layout_engine(ConstrainedLayoutEngine(rect=rect, w_pad=0.02, h_pad=0.02))
    return figure


def _as_prose(text: str) -> str:
    """Without the marks around names, which a page sets in letters of their own."""
    return text.replace("`", "")


def told(count: int) -> int:
    """How many of so many remarks are written below a drawing; the rest is counted there."""
    return count if count <= _REMARKS + 1 else _REMARKS


def _with_rest(remarks: Sequence[Remark], theme: Theme) -> list[Remark]:
    shown = told(len(remarks))
    left = len(remarks) - shown
    more = Remark(badge="", color=theme.faint, text=f"and {left:,} more")
    return [*remarks[:shown], *([more] if left else [])]


def _write_remark(figure: Figure, bottom: float, remark: Remark, theme: Theme) -> None:
    indent = 0.0
    if remark.badge:
        color, indent = theme.readable(remark.color), 0.028
        figure.text(
            _MARGIN, bottom, remark.badge, fontsize=SMALL, weight="bold", color=color, va="bottom"
        )
    (line,) = wrapped(_as_prose(remark.text), SMALL, _ROOM - indent * 72 * WIDTH, 1) or [""]
    figure.text(_MARGIN + indent, bottom, literal(line), fontsize=SMALL, va="bottom")


def _height(points: float) -> float:
    """Of a line of letters of that size, as a share of the figure."""
    return points * _LINE / 72 / HEIGHT


def quiet_axes(axes: Axes, theme: Theme, *, grid: Literal["x", "y"] | None = "y") -> None:
    """Thick, quiet axes: what is drawn is what is looked at.

    Args:
        axes: to be dressed.
        theme: its colors.
        grid: along which axis its lines stand; None for no lines.
    """
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_linewidth(1.6)
    axes.tick_params(width=1.6, length=7)
    if grid:
        axes.grid(axis=grid, color=theme.grid, linewidth=1.4)
    axes.set_axisbelow(True)


def say_nothing_to_draw(axes: Axes, theme: Theme, text: str) -> None:
    """Write into empty axes why they are."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=theme.faint)
