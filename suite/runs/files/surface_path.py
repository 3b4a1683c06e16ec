"""`path.csv`: where an optimizer was over a surface, a row each step."""

from __future__ import annotations

import csv
from pathlib import Path

from suite.runs.files.damage import damaged, read_text


def read_path(path: Path) -> list[tuple[float, float]]:
    """Step and height of each row; none where there is no file.

    Raises:
        UserError: it is no such table, or has lost its end.

    Example:
        >>> _ = Path("path.csv").write_text("step,x,y,f" + chr(10) + "0,1.0,1.0,9.0" + chr(10))
        >>> read_path(Path("path.csv"))
        [(0.0, 9.0)]
    """
    if not path.exists():
        return []
    text = read_text(path)
    try:
        rows = [(float(row["step"]), float(row["f"])) for row in csv.DictReader(text.splitlines())]
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise damaged(path, "a row has no step or no height") from error
    if not rows or not text.endswith("\n"):
        raise damaged(path, "its end is missing")
    return rows
