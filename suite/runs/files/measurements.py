"""`diagnostics.jsonl`: one line per measurement."""

from __future__ import annotations

import json
from pathlib import Path

from suite.runs.files.write_whole import write_whole


def forget_after(path: Path, step: int) -> int:
    """Drop the lines that a resumed run will write again, and those that are damaged.

    Args:
        path: the file; there may be none.
        step: the last one that is kept.

    Returns:
        How many lines were damaged, the last one aside: a run that is killed may cut it off.
    """
    if not path.is_file():
        return 0
    kept, damaged = [], 0
    lines = path.read_bytes().splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        found = _step(line)
        if found is not None and found <= step:
            kept.append(line)
        damaged += found is None and number < len(lines)
    write_whole(path, b"".join(kept))
    return damaged


def _step(line: bytes) -> int | None:
    """The step of a measurement; None if the line is none."""
    try:
        measurement = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    match measurement:
        case {"step": int(step), "diagnostic": str(), "values": dict()}:
            return step
    return None
