"""Streamed batches in other processes: workers that read their own rows, starts, threads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import HOME

BATCHES = 200
# Prints a digest of each batch's halves: of both, or of that which a worker reads.
STREAM = f"""
import hashlib, json, sys

import tensorflow as tf

tf.config.experimental.enable_op_determinism()

from suite.data import Pipeline
from suite.data.augmentation.random_flip import RandomFlip
from suite.data.augmentation.random_resized_crop import RandomResizedCrop
from suite.data.files.streaming import streamed_images
from suite.data.sources.folder import folder

start, threads, worker = map(int, sys.argv[1:])
streamed_images._threads = lambda: threads
data = folder("images", resize=[8, 8], decode="streaming")
rows = Pipeline(data, 8, [RandomResizedCrop(), RandomFlip()], seed=3).training_rows(start)
halves = tf.reshape(tf.range(8), [2, 4])
chosen = halves if worker < 0 else halves[worker : worker + 1]
parts = rows.elements.map(lambda step, batch: (step, batch, tf.reshape(chosen, [-1])))
batches = rows.whole() if worker < 0 else rows.of(parts)
found = []
for images, labels in batches.take({BATCHES} - start).as_numpy_iterator():
    pairs = zip(images.reshape(-1, 4, 8, 8, 3), labels.reshape(-1, 4), strict=True)
    found.append([hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest() for x, y in pairs])
print(json.dumps(found))
"""


def _read(folder: Path, start: int, threads: int, worker: int = -1) -> list[list[str]]:
    arguments = [str(start), str(threads), str(worker)]
    done = subprocess.run(
        [sys.executable, "-c", STREAM, *arguments],
        cwd=folder,
        env={"PATH": "", "PYTHONPATH": str(HOME), "KERAS_BACKEND": "tensorflow"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.slow
def test_batches_are_the_same_in_any_process(image_folder, tmp_path):
    image_folder({"train/a": 10, "train/b": 11, "val/a": 1, "val/b": 1}, (20, 30), ".jpg")
    whole = _read(tmp_path, start=0, threads=1)
    assert len(whole) == BATCHES
    assert len({half for batch in whole for half in batch}) == 2 * BATCHES
    assert _read(tmp_path, start=77, threads=8) == whole[77:]
    for worker, threads in ((0, 2), (1, 5)):
        own = _read(tmp_path, start=0, threads=threads, worker=worker)
        assert own == [[batch[worker]] for batch in whole]
