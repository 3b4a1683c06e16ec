"""All that is measured of one trained model, and what is left of the model by it."""

from __future__ import annotations

import json
import random

import keras
import numpy as np
import pytest

from suite.data import Dataset, Split
from suite.examination import Deadline
from suite.examination.outcome import outcome as module
from suite.examination.outcome.held_out import HeldOut
from suite.examination.outcome.outcome import MEASUREMENTS, outcome

layers = keras.layers


def images(count=30, side=12, channels=3):
    return np.random.default_rng(0).integers(0, 256, (count, side, side, channels), np.uint8)


def convolutional(side=12, channels=3, classes=4):
    inside = [layers.Conv2D(6, 3, activation="relu", name="conv"), layers.BatchNormalization()]
    inside += [layers.Dropout(0.5), layers.Flatten(), layers.Dense(classes, "softmax")]
    model = keras.Sequential([keras.Input((side, side, channels)), *inside])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def of_images(model, count=30):
    return HeldOut.of_arrays(model, images(count), np.arange(count) % 4)


def test_everything_there_is_to_see_of_a_classifier_of_images():
    model = convolutional()
    found = outcome(model, of_images(model), Deadline(60.0))
    assert {key: found[key] for key in ("split", "samples", "of", "kind", "not_finite")} == {
        "split": "validation", "samples": 30, "of": 30, "kind": "classes", "not_finite": 0
    }  # fmt: skip
    assert {"confusion", "per_class", "calibration", "worst", "filters", "feature_maps"} < set(
        found
    )
    assert "not_measured" not in found
    assert found["feature_maps"]["true"] == "0"
    assert sum(map(sum, found["confusion"]["counts"])) == 30
    json.dumps(found, allow_nan=False)


def test_the_model_and_all_random_states_stay_as_they_were():
    model = convolutional()
    held = of_images(model)
    before = [variable.numpy().tobytes() for variable in model.variables]
    states = random.getstate(), np.random.get_state()[1].tobytes()
    outcome(model, held, Deadline(60.0))
    assert [variable.numpy().tobytes() for variable in model.variables] == before
    assert (random.getstate(), np.random.get_state()[1].tobytes()) == states


def test_a_measurement_that_fails_keeps_no_other_from_being_made(monkeypatch):
    def broken(found):
        raise KeyError("no\nsuch thing")

    monkeypatch.setattr(module, "MEASUREMENTS", (broken, *MEASUREMENTS))
    model = convolutional()
    found = outcome(model, of_images(model), Deadline(60.0))
    assert found["not_measured"] == {"broken": "KeyError: no such thing"}
    assert "worst" in found


def test_without_samples_the_filters_are_left():
    found = outcome(convolutional(), None, Deadline(60.0))
    assert set(found) == {"filters", "not_measured"}
    assert found["not_measured"]["predictions"] == "there is no test set and no validation set"


def test_targets_that_nobody_can_tell_keep_no_map_from_being_drawn():
    model = convolutional()
    held = HeldOut.of_arrays(model, images(), np.ones((30, 2, 2, 1)))
    found = outcome(model, held, Deadline(60.0))
    assert set(found) == {"filters", "feature_maps", "not_measured"}
    assert found["not_measured"]["predictions"].startswith("what the targets stand for")


def test_where_there_is_no_time_that_is_said():
    model = convolutional()
    found = outcome(model, of_images(model), Deadline(0.4), per_sample=1.0)
    assert set(found) >= {"filters", "not_measured"}
    assert found["not_measured"]["predictions"].startswith(
        "a few samples alone would take longer than the 0.4 s"
    )


def test_a_net_that_has_diverged():
    model = convolutional()
    model.set_weights([np.full(weights.shape, np.nan) for weights in model.get_weights()])
    found = outcome(model, of_images(model), Deadline(60.0))
    assert found["not_finite"] == 30
    assert "not_measured" not in found
    assert "confusion" not in found
    assert all(sample["answered"] is None for sample in found["worst"]["samples"])
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(("side", "channels"), [(224, 3), (64, 3), (32, 3), (28, 1)])
def test_pictures_of_noise_come_to_a_quarter_of_a_megabyte_at_most(side, channels):
    """Noise is what PNG is worst at."""
    inside = [
        layers.Conv2D(64, 7, strides=1 + side // 100, activation="relu"),
        layers.MaxPooling2D(2),
    ]
    inside += [layers.Conv2D(64, 3, activation="relu"), layers.GlobalAveragePooling2D()]
    shape = (side, side, channels)
    model = keras.Sequential([keras.Input(shape), *inside, layers.Dense(50, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    held = HeldOut.of_arrays(model, images(30, side, channels), np.arange(30) % 4)
    text = json.dumps(outcome(model, held, Deadline(60.0)))
    assert len(text) < 256_000


def split(count, start=0):
    return Split(np.full((count, 2), start, np.float32), np.arange(count) % 2)


@pytest.mark.parametrize(
    ("validation", "test", "expected"),
    [(3, 4, ("test", 4)), (3, None, ("validation", 3)), (None, 4, ("test", 4)), (None, None, None)],
)
def test_the_test_set_else_the_validation_set(validation, test, expected):
    splits = [None if count is None else split(count) for count in (validation, test)]
    held = HeldOut.of_dataset(Dataset("mine", split(6), *splits, class_names=("cat", "dog")))
    assert (None if held is None else (held.split, len(held))) == expected
    assert held is None or list(held.names) == ["cat", "dog"]
