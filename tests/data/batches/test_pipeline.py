from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.mixup import Mixup
from suite.data.augmentation.random_crop import RandomCrop
from suite.data.augmentation.random_flip import RandomFlip
from suite.data.batches import reader
from suite.errors import UserError

AUGMENTATIONS = (RandomCrop(2), RandomFlip())


@pytest.fixture(scope="module")
def dataset():
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (60, 6, 6, 3), dtype=np.uint8)
    labels = np.arange(60) % 3
    train, test = Split(images[:47], labels[:47]), Split(images[47:], labels[47:])
    return Dataset("random", train, None, test, ("a", "b", "c"))


def batches(stream, count):
    return list(stream.take(count).as_numpy_iterator())


def assert_same(one, two):
    for first, second in zip(one, two, strict=True):
        np.testing.assert_array_equal(first[0], second[0])
        np.testing.assert_array_equal(first[1], second[1])


@pytest.mark.parametrize("first_step", [3, 4, 6])
@pytest.mark.parametrize("one_hot", [False, True])
def test_starting_at_a_step_gives_the_batches_of_skipping_to_it(dataset, first_step, one_hot):
    extra = (Mixup(),) if one_hot else ()
    pipeline = Pipeline(dataset, 10, (*AUGMENTATIONS, *extra), seed=5, one_hot=one_hot)
    assert pipeline.steps_per_epoch == 4
    assert_same(
        batches(pipeline.training(), 10)[first_step:],
        batches(pipeline.training(first_step), 10 - first_step),
    )


def test_batches_hold_their_own_labels(dataset):
    by_image = {
        image.tobytes(): label
        for image, label in zip(dataset.train.inputs, dataset.train.labels, strict=True)
    }
    for images, labels in batches(Pipeline(dataset, 10).training(), 5):
        assert (images.dtype, labels.dtype) == (np.uint8, np.int32)
        assert [by_image[image.tobytes()] for image in images] == list(labels)


def test_two_augmentations_of_a_kind_draw_differently(dataset):
    single, double = (
        batches(Pipeline(dataset, 40, [RandomFlip()] * count).training(), 1)[0][0]
        for count in (1, 2)
    )
    plain = batches(Pipeline(dataset, 40).training(), 1)[0][0]
    assert not np.array_equal(single, double)
    assert not np.array_equal(double, plain)  # equal draws would undo each other


def test_an_augmentation_of_the_users_branches_on_tensors(dataset):
    def darken(images, labels, seed):
        if seed[1] % 2 == 0:
            return images // 2, labels
        return images * 0, labels

    plain = batches(Pipeline(dataset, 10).training(), 8)
    darkened = batches(Pipeline(dataset, 10, [darken]).training(), 8)
    halves = [
        bool(np.array_equal(dark, images // 2))
        for (images, _), (dark, _) in zip(plain, darkened, strict=True)
    ]
    assert all(half or not dark.any() for half, (dark, _) in zip(halves, darkened, strict=True))
    assert 0 < sum(halves) < 8


def test_the_seed_decides_and_shapes_are_static(dataset):
    one, same, other = (
        batches(Pipeline(dataset, 8, AUGMENTATIONS, seed=seed).training(), 3) for seed in (1, 1, 2)
    )
    assert_same(one, same)
    assert not np.array_equal(one[0][0], other[0][0])
    spec = Pipeline(dataset, 8, AUGMENTATIONS, one_hot=True).training().element_spec
    assert spec[0] == tf.TensorSpec((8, 6, 6, 3), tf.uint8)
    assert spec[1] == tf.TensorSpec((8, 3), tf.float32)


@pytest.mark.parametrize("size", [None, 5, 100])
def test_evaluation_is_one_pass_in_order_with_the_remainder(dataset, size):
    pipeline = Pipeline(dataset, 4, AUGMENTATIONS)
    for split in (dataset.test, dataset.train):
        parts = list(pipeline.evaluation(split, size).as_numpy_iterator())
        assert {len(images) for images, _ in parts[:-1]} <= {size or 4}
        np.testing.assert_array_equal(np.concatenate([x for x, _ in parts]), split.inputs)
        np.testing.assert_array_equal(np.concatenate([y for _, y in parts]), split.labels)


def test_one_hot_labels_are_rows_of_the_identity(dataset):
    pipeline = Pipeline(dataset, 4, one_hot=True)
    labels = np.concatenate([y for _, y in pipeline.evaluation(dataset.test).as_numpy_iterator()])
    np.testing.assert_array_equal(labels, np.eye(3, dtype=np.float32)[dataset.test.labels])


def test_arrays_too_large_for_memory_give_the_same_batches(dataset, monkeypatch, tmp_path):
    pipeline = Pipeline(dataset, 10, AUGMENTATIONS, seed=5)
    expected = batches(pipeline.training(2), 6)
    np.save(tmp_path / "x.npy", dataset.train.inputs)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    train = Split(mapped, dataset.train.labels).subset(np.arange(47))
    large = Pipeline(
        Dataset("large", train, None, None, ("a", "b", "c")), 10, AUGMENTATIONS, seed=5
    )
    monkeypatch.setattr(reader, "memory_bytes", lambda: 0)
    stream = large.training(2)
    assert stream.element_spec[0].shape == (10, 6, 6, 3)
    assert_same(expected, batches(stream, 6))
    evaluated = list(large.evaluation(train).as_numpy_iterator())
    np.testing.assert_array_equal(np.concatenate([x for x, _ in evaluated]), mapped)


def test_the_graph_of_a_batch_holds_neither_data_nor_stateful_ops():
    """Data in the graph would break its limit of 2 GB; a stateful op would make the map serial
    under op determinism."""
    images = np.zeros((2000, 16, 16, 3), np.uint8)
    read = reader.reader(images)

    @tf.function
    def batch(rows, key):
        inputs, labels = read(rows), tf.one_hot(rows, 3)
        for augmentation in (*AUGMENTATIONS, Mixup()):
            inputs, labels = augmentation(inputs, labels, key)
        return inputs, labels

    graph = batch.get_concrete_function(
        tf.TensorSpec([8], tf.int32), tf.TensorSpec([2], tf.int64)
    ).graph
    assert graph.as_graph_def().ByteSize() < images.nbytes / 10
    random = [op.type for op in graph.get_operations() if "Random" in op.type]
    assert random
    assert all(kind.startswith("Stateless") for kind in random)


def test_wrong_batches_are_refused(dataset):
    with pytest.raises(UserError, match=r"batch of 48 .* 47 examples.*at most 47"):
        Pipeline(dataset, 48)
    with pytest.raises(ValueError, match="`batch_size` must be >= 1"):
        Pipeline(dataset, 0)
    with pytest.raises(UserError, match="Mixup mixes labels"):
        Pipeline(dataset, 8, [Mixup()])
