"""Every file of a run directory, damaged in every way, before every verb.

    python -m benchmarks.damage [--rounds 8] [--part 1/1] [--all-verbs]

Verbs that read no model see every damaged copy; of those that train or measure one in turn, unless
all are asked for. The newest checkpoint alone is damaged in 250 times as many ways as there are
rounds, and each must be refused before it is read.
"""

from __future__ import annotations

import argparse
import collections
import tempfile
import time
from pathlib import Path

from benchmarks.damage.run_directory import (
    VERBS,
    complaint,
    damaged_copy,
    files_of,
    make_run,
    refusals,
    say_of,
)
from benchmarks.damage.ways import ways

QUICK = 3  # so many of the verbs read no model


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--part", default="1/1", help="of the damaged copies, as 2/4")
    parser.add_argument("--all-verbs", action="store_true")
    options = parser.parse_args()
    part, parts = map(int, options.part.split("/"))
    statuses, complaints, copies = collections.Counter(), [], 0
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        run = make_run(Path(folder))
        cases = [(file, way) for file in files_of(run) for way in ways(run / file, options.rounds)]
        for number, (file, way) in enumerate(cases):
            if number % parts != part - 1:
                continue
            slow = VERBS[QUICK:]
            verbs = VERBS[:QUICK] + (slow if options.all_verbs else (slow[number % len(slow)],))
            copies += 1
            for verb in verbs:
                copy = damaged_copy(run, file, way, Path(folder, "copy"))
                answer = say_of(verb, copy)
                statuses[answer.status] += 1
                wrong = complaint(answer, file)
                if wrong is not None:
                    complaints.append(f"{verb}: {file}, {way.name}: {wrong}")
                    print(complaints[-1], answer.text[-600:], sep="\n", flush=True)
        checkpoint = run / files_of(run)[-1]
        refused, read = refusals(checkpoint, 42 * options.rounds)
        complaints += [f"{checkpoint.name}, {name}: is read" for name in read]
    counts = ", ".join(f"exit {status}: {count}" for status, count in statuses.most_common())
    seconds = time.perf_counter() - start
    print(
        f"{copies} damaged copies, {sum(statuses.values())} commands in {seconds:.0f} s; {counts}"
    )
    print(f"{refused} damaged checkpoints refused, {len(read)} read")
    print(f"{len(complaints)} complaints")
    return bool(complaints)


if __name__ == "__main__":
    raise SystemExit(main())
