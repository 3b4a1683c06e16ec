"""Image classification sets of TensorFlow Datasets, by name."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.files.cache import cached, is_cached
from suite.data.files.decode import check_center_crop
from suite.data.files.image_folders import SPLITS
from suite.data.files.records.tfds_records import streamed_splits
from suite.data.files.split_files import check_resize, create_inputs, read_splits, write_labels
from suite.data.files.streaming.choice import STREAMED_SHARE, Decode, check_decode, chosen
from suite.data.files.tfds_prepare import prepare
from suite.data.files.tfds_sets import refused_name, unknown_set
from suite.data.files.wait_bar import wait_bar
from suite.errors import UserError
from suite.screen import plain

if TYPE_CHECKING:
    import tensorflow as tf
    import tensorflow_datasets

_BATCH = 256


def tfds(
    name: str,
    resize: list[int] | None = None,
    data_dir: str | None = None,
    decode: Decode = "auto",
    center_crop: float | None = None,
) -> Dataset:
    """Any TFDS set of images with one label each: `mnist`, `cifar10`, `imagenette/160px-v2`, ...

    A set that is not prepared is downloaded. Splits without labels or of other names are left out.

    Args:
        name: as TFDS calls it, with `/config` and `:version` where wanted.
        resize: [height, width] for all images; needed where the set's images differ in size.
        data_dir: folder of prepared sets; null means TFDS_DATA_DIR, then ~/tensorflow_datasets.
        decode: `memory`, once into a memory-mapped cache (environment variable SUITE_CACHE);
            `streaming`, anew for each batch; `auto`, as `folder`.
        center_crop: see `folder`; where `resize` is null too, images are streamed whole.

    Shapes:
        inputs: (N, height, width, channels), uint8.

    Raises:
        UserError: no such set, no labeled images, damaged, or it cannot be downloaded.

    Example:
        >>> tfds("mnist/none")
        Traceback (most recent call last):
        suite.errors.UserError: TFDS refuses 'mnist/none': ...
    """
    check_resize(resize)
    check_center_crop(center_crop, resize)
    builder = _builder(name, data_dir)
    image, label = _image_and_label(builder)
    shape = _shape(builder, image, resize)
    reading = _Reading(builder, image, label, shape, resize, center_crop)
    train, validation, test = reading.made(name, decode)
    classes = tuple(builder.info.features[label].names)
    return Dataset(name, train, validation, test, classes, {"set": builder.info.full_name})


def is_prepared(name: str, data_dir: str | None = None) -> bool:
    """Whether a set lies ready, so that nothing is downloaded."""
    builder = _builder(name, data_dir)
    return bool(builder.data_path.exists() and builder.is_prepared())


def _builder(name: str, data_dir: str | None) -> tensorflow_datasets.core.DatasetBuilder:
    import tensorflow_datasets
    from tensorflow_datasets.core.registered import DatasetNotFoundError

    # TFDS warns of a deprecation in its own code, which nobody here can mend.
    logging.getLogger("absl").addFilter(lambda record: "FeatureConnector" not in str(record.msg))
    try:
        return tensorflow_datasets.builder(name, data_dir=data_dir)
    except DatasetNotFoundError as error:
        raise unknown_set(name, data_dir) from error
    except (ValueError, AssertionError) as error:  # an unknown config or version
        raise refused_name(name, error) from error


def _image_and_label(builder: tensorflow_datasets.core.DatasetBuilder) -> tuple[str, str]:
    """The names of the features that hold the image and its label."""
    from tensorflow_datasets.core import features as kinds

    features = dict(builder.info.features.items())
    names = builder.info.supervised_keys or ("image", "label")
    found: list[Any] = [features.get(key) if isinstance(key, str) else None for key in names[:2]]
    image, label = found
    if type(image) is kinds.Image and isinstance(label, kinds.ClassLabel):
        if image.np_dtype == np.uint8:
            return names[0], names[1]
        raise UserError(
            f"The images of the TFDS set '{builder.info.full_name}' are "
            f"{np.dtype(image.np_dtype)}, and 8-bit ones (uint8) are needed. Convert them, and "
            "train on `data: folder` or `data: arrays`."
        )
    listing = ", ".join(f"{key}: {type(features[key]).__name__}" for key in sorted(features))
    raise UserError(
        f"The TFDS set '{builder.info.full_name}' is not a set of 8-bit images with one class "
        f"label each; its features are {listing}."
    )


def _shape(
    builder: tensorflow_datasets.core.DatasetBuilder, image: str, resize: list[int] | None
) -> tuple[int, ...]:
    height, width, channels = builder.info.features[image].shape
    if resize is not None:
        height, width = resize
    if height is None or width is None:
        raise UserError(
            f"The images of the TFDS set '{builder.info.full_name}' differ in size. "
            "Set data.resize, for instance to [160, 160]."
        )
    return height, width, channels or 3


@dataclass(frozen=True)
class _Reading:
    """How a set becomes arrays: which features, of what shape."""

    builder: tensorflow_datasets.core.DatasetBuilder
    image: str
    label: str
    shape: tuple[int, ...]
    resize: list[int] | None
    center_crop: float | None

    def splits(self, name: str) -> dict[str, str]:
        """TFDS's name of each of our splits; what is not used is said."""
        splits, unused = self._labeled()
        if "train" not in splits:
            raise UserError(
                f"The TFDS set '{name}' has no labeled training split: {'; '.join(unused)}."
            )
        if unused:
            message = f"of the TFDS set '{name}' is not used: {'; '.join(unused)}"
            logging.getLogger("suite").warning(plain(message))
        return splits

    def _labeled(self) -> tuple[dict[str, str], list[str]]:
        """The same, and which splits are not used and why; test sets of competitions have the
        label -1."""
        found: dict[str, str] = {}
        unused = []
        for name in self.builder.info.splits:
            ours, count = SPLITS.get(name), self.builder.info.splits[name].num_examples
            what = f"the split '{name}' of {count:,} examples"
            if ours is None:
                unused.append(f"{what}, which is called none of {', '.join(SPLITS)}")
            elif not count:
                unused.append(f"the split '{name}', which is empty")
            elif self._first_label(name) < 0:
                unused.append(f"{what}, which has no labels")
            else:
                found[ours] = name
        return found, unused

    def _first_label(self, split: str) -> int:
        with _whole_files(self.builder, split):
            (example,) = _examples(self.builder, split, self.label).take(1)
            return int(example[self.label])

    def made(self, name: str, decode: Decode) -> tuple[Split, Split | None, Split | None]:
        """Training, validation and test split; None for what the set lacks."""
        check_decode(decode, self.shape[:2])
        prepare(self.builder)
        splits = self.splits(name)
        infos = self.builder.info.splits
        count = sum(infos[split].num_examples for split in splits.values())
        size, key = count * math.prod(self.shape), self._key(splits)
        if decode == "auto":
            there = is_cached(self.builder.info.full_name, key)
            decode = chosen(count, size, list(self.shape[:2]), there)
        if decode == "memory":
            full = self.builder.info.full_name
            return read_splits(cached(full, key, lambda to: self._write(to, splits), size))
        found = self._streamed(splits)
        return found["train"], found.get("validation"), found.get("test")

    def _streamed(self, splits: dict[str, str]) -> dict[str, Split]:
        share = self.center_crop or (1.0 if self.resize is None else STREAMED_SHARE)
        features = self.image, self.label
        return streamed_splits(self.builder, splits, features, self.shape, share)

    def _key(self, splits: dict[str, str]) -> dict[str, Any]:
        """What decides the content of the cache."""
        builder = self.builder
        key: dict[str, Any] = {
            "format": 1,
            "set": builder.info.full_name,
            "splits": {
                split: builder.info.splits[split].shard_lengths for split in splits.values()
            },
            "files": sorted((f.name, *_stamp(f)) for f in builder.data_path.iterdir()),
            "resize": self.resize,
        }
        # What was decoded by versions that had no other choice is decoded already.
        if self.center_crop is not None:
            key["center_crop"] = self.center_crop
        if any(len(builder.info.splits[split].shard_lengths) > 1 for split in splits.values()):
            key["order"] = "one file after the other"
        return key

    def _write(self, target: Path, splits: dict[str, str]) -> None:
        """Decode all splits into `target`."""
        streamed = {} if self.center_crop is None else self._streamed(splits)
        for ours, name in splits.items():
            count = self.builder.info.splits[name].num_examples
            inputs = create_inputs(target, ours, (count, *self.shape))
            labels = np.empty(count, np.int32)
            if ours in streamed:  # the same samples, and each of them once
                batches = _in_order(streamed[ours])
            else:
                examples = _examples(self.builder, name, self.image, self.label)
                batches = self._batches(examples).as_numpy_iterator()
            start = 0
            told = f"decoding {count:,} images of {self.builder.name}"
            with wait_bar(told, count) as advance, _whole_files(self.builder, name):
                for images, classes in batches:
                    stop = start + len(images)
                    inputs[start:stop], labels[start:stop] = images, classes
                    advance(stop - start)
                    start = stop
            write_labels(target, ours, labels)

    def _batches(self, examples: tf.data.Dataset) -> tf.data.Dataset:
        """Batches of (uint8 images of one shape, labels)."""
        import tensorflow as tf

        from suite.data.batches.parallel import parallel_map

        def decode(example: dict[str, tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
            pixels = example[self.image]
            if self.resize is not None:
                smooth = tf.image.resize(pixels, self.resize, antialias=True)
                pixels = tf.saturate_cast(tf.round(smooth), tf.uint8)
            return tf.ensure_shape(pixels, self.shape), example[self.label]

        return parallel_map(examples, decode).batch(_BATCH).prefetch(2)


@contextmanager
def _whole_files(builder: tensorflow_datasets.core.DatasetBuilder, split: str) -> Iterator[None]:
    """Says of files that cannot be read that they are damaged."""
    import tensorflow as tf

    try:
        yield
    except tf.errors.OpError as error:
        raise UserError(
            f"The files of the split '{split}' of the TFDS set '{builder.info.full_name}', in "
            f"{builder.data_path}, are damaged, or not complete. Prepare the set anew."
        ) from error


def _in_order(split: Split) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for start in range(0, len(split), _BATCH):
        yield split.inputs[start : start + _BATCH], split.labels[start : start + _BATCH]


def _examples(
    builder: tensorflow_datasets.core.DatasetBuilder, split: str, *features: str
) -> tf.data.Dataset:
    import tensorflow_datasets

    if builder.info.file_format.name == "ARRAY_RECORD":
        return _from_array_record(builder, split, features)
    return builder.as_dataset(
        split=split,
        shuffle_files=False,
        decoders=tensorflow_datasets.decode.PartialDecoding(dict.fromkeys(features, True)),
        # One file after the other, as they are streamed.
        read_config=tensorflow_datasets.ReadConfig(try_autocache=False, interleave_cycle_length=1),
    )


def _from_array_record(
    builder: tensorflow_datasets.core.DatasetBuilder, split: str, features: tuple[str, ...]
) -> tf.data.Dataset:
    """The same examples of a set in the format that TFDS reads by index only."""
    import tensorflow as tf
    import tensorflow_datasets

    others = set(builder.info.features) - set(features)
    skip = dict.fromkeys(others, tensorflow_datasets.decode.SkipDecoding())
    source = builder.as_data_source(split=split, decoders=skip)

    def examples() -> Iterator[dict[str, np.ndarray]]:
        for index in range(len(source)):
            example = source[index]
            yield {name: example[name] for name in features}

    tensors = builder.info.features.get_tensor_info()
    signature = {
        name: tf.TensorSpec(tensors[name].shape, tensors[name].tf_dtype) for name in features
    }
    return tf.data.Dataset.from_generator(examples, output_signature=signature)


def _stamp(file: Any) -> tuple[int, float]:
    """Size and date of a path of TFDS's own, whose `stat` is not that of `pathlib`."""
    stat = file.stat()
    return stat.length, float(stat.mtime)
