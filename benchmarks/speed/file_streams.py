"""Endless streams of batches from image files: random resized crop, horizontal flip, bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

ENDLESS = 2**40  # samples; the sampler shuffles anew after each pass
SIDES = ("suite", "tf_data", "torch")
# What is imported before anything is timed.
LIBRARIES = {"suite": "suite.training", "tf_data": "tensorflow", "torch": "torchvision.datasets"}


def workers() -> int:
    return os.cpu_count() or 1


class SuiteFiles:
    """The suite's streaming: batches are a function of (seed, step).

    Args:
        folder: of class folders below `train`.
        side: of the square that a crop is resized to, in pixels.
        batch_size: images of a batch.
    """

    def __init__(self, folder: Path, side: int, batch_size: int) -> None:
        from suite.data import Pipeline
        from suite.data.augmentation.random_flip import RandomFlip
        from suite.data.augmentation.random_resized_crop import RandomResizedCrop
        from suite.data.sources.folder import folder as read_folder

        dataset = read_folder(str(folder), resize=[side, side], decode="streaming")
        self._pipeline = Pipeline(dataset, batch_size, [RandomResizedCrop(), RandomFlip()])

    def batches(self, first_step: int = 0) -> Iterator:
        return iter(self._pipeline.training(first_step))


class PlainFiles:
    """A `tf.data` pipeline as a careful user writes it: the paths are shuffled, a part of each file
    is decoded, by as many threads as `tf.data` finds best, in whatever order they are done.

    TensorFlow draws heights, not areas, evenly, and so smaller windows than the other sides (0.40
    of an image on average, not 0.48); from 0.18 of the area on they are as large.
    """

    def __init__(self, folder: Path, side: int, batch_size: int) -> None:
        import tensorflow as tf

        classes = sorted(path for path in (folder / "train").iterdir())
        files = [[str(file) for file in sorted(path.iterdir())] for path in classes]
        paths = [path for of_class in files for path in of_class]
        labels = [label for label, of_class in enumerate(files) for _ in of_class]

        def load(path: tf.Tensor, label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            contents = tf.io.read_file(path)
            begin, size, _ = tf.image.sample_distorted_bounding_box(
                tf.io.extract_jpeg_shape(contents),
                tf.zeros([1, 0, 4]),
                min_object_covered=0,
                aspect_ratio_range=(3 / 4, 4 / 3),
                area_range=(0.18, 1.0),
                max_attempts=10,
                use_image_if_no_bounding_boxes=True,
            )
            window = tf.concat([begin[:2], size[:2]], axis=0)
            image = tf.io.decode_and_crop_jpeg(contents, window, channels=3)
            image = tf.image.resize(image, [side, side])
            image = tf.image.random_flip_left_right(image)
            return tf.cast(tf.round(image), tf.uint8), label

        self._stream = (
            tf.data.Dataset.from_tensor_slices((paths, labels))
            .shuffle(len(paths))
            .repeat()
            .map(load, num_parallel_calls=tf.data.AUTOTUNE, deterministic=False)
            .batch(batch_size, drop_remainder=True)
            .prefetch(4)  # as fast as AUTOTUNE, which would hold what it makes in others' turns
        )

    def batches(self) -> Iterator:
        return iter(self._stream)


class TorchFiles:
    """PyTorch's DataLoader over torchvision's ImageFolder, a worker for each core."""

    def __init__(self, folder: Path, side: int, batch_size: int) -> None:
        from torch.utils.data import DataLoader, RandomSampler
        from torchvision import datasets, transforms

        steps = [
            transforms.RandomResizedCrop(side),
            transforms.RandomHorizontalFlip(),
            transforms.PILToTensor(),
        ]
        images = datasets.ImageFolder(str(folder / "train"), transforms.Compose(steps))
        sampler = RandomSampler(images, num_samples=ENDLESS)
        self._loader = DataLoader(images, batch_size, sampler=sampler, num_workers=workers())

    def batches(self) -> Iterator:
        return iter(self._loader)


OF_SIDE = dict(zip(SIDES, (SuiteFiles, PlainFiles, TorchFiles), strict=True))
