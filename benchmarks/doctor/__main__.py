"""How often the doctor names the right cause.

    python -m benchmarks.doctor RECORDS                     train what has no record yet, and judge
    python -m benchmarks.doctor RECORDS --judge             judge the records that there are
    python -m benchmarks.doctor RECORDS --page docs/doctor.md

A record is one run's files as JSON. Rules and limits of the doctor can be judged anew without
training; those of the diagnostics need new records.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.doctor.cures import cures, try_missing
from benchmarks.doctor.judge import judge
from benchmarks.doctor.report import confusions, cure_table, page, summary
from benchmarks.doctor.train import train_missing
from suite.runs.files.write_whole import write_whole


def main() -> None:
    options = _options()
    if not options.judge:
        train_missing(options.records, options.only, options.processes, not options.set)
    judged = judge(options.records)
    if not options.judge and options.cures:
        try_missing(judged, options.records, options.processes)
    tried = cures(judged, options.records)
    if options.set:
        judged = [one for one in judged if not one.case.held_out]
        tried = [one for one in tried if not one.judged.case.held_out]
    print(f"{summary(judged)}\n{confusions(judged)}\n{cure_table(tried)}")
    if options.page is not None:
        options.page.parent.mkdir(parents=True, exist_ok=True)
        write_whole(options.page, page(judged, tried))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", type=Path, metavar="RECORDS", help="the folder of the records")
    parser.add_argument(
        "--only", nargs="+", default=(), metavar="TEXT", help="parts of the runs' file names"
    )
    parser.add_argument("--set", action="store_true", help="leave out what is held out")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="that train")
    parser.add_argument("--judge", action="store_true", help="train nothing")
    parser.add_argument(
        "--cures", action="store_true", help="train the changes that the doctor proposes, too"
    )
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the page of figures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
