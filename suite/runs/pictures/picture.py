"""What all pictures have in common: colors, a quiet figure, quiet axes, the file."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from suite.errors import UserError
from suite.runs.files.write_whole import try_to_write, write_whole
from suite.screen import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette: told apart by color-blind readers, and in gray.
TRAINING, VALIDATION, RATE, INK, FAINT = "#0072B2", "#D55E00", "#009E73", "#333333", "#888888"


@contextlib.contextmanager
def own_style() -> Iterator[None]:
    """Draw as matplotlib does by default, whatever its files and its environment say; a picture
    that needs LaTeX, or somebody's fonts, would be none elsewhere."""
    try:
        import matplotlib
    except ValueError:  # MPLBACKEND names no way to open windows; none is opened here
        os.environ.pop("MPLBACKEND", None)
        import matplotlib
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield


def titled_figure(title: str, width: float, height: float) -> Figure:
    """An empty figure, in inches, with its title at the left."""
    # The object interface: pyplot keeps state for the whole process, which is the user's.
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1)
    figure = Figure(figsize=(width, height), layout=layout)
    figure.suptitle(literal(title), x=0.01, ha="left", fontsize=13, fontweight="bold", color=INK)
    return figure


def literal(text: str) -> str:
    """A text as it is: a dollar sign begins no formula."""
    return plain(text).replace("$", r"\$")


def dress(axes: Axes, title: str) -> None:
    """Quiet axes: what is drawn is what is looked at."""
    axes.set_title(literal(title), loc="left", fontsize=11, color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(FAINT)
    axes.tick_params(colors=INK, labelsize=9, color=FAINT)
    axes.grid(axis="y", color="#E6E6E6", linewidth=0.8)
    axes.set_axisbelow(True)


def refuse_bad_picture(path: Path, forms: Sequence[str] = (".png",)) -> None:
    """Refuse a place to which no picture can be written, before anything is computed for it.

    Args:
        path: of the picture.
        forms: the endings of the kinds of pictures that can be drawn.

    Raises:
        UserError: it is a folder, has another ending, or its folder cannot be written to.
    """
    if path.is_dir() or path.suffix.lower() not in forms:
        *others, last = forms
        named = f"{', '.join(others)} or {last}" if others else last
        raise UserError(f"{path}: name a {named} file for the picture with --out.")
    try:
        try_to_write(path.parent)
    except OSError as error:
        cause = error.strerror or error
        raise UserError(
            f"{path}: cannot be written ({cause}); choose another file with --out."
        ) from error


def write_picture(figure: Figure, path: Path) -> None:
    """Write a figure as a PNG, whole or not at all.

    Raises:
        RunFailure: the file cannot be written.
    """
    write_whole(path, picture_bytes(figure, "png"))


def picture_bytes(figure: Figure, form: str, dots: float = 144) -> bytes:
    """A figure as a file of that form has it; the same figure gives the same bytes.

    Args:
        figure: to be saved.
        form: `png`, `svg` or `pdf`.
        dots: to an inch.
    """
    picture = io.BytesIO()
    # By the time at which it was made, a file would differ from itself.
    undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
    with without_glyph_warnings():
        figure.savefig(picture, format=form, dpi=dots, metadata=undated.get(form))
    return picture.getvalue()


@contextlib.contextmanager
def without_glyph_warnings() -> Iterator[None]:
    """A name in letters that no font of matplotlib has is drawn as boxes, silently."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from", UserWarning)
        yield


def with_few_colors(png: bytes) -> bytes:
    """A PNG with 64 colors, which is a third of its size: lines and letters have few."""
    from PIL import Image

    content = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(64).save(content, "PNG", optimize=True)
    return content.getvalue()
