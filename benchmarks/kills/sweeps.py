"""Kill processes that share a sweep, at random, and compare what it becomes with one process's.

    python -m benchmarks.kills.sweeps [--kills 20] [--processes 4] [--page docs/shared-sweeps.md]

A grid, a random search and a search with folds of 64 runs each. One process does each of them
alone; then several share it, of which one after the other is killed by SIGKILL, at any moment, and
replaced. Each trial must be there once, with the row of the table and, bit for bit, the weights
that it has alone; and the run of `best.yaml` must be that of the best trial. Ends with status 1 if
anything differs.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kills.__main__ import differences
from suite.runs.files.write_whole import write_whole

RECIPE = """
data: {kind: digits, limit: 300, batch_size: 32}
model: {kind: mlp, widths: [16], dropout: 0.2}
optimizer: {kind: sgd, momentum: 0.9}
training: {epochs: 6, checkpoint_every: 5st, diagnostics: none}
"""
_RATES = "optimizer.learning_rate: {low: 0.001, high: 1, scale: log}"
_DECAYS = "optimizer.weight_decay: {low: 0.00001, high: 0.01, scale: log}"
_EIGHT = "[0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5]"
SWEEPS = {
    "grid, 64 trials": (
        f"kind: grid, metric: val_loss, over: {{optimizer.learning_rate: {_EIGHT}, "
        f"optimizer.weight_decay: {_EIGHT}}}"
    ),
    "random, 64 trials": (
        f"kind: random, trials: 64, metric: val_loss, over: {{{_RATES}, {_DECAYS}}}"
    ),
    "grid, 16 trials of 4 folds": (
        "kind: grid, folds: 4, metric: val_loss, "
        f"over: {{optimizer.learning_rate: {_EIGHT}, model.dropout: [0.1, 0.4]}}"
    ),
}
START, END = "<!-- kills: begin -->", "<!-- kills: end -->"


@dataclass
class Outcome:
    """What was found of one sweep."""

    kills: int
    cut: int
    lost: list[str]
    alone: float
    shared: float
    overhead: float


def start(recipe: Path, out: Path, log: Path) -> subprocess.Popen:
    """One more process of a sweep; what it says goes to the end of a file."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "suite", "sweep", str(recipe), "--out", str(out)],
            env=os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"},
            stdout=said,
            stderr=subprocess.STDOUT,
        )


def done(out: Path) -> int:
    """How many trials have come to an end."""
    return sum(
        '"status": "finished"' in file.read_text() for file in out.glob("trials/[0-9]*.json")
    )


def alone(recipe: Path, out: Path) -> tuple[float, float]:
    """One process does it; its seconds, and those beside the runs' own that a trial takes it."""
    began = time.monotonic()
    log = out.with_suffix(".log")
    process = start(recipe, out, log)
    moments: list[float] = []
    while process.poll() is None:
        if done(out) > len(moments):
            moments.append(time.monotonic())
        time.sleep(0.005)
    if process.returncode:
        raise RuntimeError(f"{out.name} ended with {process.returncode}: {log.read_text()}")
    took = [float(row["seconds"]) for row in rows(out)]
    between = [after - before for before, after in itertools.pairwise(moments)]
    beside = [gap - own for gap, own in zip(between, took[1:], strict=False)]
    return time.monotonic() - began, statistics.median(beside)


def share(recipe: Path, out: Path, processes: int, kills: int) -> tuple[float, int]:
    """Several do it, and are killed; the seconds, and how many kills cut off a run."""
    began, log = time.monotonic(), out.with_suffix(".log")
    started = [start(recipe, out, log) for _ in range(processes)]
    count = 16 if "folds" in recipe.read_text() else 64
    marks = sorted(random.uniform(0, 0.9 * count) for _ in range(kills))
    cut = 0
    for mark in marks:
        while done(out) < mark:
            time.sleep(0.05)
            started = [one for one in started if not ended(one, log)]
        time.sleep(random.uniform(0, 1.5))
        victims = [one for one in started if is_present(out, one.pid)] or started
        victim = random.choice(victims)
        victim.kill()
        victim.wait()
        cut += f"-{victim.pid}-" in "".join(
            file.read_text() for file in out.glob("trials/[0-9]*.json")
        )
        started.remove(victim)
        started.append(start(recipe, out, log))
    for one in started:
        one.wait()
        ended(one, log)
    return time.monotonic() - began, cut


def is_present(out: Path, pid: int) -> bool:
    """Whether a process has begun to take trials: one that only loads libraries has none."""
    return any(out.glob(f"trials/processes/*-{pid}-*.lock"))


def ended(process: subprocess.Popen, log: Path) -> bool:
    """Whether a process has ended by itself; an error is no way to do so."""
    if process.poll() is None:
        return False
    if process.returncode:
        raise RuntimeError(f"a process ended with {process.returncode}: {log.read_text()[-3000:]}")
    return True


def rows(out: Path) -> list[dict]:
    with (out / "sweep.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def timeless(table: list[dict]) -> list[dict]:
    """A table without what another run of the same takes."""
    return [{key: value for key, value in row.items() if key != "seconds"} for row in table]


def faults(one: Path, other: Path) -> list[str]:
    """What is not as it is when one process does it."""
    found = []
    if timeless(rows(one)) != timeless(rows(other)):
        found.append("the table")
    told = Counter(re.findall(r"^trial (\d+) \(", other.with_suffix(".log").read_text(), re.M))
    found += [f"trial {number}: done {times} times" for number, times in told.items() if times > 1]
    runs = sorted(file.parent.relative_to(one) for file in one.rglob("trials/**/model.keras"))
    for run in runs:
        found += [f"{run}: {name}" for name in differences(one / run, other / run)]
    if (one / "best.yaml").read_bytes() != (other / "best.yaml").read_bytes():
        found.append("best.yaml")
    return found


def best_again(out: Path) -> list[str]:
    """Run `best.yaml`, and compare with the trial that it is of."""
    best = min(rows(out), key=lambda row: float(row["val_loss"]))["trial"]
    trial = out / "trials" / f"{int(best):03}"
    if not (trial / "model.keras").is_file():  # folds: none of their runs is that of best.yaml
        return []
    again = out.with_name(f"{out.name}-best")
    command = [sys.executable, "-m", "suite", "run", str(out / "best.yaml"), "--out", str(again)]
    subprocess.run([*command, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return [f"the run of best.yaml: {name}" for name in differences(trial, again)]


def compared(sweep: str, folder: Path, processes: int, kills: int) -> Outcome:
    """One sweep, alone and shared."""
    folder.mkdir()
    recipe = folder / "swept.yaml"
    recipe.write_text(f"{RECIPE}sweep: {{{sweep}}}\n", "utf-8")
    by_one, overhead = alone(recipe, folder / "alone")
    by_many, cut = share(recipe, folder / "shared", processes, kills)
    lost = faults(folder / "alone", folder / "shared") + best_again(folder / "shared")
    return Outcome(kills, cut, lost, by_one, by_many, overhead)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20, help="in each sweep")
    parser.add_argument("--processes", type=int, default=4, help="at a time")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    parser.add_argument("--sweeps", nargs="+", choices=SWEEPS, default=[*SWEEPS])
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the table there")
    options = parser.parse_args()
    random.seed(options.seed)
    lines = [
        "| sweep | kills | of them in a run | what differs | seconds beside each run |",
        "| --- | ---: | ---: | --- | ---: |",
    ]
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        for number, sweep in enumerate(options.sweeps):
            found = compared(
                SWEEPS[sweep], Path(name, str(number)), options.processes, options.kills
            )
            wrong += len(found.lost)
            differ = "; ".join(found.lost[:5]) or "nothing"
            lines.append(
                f"| {sweep} | {found.kills} | {found.cut} | {differ} | {found.overhead:.2f} |"
            )
            print(lines[-1], f"alone {found.alone:.0f} s, shared {found.shared:.0f} s", flush=True)
    table = "\n".join(lines)
    print(table)
    if options.page is not None:
        before, _, rest = options.page.read_text("utf-8").partition(START)
        after = rest.partition(END)[2]
        write_whole(options.page, f"{before}{START}\n\n{table}\n\n{END}{after}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
