"""A hundred inputs: the run's own where they are at hand, else drawn ones."""

from __future__ import annotations

import keras
import numpy as np

from suite.lab.export.sample_inputs import sample_inputs
from suite.lab.export.served import Served
from suite.recipe import load
from suite.runs.run import Run
from suite.training.assembly.assembly import Assembly
from tests.lab.export.runs import RECIPE, made_run, row_net


def sample(folder, model, recipe=""):
    return sample_inputs(Run.open(made_run(folder, model, recipe)), Served(model))


def test_the_test_set_comes_first(tmp_path):
    found = sample(tmp_path / "run", row_net(), RECIPE)
    dataset = Assembly(load(tmp_path / "run" / "recipe.yaml")).dataset
    tests = len(dataset.test)
    assert found.origin.startswith("test")
    assert len(found) == 100
    first = found.arrays["rows"][: min(tests, 100)]
    assert {tuple(row) for row in first} <= {tuple(row) for row in dataset.test.inputs}


def test_what_is_not_at_hand_is_drawn_where_the_training_set_was(tmp_path):
    gone = RECIPE.replace("kind: moons, samples: 240", "kind: folder, path: gone")
    found = sample(tmp_path / "run", row_net(), gone)
    assert found.origin.startswith("drawn inputs (the data is not at hand: ")
    assert "gone" in found.origin
    rows = found.arrays["rows"]
    assert rows.shape == (100, 2)
    # Two deviations of 2 around the mean 0.5.
    assert -3.5 <= rows.min() < -3 < 4 < rows.max() <= 4.5


def test_nothing_is_downloaded(tmp_path, monkeypatch):
    monkeypatch.setattr("suite.lab.export.sample_inputs.is_prepared", lambda *place: False)
    recipe = RECIPE.replace("kind: moons, samples: 240", "kind: tfds, name: mnist")
    found = sample(tmp_path / "run", row_net(), recipe)
    assert "the TFDS set 'mnist' is not on this machine" in found.origin


def test_other_inputs_are_drawn_too(tmp_path):
    words = keras.Input((5,), dtype="int32", name="words")
    photo = keras.Input((None, 4, 3), name="photo")
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(photo)
    pooled = keras.layers.GlobalAveragePooling2D()(scaled)
    known = keras.layers.Flatten()(keras.layers.Embedding(7, 2)(words))
    model = keras.Model([words, photo], keras.layers.Concatenate()([known, pooled]))
    found = sample(tmp_path / "run", model)
    assert found.origin == "drawn inputs (only your code knows its data)"
    assert set(found.arrays["words"].ravel()) == set(range(7))
    assert found.arrays["photo"].shape == (100, 64, 4, 3)
    assert 127 <= found.arrays["photo"].min() < 130 < 250 < found.arrays["photo"].max() <= 255


def test_examples_come_alone_and_together(tmp_path):
    found = sample(tmp_path / "run", row_net())
    batches = list(found.batches())
    assert [len(batch["rows"]) for batch in batches] == [1, 25, 25, 25, 24]
    together = np.concatenate([batch["rows"] for batch in batches])
    np.testing.assert_array_equal(together, found.arrays["rows"])
