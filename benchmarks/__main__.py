"""All benchmarks of speed, one after the other, and what they must hold.

    python -m benchmarks [--rounds N] [--page docs/benchmarks.md]

Options are handed on to each. `python -m benchmarks.NAME --help` shows what one of them takes. One
that fails leaves its old section on the page, and the others go on.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.must_hold import TITLE, verdicts
from benchmarks.page import publish

NAMES = (
    "training",
    "diagnostics",
    "commands",
    "pipeline",
    "streaming",
    "scaling",
    "checkpoints",
    "memory",
)

_TEXT = """## {title}

The ratios of this page that have a limit, and whether it is met: by the median of the rounds,
unrounded. `python -m benchmarks` took {minutes:.0f} minutes.{failed}

{table}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--page", type=Path, help="write the tables into this Markdown file, too")
    page = parser.parse_known_args()[0].page
    start = time.monotonic()
    failed = [
        name
        for name in NAMES
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]]).returncode
    ]
    if page is not None:
        text = _TEXT.format(
            title=TITLE,
            minutes=(time.monotonic() - start) / 60,
            failed=f" Failed, and not of this run: {', '.join(failed)}." if failed else "",
            table=verdicts(page.read_text("utf-8")),
        )
        publish("must-hold", text, page)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
