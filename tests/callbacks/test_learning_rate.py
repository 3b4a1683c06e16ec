"""The rate of each step, and what it amounts to in each layer."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.learning_rate import LearningRate
from tests.callbacks.nets import mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured, network, steps, tolerance


@cases
def test_equals_the_twin(net, way):
    values, taken = measured(net, way, "learning_rate"), steps(net, way)
    rates = [0.1 * 0.9**step.iteration for step in taken]
    assert values["rates"] == pytest.approx(rates)
    assert values["rate"] == pytest.approx(rates[-1])
    for layer in (layer for layer in network(net).layers if layer.trainable_variables):
        paths = [v.path for v in layer.trainable_variables]

        def size(part, paths=paths):
            return np.sqrt(sum(np.sum(part[path] ** 2) for path in paths))

        expected = np.mean([size(step.updates) / size(step.gradients) for step in taken])
        assert values[layer.name] == pytest.approx(expected, rel=tolerance(way)), layer.name


def test_the_effective_rate_of_plain_sgd_is_its_rate():
    (report,) = watch(mlp(keras.optimizers.SGD(0.03)), [LearningRate(every=1)]).reports
    values = report["learning_rate"]
    for layer in ("dense1", "dense2", "logits"):
        assert values[layer] == pytest.approx(0.03, rel=1e-4)


def test_a_rate_that_a_callback_sets_is_seen():
    schedule = keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (1 + epoch))
    diagnostic = LearningRate(every=1)
    reports = []
    diagnostic.report = lambda inner=diagnostic.report: reports.append(inner()) or {}
    watch(mlp(), [schedule, diagnostic], epochs=2)
    assert [report["rate"] for report in reports] == pytest.approx([0.1, 0.05])


def test_a_layer_without_gradient_has_no_effective_rate():
    model = mlp()
    model.get_layer("dense1").bias.assign(np.full(8, -1000.0))
    (report,) = watch(model, [LearningRate(every=1)]).reports
    assert "dense1" not in report["learning_rate"]
    assert "logits" in report["learning_rate"]
