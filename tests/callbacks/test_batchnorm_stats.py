"""Batch statistics against an eager twin; what is said of statistics that do not fit."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.batchnorm_stats import BatchnormStats
from suite.errors import RunFailure
from tests.callbacks.nets import NETS, L, cnn, compiled, mlp, watch
from tests.callbacks.support.activation_runs import cases, measured, steps, tolerance
from tests.training.nets import dataset


def norms(model: keras.Model) -> list[keras.layers.BatchNormalization]:
    return [layer for layer in model.layers if isinstance(layer, L.BatchNormalization)]


@cases
def test_equals_the_twin(net, way):
    values, close = measured(net, way, "batchnorm_stats"), {"rel": 5 * tolerance(way), "abs": 1e-4}
    for norm in norms(NETS[net]()):
        d_mu, d_var = [], []
        for step in steps(net, way):
            (mean, variance), (mean_mov, var_mov) = (
                step.statistics[norm.name],
                step.moving[norm.name],
            )
            d_mu.append(np.mean(np.abs(mean - mean_mov) / np.sqrt(var_mov + norm.epsilon)))
            ratio = (variance + norm.epsilon) / (var_mov + norm.epsilon)
            d_var.append(np.mean(np.abs(np.log(ratio))))
        assert values[f"d_mu/{norm.name}"] == pytest.approx(np.mean(d_mu), **close), norm.name
        assert values[f"d_var/{norm.name}"] == pytest.approx(np.mean(d_var), **close), norm.name


def test_reports_the_layers_weights_and_the_samples_of_a_statistic():
    model = cnn("adam")
    (report,) = watch(model, [BatchnormStats(1)]).reports
    values = report["batchnorm_stats"]
    for norm in norms(model):
        assert values[f"gamma/{norm.name}"] == pytest.approx(norm.gamma.numpy())
        assert values[f"beta/{norm.name}"] == pytest.approx(norm.beta.numpy())
    least = min(norm.moving_variance.numpy().min() for norm in norms(model))
    assert values["smallest_variance"] == pytest.approx(least)
    assert values["samples"] == 16


def test_a_net_without_batch_norm_has_nothing_to_say():
    assert watch(mlp(), [BatchnormStats(1)]).reports == [{"batchnorm_stats": {}}]


def test_a_layer_that_keeps_no_statistics_is_refused():
    with pytest.raises(RunFailure, match=r"batchnorm_stats.*'conv1', Conv2D"):
        watch(cnn(), [BatchnormStats(1, layers=["conv1"])])
    model = cnn()
    model.get_layer("norm1").trainable = False
    with pytest.raises(RunFailure, match="'norm1', BatchNormalization"):
        watch(model, [BatchnormStats(1, layers=["norm1"])])
    assert "d_mu/norm1" not in watch(model, [BatchnormStats(1)]).reports[0]["batchnorm_stats"]


def test_few_samples_are_said_at_once():
    (finding,) = watch(cnn(), [BatchnormStats(1)], micro_batches=4).findings
    assert (finding.figure, finding.limit, finding.step) == (4, 8, 0)
    assert finding.topic == "norm/batch-small-batches"
    assert str(finding.edit) == "model.norm: batch -> group"


@pytest.mark.parametrize("net", ["cnn", "residual", "se_residual"])
def test_a_healthy_net_is_silent(net):
    assert not watch(NETS[net](), [BatchnormStats(1)], epochs=12).findings


def normed(momentum: float) -> keras.Model:
    inputs = keras.Input((6, 6, 2))
    x = L.BatchNormalization(momentum=momentum, name="norm")(inputs)
    return compiled(inputs, L.Flatten()(x), keras.optimizers.SGD(0.01))


def test_inputs_that_jump_are_a_drift():
    """From step 60 on, by 30 deviations; momentum 0.9 has settled at step 10."""
    steady = dataset().repeat(6)
    batches = steady.concatenate(dataset().map(lambda x, y: (x + 30, y)))
    (finding,) = watch(normed(0.9), [BatchnormStats(1)], batches, epochs=7).findings
    assert (finding.layer, finding.step, finding.limit) == ("norm", 60, 1.0)
    assert finding.figure > 1
    assert finding.topic == "norm/batch"
    assert str(finding.edit) == "optimizer.learning_rate: 0.01 -> 0.001"


def test_a_momentum_that_lags_behind_is_lowered():
    batches = dataset().repeat(11).concatenate(dataset().map(lambda x, y: (10 * x, y)))
    (finding,) = watch(normed(0.99), [BatchnormStats(1)], batches, epochs=12).findings
    assert (finding.step, finding.limit) == (110, np.log(2))
    assert np.log(10) < finding.figure < np.log(100)
    assert str(finding.edit) == "model.norm_momentum: 0.99 -> 0.9"


def test_scales_that_vanish_are_a_note():
    model = cnn(keras.optimizers.SGD(1e-5))
    model.get_layer("norm2").gamma.assign([1e-3, 1e-3, 1e-3, 1.0])
    model.get_layer("norm2").momentum = 0.8
    (note,) = watch(model, [BatchnormStats(1)]).findings
    assert (note.severity, note.layer, note.figure) == ("note", "norm2", 0.75)


def test_scales_that_begin_at_zero_are_meant():
    zeros = [keras.layers.BatchNormalization(momentum=0.8, gamma_initializer="zeros")]
    layers = [keras.Input((4,)), keras.layers.Dense(3), *zeros, keras.layers.Dense(3)]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.SGD(1e-5), "mse")
    diagnostic = BatchnormStats(1)
    diagnostic.build(model)
    diagnostic.latest = 100
    assert np.abs(zeros[0].gamma.numpy()).max() < 1e-2
    assert diagnostic.findings() == []
    zeros[0].gamma_initializer = keras.initializers.Ones()
    assert [one.figure for one in diagnostic.findings()] == [1.0]


@pytest.mark.parametrize(
    ("logs", "severity"),
    [
        ({"accuracy": 0.9, "val_accuracy": 0.5, "loss": 0.3, "val_loss": 0.3}, "warning"),
        ({"accuracy": 0.9, "val_accuracy": 0.85, "loss": 0.3, "val_loss": 3.0}, "note"),
        ({"loss": 0.3, "val_loss": 0.9}, "warning"),
        ({"loss": 0.3, "val_loss": np.nan}, "warning"),
        ({"loss": 0.3, "val_loss": 0.5}, "note"),
        ({"loss": 0.3}, "note"),
        (None, "note"),
    ],
)
def test_a_drift_is_a_warning_where_validation_lags(logs, severity):
    diagnostic, model = BatchnormStats(1), normed(0.9)
    diagnostic.build(model)
    rows = {"step": np.arange(20), "d_mu": np.full((20, 1), 3.0), "d_var": np.zeros((20, 1))}
    diagnostic.look_for_drift(rows)
    diagnostic.on_epoch_end(0, logs)
    assert [one.severity for one in diagnostic.findings()] == [severity]
