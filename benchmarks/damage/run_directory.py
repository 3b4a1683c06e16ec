"""A run with all its files, copies of it with one damaged file, and what the verbs say of them."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import traceback
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.damage.ways import Way, ways
from suite.cli.main import main

RECIPE = """
data: {kind: digits, batch_size: 512}
model: {kind: cnn, filters: [2], dense: [], norm: none}
optimizer: {kind: sgd, learning_rate: 0.1, momentum: 0.9}
training: {epochs: 2, checkpoint_every: 1ep}
callbacks: [gradient_norm, {kind: early_stopping, patience: 5}]
"""
VERBS = ("report", "doctor", "diff", "evaluate", "evaluate best", "predict", "run --resume")


@dataclass(frozen=True)
class Answer:
    """What a verb said of a damaged run.

    Args:
        status: of the command; None where it raised what nobody catches.
        text: standard output and standard error.
    """

    status: int | None
    text: str


def make_run(folder: Path) -> Path:
    """A run that was interrupted when all of its epochs were done, so that going on is quick."""
    (folder / "recipe.yaml").write_text(RECIPE)
    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8)
    Image.fromarray(pixels).save(folder / "digit.png")
    out = folder / "run"
    answer = command("run", str(folder / "recipe.yaml"), "--out", str(out), "--quiet")
    assert answer.status == 0, answer.text
    summary = json.loads((out / "summary.json").read_text())
    (out / "summary.json").write_text(json.dumps(summary | {"status": "interrupted"}, indent=2))
    return out


def files_of(run: Path) -> list[Path]:
    """All that a run leaves, of the checkpoints the newest; without the lock."""
    found = [file.relative_to(run) for file in sorted(run.rglob("*")) if file.is_file()]
    checkpoints = [file for file in found if file.parent.name == "checkpoints"]
    newest = max(file for file in checkpoints if file.name != "lock")
    return [file for file in found if file not in checkpoints] + [newest]


def damaged_copy(run: Path, file: Path, way: Way, target: Path) -> Path:
    """A copy of a run in which one file is damaged."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(run, target)
    way.apply(target / file)
    return target


def say_of(verb: str, run: Path) -> Answer:
    """What a verb says of a run."""
    arguments = {
        "report": ["report", str(run)],
        "doctor": ["doctor", str(run)],
        "diff": ["diff", str(run / "recipe.yaml"), "quickstart"],
        "evaluate": ["evaluate", str(run)],
        "evaluate best": ["evaluate", str(run / "best.keras")],
        "predict": ["predict", str(run), str(run.parent / "digit.png")],
        "run --resume": ["run", "--resume", str(run)],
    }
    return command(*arguments[verb])


def refusals(checkpoint: Path, rounds: int) -> tuple[int, list[str]]:
    """How many damaged copies of a checkpoint are refused, and the ways of those that are not."""
    from suite.training.state.checkpoint_file import DamagedCheckpoint, unpack

    refused, read = 0, []
    for way in ways(checkpoint, rounds):
        if way.content is not None:
            try:
                unpack(way.content)
                read.append(way.name)
            except DamagedCheckpoint:
                refused += 1
    return refused, read


def command(*arguments: str) -> Answer:
    """`python -m suite ...` in this process."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            status = main(list(arguments))
        except SystemExit as stopped:
            status = stopped.code
        except BaseException:
            said.write(traceback.format_exc())
            status = None
    return Answer(status, said.getvalue())


def complaint(answer: Answer, file: Path) -> str | None:
    """What is wrong with an answer; None if nothing is.

    A command that fails names the file in one sentence; none raises, and none sends a terminal
    what it would obey.
    """
    if answer.status is None or "Traceback" in answer.text:
        return "a traceback"
    if answer.status not in (0, 1, 2):
        return f"exit status {answer.status}"
    if "\x1b" in answer.text or "\u202e" in answer.text:
        return "a raw escape"
    if answer.status and file.name not in answer.text:
        return "the file is not named"
    if answer.status and file.suffix != ".yaml" and len(answer.text.splitlines()) > 12:
        return "more than a few lines"
    return None
