"""Examples of the training set in the other splits."""

from __future__ import annotations

import numpy as np
import pytest

from suite.checks.leakage import judged, leakage
from suite.checks.support.near_copies import near_copies
from suite.checks.support.row_hashes import hashes, row_hashes
from suite.data import Dataset, Split
from suite.data.files.rows import Rows
from tests.checks.context import context, dataset, images, mlp


def leaky(count: int, of: int = 1000):
    train, val = images(of, seed=1), images(of, seed=2)
    val[:count] = train[5 : 5 + count]
    return context(mlp, data=dataset(train, val=val, test=images(of, seed=3)))


@pytest.mark.parametrize(
    ("count", "severity"), [(0, None), (1, None), (2, "warning"), (50, "warning"), (51, "error")]
)
def test_speaks_by_the_share(count, severity):
    findings = leakage(leaky(count))
    assert [finding.severity for finding in findings] == [severity] * (severity is not None)
    for finding in findings:
        assert finding.figure == pytest.approx(count / 1000)
        assert "validation" in finding.text


def test_the_test_set_counts_too():
    train = images(200)
    (finding,) = leakage(context(mlp, data=dataset(train, test=train[:100])))
    assert (finding.severity, finding.figure) == ("error", 1.0)
    assert "test" in finding.text


def test_blank_images_are_no_particular_example():
    train, val = images(200), images(100, seed=1)
    train[:20], val[:20] = 0, 0
    findings = leakage(context(mlp, data=dataset(train, val=val)))
    assert [finding.severity for finding in findings] == ["note"]
    assert findings[0].figure == pytest.approx(19 / 200)


def test_rows_of_few_values_may_be_equal_by_chance():
    rows = np.random.default_rng(0).integers(0, 2, (200, 8)).astype("float32")
    split = Split(rows, np.arange(200) % 2)
    assert leakage(context(mlp, data=Dataset("bits", split, split, None, ("a", "b")))) == []


@pytest.mark.parametrize("kind", ["memory", "map", "rows of a map"])
def test_finds_the_same_in_a_memory_map(kind, tmp_path, monkeypatch):
    monkeypatch.setattr("suite.checks.support.row_hashes.CHUNK_BYTES", 4096)
    values = np.random.default_rng(0).integers(0, 256, (300, 5, 5, 1), dtype=np.uint8)
    np.save(tmp_path / "x.npy", values)
    array = np.load(tmp_path / "x.npy", mmap_mode="r") if kind != "memory" else values
    if kind == "rows of a map":
        array = Rows(array, np.arange(300))
    found, rows = hashes(array)
    np.testing.assert_array_equal(found, row_hashes(values))
    assert len(rows) == 300


def test_of_a_large_set_a_part_is_hashed_and_the_share_estimated(monkeypatch):
    monkeypatch.setattr("suite.checks.support.row_hashes.LARGEST_BYTES", 400 * 6 * 6 * 2 * 4)
    whole = leaky(300)
    hashed, rows = hashes(whole.dataset.train.inputs)
    assert (len(hashed), len(rows)) == (400, 400)
    np.testing.assert_array_equal(hashed, row_hashes(whole.dataset.train.inputs[rows]))
    (finding,) = leakage(whole)
    assert finding.figure == pytest.approx(0.3, abs=0.08)


def test_hashes_tell_all_rows_apart():
    """Rows that differ in a single bit, of a size that is no multiple of eight bytes."""
    rows = np.zeros((1 + 8 * 13, 13), np.uint8)
    for bit in range(8 * 13):
        rows[bit + 1, bit // 8] = 1 << bit % 8
    assert len(np.unique(row_hashes(rows))) == len(rows)
    # Float rows that differ in the highest bit of a word only: the sign.
    signs = np.random.default_rng(0).choice([-1.0, 1.0], (4096, 24)).astype("float32")
    assert len(np.unique(row_hashes(signs))) == len(np.unique(signs, axis=0))


@pytest.mark.parametrize(
    ("share", "severity", "limit"),
    [
        (0.0, None, None),
        (0.001, None, None),
        (0.0011, "warning", 0.001),
        (0.05, "warning", 0.001),
        (0.0501, "error", 0.05),
        (1.0, "error", 0.05),
    ],
)
def test_every_limit(share, severity, limit):
    found = [(finding.severity, finding.limit, finding.figure) for finding in judged("test", share)]
    assert found == ([] if severity is None else [(severity, limit, share)])


def test_its_words():
    (finding,) = judged("validation", 0.0613)
    assert finding.text == (
        "6.1% of the validation examples are in the training set too: validation figures lie."
    )
    assert (finding.diagnostic, finding.topic) == ("leakage", "practice/cross-validation")


def test_repetitions_within_the_training_set():
    train = images(100)
    train[94:] = train[:6]
    (finding,) = leakage(context(mlp, data=dataset(train)))
    assert (finding.severity, finding.figure) == ("note", pytest.approx(0.06))
    assert finding.text == "6.0% of the training examples repeat an earlier one."
    train[94] = 9.0
    assert leakage(context(mlp, data=dataset(train))) == []


@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64", "int16"])
def test_equal_rows_have_equal_hashes_and_no_others(dtype):
    rows = np.random.default_rng(0).integers(0, 100, (50, 3, 7)).astype(dtype)
    rows[30:] = rows[:20]
    found = row_hashes(rows)
    np.testing.assert_array_equal(found[30:], found[:20])
    assert len(np.unique(found)) == 30


@pytest.mark.parametrize(
    ("share", "severity"), [(0.0, None), (0.15, None), (0.35, "warning"), (1.0, "error")]
)
def test_changed_copies(share, severity):
    train, val = images(400, seed=1), images(200, seed=2)
    count = round(share * len(val))
    val[:count] = train[:count] + 0.03 * images(count, seed=3)
    found = leakage(context(mlp, data=dataset(train, val=val)))
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    for finding in found:
        assert finding.figure == pytest.approx(share, abs=0.02)
        assert "slightly changed copies" in finding.text


def test_of_a_large_training_set_the_copies_are_estimated(monkeypatch):
    monkeypatch.setattr("suite.checks.support.near_copies.COMPARED", 300)
    train = images(1200, seed=1)
    assert near_copies(train, train[:200] + 0.01) == pytest.approx(1.0, abs=0.3)


def test_samples_that_are_all_alike_are_no_copies():
    """Four shapes with a little noise: each is next to a quarter of all others."""
    shapes = 9 * images(4)
    train = np.tile(shapes, (60, 1, 1, 1)) + 0.1 * images(240, seed=1)
    val = np.tile(shapes, (20, 1, 1, 1)) + 0.1 * images(80, seed=2)
    assert leakage(context(mlp, data=dataset(train, val=val))) == []
