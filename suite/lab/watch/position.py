"""Where a run stands that goes on."""

from __future__ import annotations

import json
from pathlib import Path

from suite.runs.run_record import RunRecord

# What the end of diagnostics.jsonl surely has a whole line in.
_TAIL = 1 << 16


def position(run: RunRecord) -> str:
    """The epoch and the last step that was written of, and of how many: from its files.

    Example:
        >>> from suite.runs import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "running"})
        >>> directory.write_setup({"epochs": 3, "steps_per_epoch": 100})
        >>> directory.log_measurement(40, "gradient_norm", {"global": 2.0})
        >>> position(RunRecord(directory))
        'epoch 1 of 3, step 40 of 300'
    """
    epochs, steps = run.setup.get("epochs"), run.setup.get("steps_per_epoch")
    done = len(run.history.rows)
    if isinstance(epochs, int) and 0 < epochs <= done:
        return f"trained for {done:,} epochs; testing and writing"
    step = max(run.history.rows[-1].get("step", 0) if done else 0, last_step(run.directory.path))
    of_epochs = f" of {epochs:,}" if isinstance(epochs, int) and epochs else ""
    text = f"epoch {done + 1:,}{of_epochs}"
    if not step:
        return text
    known = isinstance(epochs, int) and isinstance(steps, int) and steps
    return f"{text}, step {step:,}{f' of {epochs * steps:,}' if known else ''}"


def last_step(folder: Path) -> int:
    """The step of the last whole line of `diagnostics.jsonl`; 0 where there is none."""
    try:
        with (folder / "diagnostics.jsonl").open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - _TAIL))
            lines = file.read().split(b"\n")[:-1]
    except OSError:
        return 0
    for line in reversed(lines):
        try:
            return int(json.loads(line)["step"])
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
    return 0
