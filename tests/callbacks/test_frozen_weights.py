"""Which weights count as frozen, and which rightly stand still."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.frozen_weights import FrozenWeights
from suite.diagnostics.start import Start, set_start
from tests.callbacks.nets import cnn, compiled, mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured, steps


@cases
def test_counts_what_the_twin_does_not_move(net, way):
    moved = {
        path: any(np.any(step.updates[path]) for step in steps(net, way))
        for path in steps(net, way)[0].before
    }
    assert measured(net, way, "frozen_weights") == {"frozen": list(moved.values()).count(False)}


def test_a_rate_of_zero_freezes_all():
    (finding,) = watch(mlp(keras.optimizers.SGD(0.0)), [FrozenWeights(every=1)], epochs=10).findings
    assert (finding.layer, finding.step, finding.figure) == ("dense1", 0, 6)
    assert str(finding.edit) == "optimizer.learning_rate: 0.0 -> 0.01"
    assert "although it has a gradient" in finding.text


def test_less_than_a_hundred_steps_are_evidence_only_at_the_end_of_a_run():
    diagnostic = FrozenWeights(every=1)
    (finding,) = watch(mlp(keras.optimizers.SGD(0.0)), [diagnostic], epochs=3).findings
    assert finding.step == 0
    diagnostic.set_params({"steps": 10, "epochs": 4})
    assert not diagnostic.findings()


def test_a_bias_before_batch_norm_may_stand_still():
    """Its gradient is rounding: with a small rate it never moves."""
    model = cnn(keras.optimizers.SGD(1e-3))
    for layer in ("conv1", "conv2"):
        model.get_layer(layer).bias.assign(np.full(4, 7.0))
    watched = watch(model, [FrozenWeights(every=1)], epochs=10)
    assert watched.reports[-1]["frozen_weights"]["frozen"] == 2
    assert not watched.findings


def test_a_kernel_without_gradient_is_named():
    inputs = x = keras.Input((6, 6, 2))
    x = keras.layers.Dense(4, name="behind")(keras.layers.Flatten()(x))
    x = keras.layers.Dense(4, activation="relu", name="dead")(x)
    model = compiled(inputs, x, "sgd")
    model.get_layer("dead").bias.assign(np.full(4, -100.0))
    (finding,) = watch(model, [FrozenWeights(every=1)], epochs=10).findings
    # The biases of both have no gradient either, and that alone says nothing.
    assert (finding.layer, finding.figure) == ("behind", 3)
    assert "no gradient reaches it" in finding.text


def test_weights_that_are_not_trainable_do_not_count():
    model = mlp()
    model.get_layer("dense1").trainable = False
    model.compile("sgd", model.loss)
    watched = watch(model, [FrozenWeights(every=1)], epochs=10)
    assert watched.reports[-1]["frozen_weights"]["frozen"] == 0
    assert not watched.findings


def test_needs_an_interval_of_at_least_one():
    with pytest.raises(ValueError, match="every=0"):
        FrozenWeights(every=0)


def test_what_joins_in_later_counts_from_then_on():
    """With a rate of zero nothing moves; 10 steps per epoch, judged after 100."""
    model = mlp(keras.optimizers.SGD(0.0))
    late = [v.path for v in model.get_layer("dense1").trainable_variables]
    set_start(model, Start(joins=dict.fromkeys(late, 150)))
    watched = watch(model, [FrozenWeights(every=1)], epochs=12)
    counts = [report["frozen_weights"]["frozen"] for report in watched.reports]
    assert counts == [4] * len(counts)
    assert (watched.findings[0].layer, watched.findings[0].figure) == ("dense2", 4)
    set_start(model, Start(joins=dict.fromkeys(late, 5)))
    watched = watch(model, [FrozenWeights(every=1)], epochs=12)
    assert watched.reports[-1]["frozen_weights"]["frozen"] == 6
