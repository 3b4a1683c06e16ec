"""Rows per second of tables that are read at random, against `tf.data` and pandas; memory.

    python -m benchmarks.tables [--rounds 5] [--rows 1000000] [--page docs/data.md]

Batches of 128 rows of 20 numbers and a word of a table, which is made for this. `streamed` reads
rows from the file that the suite makes of a CSV or Parquet file once; the other sides are what a
person would write: `make_csv_dataset`, which mixes 10,000 rows at a time, and all rows in memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.must_hold import at_least
from benchmarks.page import machine, options, positive, publish, table
from benchmarks.speed.turns import quotients, ratio, spread, take_turns

BATCH, FEATURES, BATCHES = 128, 20, 500
STREAMED, CSV_DATASET = "the suite, streamed", "`make_csv_dataset`"
LEAST = at_least(0.9)

_TEXT = """## Tables

`python -m benchmarks.tables`: {rounds} turns of {batches} batches of {batch} rows, medians, and
ranges in brackets. {rows:,} rows of {features} numbers and a word: {csv:.0f} MB as CSV,
{parquet:.0f} MB as Parquet. {machine}

{reading}

What is done once, in seconds of a processor:

{once}

The most that was resident while 2,000 batches were read, beyond what the imports take, in a process
of its own (Linux only):

{memory}
"""


def write_tables(folder: Path, rows: int) -> tuple[Path, Path]:
    """A CSV and a Parquet file of the same rows, written piece by piece."""
    import pandas
    import pyarrow
    import pyarrow.parquet

    csv, parquet = folder / f"{rows}.csv", folder / f"{rows}.parquet"
    random = np.random.default_rng(0)
    writer = None
    for start in range(0, rows, 100_000):
        count = min(100_000, rows - start)
        frame = pandas.DataFrame(
            {f"x{n}": random.normal(size=count).round(5) for n in range(FEATURES)}
        )
        frame["sky"] = np.array(["blue", "gray", "dark"])[random.integers(0, 3, count)]
        frame["good"] = random.integers(0, 2, count)
        frame.to_csv(csv, mode="a", header=not start, index=False)
        part = pyarrow.Table.from_pandas(frame, preserve_index=False)
        writer = writer or pyarrow.parquet.ParquetWriter(parquet, part.schema)
        writer.write_table(part)
    if writer:
        writer.close()
    return csv, parquet


def streams(csv: Path, parquet: Path) -> dict[str, Iterator]:
    """An endless stream of batches from each side."""
    import pandas
    import tensorflow as tf

    frame = pandas.read_csv(csv)
    labels = frame.pop("good").to_numpy(np.int32)
    whole = pandas.get_dummies(frame).to_numpy(np.float32)
    in_memory = tf.data.Dataset.from_tensor_slices((whole, labels))
    in_memory = in_memory.shuffle(len(whole)).repeat().batch(BATCH).prefetch(2)
    from_csv = tf.data.experimental.make_csv_dataset(
        str(csv), BATCH, label_name="good", num_parallel_reads=2, prefetch_buffer_size=2
    )
    return {
        STREAMED: iter(batches(parquet, "streaming")),
        "the suite, in memory": iter(batches(parquet, "memory")),
        CSV_DATASET: iter(from_csv),
        "pandas, `shuffle`, `batch`": iter(in_memory),
    }


def batches(parquet: Path, decode: str) -> Iterable:
    """The suite's training batches."""
    from suite.data.batches.pipeline import Pipeline
    from suite.data.sources.parquet import parquet as source

    return Pipeline(source(str(parquet), "good", decode=decode, test=0), BATCH).training()


def passes(csv: Path, parquet: Path) -> dict[str, Callable[[], object]]:
    """What reads all of a file once."""
    import pandas
    import pyarrow.parquet

    from suite.data.sources.csv import csv as csv_source
    from suite.data.sources.parquet import parquet as parquet_source

    def anew(source: Callable, path: Path) -> None:
        with tempfile.TemporaryDirectory() as cache:
            os.environ["SUITE_CACHE"] = cache
            source(str(path), "good", decode="streaming", test=0)

    def by_pandas() -> None:
        for part in pandas.read_csv(csv, chunksize=50_000):
            part.iloc[:, :FEATURES].to_numpy(np.float32)

    def by_pyarrow() -> None:
        for part in pyarrow.parquet.ParquetFile(parquet).iter_batches():
            part.to_pandas().iloc[:, :FEATURES].to_numpy(np.float32)

    return {
        "the suite, CSV to rows": lambda: anew(csv_source, csv),
        "pandas, `read_csv` in chunks": by_pandas,
        "the suite, Parquet to rows": lambda: anew(parquet_source, parquet),
        "pyarrow, `iter_batches` to pandas": by_pyarrow,
    }


def resident(parquet: Path, decode: str) -> float:
    """MB that a process of its own takes for the batches of a file."""
    command = [sys.executable, "-m", "benchmarks.tables", "--measure", f"{decode}:{parquet}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def measure(decode: str, parquet: Path) -> None:
    """Print how much more memory is resident than after the imports."""
    import suite.training  # noqa: F401

    before = _most_resident()
    for _ in batches(parquet, decode).take(2000):
        pass
    print((_most_resident() - before) / 1e3)


def _most_resident() -> int:
    """In KB, of this program alone, and not of the process that it was started by."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def reading(stream: Iterator) -> Callable[[], None]:
    def read() -> None:
        for _ in range(BATCHES):
            next(stream)

    return read


def main() -> None:
    parser = options(__doc__, rounds=5)
    parser.add_argument("--rows", type=positive, default=1_000_000)
    parser.add_argument("--measure", help="DECODE:FILE, used by this command itself")
    arguments = parser.parse_args()
    if arguments.measure:
        decode, _, path = arguments.measure.partition(":")
        measure(decode, Path(path))
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SUITE_CACHE"] = f"{folder}/cache"
        publish("tables", report(Path(folder), arguments.rows, arguments.rounds), arguments.page)


def report(folder: Path, rows: int, rounds: int) -> str:
    """The section of the page."""
    import suite.training  # noqa: F401 - imports TensorFlow, quietly

    csv, parquet = write_tables(folder, rows)
    sides = {name: reading(stream) for name, stream in streams(csv, parquet).items()}
    times = take_turns(sides, rounds, before=sides)
    lines = []
    for name, measured in times.items():
        speed = spread([BATCHES * BATCH / seconds for seconds in measured.wall], 0)
        found = quotients(measured.wall, times[STREAMED].wall)
        against = "" if name == STREAMED else ratio(measured.wall, times[STREAMED].wall)
        lines.append([name, speed, against, LEAST.verdict(found) if name == CSV_DATASET else ""])
    once = take_turns(passes(csv, parquet), min(rounds, 3))
    os.environ["SUITE_CACHE"] = f"{folder}/cache"
    larger = write_tables(folder, 4 * rows)[1]
    memory = [
        [decode, f"{resident(parquet, decode):,.0f} MB", f"{resident(larger, decode):,.0f} MB"]
        for decode in ("streaming", "memory")
    ]
    return _TEXT.format(
        rounds=rounds,
        batches=BATCHES,
        batch=BATCH,
        rows=rows,
        features=FEATURES,
        csv=csv.stat().st_size / 1e6,
        parquet=parquet.stat().st_size / 1e6,
        machine=machine(),
        reading=table(("stream", "rows/s", "streamed / other", "must hold"), lines),
        once=table(
            ("pass", "s", "rows/s"),
            [
                [name, spread(one.processor, 2), f"{rows / min(one.processor):,.0f}"]
                for name, one in once.items()
            ],
        ),
        memory=table(("`decode`", f"{rows:,} rows", f"{4 * rows:,} rows"), memory),
    )


if __name__ == "__main__":
    main()
