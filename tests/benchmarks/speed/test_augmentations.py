"""Every augmentation has its row in the benchmark, and both sides make batches of it."""

from __future__ import annotations

import pytest

from benchmarks.speed import augmentations
from benchmarks.speed.augmentations import AUGMENTATIONS, of_the_suite, of_torchvision
from suite.catalog import HERE

# It knows which images it has seen; torchvision has nothing like it.
ALONE = {"alternating_flip"}


def test_the_table_is_complete():
    ours = {entry.name for entry in HERE.entries("augmentations")}
    assert set(AUGMENTATIONS) == {"none"} | ours - ALONE


@pytest.fixture
def few_and_small(monkeypatch):
    monkeypatch.setattr(augmentations, "COUNT", 8)
    monkeypatch.setattr(augmentations, "BATCH", 4)
    monkeypatch.setattr(augmentations, "WORKERS", 0)  # in this process


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_batches_of_the_suite(name, few_and_small):
    images, labels = next(of_the_suite(name))
    assert images.shape == (4, 224, 224, 3)
    assert labels.shape == (4, 10)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_batches_of_torchvision(name, few_and_small):
    pytest.importorskip("torchvision")
    images, labels = next(of_torchvision(name))
    assert images.shape == (4, 3, 224, 224)
    assert len(labels) == 4
