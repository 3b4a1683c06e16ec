"""What a run has logged, brought to where it goes on from."""

from __future__ import annotations

from suite.errors import UserError
from suite.runs import History, RunDirectory
from suite.runs.files.damage import read_json, without_remedy
from suite.runs.files.file_forms import SummaryJson
from suite.runs.files.measurements import forget_after


def mend_logs(directory: RunDirectory, history: History, step: int) -> list[str]:
    """Drop from the logs what the run will log again, and put back the epochs that they lack.

    Args:
        directory: of the run.
        history: that of the checkpoint, which the file will hold.
        step: of the checkpoint.

    Returns:
        What to tell the user of files that were damaged.
    """
    told = []
    path = directory.history_csv
    last = history.rows[-1]["epoch"] if history.rows else 0
    try:
        logged = History(row for row in History.read(path).rows if row["epoch"] <= last)
        if logged.to_csv() != history.to_csv():
            told.append(f"{path}: lacks epochs or figures of the checkpoint, which are put back")
    except UserError as error:
        told.append(f"{without_remedy(error)}; it is written anew from the checkpoint")
    if history.rows or path.exists():
        history.write(path)
    path = directory.diagnostics_jsonl
    if damaged := forget_after(path, step):
        lines = "a line that is" if damaged == 1 else f"{damaged} lines that are"
        told.append(f"{path}: {lines} damaged and left out")
    return told


def summary_damage(directory: RunDirectory) -> list[str]:
    """What to tell the user of a summary that cannot be read; it is about to be written anew."""
    try:
        read_json(directory.summary_json, SummaryJson, default=None)
    except UserError as error:
        return [f"{without_remedy(error)}; it is written anew"]
    return []
