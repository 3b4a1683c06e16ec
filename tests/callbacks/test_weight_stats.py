"""Figures of the kernels against NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from callbacks.weight_stats import WeightStats
from tests.callbacks.nets import mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured, network, steps, tolerance


@cases
def test_equals_the_twin(net, way):
    values, last = measured(net, way, "weight_stats"), steps(net, way)[-1]
    layers = [layer for layer in network(net).layers if hasattr(layer, "kernel")]
    assert set(values) == {f"{x.name}{end}" for x in layers for end in ("", "/stats")}
    for layer in layers:
        w = last.before[layer.kernel.path]
        stats = [w.mean(), w.std(), np.sqrt(np.sum(w**2)), w.min(), w.max()]
        assert values[f"{layer.name}/stats"] == pytest.approx(stats, rel=tolerance(way), abs=1e-4)
        assert values[layer.name] == pytest.approx(stats[2], rel=tolerance(way))


def test_step_0_is_the_initialization_and_a_report_without_measurement_is_empty():
    model = mlp()
    kernel = np.array(model.get_layer("dense1").kernel)
    watched = watch(model, [WeightStats(every=100)], epochs=2)
    assert watched.reports[0]["weight_stats"]["dense1/stats"][0] == pytest.approx(kernel.mean())
    assert watched.reports[1]["weight_stats"] == {}
