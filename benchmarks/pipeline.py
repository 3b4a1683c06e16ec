"""Images per second of the training pipeline, against Keras layers and a PyTorch DataLoader.

    python -m benchmarks.pipeline [--rounds 5] [--batches 300] [--page docs/benchmarks.md]

Random crop with padding 4 and horizontal flip on 50,000 images of 32x32x3, batch 128. The streams
take turns in one process. Wall time only: a DataLoader's work is done in other processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.page import installed, machine, options, positive, publish, table
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


def reading(stream: Iterator, batches: int) -> Callable[[], None]:
    def read() -> None:
        for _ in range(batches):
            next(stream)

    return read


def main() -> None:
    parser = options(__doc__, rounds=5)
    parser.add_argument("--batches", type=positive, default=300, help="of a turn (default 300)")
    parser.add_argument("--samples", type=positive, default=SAMPLES)
    arguments = parser.parse_args()
    sides = streams(arguments.samples)
    skipped = min(SKIPPED, arguments.batches)
    for stream in sides.values():
        reading(stream, skipped + arguments.batches)()  # tf.data finds its number of threads
    times = take_turns(
        {name: reading(stream, arguments.batches) for name, stream in sides.items()},
        arguments.rounds,
        before={name: reading(stream, skipped) for name, stream in sides.items()},
    )
    lines = []
    for name, measured in times.items():
        speed = spread([arguments.batches * BATCH / seconds for seconds in measured.wall], 0)
        against = "" if name == OURS else ratio(measured.wall, times[OURS].wall)
        lines.append([name, speed, against])
    text = _TEXT.format(
        rounds=arguments.rounds,
        batches=arguments.batches,
        machine=machine(),
        batch=BATCH,
        missing="" if installed("torch") else " PyTorch is not installed: no DataLoader.",
        table=table(("stream", "images/s", "suite / stream"), lines),
    )
    publish("pipeline", text, arguments.page)


if __name__ == "__main__":
    main()
