"""How far the weights have come, against NumPy."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.distance_from_start import DistanceFromStart
from tests.callbacks.nets import mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured, network, steps, tolerance


def size(*arrays: np.ndarray) -> float:
    return float(np.sqrt(sum(np.sum(np.square(a, dtype="float64")) for a in arrays)))


@cases
def test_equals_the_twin(net, way):
    values, taken = measured(net, way, "distance_from_start"), steps(net, way)
    start, end = taken[0].before, taken[-1].after
    moved = {path: end[path] - start[path] for path in start}
    close = tolerance(way)
    for layer in (layer for layer in network(net).layers if layer.trainable_variables):
        paths = [v.path for v in layer.trainable_variables]
        expected = size(*(moved[p] for p in paths)) / size(*(start[p] for p in paths))
        assert values[layer.name] == pytest.approx(expected, rel=close), layer.name
    assert values["distance"] == pytest.approx(size(*moved.values()), rel=close)
    overall = size(*moved.values()) / size(*start.values())
    assert values["overall"] == pytest.approx(overall, rel=close)


def test_a_layer_that_began_at_zero_has_no_relative_distance():
    model = mlp(keras.optimizers.SGD(0.1))
    model.get_layer("logits").kernel.assign(np.zeros((8, 3)))
    (report,) = watch(model, [DistanceFromStart()]).reports
    values = report["distance_from_start"]
    assert "logits" not in values
    assert values["distance"] > 0


def test_weights_that_stand_still_have_come_nowhere():
    (report,) = watch(mlp(keras.optimizers.SGD(0.0)), [DistanceFromStart()]).reports
    assert set(report["distance_from_start"].values()) == {0.0}


def test_a_restored_diagnostic_measures_from_where_the_run_began():
    """What a checkpoint keeps of it, put into a new one whose model has moved on."""
    model, first, second = mlp(keras.optimizers.SGD(0.1)), DistanceFromStart(), DistanceFromStart()
    start = [np.array(v) for v in model.trainable_variables]
    watch(model, [first])
    restoring = second.on_train_begin

    def restored(logs=None):
        restoring(logs)
        for name, accumulator in second.accumulators.items():
            if accumulator.lasting:
                accumulator.variable.assign(first.accumulators[name].variable)

    second.on_train_begin = restored
    (report,) = watch(model, [second]).reports
    moved = [np.array(v) - w for v, w in zip(model.trainable_variables, start, strict=True)]
    assert report["distance_from_start"]["distance"] == pytest.approx(size(*moved), rel=1e-4)
    assert report["distance_from_start"]["overall"] == pytest.approx(
        size(*moved) / size(*start), rel=1e-4
    )
