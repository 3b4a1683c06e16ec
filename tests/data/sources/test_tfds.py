from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import closing

import numpy as np
import pytest

from suite.catalog import Component
from suite.data import load_dataset
from suite.data.files import tfds_prepare
from suite.data.sources import tfds as module
from suite.data.sources.tfds import tfds
from suite.errors import UserError

RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def library():
    import tensorflow_datasets

    return tensorflow_datasets


@pytest.fixture
def prepared(library, tmp_path, monkeypatch):
    """Makes a set of real TFRecords in a data_dir of its own; returns that folder."""
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "cache"))

    def make(name, splits, features=None, file_format=None):
        features = features or {
            "id": library.features.Text(),
            "image": library.features.Image(shape=(4, 3, 3)),
            "label": library.features.ClassLabel(names=["cat", "dog"]),
        }
        library.dataset_builders.store_as_tfds_dataset(
            name=name,
            version="1.0.0",
            features=library.features.FeaturesDict(features),
            split_datasets={name: list(enumerate(split)) for name, split in splits.items()},
            data_dir=str(tmp_path / "sets"),
            disable_shuffling=True,
            file_format=file_format,
        )
        return str(tmp_path / "sets")

    return make


def examples(count, size=(4, 3), label=None):
    return [
        {
            "id": str(index),
            "image": RNG.integers(0, 256, (*size, 3), dtype=np.uint8),
            "label": index % 2 if label is None else label,
        }
        for index in range(count)
    ]


def test_the_splits_of_a_set_are_decoded_once(prepared, monkeypatch):
    splits = {"train": examples(7), "validation": examples(3), "test": examples(2, label=-1)}
    data_dir = prepared("tiny_set", splits)
    dataset = tfds("tiny_set", data_dir=data_dir)
    assert dataset.class_names == ("cat", "dog")
    assert list(dataset.splits) == ["training", "validation"]  # the test set has no labels
    for name, split in (("train", dataset.train), ("validation", dataset.validation)):
        assert isinstance(split.inputs, np.memmap)
        np.testing.assert_array_equal(split.inputs, [one["image"] for one in splits[name]])
        np.testing.assert_array_equal(split.labels, [one["label"] for one in splits[name]])

    monkeypatch.setattr(module._Reading, "_write", lambda *_: pytest.fail("decoded again"))
    source = Component("tfds", {"name": "tiny_set", "data_dir": data_dir})
    assert len(load_dataset(source, validation=0.5).train) == 7


def test_a_set_in_array_record_is_read_as_well(prepared):
    splits = {"train": examples(7), "test": examples(2)}
    dataset = tfds("indexed_set", data_dir=prepared("indexed_set", splits, None, "array_record"))
    for name, split in (("train", dataset.train), ("test", dataset.test)):
        np.testing.assert_array_equal(split.inputs, [one["image"] for one in splits[name]])
        np.testing.assert_array_equal(split.labels, [one["label"] for one in splits[name]])


def test_splits_that_are_not_used_are_said(prepared, caplog):
    splits = {"train": examples(4), "dev": examples(3), "test": examples(2, label=-1)}
    dataset = tfds("odd_set", data_dir=prepared("odd_set", splits))
    assert list(dataset.splits) == ["training"]
    (record,) = [one for one in caplog.records if one.name == "suite"]
    assert record.getMessage() == (
        "of the TFDS set 'odd_set' is not used: the split 'dev' of 3 examples, which is called "
        "none of train, training, val, valid, validation, test; the split 'test' of 2 examples, "
        "which has no labels"
    )
    with pytest.raises(UserError, match="no labeled training split: the split 'dev' of 3 exam"):
        tfds("dev_set", data_dir=prepared("dev_set", {"dev": examples(3)}))


def test_16_bits_are_named_as_the_reason(prepared, library):
    features = {
        "image": library.features.Image(shape=(4, 3, 1), dtype=np.uint16, encoding_format="png"),
        "label": library.features.ClassLabel(num_classes=2),
    }
    image = np.full((4, 3, 1), 1000, np.uint16)
    splits = {"train": [{"image": image, "label": label} for label in (0, 1)]}
    data_dir = prepared("deep_set", splits, features)
    with pytest.raises(UserError, match=r"'deep_set/1\.0\.0' are uint16, and 8-bit ones"):
        tfds("deep_set", data_dir=data_dir)


def test_what_is_there_instead_is_named(prepared, tmp_path):
    data_dir = prepared("own_set", {"train": examples(2)})
    with pytest.raises(UserError, match=rf"no set 'own_set:2\.0\.0'; in {data_dir} there is own_"):
        tfds("own_set:2.0.0", data_dir=data_dir)
    with pytest.raises(UserError, match=r"there is own_set:1\.0\.0\. Set data\.name"):
        tfds("own_set/large", data_dir=data_dir)
    with pytest.raises(UserError, match=r"did you mean 'own_set:1\.0\.0' or 'own_set'\? Prepared"):
        tfds("own_sett:1.0.0", data_dir=data_dir)
    with pytest.raises(UserError, match=rf"looked for in {data_dir}: the sets prepared there are"):
        tfds("something_else", data_dir=data_dir)
    with pytest.raises(UserError, match=rf"looked for in {tmp_path}/no: there is no such folder"):
        tfds("something_else", data_dir=str(tmp_path / "no"))
    for wrong in ("a/b/c:d", "/etc", "..", "mnist:9"):
        with pytest.raises(UserError, match=r"a set is named as name, name/config, name:1\.2\.3"):
            tfds(wrong, data_dir=data_dir)


def test_images_of_different_sizes_need_resize(prepared, library):
    features = {
        "id": library.features.Text(),
        "image": library.features.Image(shape=(None, None, 3)),
        "label": library.features.ClassLabel(num_classes=2),
    }
    splits = {"train": examples(2) + examples(2, size=(8, 6))}
    data_dir = prepared("mixed_set", splits, features)
    with pytest.raises(UserError, match=r"differ in size. Set data.resize"):
        tfds("mixed_set", data_dir=data_dir)
    inputs = tfds("mixed_set", resize=[4, 3], data_dir=data_dir).train.inputs
    np.testing.assert_array_equal(inputs[:2], [one["image"] for one in splits["train"][:2]])


def test_other_tasks_are_refused(prepared, library):
    features = {
        "text": library.features.Text(),
        "label": library.features.ClassLabel(num_classes=2),
    }
    splits = {"train": [{"text": "a", "label": 0}, {"text": "b", "label": 1}]}
    data_dir = prepared("text_set", splits, features)
    with pytest.raises(
        UserError, match=r"not a set of 8-bit images.*label: ClassLabel, text: Text"
    ):
        tfds("text_set", data_dir=data_dir)


def test_names_that_tfds_does_not_know_are_refused(tmp_path):
    with pytest.raises(UserError, match="no set 'cifr10'; did you mean 'cifar10'"):
        tfds("cifr10", data_dir=str(tmp_path))
    with pytest.raises(UserError, match="refuses 'cifar10/small'"):
        tfds("cifar10/small", data_dir=str(tmp_path))
    with pytest.raises(UserError, match=r"refuses 'cifar10:9\.9\.9'"):
        tfds("cifar10:9.9.9", data_dir=str(tmp_path))
    with pytest.raises(ValueError, match="`resize` must be"):
        tfds("cifar10", resize=[0, 3])


@pytest.fixture
def no_network(monkeypatch):
    """Every proxy and every host refuses."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, closed)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")


def test_without_network_one_message_says_what_to_do(no_network, library, tmp_path):
    begin = time.monotonic()
    with pytest.raises(UserError) as caught:
        load_dataset(Component("cifar10", {"data_dir": str(tmp_path)}))
    assert time.monotonic() - begin < 10
    message = str(caught.value)
    named = re.search(r"tfds\.builder\('(.*?)'", message)[1]
    assert library.builder(named).info.full_name.startswith("cifar10/3.")
    for part in ("cifar10/3.", f"not in {tmp_path}", "download_and_prepare()", "TFDS_DATA_DIR"):
        assert part in message
    assert str(tmp_path / "cifar10") in message
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/set.zip"
        assert "ReadTimeout" in tfds_prepare.unreachable(url, timeout=0.3)

        def answer():
            with closing(silent.accept()[0]), closing(silent.accept()[0]) as connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

        server = threading.Thread(target=answer)
        server.start()
        assert tfds_prepare.unreachable(url, timeout=5) is None
        server.join()
