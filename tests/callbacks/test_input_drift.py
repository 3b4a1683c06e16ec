"""Drift of layers' inputs against an eager twin."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.input_drift import InputDrift
from suite.errors import RunFailure
from tests.callbacks.nets import NETS, L, compiled, mlp, watch
from tests.callbacks.support.activation_runs import tolerance
from tests.callbacks.support.activation_twin import SeenStep, seen_steps
from tests.callbacks.support.gradient_runs import WAYS, interval, policy
from tests.training.nets import arrays

CASES = [("mlp", "eight per call"), ("se_residual", "eight per call")]
CASES += [("cnn", way) for way in ("every third", "micro-batches", "mixed")]
# What each layer takes in, where training moves it.
SOURCES = {
    "mlp": {"dense2": "dense1", "logits": "dense2"},
    "cnn": {"conv2": "pool1", "logits": "flatten"},
    "se_residual": {
        "block_conv1": "stem_relu",
        "block_conv2": "block_relu1",
        "excite1": "squeeze",
        "excite2": "excite1",
        "logits": "pool",
    },
}


def moments(steps: list[SeenStep], source: str) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each channel over all entries of some steps."""
    parts = [step.activations[source] for step in steps]
    entries = np.concatenate([part.reshape(-1, part.shape[-1]) for part in parts])
    return entries.mean(axis=0, dtype="float64"), entries.var(axis=0, dtype="float64")


@pytest.mark.parametrize(("net", "way"), CASES)
def test_equals_the_twin(net, way):
    every = interval(way)
    optimizer = keras.optimizers.SGD(0.1)
    with policy(way):
        diagnostic = InputDrift(every, positions=None)
        reports = watch(NETS[net](optimizer), [diagnostic], epochs=3, **WAYS[way]).reports
        parts = WAYS[way].get("micro_batches", 1)
        model = NETS[net](keras.optimizers.SGD(0.1))
        taken = list(seen_steps(model, steps=30, parts=parts))
    assert reports[0]["input_drift"] == {}
    epochs = [[s for s in taken[i : i + 10] if s.iteration % every == 0] for i in (0, 10, 20)]
    close = {"rel": 20 * tolerance(way), "abs": tolerance(way)}
    flatten = next((x.name for x in model.layers if isinstance(x, L.Flatten)), None)
    for report, now, then in zip(reports[1:], epochs[1:], epochs, strict=False):
        values = report["input_drift"]
        for layer, source in SOURCES[net].items():
            source = flatten if source == "flatten" else source
            (mean, variance), (mean0, variance0) = moments(now, source), moments(then, source)
            drift = np.sqrt(np.mean((mean - mean0) ** 2) / variance0.mean())
            spread = abs(np.log(np.sqrt(variance.mean()) / np.sqrt(variance0.mean())))
            assert values[layer] == pytest.approx(drift, **close), layer
            assert values[f"spread/{layer}"] == pytest.approx(spread, **close), layer
            assert values[f"epoch/{layer}"] == values[layer]
        assert len(values) == 3 * len(SOURCES[net])


def shifted(shift: float) -> dict[str, float]:
    """What is said when the inputs of `dense2` have moved by so much."""
    model, diagnostic = mlp(keras.optimizers.SGD(0.0), "linear"), InputDrift(every=1)

    class Move(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.get_layer("dense1").bias.assign(np.full(8, shift))

    return watch(model, [diagnostic, Move()], epochs=2).reports[-1]["input_drift"]


def test_a_shift_is_told_in_deviations():
    assert shifted(0.0)["dense2"] == pytest.approx(0.0, abs=1e-5)  # the same batches again
    one, two = shifted(3.0), shifted(6.0)
    assert one["dense2"] > 1
    assert two["dense2"] == pytest.approx(2 * one["dense2"], rel=1e-3)
    assert one["spread/dense2"] == pytest.approx(0.0, abs=1e-4)


def test_inputs_far_from_zero_lose_no_digits():
    """Their squares differ by 1e-10 of themselves."""
    model, diagnostic = mlp(keras.optimizers.SGD(0.0), "linear"), InputDrift(every=1)
    model.get_layer("dense1").bias.assign(np.full(8, 1e4))
    report = watch(model, [diagnostic], epochs=2).reports[-1]["input_drift"]
    _, variance = diagnostic.latest[:, :8]
    kernel = np.array(model.get_layer("dense1").kernel)
    expected = (arrays()[0].reshape(160, -1) @ kernel).var(axis=0)
    np.testing.assert_allclose(variance, expected, rtol=2e-2)
    assert report["dense2"] == pytest.approx(0.0, abs=1e-3)


def test_inputs_without_variance_have_no_drift():
    model = mlp()
    model.get_layer("dense1").bias.assign(np.full(8, -1000.0))
    report = watch(model, [InputDrift(every=1)], epochs=2).reports[-1]["input_drift"]
    assert not any("dense2" in name for name in report)


def test_what_training_does_not_move_is_looked_at_on_request():
    diagnostic = InputDrift(every=1, layers=["dense1"])
    report = watch(mlp(), [diagnostic], epochs=2).reports[-1]["input_drift"]
    assert report["dense1"] == pytest.approx(0.0, abs=1e-6)


def test_layers_without_a_kernel_are_refused():
    inputs = keras.Input((6, 6, 2))
    x = L.Flatten(name="flat")(inputs)
    model = compiled(inputs, L.Dense(4, name="one")(x), "sgd")
    with pytest.raises(RunFailure, match=r"Received: 'flat'; the model has \['one', 'logits'\]"):
        watch(model, [InputDrift(layers=["flat"])])
