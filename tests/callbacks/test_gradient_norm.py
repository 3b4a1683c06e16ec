"""Gradient norms against an eager twin; what is said of explosions, spikes and vanishing."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.gradient_norm import GradientNorm
from tests.callbacks.nets import mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured, network, steps, tolerance
from tests.training.nets import dataset


def norm(arrays) -> float:
    return float(np.sqrt(sum(np.sum(np.square(array, dtype="float64")) for array in arrays)))


@cases
def test_equals_the_twin(net, way):
    values, close = measured(net, way, "gradient_norm"), {"rel": tolerance(way)}
    norms = [norm(step.gradients.values()) for step in steps(net, way)]
    assert values["steps"] == [step.iteration for step in steps(net, way)]
    assert values["norms"] == pytest.approx(norms, **close)
    assert values["mean"] == pytest.approx(np.mean(norms), **close)
    assert values["max"] == pytest.approx(np.max(norms), **close)
    assert values["last"] == pytest.approx(norms[-1], **close)
    size = sum(gradient.size for gradient in steps(net, way)[0].gradients.values())
    assert values["rms"] == pytest.approx(np.mean(norms) / np.sqrt(size), **close)
    for layer in (layer for layer in network(net).layers if layer.trainable_variables):
        paths = [v.path for v in layer.trainable_variables]
        expected = [norm(step.gradients[path] for path in paths) for step in steps(net, way)]
        assert values[layer.name] == pytest.approx(np.mean(expected), **close), layer.name


def test_an_explosion_is_found_at_its_first_step():
    batches = dataset().map(lambda x, y: (1e5 * x, y))
    (finding,) = watch(mlp(keras.optimizers.SGD(1e-9)), [GradientNorm()], batches).findings
    assert finding.step == 0
    assert finding.figure > finding.limit == 1e3
    assert str(finding.edit) == "optimizer.learning_rate: 1e-09 -> 1e-10"


def test_an_explosion_in_a_run_that_learns_is_a_note():
    diagnostic, model = GradientNorm(), mlp()
    diagnostic.set_model(model)
    diagnostic.set_params({"steps": 10, "epochs": 10})
    diagnostic.build(model)
    diagnostic.look_for_explosions(np.array([3]), np.array([2e3]), np.ones((1, 3)))
    assert not diagnostic.findings()  # nothing is known of the run yet
    rows = {"step": np.arange(100), "loss": np.linspace(1.0, 0.1, 100)}
    diagnostic.window.add(rows)
    diagnostic.stuck.add(rows)
    (finding,) = diagnostic.findings()
    assert (finding.severity, finding.figure, finding.edit) == ("note", 2e3, None)
    diagnostic.window_rows["loss"] = np.full(100, np.nan)
    (finding,) = diagnostic.findings()
    assert finding.severity == "warning"


def test_a_spike_is_measured_against_the_steps_of_earlier_reports():
    diagnostic = GradientNorm()
    diagnostic.build(mlp())
    layers = np.ones((30, 3))
    diagnostic.look_for_explosions(np.arange(30), np.full(30, 2.0), layers)
    assert not diagnostic.explosions
    norms = np.full(30, 2.0)
    norms[[3, 4, 5]] = np.nan, 19.0, 21.0
    diagnostic.look_for_explosions(np.arange(30, 60), norms, layers)
    (finding,) = diagnostic.explosions.values()
    assert (finding.step, finding.figure, finding.limit) == (35, 21.0, 20.0)


@pytest.mark.parametrize(("activation", "vanishes"), [("sigmoid", True), ("relu", False)])
def test_vanishing_is_said_of_a_deep_sigmoid_net_only(activation, vanishes):
    model = mlp(keras.optimizers.SGD(0.01), activation, depth=8)
    findings = watch(model, [GradientNorm()], epochs=10).findings
    assert bool(findings) == vanishes
    if vanishes:
        (finding,) = findings
        assert finding.layer == "dense1"
        assert finding.topic == "activations/sigmoid"
        assert str(finding.edit) == "model.activation: sigmoid -> relu"


def test_small_gradients_of_a_net_that_learns_are_no_finding():
    diagnostic, model = GradientNorm(), mlp()
    diagnostic.set_model(model)
    diagnostic.build(model)
    diagnostic.set_params({"steps": 10, "epochs": 10})
    rows = {
        "step": np.arange(100),
        "squares": np.ones((100, len(diagnostic.weights))),
        "means": np.full((100, 3), 1e-9),
        "loss": np.linspace(1.0, 0.1, 100),
    }
    diagnostic.window.add(rows)
    diagnostic.stuck.add(rows)
    assert not diagnostic.findings()
    diagnostic.window_rows["loss"] = np.full(100, 2.0)
    (finding,) = diagnostic.findings()
    assert finding.figure == pytest.approx(1e-9)
