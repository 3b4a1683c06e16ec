"""Kill runs at random moments, and compare what they become with a run that was left alone.

    python -m benchmarks.kills [--kills 20] [--arrangements NAME ...] [--page docs/resume.md]

Three recipes with dropout, augmentation, averaged weights, batch normalization, EarlyStopping,
ReduceLROnPlateau or warm restarts, and diagnostics, take turns; one has a net so wide that the
next steps are taken while a checkpoint is written. Each is started, killed by SIGKILL after a
random time (in a step, in validation, while a checkpoint is written, between two epochs), and
started again with the same command. Weights, history, measurements and findings must then be, bit
for bit, those of the run that was never killed. Ends with status 1 if any is not.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import h5py
import numpy as np

from benchmarks.kills.arrangement import ARRANGEMENTS, Arrangement
from benchmarks.kills.recipes import PHASES, RECIPES, write
from benchmarks.page import whole_page
from suite.runs import RunDirectory
from suite.runs.files.write_whole import write_whole

TIMES = {"seconds", "images_per_second"}
# After its random time, each kill waits for one of these; "any moment" does not wait.
MOMENTS = ("any moment", "a step", "validation", "a checkpoint", "between epochs")


def finish(arrangement: Arrangement, recipe: Path, out: Path) -> float:
    """Run to the end; returns how long the training part took."""
    process = arrangement.start(recipe, out)
    while process.poll() is None and not (out / "summary.json").exists():
        time.sleep(0.05)
    start = time.monotonic()
    errors = process.communicate()[1]
    if process.returncode:
        raise RuntimeError(
            f"{recipe.stem} ended with status {process.returncode}: {errors[-3000:]}"
        )
    return time.monotonic() - start


def kill_once(
    arrangement: Arrangement, recipe: Path, out: Path, length: float, moment: str
) -> str | None:
    """Start a run and kill it; what it was doing, or None if it was done before."""
    phase = out.with_suffix(".phase")
    process = arrangement.start(recipe, out, phase)
    while process.poll() is None and not any((out / "checkpoints").glob("step-*.npz")):
        time.sleep(0.01)
    until = time.monotonic() + random.uniform(0.0, 0.7 * length)
    while process.poll() is None:
        now = doing(out, phase)
        if time.monotonic() >= until and moment in ("any moment", now):
            arrangement.kill(process)
            return now if RunDirectory(out).is_unfinished else None
        time.sleep(0.0005)
    return None


def doing(out: Path, phase: Path) -> str:
    """What the run says it does; a temporary file is a checkpoint that is being written."""
    if any((out / "checkpoints").glob(".*-step-*.npz")):
        return "a checkpoint"
    content = phase.read_bytes()[:1] if phase.exists() else b""
    return PHASES.get(content[0] if content else 0, "the start")


def differences(one: Path, other: Path) -> list[str]:
    """Names of what is not the same in two run directories."""
    found = [
        name
        for name in ("findings.json", "diagnostics.jsonl")
        if text_of(one / name) != text_of(other / name)
    ]
    if rows(one) != rows(other):
        found.append("history.csv")
    files = ("model.keras", "best.keras")
    found += [name for name in files if weights(one / name) != weights(other / name)]
    return found


def text_of(file: Path) -> str | None:
    """What a file says; None where it is missing, as that of diagnostics that nobody asked for."""
    return file.read_text("utf-8") if file.exists() else None


def rows(run: Path) -> list[dict]:
    with (run / "history.csv").open(newline="", encoding="utf-8") as file:
        return [{k: v for k, v in row.items() if k not in TIMES} for row in csv.DictReader(file)]


def weights(file: Path) -> dict[str, bytes]:
    """Path -> bytes of every array in the model's weight file."""
    found = {}

    def keep(path: str, item: h5py.Group | h5py.Dataset) -> None:
        if isinstance(item, h5py.Dataset):
            found[path] = np.asarray(item).tobytes()

    with (
        zipfile.ZipFile(file) as archive,
        archive.open("model.weights.h5") as stream,
        h5py.File(stream) as file,
    ):
        file.visititems(keep)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20, help="in each arrangement")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    parser.add_argument("--arrangements", nargs="+", choices=ARRANGEMENTS, default=[*ARRANGEMENTS])
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the table there")
    options = parser.parse_args()
    random.seed(options.seed)
    lines = [
        "| | kills | while | runs that differ |",
        "| --- | ---: | --- | ---: |",
    ]
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder)
        for arrangement in options.arrangements:
            while_, differing = kill_many(ARRANGEMENTS[arrangement], folder, options.kills)
            wrong += differing
            counts = ", ".join(f"{count} {what}" for what, count in while_.most_common())
            lines.append(f"| {arrangement} | {options.kills} | {counts} | {differing} |")
    table = "\n".join(lines)
    print(table)
    if options.page is not None:
        command = "python -m benchmarks.kills --page docs/resume.md"
        write_whole(options.page, whole_page("Killed and resumed", __doc__, command, table))
    return int(wrong > 0)


def kill_many(arrangement: Arrangement, folder: Path, kills: int) -> tuple[Counter, int]:
    """What was interrupted how often, and how many runs came out differently."""
    alone, length = {}, {}
    for recipe in RECIPES:
        alone[recipe] = Path(tempfile.mkdtemp(dir=folder), "alone")
        length[recipe] = finish(arrangement, folder / f"{recipe}.yaml", alone[recipe])
    while_: Counter[str] = Counter()
    differing = 0
    plan = zip(itertools.cycle(RECIPES), itertools.cycle(MOMENTS), strict=False)
    while while_.total() < kills:
        recipe, moment = next(plan)
        out = Path(tempfile.mkdtemp(dir=folder), "run")
        path = folder / f"{recipe}.yaml"
        now = kill_once(arrangement, path, out, length[recipe], moment)
        if now is None:  # finished before its moment came
            continue
        while_[now] += 1
        finish(arrangement, path, out)
        found = differences(alone[recipe], out)
        differing += bool(found)
        text = f"differs in {', '.join(found)}" if found else "bit for bit"
        print(f"{while_.total()}/{kills}  {recipe}, killed in {now}: {text}", flush=True)
    return while_, differing


if __name__ == "__main__":
    sys.exit(main())
