"""Where a new run may go: to an empty folder that can be written to."""

from __future__ import annotations

from pathlib import Path

from suite.errors import UserError
from suite.runs.files.damage import read_json
from suite.runs.files.file_forms import SummaryJson
from suite.runs.files.write_whole import try_to_write

# A run that was killed in its first moment left no more than this.
_LEFT_AT_ONCE = {"recipe.yaml", "identity.json", "checkpoints"}


def refuse_place(out: Path) -> None:
    """Refuse a place at which no run can begin; leaves nothing behind.

    Raises:
        UserError: it is a file, holds a run or anything else, or cannot be written to.
    """
    try:
        refuse_occupied(out)
        try_to_write(out)
    except OSError as error:
        raise unwritable(out, error) from error


def refuse_occupied(out: Path) -> None:
    """Refuse a place where something lies.

    Raises:
        UserError: it is a file, or a folder that holds a run or anything else.
    """
    remedy = "choose another folder with --out"
    if out.is_dir():
        summary = out / "summary.json"
        if summary.is_file():
            status = status_in(summary)
            if status not in ("", "finished") and origin_in(summary) != "code":
                remedy = f"resume it with --resume {out}, or {remedy}"
            shown = f" ({status})" if status else ""
            raise UserError(f"{out}: already holds a run{shown}; {remedy}.")
        if {file.name for file in out.iterdir()} - _LEFT_AT_ONCE:
            raise UserError(f"{out}: is not empty and holds no run; {remedy}.")
    elif out.exists():
        raise UserError(f"{out}: is a file, where a run needs a folder; {remedy}.")


def status_in(summary: Path) -> str:
    """The status that a summary tells; empty where it is missing or damaged."""
    found = _read(summary)
    return "" if found is None else found["status"]


def origin_in(summary: Path) -> str:
    """What the summary says that the run is of: a recipe, or code; empty where it says nothing."""
    found = _read(summary)
    return "" if found is None else found.get("origin", "")


def _read(summary: Path) -> SummaryJson | None:
    try:
        return read_json(summary, SummaryJson, default=None)
    except UserError:
        return None


def unwritable(out: Path, error: OSError) -> UserError:
    """The error that says why a folder cannot be written to."""
    cause = error.strerror or str(error)
    return UserError(f"{out}: cannot be written ({cause}); choose another folder with --out.")
