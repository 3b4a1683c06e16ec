"""What workers on this machine take: for exchanges alone, and for steps of ResNet-20."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.scale.links import Link
from benchmarks.scaling import Configuration, start, workers
from benchmarks.speed.processes import Processes

# Number of workers -> whose statistics batch normalization takes.
KINDS = {2: ("common", "own"), 4: ("common",)}
STEPS = 10
# Numbers in an exchange, and exchanges of a turn: as the statistics of a layer, and large.
_SMALL, _LARGE = (3 * 64, 300), (2**20, 20)
_SERVER = "benchmarks.speed.exchange_server"


@dataclass(frozen=True)
class Measured:
    """Seconds of each turn's step.

    Args:
        alone: of one process.
        steps: number of workers -> `common` or `own` statistics -> seconds.
        links: number of workers -> what lies between them.
    """

    alone: Sequence[float]
    steps: Mapping[int, Mapping[str, Sequence[float]]]
    links: Mapping[int, Link]


def measure(rounds: int) -> Measured:
    """All of it; the processes of the steps take turns."""
    links = {count: _link(count, rounds) for count in KINDS}
    configurations = {(1, "common"): Configuration("one device", "one_device", 1)}
    for count, kinds in KINDS.items():
        for kind in kinds:
            name = f"{count} workers, {kind}"
            configurations[count, kind] = Configuration(
                name, "multi_worker", 1, kind, workers(count)
            )
    running: dict[tuple[int, str], Processes] = {}
    seconds: dict[tuple[int, str], list[float]] = {key: [] for key in configurations}
    try:
        for key, one in configurations.items():
            running[key] = start(one, "resnet20", STEPS)
            running[key].wait()
        for _ in range(rounds):
            for key, processes in running.items():
                seconds[key].append(processes.turn()[0] / STEPS)
    finally:
        for processes in running.values():
            processes.end()
    steps = {n: {kind: seconds[n, kind] for kind in kinds} for n, kinds in KINDS.items()}
    return Measured(seconds[1, "common"], steps, links)


def _link(count: int, rounds: int) -> Link:
    """From the seconds of a small and of a large exchange, by the formulas of `Link`."""
    small = _exchange("rows", count, *_SMALL, rounds) / (count - 1)
    large = _exchange("sum", count, *_LARGE, rounds)
    piece = 4 * _LARGE[0] / count
    return Link("loopback", piece / (large / (2 * (count - 1)) - small), small, trees=False)


def _exchange(how: str, count: int, numbers: int, times: int, rounds: int) -> float:
    """Seconds of one exchange of so many numbers between so many workers."""
    arguments = [how, str(numbers), str(times)]
    processes = Processes(_SERVER, arguments, workers(count), stopped=False)
    try:
        processes.wait()
        return statistics.median(processes.turn()[0] for _ in range(rounds)) / times
    finally:
        processes.end()
