"""The data of a recipe: how it is split, and what is said of a share that does nothing."""

from __future__ import annotations

import numpy as np
import pytest

import suite
from suite.recipe import RecipeError
from suite.training.assembly.assembly import Assembly
from suite.training.assembly.dataset import measuring_pipeline, recipe_dataset, training_pipeline

MOONS = ("quickstart", "data={kind: moons, samples: 60, batch_size: 10}")


@pytest.fixture
def arrays(tmp_path):
    """Makes a file of arrays with these splits, and gives a recipe of it."""

    def make(*splits, changes=()):
        x = np.random.default_rng(0).normal(size=(40, 2)).astype("float32")
        held = {
            f"{axis}_{split}": (x, np.arange(40) % 2)[axis == "y"]
            for split in splits
            for axis in "xy"
        }
        path = tmp_path / "d.npz"
        np.savez(path, **held)
        return suite.load("quickstart", f"data={{kind: arrays, path: {path}}}", *changes)

    return make


@pytest.mark.parametrize(
    ("splits", "change", "held_out", "sizes"),
    [
        (("train",), "data.validation=0.1", True, (36, 4, None)),
        (("train",), "data.validation=0.0", False, (40, None, None)),
        (("train", "val"), "data.validation=0.1", False, (40, 40, None)),
        (("train", "val"), "data.validation=0.0", False, (40, 40, None)),
        (("train", "test"), "data.validation=0.5", True, (20, 20, 40)),
        (("train",), "data.fold={index: 0, of: 4}", True, (30, 10, None)),
        (("train", "val"), "data.fold={index: 1, of: 4}", True, (60, 20, None)),
    ],
)
def test_whether_validation_was_held_out(arrays, splits, change, held_out, sizes):
    dataset, is_held_out = recipe_dataset(arrays(*splits, changes=[change]), say=pytest.fail)
    assert is_held_out is held_out
    found = (dataset.train, dataset.validation, dataset.test)
    assert tuple(None if split is None else len(split) for split in found) == sizes


def test_a_share_that_does_nothing_is_told_of(tmp_path, monkeypatch):
    """Where the recipe alone does not show it: the source brings its own validation set."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(
        "import numpy as np\n"
        "from suite.data import Dataset, Split\n"
        "def data():\n"
        "    split = Split(np.zeros((8, 2), 'float32'), np.arange(8) % 2)\n"
        "    return Dataset('own', split, split, None, ('a', 'b'))\n"
    )
    own = ("quickstart", "data={kind: ./own.py:data, batch_size: 4}")
    said = []
    recipe_dataset(suite.load(*own, "data.validation=0.3"), said.append)
    assert said == [
        "note: override 'data.validation=0.3' data.validation: does nothing: the data has 8 "
        "validation examples of its own"
    ]
    recipe_dataset(suite.load(*own), say=pytest.fail)  # nobody asked for the default


def test_a_shape_is_no_data():
    recipe = suite.load("quickstart", "data={kind: null, input_shape: [2], classes: 2}")
    with pytest.raises(RecipeError, match=r"data: names no data, only a shape; add `kind: "):
        recipe_dataset(recipe, print)


def pipelines(*changes):
    assembly = Assembly(suite.load(*MOONS, *changes))
    given = assembly.recipe, assembly.dataset, assembly.task
    return training_pipeline(*given, assembly.augmentations), measuring_pipeline(*given)


def test_a_model_is_measured_on_data_as_it_is():
    change = "data.augment=[{kind: mixup, alpha: 0.2}]"
    training, measuring = pipelines(change, "training.class_weights={'1': 3.0}")
    assert len(training.augmentations) == 1
    assert training.class_weights.tolist() == [1.0, 3.0]
    assert measuring.augmentations == ()
    assert measuring.class_weights is None
    assert training.one_hot is measuring.one_hot is True  # labels have one form


@pytest.mark.parametrize(
    ("change", "one_hot", "yes_no"),
    [
        ("loss=auto", False, False),
        ("data.one_hot=true", True, False),
        ("loss={kind: binary_crossentropy, from_logits: true}", False, True),
    ],
)
def test_labels_have_the_form_of_the_task(change, one_hot, yes_no):
    for pipeline in pipelines(change):
        assert (pipeline.one_hot, pipeline.yes_no) == (one_hot, yes_no)


def test_classes_are_drawn_equally_often_where_it_is_asked_for():
    training, measuring = pipelines("data.sampling=balanced")
    assert training.balanced
    assert not measuring.balanced
    assert not pipelines()[0].balanced
