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
    epochs, steps = _count(run, "epochs"), _count(run, "steps_per_epoch")
    done = len(run.history.rows)
    if 0 < epochs <= done:
        return f"trained for {done:,} epoch{'' if done == 1 else 's'}; testing and writing"
    step = max(run.history.rows[-1].get("step", 0) if done else 0, last_step(run.directory.path))
    parts = [f"epoch {done + 1:,}{f' of {epochs:,}' if epochs else ''}"]
    if step:
        parts += [f"step {step:,}{f' of {epochs * steps:,}' if epochs * steps else ''}"]
    return ", ".join(parts)


def _count(run: RunRecord, name: str) -> int:
    """A number of `setup.json`; 0 where nobody knows it."""
    value = run.setup.get(name)
    return value if isinstance(value, int) else 0


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
