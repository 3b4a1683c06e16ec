"""Whether replicas and workers compute what one device computes.

    python -m benchmarks.equality [CASE ...] [--arrangements NAME ...] [--page docs/equality.md]

Each case is trained for 30 steps (optimizers for the full batch: 3 iterations) with validation,
batch normalization synchronized, on one device, on two replicas, by two worker processes, and by
two workers of two replicas. The largest difference of weights, and the largest relative one of
loss, metrics and a diagnostic's figures, is compared with 1e-5. Ends with status 1 if one is
larger.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.equality.table import ARRANGEMENTS, all_cases
from benchmarks.page import whole_page
from suite.runs.files.write_whole import write_whole
from suite.workers.cluster import Cluster
from suite.workers.launch import free_ports

LIMIT = 1e-5
Result = dict[str, np.ndarray]


def train(arrangement: str, cases: Sequence[str]) -> list[Result]:
    """What the cases leave behind in this arrangement."""
    workers, replicas = ARRANGEMENTS[arrangement]
    quiet = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    addresses = tuple(f"127.0.0.1:{port}" for port in free_ports(workers))
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.equality.cases", folder, str(replicas), *cases]
        processes = []
        for index in range(workers):
            cluster = Cluster(addresses, index)
            own = {"TF_CONFIG": cluster.to_tf_config()} if workers > 1 else {}
            processes.append(
                subprocess.Popen(command, env=os.environ | quiet | own, stderr=subprocess.PIPE)
            )
        errors = [process.communicate()[1].decode(errors="replace") for process in processes]
        for process, text in zip(processes, errors, strict=True):
            if process.returncode:
                raise RuntimeError(f"{arrangement}: {text[-3000:]}")
        results = [dict(np.load(Path(folder, f"{number}.npz"))) for number in range(len(cases))]
    for result in results:
        if int(result.pop("replicas")) != workers * replicas:
            raise RuntimeError(f"{arrangement}: trained with another number of replicas")
    return results


def difference(one: Result, other: Result) -> tuple[str, float]:
    """The largest difference, and where it is."""
    found = {}
    for name, values in one.items():
        distance = np.abs(values - other[name])
        if not name.startswith("weights/"):
            distance = distance / np.maximum(np.abs(values), 1e-30)
        found[name] = float(np.max(distance))
    return max(found.items(), key=lambda item: item[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help="`adam`, `sgd + ema`; all")
    parser.add_argument("--arrangements", nargs="+", choices=list(ARRANGEMENTS)[1:])
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the table there")
    options = parser.parse_args()
    cases = options.cases or all_cases()
    expected = train("one device", cases)
    names = options.arrangements or list(ARRANGEMENTS)[1:]
    columns = {name: train(name, cases) for name in names}
    lines = [f"| case | {' | '.join(names)} |", "| --- |" + " ---: |" * len(names)]
    worst = 0.0
    for number, case in enumerate(cases):
        cells = []
        for results in columns.values():
            place, value = difference(expected[number], results[number])
            worst = max(worst, value)
            cells.append(f"{value:.1e}" if value <= LIMIT else f"**{value:.1e}** ({place})")
        lines.append(f"| {case} | {' | '.join(cells)} |")
    table = "\n".join(lines)
    print(table)
    if options.page is not None:
        command = "python -m benchmarks.equality --page docs/equality.md"
        title = "Replicas and workers against one device"
        write_whole(options.page, whole_page(title, __doc__, command, table))
    return int(not worst <= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
