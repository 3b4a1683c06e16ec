"""Update ratios against an eager twin; rates that are too high and too low."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.update_ratio import UpdateRatio
from tests.callbacks.nets import cnn, mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured, network, steps, tolerance


@cases
def test_equals_the_twin(net, way):
    values = measured(net, way, "update_ratio")
    expected = {}
    for layer in (layer for layer in network(net).layers if hasattr(layer, "kernel")):
        path = layer.kernel.path
        expected[layer.name] = np.mean(
            [
                np.abs(s.updates[path]).mean() / np.abs(s.before[path]).mean()
                for s in steps(net, way)
            ]
        )
    assert values == pytest.approx({**expected, "max": max(expected.values())}, rel=tolerance(way))


def test_a_rate_that_is_too_high_is_an_error():
    (finding,) = watch(cnn(keras.optimizers.SGD(20.0)), [UpdateRatio()], epochs=2).findings
    assert finding.severity == "error"
    assert finding.layer in ("conv1", "conv2", "logits")
    assert finding.figure > 0.1
    assert finding.step == 9  # the first mean of ten steps
    assert str(finding.edit) == "optimizer.learning_rate: 20.0 -> 2.0"


def test_a_rate_that_is_too_low_is_said_after_a_hundred_steps():
    (finding,) = watch(mlp(keras.optimizers.SGD(1e-7)), [UpdateRatio()], epochs=12).findings
    assert (finding.severity, finding.step) == ("warning", 99)
    assert str(finding.edit) == "optimizer.learning_rate: 1e-07 -> 1e-06"


def test_a_good_rate_is_no_finding():
    assert not watch(cnn(keras.optimizers.SGD(0.01)), [UpdateRatio()], epochs=12).findings


def test_a_kernel_of_zeros_has_no_ratio():
    model = mlp()
    model.get_layer("logits").kernel.assign(np.zeros((8, 3)))
    (report,) = watch(model, [UpdateRatio(every=10)]).reports
    assert set(report["update_ratio"]) == {"max", "dense1", "dense2"}


def test_a_kernel_that_starts_at_zero_has_no_size_to_compare_with():
    model = mlp(keras.optimizers.SGD(0.5))
    model.get_layer("logits").kernel.assign(np.zeros((8, 3)))
    diagnostic = UpdateRatio()
    watch(model, [diagnostic])
    assert diagnostic.starts_at_zero.tolist() == [False, False, True]
    ratios = np.full((10, 3), [0.01, 0.01, 0.9])
    diagnostic.too_fast = None
    diagnostic.judge(np.arange(10, 20), ratios, np.ones(10))
    assert diagnostic.too_fast is None


@pytest.mark.parametrize(("last", "severity"), [(0.1, "note"), (1.1, "error"), (np.nan, "error")])
def test_a_run_that_learns_is_not_accused(last, severity):
    diagnostic, model = UpdateRatio(), mlp()
    diagnostic.set_model(model)
    diagnostic.set_params({"steps": 30, "epochs": 10})
    diagnostic.build(model)
    for start in range(0, 300, 50):
        steps = np.arange(start, start + 50)
        moved = np.full((50, 3), 0.5 if start == 0 else 0.001)
        losses = np.where(steps < 10, 1.1, last)
        rows = {"step": steps, "moved": moved, "size": np.ones((50, 3)), "loss": losses}
        diagnostic.rows.read = lambda rows=rows: rows
        diagnostic.report()
    (finding,) = diagnostic.findings()
    assert (finding.severity, finding.step) == (severity, 9)
    assert (finding.edit is None) is (severity == "note")


def test_the_mean_of_ten_reaches_over_reports():
    diagnostic = UpdateRatio()
    diagnostic.build(mlp())
    ratios = np.full((12, 3), 0.01)
    ratios[8:, 1] = 0.5
    for part in (slice(0, 6), slice(6, 12)):
        diagnostic.judge(np.arange(12)[part], ratios[part], np.ones(12)[part])
    finding = diagnostic.too_fast
    # The first ten steps hold two large ones: (8 * 0.01 + 2 * 0.5) / 10.
    assert (finding.layer, finding.step) == ("dense2", 9)
    assert finding.figure == pytest.approx(0.108)
