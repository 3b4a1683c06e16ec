"""A run leaves what was measured of its model; nothing else becomes of it."""

from __future__ import annotations

import json

import keras
import numpy as np
import pandas
import pytest

import suite

QUICK = ("quickstart", "training.epochs=1", "callbacks=[]")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return suite.run(suite.load(*QUICK), tmp_path_factory.mktemp("seen") / "run", quiet=True)


def test_what_is_counted_is_what_the_test_set_says(run):
    found = run.outcome_figures
    assert (found["split"], found["samples"], found["of"]) == ("test", 364, 364)
    counts = np.array(found["confusion"]["counts"])
    assert counts.trace() / counts.sum() == pytest.approx(run.summary["metrics"]["test_accuracy"])
    assert len(found["worst"]["samples"]) == 24
    assert found["filters"]["layer"] == "block1_conv1"
    assert len(found["feature_maps"]["layers"]) == 2
    assert run.directory.outcome_json.stat().st_size < 100_000


def test_a_run_without_diagnostics_has_the_same_weights_and_measures_nothing(run, tmp_path):
    recipe = suite.load(*QUICK, "training.diagnostics=none")
    plain = suite.run(recipe, tmp_path / "run", quiet=True)
    assert not plain.directory.outcome_json.exists()
    assert plain.outcome_figures == {}
    for own, other in zip(run.model.variables, plain.model.variables, strict=True):
        np.testing.assert_array_equal(own, other)


def test_a_regression_names_its_columns(tmp_path):
    run = suite.run(suite.load("loss/regression", "training.epochs=1"), tmp_path / "r", quiet=True)
    found = run.outcome_figures
    assert found["estimates"][0]["name"] == "progression"
    assert found["worst"]["features"][2] == "body mass index"
    assert found["worst"]["samples"][0]["loss"] >= found["worst"]["samples"][1]["loss"]


def test_suite_fit_looks_at_its_model_on_the_validation_data(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    x = np.random.default_rng(0).normal(size=(40, 2)).astype("float32")
    y = (x[:, 0] > 0).astype(int)
    out = tmp_path / "fit"
    x = pandas.DataFrame(x, columns=["height", "width"])
    suite.fit(model, x, y, validation_data=(x[:15], y[:15]), epochs=1, out=out, verbose=0)
    found = json.loads((out / "outcome.json").read_text())
    assert (found["split"], found["samples"], found["kind"]) == ("validation", 15, "classes")
    assert found["worst"]["features"] == ["height", "width"]
