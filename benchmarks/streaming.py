"""Images per second from JPEG files that are read anew for each batch, and what it takes.

    python -m benchmarks.streaming [--rounds 5] [--folder FOLDER] [--page docs/benchmarks.md]

Makes 20,000 files of 400 to 500 pixels in 100 classes (2 GB, some minutes), in a temporary folder
or once for all in the one that is given. The suite, a plain `tf.data` pipeline and PyTorch's
DataLoader read the same files on the same cores and take turns. Then the suite begins with 64 links
to each file, as many names as ImageNet has.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.must_hold import Limit, at_least, at_most
from benchmarks.page import installed, machine, options, positive, publish, table
from benchmarks.speed.file_server import LATE
from benchmarks.speed.file_streams import SIDES, workers
from benchmarks.speed.image_files import link_many, make_image_files
from benchmarks.speed.processes import Processes
from benchmarks.speed.turns import Times, quotients, ratio, spread

OURS = SIDES[0]
NAMES = {
    OURS: "the suite",
    "tf_data": "careful `tf.data`",
    "torch": f"PyTorch DataLoader, {workers()} workers, torchvision",
}
LIMITS = {"tf_data": at_least(0.9), "torch": at_least(1.0)}
HEADER = (
    "figure",
    "stream",
    "suite / stream, wall",
    "must hold",
    "suite / stream, processor",
    "images/s",
)
MANY = "the suite, {:,} names"
# Of the files, and of many names: memory in MB, and seconds to the first batch of a late step.
MOST_MEMORY, MOST_OF_MANY = at_most(1500), at_most(4000)
LONGEST_LATE, LONGEST_START = at_most(5), at_most(60)

_TEXT = """## Streaming

`python -m benchmarks.streaming`: {rounds} turns of {batches} batches of each stream, medians, and
ranges in brackets. {machine}

{count:,} JPEG files of 400 to 500 pixels, {kilobytes:.0f} KB each, in {classes} classes, of
{source}; all of them in the system's cache of files. Random resized crop to {pixels}x{pixels} and
horizontal flip, batch {batch}. All sides deliver bytes, shuffle over all of the files, and decode
as their libraries do by default; only the suite's batches are a function of seed and step. A side
is a process of its own, stopped while others have their turns.{missing}

{speeds}

Memory is what was resident at once at most, with that of the workers of the DataLoader, as far as
it is theirs alone. The first batch is waited for from the moment at which the libraries are
imported. Many names are links to the same files.

{uses}
"""


def measure(
    arguments: list[str], sides: list[str], rounds: int
) -> tuple[dict[str, Times], dict[str, dict[str, float]]]:
    """Seconds of each turn, and what each side says of itself, by side."""
    running: dict[str, Processes] = {}
    times = {side: Times() for side in sides}
    try:
        for side in sides:
            running[side] = Processes("benchmarks.speed.file_server", [side, *arguments])
            running[side].wait()
        for turn in range(rounds):
            for side in sides if turn % 2 == 0 else sides[::-1]:
                times[side].add(*running[side].turn())
        figures = {side: said(processes) for side, processes in running.items()}
    finally:
        for processes in running.values():
            processes.end()
    return times, figures


def said(processes: Processes) -> dict[str, float]:
    """What a side that is ready says of itself, and its memory."""
    return json.loads(processes.ready) | {"memory": processes.megabytes()}


def begun_with_many(files: Path, copies: int, arguments: list[str]) -> dict[str, float]:
    """The same of the suite alone, which finds each file so many times."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "many")
        link_many(folder, files, copies)
        running = Processes("benchmarks.speed.file_server", [OURS, str(folder), *arguments])
        try:
            running.wait()
            return said(running)
        finally:
            running.end()


def speeds(times: Mapping[str, Times], images: int) -> str:
    """The table of images/s. A DataLoader's work is done in other processes, whose processor time
    is not known."""
    lines = []
    ours = times[OURS]
    for side, taken in times.items():
        wall, verdict, processor = "", "", ""
        if side != OURS:
            wall = ratio(taken.wall, ours.wall)
            verdict = LIMITS[side].verdict(quotients(taken.wall, ours.wall))
        if side == "tf_data":
            processor = ratio(taken.processor, ours.processor)
        each = spread([images / turn for turn in taken.wall], 0)
        lines.append(["images/s", NAMES[side], wall, verdict, processor, each])
    return table(HEADER, lines)


def uses(figures: Mapping[str, Mapping[str, float]], many: int = 0) -> str:
    """The table of memory and starts.

    Args:
        figures: of each side, and of the suite with many names as `many`.
        many: how many names that were.
    """
    names = NAMES | {"many": MANY.format(many)}
    limits: dict[tuple[str, str], Limit] = {
        ("memory", OURS): MOST_MEMORY,
        ("memory", "many"): MOST_OF_MANY,
        ("late", OURS): LONGEST_LATE,
        ("start", "many"): LONGEST_START,
    }
    titles = {
        "memory": "memory, MB",
        "start": "first batch, s",
        "late": f"first batch at step {LATE:,}, s",
    }
    lines = []
    for figure, title in titles.items():
        for side, of_side in figures.items():
            value = (of_side | {"start": of_side["files"] + of_side["first"]}).get(figure)
            if value is not None:
                limit = limits.get((figure, side))
                digits = 0 if figure == "memory" else 1
                verdict = limit.verdict([value]) if limit else ""
                lines.append([title, names[side], f"{value:,.{digits}f}", verdict])
    return table(("figure", "stream", "", "must hold"), lines)


def main() -> None:
    parser = options(__doc__, rounds=5)
    parser.add_argument("--folder", type=Path, help="of the files, which are made if missing")
    parser.add_argument("--source", type=Path, help="image files to enlarge (default: generated)")
    parser.add_argument("--files", type=positive, default=20_000)
    parser.add_argument("--classes", type=positive, default=100)
    parser.add_argument("--pixels", type=positive, default=224)
    parser.add_argument("--batch", type=positive, default=64)
    parser.add_argument("--batches", type=positive, default=24, help="of a turn (default 24)")
    parser.add_argument("--copies", type=int, default=64, help="links to each file; 0: none")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        make_image_files(folder, arguments.files, arguments.classes, arguments.source)
        text = compare(folder, arguments)
    publish("streaming", text, arguments.page)


def compare(folder: Path, arguments: argparse.Namespace) -> str:
    """The section of the page."""
    found = [file.stat().st_size for file in (folder / "train").rglob("*.jpg")]
    has_torch = installed("torch") and installed("torchvision")
    sides = [side for side in SIDES if side != "torch" or has_torch]
    values = [str(value) for value in (arguments.pixels, arguments.batch, arguments.batches)]
    times, figures = measure([str(folder), *values], sides, arguments.rounds)
    if arguments.copies:
        figures["many"] = begun_with_many(folder, arguments.copies, values)
    return _TEXT.format(
        rounds=arguments.rounds,
        batches=arguments.batches,
        machine=machine(),
        count=len(found),
        kilobytes=statistics.mean(found) / 1e3,
        classes=arguments.classes,
        source="enlarged pictures" if arguments.source else "generated pictures",
        pixels=arguments.pixels,
        batch=arguments.batch,
        missing="" if has_torch else " PyTorch or torchvision is not installed: no DataLoader.",
        speeds=speeds(times, arguments.batches * arguments.batch),
        uses=uses(figures, len(found) * arguments.copies),
    )


if __name__ == "__main__":
    main()
