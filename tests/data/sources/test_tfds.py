from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import closing

import numpy as np
import pytest

from suite.catalog import Component
from suite.data import load_dataset, tfds_prepare
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

    def make(name, splits, features=None):
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

    monkeypatch.setattr(module, "_write", lambda *_: pytest.fail("decoded again"))
    source = Component("tfds", {"name": "tiny_set", "data_dir": data_dir})
    assert len(load_dataset(source, validation=0.5).train) == 7


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
    with pytest.raises(UserError, match="no set 'cifr10'; did you mean cifar10"):
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
