"""`best.keras` holds the weights of the epoch that validated best."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from suite.training.state.best_weights import BestWeights
from tests.training.nets import network

# The rate is far too high from the third epoch on, so that the last epoch is not the best one.
RECIPE = """
data: {kind: digits, batch_size: 64}
model: {kind: mlp, widths: [16]}
optimizer:
  kind: sgd
  learning_rate: {kind: piecewise_constant_decay, boundaries: [40], values: [0.1, 30.0]}
training: {epochs: 4, diagnostics: none}
"""


@pytest.fixture
def trained(tmp_path):
    file = tmp_path / "recipe.yaml"
    file.write_text(RECIPE)

    def train(name: str, *overrides: str) -> suite.Run:
        return suite.run(suite.load(file, *overrides), tmp_path / name, quiet=True)

    return train


def weights(file) -> list[np.ndarray]:
    return keras.models.load_model(file).get_weights()


def assert_equal(ours, theirs) -> None:
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("average", ["training.ema=null", "training.ema=0.5"])
@pytest.mark.slow
def test_the_file_is_what_a_run_to_the_best_epoch_leaves(trained, average):
    whole = trained("whole", average)
    best = whole.summary["metrics"]["best_epoch"]
    assert best < 4
    ended = trained("ended", average, f"training.epochs={best}")
    assert_equal(weights(whole.directory.best_keras), weights(ended.directory.model_keras))
    assert not np.array_equal(
        weights(whole.directory.best_keras)[0], weights(whole.directory.model_keras)[0]
    )


def test_none_leaves_no_file(trained):
    run = trained("none", "training.keep_best=none", "training.epochs=1")
    assert run.directory.model_keras.is_file()
    assert not run.directory.best_keras.exists()


@pytest.mark.parametrize(
    ("measure", "values", "best"),
    [
        ("auto", [{"val_accuracy": v, "val_loss": 0.0} for v in (0.5, 0.7, 0.7, 0.6)], 1),
        ("auto", [{"val_loss": v} for v in (0.5, float("nan"), 0.4, 0.6)], 2),
        ("val_loss", [{"val_accuracy": 0.5, "val_loss": v} for v in (3.0, 2.0, 1.0)], 2),
        ("auto", [{"loss": v} for v in (3.0, 2.0)], None),
        ("auto", [{"val_loss": float("nan")}], None),
    ],
)
def test_the_first_of_the_best_epochs_counts(tmp_path, measure, values, best):
    keeper, model = BestWeights(measure), network()
    keeper.set_model(model)
    for epoch, logs in enumerate(values):
        model.set_weights([np.full_like(weight, epoch) for weight in model.get_weights()])
        keeper.on_epoch_end(epoch, logs)
    file = tmp_path / "best.keras"
    keeper.export(file)
    assert file.exists() == (best is not None)
    if best is not None:
        assert np.all(weights(file)[0] == best)
        assert np.all(model.get_weights()[0] == len(values) - 1)  # left as it was


def test_the_file_of_a_last_epoch_that_was_the_best_is_that_of_the_model(trained):
    run = trained("one", "training.epochs=1")
    best, last = run.directory.best_keras, run.directory.model_keras
    assert best.read_bytes() == last.read_bytes()


def test_weights_are_present_until_one_of_them_changes():
    keeper, model = BestWeights(), network()
    keeper.set_model(model)
    assert not keeper.are_present  # there are none
    keeper.on_epoch_end(0, {"val_accuracy": 0.5})
    assert keeper.are_present
    model.weights[-1].assign(model.weights[-1] + 1.0)
    assert not keeper.are_present
