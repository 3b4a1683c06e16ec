"""How often the doctor names the right cause.

    python -m benchmarks.doctor RECORDS                     train what has no record yet, and judge
    python -m benchmarks.doctor RECORDS --judge             judge the records that there are
    python -m benchmarks.doctor RECORDS --page docs/doctor.md

A record is one run's findings and history as JSON. Rules and limits of the doctor can be judged
anew without training; those of the diagnostics need new records.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.doctor.judge import judge
from benchmarks.doctor.report import confusions, page, summary
from benchmarks.doctor.train import train_missing
from suite.runs.files.write_whole import write_whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", type=Path, metavar="RECORDS", help="the folder of the records")
    parser.add_argument("--only", default="", metavar="TEXT", help="part of the runs' file names")
    parser.add_argument("--judge", action="store_true", help="train nothing")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the page of figures")
    options = parser.parse_args()
    if not options.judge:
        train_missing(options.records, options.only)
    judged = judge(options.records)
    print(f"{summary(judged)}\n{confusions(judged)}")
    if options.page is not None:
        options.page.parent.mkdir(parents=True, exist_ok=True)
        write_whole(options.page, page(judged))


if __name__ == "__main__":
    main()
