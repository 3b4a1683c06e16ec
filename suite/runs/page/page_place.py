"""Where a page may be written."""

from __future__ import annotations

from pathlib import Path

from suite.errors import UserError
from suite.runs.files.file_names import free_path
from suite.runs.files.write_whole import try_to_write

_FORMS = (".html", ".htm")
# Near the top of each page, in `templates/page.html`.
_MADE_BY, _HEAD = b'name="generator" content="keras-training-suite', 4096


def refuse_bad_page(path: Path) -> None:
    """Refuse a place at which a page would do harm, or cannot be, before anything is read for it.

    Args:
        path: of the page; one that the suite has written before may lie there.

    Raises:
        UserError: it is a folder, does not end in .html, holds something else, or its folder
            cannot be written to.

    Example:
        >>> refuse_bad_page(Path("mine.html"))
        >>> refuse_bad_page(Path("model.keras"))
        Traceback (most recent call last):
        suite.errors.UserError: model.keras: name an .html file for the page with --out.
    """
    if path.is_dir() or path.suffix.lower() not in _FORMS:
        raise UserError(f"{path}: name an .html file for the page with --out.")
    if path.exists() and not is_page(path):
        raise UserError(
            f"{path}: is there already, and no page of the suite; choose another file with --out."
        )
    try:
        try_to_write(path.parent)
    except OSError as error:
        cause = error.strerror or error
        raise UserError(
            f"{path}: cannot be written ({cause}); choose another file with --out."
        ) from error


def is_page(path: Path) -> bool:
    """Whether a file is a page that the suite has written.

    Example:
        >>> _ = Path("own.html").write_text("<p>mine</p>")
        >>> is_page(Path("own.html"))
        False
    """
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return _MADE_BY in file.read(_HEAD)


def place_of_page(path: Path) -> Path:
    """The path itself, or the next free one where something lies that is no page of the suite.

    Example:
        >>> _ = Path("own.html").write_text("<p>mine</p>")
        >>> place_of_page(Path("own.html")).name, place_of_page(Path("report.html")).name
        ('own-2.html', 'report.html')
    """
    return path if not path.exists() or is_page(path) else free_path(path)
