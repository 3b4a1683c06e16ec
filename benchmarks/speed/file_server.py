"""A process that reads batches from image files, so many a turn; `benchmarks.streaming` starts it.

    python -m benchmarks.speed.file_server SIDE FOLDER PIXELS BATCH_SIZE BATCHES

What it says of itself is JSON: seconds to find the files and to the first batch, and for the suite
to the first batch of a late step.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.speed.file_streams import LIBRARIES, OF_SIDE
from benchmarks.speed.turn_server import Turns, reading

LATE = 10**6
# Read before a turn is timed: what was buffered while the others had theirs.
SKIPPED = 16

Result = TypeVar("Result")


def timed(function: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = function()
    return round(time.perf_counter() - start, 3), result


def main() -> None:
    side, folder, pixels, batch_size, batches = sys.argv[1:]
    importlib.import_module(LIBRARIES[side])
    figures = {}
    figures["files"], files = timed(
        lambda: OF_SIDE[side](Path(folder), int(pixels), int(batch_size))
    )
    figures["first"], _ = timed(lambda: next(files.batches()))
    if side == "suite":
        figures["late"], _ = timed(lambda: next(files.batches(LATE)))
    stream = files.batches()
    Turns(json.dumps(figures)).serve(reading(stream, int(batches)), before=reading(stream, SKIPPED))


if __name__ == "__main__":
    main()
