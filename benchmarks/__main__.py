"""All benchmarks of speed, one after the other.

    python -m benchmarks [--rounds N] [--page docs/benchmarks.md]

Options are handed on to each. `python -m benchmarks.NAME --help` shows what one of them takes.
"""

from __future__ import annotations

import subprocess
import sys

NAMES = ("training", "pipeline", "scaling", "checkpoints")


def main() -> int:
    failed = [
        name
        for name in NAMES
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]]).returncode
    ]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
