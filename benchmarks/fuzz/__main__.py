"""Thousands of damaged recipes through `check`, and hundreds of the accepted ones through `run`.

    python -m benchmarks.fuzz [--checks 4000] [--runs 200] [--first 0] [--seed 0]

Mutations of all shipped recipes: keys deleted, doubled, misspelt; values replaced by wild ones, by
those of other recipes, by other components; lines lost, cut and moved. No command may end in a
traceback, with another exit status than 0, 1 or 2, with more than a sentence of a failed run, or
leave something behind where it refuses. Ends with status 1 if one does. The same seed and number
make the same recipe, so that `--first N --checks 1 --runs 0` gives one of them again.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.fuzz.fuzz import checks, runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--checks", type=int, default=4000)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the number to begin with")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        here = Path(folder)
        found = [
            *(checks(here, options.checks, options.first, options.seed) if options.checks else ()),
            *(runs(here, options.runs, options.first, options.seed) if options.runs else ()),
        ]
        os.chdir("/")
    return int(any(outcome.fault for outcome in found))


if __name__ == "__main__":
    sys.exit(main())
