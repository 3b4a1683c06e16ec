"""Images per second of the training pipeline, against Keras layers and a PyTorch DataLoader.

    python -m benchmarks.pipeline [--rounds 5] [--batches 300] [--page docs/benchmarks.md]

Random crop with padding 4 and horizontal flip on 50,000 images of 32x32x3, batch 128. The streams
take turns in one process. Wall time only: a DataLoader's work is done in other processes. Then each
augmentation by itself on images of 224x224x3, against torchvision's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.page import installed, machine, options, positive, publish, table
from benchmarks.speed.augmentations import AUGMENTATIONS, COUNT, PIXELS, WORKERS
from benchmarks.speed.augmentations import BATCH as LARGE_BATCH
from benchmarks.speed.processes import Processes
from benchmarks.speed.turn_server import reading
from benchmarks.speed.turns import ratio, spread, take_turns

BATCH = 128
SAMPLES = 50_000
OURS, KERAS = "the suite", "Keras layers in `tf.data`"
# Read before a turn is timed: what was buffered while the others had theirs.
SKIPPED = 200

_TEXT = """## Pipeline

`python -m benchmarks.pipeline`: {rounds} turns of {batches} batches of each stream, medians, and
ranges in brackets. {machine}

Random crop with padding 4 and horizontal flip of 32x32 images, batch {batch}. The suite draws for
each image, and so does the DataLoader; the Keras layers draw one crop for a batch. The suite
delivers uint8, which its models normalize; the others deliver float32.{missing}

{table}

Each augmentation alone, of {count} images of {pixels}x{pixels} in memory, batch {large}, {turns}
turns of {few} batches: the suite's pipeline against torchvision's `transforms.v2` on bytes in the
{workers} workers of a DataLoader; what mixes images mixes them in its `collate_fn`. What neither
does is the row `none`. The suite draws everything for each image; torchvision draws one share and
one box of mixup and cutmix for a batch, and its cutout is `RandomErasing`.

{augmentations}
"""


def streams(samples: int) -> dict[str, Iterator]:
    """An endless stream of batches from each side."""
    random = np.random.default_rng(0)
    x = random.integers(0, 256, (samples, 32, 32, 3), dtype=np.uint8)
    y = random.integers(0, 10, samples, dtype=np.int32)
    loader = {}
    if installed("torch"):
        from benchmarks.speed.image_loader import image_loader, loader_name

        # First of all: processes must not fork once TensorFlow has started its threads.
        loader[loader_name()] = image_loader(x, y, BATCH)
    import suite.training  # noqa: F401 - imports TensorFlow, quietly
    from benchmarks.speed.ours import pipeline
    from benchmarks.speed.plain_keras import augmented

    ours, keras = pipeline(x, y).training(), augmented(x, y, endless=True)
    return {OURS: iter(ours), KERAS: iter(keras), **loader}


def each_augmentation(names: Sequence[str], rounds: int, batches: int) -> str:
    """The table of single augmentations."""
    sides = ["suite", "torchvision"] if installed("torchvision") else ["suite"]
    lines = []
    for name in names:
        running: dict[str, Processes] = {}
        seconds: dict[str, list[float]] = {side: [] for side in sides}
        try:
            for side in sides:
                arguments = [side, name, str(batches)]
                running[side] = Processes("benchmarks.speed.augmentation_server", arguments)
                running[side].wait()
            for turn in range(rounds):
                for side in sides if turn % 2 == 0 else sides[::-1]:
                    seconds[side].append(running[side].turn()[0])
        finally:
            for processes in running.values():
                processes.end()
        images = batches * LARGE_BATCH
        speeds = [spread([images / one for one in of_side], 0) for of_side in seconds.values()]
        theirs = seconds.get("torchvision")
        against = ratio(theirs, seconds["suite"]) if theirs else "torchvision is not installed"
        lines.append([name, speeds[0], speeds[1] if theirs else "", against])
    header = ("augmentation", "suite, images/s", "torchvision, images/s", "suite / torchvision")
    return table(header, lines)


def main() -> None:
    parser = options(__doc__, rounds=5)
    parser.add_argument("--batches", type=positive, default=300, help="of a turn (default 300)")
    parser.add_argument("--samples", type=positive, default=SAMPLES)
    parser.add_argument("--only", nargs="+", choices=AUGMENTATIONS, default=[*AUGMENTATIONS])
    parser.add_argument("--few", type=positive, default=12, help="batches of 224x224 in a turn")
    arguments = parser.parse_args()
    # First: its processes need the memory and the cores that the streams of this one hold.
    augmentations = each_augmentation(arguments.only, arguments.rounds, arguments.few)
    text = _TEXT.format(
        rounds=arguments.rounds,
        batches=arguments.batches,
        machine=machine(),
        batch=BATCH,
        missing="" if installed("torch") else " PyTorch is not installed: no DataLoader.",
        table=crop_and_flip(arguments.samples, arguments.batches, arguments.rounds),
        count=COUNT,
        pixels=PIXELS,
        large=LARGE_BATCH,
        turns=arguments.rounds,
        few=arguments.few,
        workers=WORKERS,
        augmentations=augmentations,
    )
    publish("pipeline", text, arguments.page)


def crop_and_flip(samples: int, batches: int, rounds: int) -> str:
    """The table of the three streams."""
    sides = streams(samples)
    skipped = min(SKIPPED, batches)
    for stream in sides.values():
        reading(stream, skipped + batches)()  # tf.data finds its number of threads
    times = take_turns(
        {name: reading(stream, batches) for name, stream in sides.items()},
        rounds,
        before={name: reading(stream, skipped) for name, stream in sides.items()},
    )
    lines = []
    for name, measured in times.items():
        speed = spread([batches * BATCH / seconds for seconds in measured.wall], 0)
        against = "" if name == OURS else ratio(measured.wall, times[OURS].wall)
        lines.append([name, speed, against])
    return table(("stream", "images/s", "suite / stream"), lines)


if __name__ == "__main__":
    main()
