"""Equal data has equal fingerprints, wherever it lies; other data has another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from suite.catalog import Component
from suite.data import Dataset, Split, fingerprint, load_dataset
from suite.data.files.rows import Rows


def dataset(inputs=None, labels=(0, 1, 0, 1), names=("cat", "dog")) -> Dataset:
    inputs = np.arange(4 * 6, dtype=np.uint8).reshape(4, 3, 2) if inputs is None else inputs
    return Dataset("here", Split(inputs, np.array(labels)), None, None, tuple(names))


def test_it_says_what_there_is():
    found = fingerprint.fingerprint(dataset())
    assert list(found) == ["classes", "training"]
    assert found["training"].startswith("4 examples of 3x2 uint8, content ")


def test_name_order_in_memory_and_place_do_not_count(tmp_path):
    whole = dataset()
    np.save(tmp_path / "x.npy", whole.train.inputs[[3, 2, 1, 0]])
    mapped = Rows(np.load(tmp_path / "x.npy", mmap_mode="r"), np.array([3, 2, 1, 0]))
    fortran = np.asfortranarray(whole.train.inputs)
    for inputs in (mapped, fortran):
        assert fingerprint.fingerprint(dataset(inputs)) == fingerprint.fingerprint(whole)
    renamed = replace(whole, name="there")
    assert fingerprint.fingerprint(renamed) == fingerprint.fingerprint(whole)


@pytest.mark.parametrize("limit", [2**29, 0])
def test_everything_that_is_learned_from_counts(monkeypatch, limit):
    """Of data beyond the limit every row counts too, as long as all fit the sample."""
    monkeypatch.setattr(fingerprint, "WHOLE", limit)
    inputs = dataset().train.inputs
    one = inputs.copy()
    one[2, 1, 1] += 1
    others = [
        dataset(one),
        dataset(inputs[:, ::-1]),
        dataset(inputs.astype(np.float32)),
        dataset(inputs.reshape(4, 2, 3)),
        dataset(labels=(0, 1, 1, 0)),
        dataset(names=("cat", "cow")),
        replace(dataset(), test=dataset().train),
    ]
    texts = [str(fingerprint.fingerprint(other)) for other in [dataset(), *others]]
    assert len(set(texts)) == len(texts)


def test_of_large_data_rows_over_all_of_it_are_read(monkeypatch):
    monkeypatch.setattr(fingerprint, "WHOLE", 1000)
    monkeypatch.setattr(fingerprint, "SAMPLED", 100)
    read = []

    class Watched(np.ndarray):
        def __getitem__(self, rows):
            read.extend(np.atleast_1d(rows))
            return np.asarray(self)[rows]

    inputs = np.zeros((1000, 10), np.uint8)
    labels = np.arange(1000) % 2
    fingerprint.fingerprint(dataset(inputs.view(Watched), labels))
    assert (len(read), read[0], read[-1]) == (10, 0, 999)


def test_data_that_is_computed_has_nothing_to_compare():
    assert fingerprint.fingerprint(load_dataset(Component("moons", {}), validation=0.0)) == {}
    assert fingerprint.fingerprint(load_dataset(Component("digits", {}), validation=0.1))
