"""A process that augments images, so many batches a turn; `benchmarks.pipeline` starts it.

python -m benchmarks.speed.augmentation_server SIDE AUGMENTATION BATCHES
"""

from __future__ import annotations

import sys

from benchmarks.speed.augmentations import of_the_suite, of_torchvision
from benchmarks.speed.turn_server import Turns, reading

# Read before a turn is timed: what was buffered while the other side had its turn.
SKIPPED = 6


def main() -> None:
    side, name, batches = sys.argv[1:]
    stream = of_the_suite(name) if side == "suite" else of_torchvision(name)
    Turns().serve(reading(stream, int(batches)), before=reading(stream, SKIPPED))


if __name__ == "__main__":
    main()
