"""Kill processes that share a sweep, at random, and compare what it becomes with one process's.

    python -m benchmarks.kills.sweeps [--kills 20] [--processes 4] [--page docs/shared-sweeps.md]

A grid, a random search and a search with folds of 64 runs each, and a successive halving, whose
trials pause. One process does each of them alone; then several share it, of which one after the
other is killed by SIGKILL, at any moment, and replaced. Each trial must be there once, with the
row of the table and, bit for bit, the weights that it has alone; and the run of `best.yaml` must
be that of the best trial. Ends with status 1 if anything differs. What sharing costs is measured
without kills: what a process takes from the end of one trial to that of the next, beside the
seconds of the run.
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
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.kills.__main__ import differences
from suite.runs.files.write_whole import write_whole

RECIPE = """
data: {kind: digits, limit: 300, batch_size: 32}
model: {kind: mlp, widths: [16], dropout: 0.2}
optimizer: {kind: sgd, momentum: 0.9}
training: {epochs: 4, checkpoint_every: 5st, diagnostics: none}
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
    "halving, 27 trials": (
        f"kind: halving, trials: 27, metric: val_loss, over: {{{_RATES}, {_DECAYS}}}"
    ),
}
SHORT = f"kind: random, trials: 16, metric: val_loss, over: {{{_RATES}, {_DECAYS}}}"
RECIPE_NAME = "swept.yaml"
START, END = "<!-- kills: begin -->", "<!-- kills: end -->"


@dataclass
class Outcome:
    """What was found of one sweep."""

    cut: int
    lost: list[str]
    alone: float
    shared: float


@dataclass
class Worker:
    """A process of a sweep, and when it said what."""

    process: subprocess.Popen
    said: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said.append((time.monotonic(), line))

    def has_ended(self) -> bool:
        """Whether it has ended by itself; an error is no way to do so."""
        if self.process.poll() is None:
            return False
        self.reader.join()
        if self.process.returncode:
            text = "".join(line for _, line in self.said)
            raise RuntimeError(f"a process ended with {self.process.returncode}: {text[-3000:]}")
        return True

    def wait(self) -> None:
        self.process.wait()
        self.has_ended()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()

    def trials(self) -> list[tuple[float, int]]:
        """When it has done which trials."""
        found = [(moment, re.match(r"trial (\d+) \(", line)) for moment, line in self.said]
        return [(moment, int(match[1])) for moment, match in found if match]


def start(recipe: Path, out: Path) -> Worker:
    """One more process of a sweep."""
    quiet = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1"}
    return Worker(
        subprocess.Popen(
            [sys.executable, "-m", "suite", "sweep", str(recipe), "--out", str(out)],
            env=os.environ | quiet,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    )


def done(out: Path) -> int:
    """How many trials have come to an end, or to a pause."""
    return sum(
        '"status": "running"' not in file.read_text() for file in out.glob("trials/[0-9]*.json")
    )


def undisturbed(recipe: Path, out: Path, processes: int) -> list[Worker]:
    """So many processes do a sweep, and nobody kills them."""
    workers = [start(recipe, out) for _ in range(processes)]
    for worker in workers:
        worker.wait()
    return workers


def beside(workers: list[Worker], table: list[dict]) -> list[float]:
    """What each trial took its process beside the run's own seconds, but for its first one."""
    own = {int(row["trial"]): float(row["seconds"]) for row in table}
    return [
        after - before - own[number]
        for worker in workers
        for (before, _), (after, number) in itertools.pairwise(worker.trials())
    ]


def share(recipe: Path, out: Path, processes: int, kills: int) -> tuple[list[Worker], int]:
    """Several do it, and are killed; all that worked, and how many kills cut off a run."""
    workers = [start(recipe, out) for _ in range(processes)]
    alive, cut = [*workers], 0
    text = recipe.read_text()
    count = 16 if "folds" in text else 27 if "halving" in text else 64
    for mark in sorted(random.uniform(0, 0.9 * count) for _ in range(kills)):
        while done(out) < mark:
            time.sleep(0.05)
            alive = [worker for worker in alive if not worker.has_ended()]
        time.sleep(random.uniform(0, 1.5))
        victims = [worker for worker in alive if is_present(out, worker)] or alive
        victim = random.choice(victims)
        victim.kill()
        cut += f"-{victim.process.pid}-" in "".join(
            file.read_text() for file in out.glob("trials/[0-9]*.json")
        )
        alive.remove(victim)
        workers.append(start(recipe, out))
        alive.append(workers[-1])
    for worker in alive:
        worker.wait()
    return workers, cut


def is_present(out: Path, worker: Worker) -> bool:
    """Whether a process has begun to take trials: one that only loads libraries has none."""
    return any(out.glob(f"trials/processes/*-{worker.process.pid}-*.lock"))


def rows(out: Path) -> list[dict]:
    with (out / "sweep.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def timeless(table: list[dict]) -> list[dict]:
    """A table without what another run of the same takes."""
    return [{key: value for key, value in row.items() if key != "seconds"} for row in table]


def faults(one: Path, other: Path, workers: list[Worker]) -> list[str]:
    """What is not as it is when one process does it."""
    found = []
    if timeless(rows(one)) != timeless(rows(other)):
        found.append("the table")
    told = Counter(number for worker in workers for _, number in worker.trials())
    if "halving" in (one.parent / RECIPE_NAME).read_text():
        told.clear()  # a trial that goes on after a pause is told again
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
    recipe = written(sweep, folder)
    began = time.monotonic()
    undisturbed(recipe, folder / "alone", 1)
    between = time.monotonic()
    workers, cut = share(recipe, folder / "shared", processes, kills)
    ended = time.monotonic()
    lost = faults(folder / "alone", folder / "shared", workers) + best_again(folder / "shared")
    return Outcome(cut, lost, between - began, ended - between)


def written(sweep: str, folder: Path) -> Path:
    """The recipe of a sweep, in a folder of its own."""
    folder.mkdir()
    recipe = folder / RECIPE_NAME
    recipe.write_text(f"{RECIPE}sweep: {{{sweep}}}\n", "utf-8")
    return recipe


def killed(sweeps: list[str], folder: Path, processes: int, kills: int) -> tuple[list[str], int]:
    """The table of what kills have done, and how much of it is wrong."""
    lines = ["| sweep | kills | of them in a run | what differs |", "| --- | ---: | ---: | --- |"]
    wrong = 0
    for number, sweep in enumerate(sweeps):
        found = compared(SWEEPS[sweep], folder / str(number), processes, kills)
        wrong += len(found.lost)
        differ = "; ".join(found.lost[:5]) or "nothing"
        lines.append(f"| {sweep} | {kills} | {found.cut} | {differ} |")
        print(lines[-1], f"alone {found.alone:.0f} s, shared {found.shared:.0f} s", flush=True)
    return lines, wrong


def costs(folder: Path) -> list[str]:
    """The table of what a trial costs beside its run, by the number of processes."""
    lines = ["| processes | seconds beside each run | largest |", "| ---: | ---: | ---: |"]
    recipe = written(SHORT, folder)
    for processes in (1, 2, 4):
        out = folder / str(processes)
        took = beside(undisturbed(recipe, out, processes), rows(out))
        lines.append(f"| {processes} | {statistics.median(took):.2f} | {max(took):.2f} |")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20, help="in each sweep")
    parser.add_argument("--processes", type=int, default=4, help="at a time")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    parser.add_argument("--sweeps", nargs="*", choices=SWEEPS, default=[*SWEEPS])
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the tables there")
    options = parser.parse_args()
    random.seed(options.seed)
    with tempfile.TemporaryDirectory() as name:
        lines, wrong = killed(options.sweeps, Path(name), options.processes, options.kills)
        table = "\n".join([*lines, "", *costs(Path(name, "costs"))])
    print(table)
    if options.page is not None:
        before, _, rest = options.page.read_text("utf-8").partition(START)
        after = rest.partition(END)[2]
        write_whole(options.page, f"{before}{START}\n\n{table}\n\n{END}{after}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
