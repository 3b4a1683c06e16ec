"""The splits of a TFDS set, streamed from its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from suite.data.dataset import Split
from suite.data.files.cache import cached
from suite.data.files.records.record_files import ArrayRecordFiles, RecordFiles, TFRecordFiles
from suite.data.files.records.record_index import RecordIndex, make_index
from suite.data.files.records.streamed_records import EncodedRecords, StreamedRecords
from suite.data.files.wait_bar import wait_bar
from suite.errors import UserError

if TYPE_CHECKING:
    import tensorflow_datasets

_FORMATS: Mapping[str, type[RecordFiles]] = {
    "TFRECORD": TFRecordFiles,
    "ARRAY_RECORD": ArrayRecordFiles,
}


def streamed_splits(
    builder: tensorflow_datasets.core.DatasetBuilder,
    splits: Mapping[str, str],
    features: tuple[str, str],
    shape: tuple[int, ...],
    share: float,
) -> dict[str, Split]:
    """Each split, its images read and decoded anew whenever they are asked for.

    Where they lie is looked up once, for which all files are read, and kept in the cache.

    Args:
        builder: of a set that is prepared.
        splits: our name of each split -> that of TFDS.
        features: the names of those that hold the image and its label.
        shape: of the samples.
        share: see `StreamedRecords`.

    Raises:
        UserError: the set's files are of another format, or damaged; or of other channels than 1
            and 3.
    """
    kind = _FORMATS.get(builder.info.file_format.name)
    if kind is None or shape[2] not in (1, 3):
        what = f"files in the format {builder.info.file_format.name}" if kind is None else "images"
        of = "" if kind is None else f" of {shape[2]} channels"
        raise UserError(
            f"The {what}{of} of the TFDS set '{builder.info.full_name}' cannot be streamed. Set "
            "data.decode to memory."
        )
    found = {}
    for ours, name in splits.items():
        info = builder.info.splits[name]
        files = kind([Path(path) for path in info.filepaths])
        index = _index(builder, name, files, features)
        encoded = EncodedRecords(files, index, shape[2])
        inputs = StreamedRecords(encoded, builder.info.full_name, (shape[0], shape[1]), share)
        found[ours] = Split(inputs, index.labels)
    return found


def _index(
    builder: tensorflow_datasets.core.DatasetBuilder,
    split: str,
    files: RecordFiles,
    features: tuple[str, str],
) -> RecordIndex:
    name = f"{builder.info.full_name}-{split}-index"
    count = builder.info.splits[split].num_examples

    def write(target: Path) -> None:
        with wait_bar(f"looking up {count:,} records of {builder.name}", count) as advance:
            index = make_index(files, *features, advance)
        if len(index) != count:
            raise UserError(
                f"The split '{split}' of the TFDS set '{builder.info.full_name}' has "
                f"{len(index):,} records in its files, and should have {count:,}. Prepare the set "
                "anew."
            )
        index.save(target / "index.npz")

    key = {"format": 1, "files": files.stamps(), "features": features}
    return RecordIndex.load(cached(name, key, write) / "index.npz")
