"""Sets of TensorFlow Datasets that are streamed: equal to those in memory, in both formats."""

from __future__ import annotations

import hashlib
import os

import numpy as np
import pytest
import tensorflow as tf

from suite.data.augmentation.random_resized_crop import RandomResizedCrop
from suite.data.batches.pipeline import Pipeline
from suite.data.files.records import record_index
from suite.data.files.records.streamed_records import StreamedRecords
from suite.data.sources.tfds import tfds
from suite.errors import UserError

FORMATS = ["tfrecord", "array_record"]
COUNT = 90


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """A folder of sets: JPEG images of many sizes, and PNG images of one; in both formats."""
    import tensorflow_datasets as library

    folder = tmp_path_factory.mktemp("sets")
    random = np.random.default_rng(0)

    def photograph(size):
        rough = random.integers(0, 256, (6, 6, 3), dtype=np.uint8)
        smooth = tf.image.resize(rough, size, method="bicubic")
        return tf.io.encode_jpeg(tf.saturate_cast(smooth, tf.uint8), quality=90).numpy()

    def png():
        return random.integers(0, 256, (12, 10, 1), dtype=np.uint8)

    for form in FORMATS:
        random = np.random.default_rng(0)
        for name, image, make in (
            ("photographs", library.features.Image(encoding_format="jpeg"), None),
            ("drawings", library.features.Image(shape=(12, 10, 1), encoding_format="png"), png),
        ):
            files = folder / "raw" / form
            files.mkdir(parents=True, exist_ok=True)
            splits = {}
            for split, count in (("train", COUNT), ("test", 7)):
                examples = []
                for number in range(count):
                    if make:
                        value = make()
                    else:
                        size = random.integers(30, 90, 2).tolist()
                        value = str(files / f"{split}-{number}.jpg")
                        tf.io.write_file(value, photograph(size))
                    examples.append({"id": str(number), "image": value, "label": number % 3})
                splits[split] = list(enumerate(examples))
            library.dataset_builders.store_as_tfds_dataset(
                name=f"{name}_{form}",
                version="1.0.0",
                features=library.features.FeaturesDict(
                    {
                        "id": library.features.Text(),
                        "image": image,
                        "label": library.features.ClassLabel(names=["a", "b", "c"]),
                    }
                ),
                split_datasets=splits,
                data_dir=str(folder),
                file_format=form,
            )
    return str(folder)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("form", FORMATS)
def test_images_of_one_size_are_those_in_memory(sets, form):
    name = f"drawings_{form}"
    streamed = tfds(name, data_dir=sets, decode="streaming")
    whole = tfds(name, data_dir=sets, decode="memory")
    assert isinstance(streamed.train.inputs, StreamedRecords)
    for split in ("train", "test"):
        one, other = getattr(streamed, split), getattr(whole, split)
        np.testing.assert_array_equal(one.labels, other.labels)
        np.testing.assert_array_equal(one.inputs[:], other.inputs)
    assert hashes(streamed) == hashes(whole)


@pytest.mark.parametrize("form", FORMATS)
def test_photographs_are_those_in_memory(sets, form):
    asked = {"name": f"photographs_{form}", "data_dir": sets, "resize": [24, 20]}
    for share in (0.875,) if form == "array_record" else (0.875, 1.0):
        streamed = tfds(**asked, center_crop=share, decode="streaming")
        whole = tfds(**asked, center_crop=share, decode="memory")
        assert isinstance(whole.train.inputs, np.memmap)
        np.testing.assert_array_equal(streamed.train.inputs[:], whole.train.inputs)
        np.testing.assert_array_equal(streamed.train.labels, whole.train.labels)
    assert tfds(**asked, decode="streaming").train.inputs.share == 0.875


@pytest.mark.parametrize("form", FORMATS)
def test_windows_are_drawn_and_decoded_the_same_from_any_start(sets, form):
    data = tfds(f"photographs_{form}", data_dir=sets, resize=[16, 16], decode="streaming")
    crops, steps = [RandomResizedCrop()], 200 if form == "tfrecord" else 40
    expected = hashes(data, crops, steps=steps)
    assert len(set(expected)) == steps
    for start, threads in ((33, 8),) if form == "array_record" else ((1, 1), (33, 8)):
        assert hashes(data, crops, start, 7, threads) == expected[start : start + 7]


def hashes(dataset, augmentations=(), first_step=0, steps=20, threads=None):
    """A digest of each batch."""
    batches = Pipeline(dataset, 8, augmentations, seed=3).training(first_step).take(steps)
    options = tf.data.Options()
    if threads:
        options.threading.private_threadpool_size = threads
    return [
        hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest()
        for x, y in batches.with_options(options).as_numpy_iterator()
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_records_are_looked_up_once(sets, form, monkeypatch):
    name = f"drawings_{form}"
    first = tfds(name, data_dir=sets, decode="streaming")
    monkeypatch.setattr(record_index, "_known", lambda *_: pytest.fail("looked up again"))
    again = tfds(name, data_dir=sets, decode="streaming")
    assert again.train.inputs.digest() == first.train.inputs.digest()
    assert first.train.inputs.shared_with(first.train.inputs) == 1
    assert first.train.inputs.shared_with(first.test.inputs) == 0


def test_a_file_that_changes_or_is_cut_off_is_named(sets, tmp_path):
    import shutil

    shutil.copytree(sets, tmp_path / "sets", ignore=shutil.ignore_patterns("raw"))
    for form in FORMATS:
        name = f"drawings_{form}"
        data = tfds(name, data_dir=str(tmp_path / "sets"), decode="streaming")
        (file,) = (tmp_path / "sets" / name / "1.0.0").glob("*-train.*")
        os.utime(file)
        with pytest.raises(UserError, match=rf"{file.name} has changed while it was streamed"):
            data.train.inputs[:3]
        file.write_bytes(file.read_bytes()[:-50])
        with pytest.raises(UserError, match=r"damaged, or not complete"):
            tfds(name, data_dir=str(tmp_path / "sets"), decode="streaming")
        with pytest.raises(UserError, match=r"the split 'train' of the TFDS .* are damaged, or no"):
            tfds(name, data_dir=str(tmp_path / "sets"), decode="memory")
