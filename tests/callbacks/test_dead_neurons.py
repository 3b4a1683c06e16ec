"""Active shares against an eager twin; what is said of nets built to die, and of healthy ones."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.dead_neurons import DeadNeurons
from suite.errors import RunFailure
from tests.callbacks.nets import NETS, L, compiled, mlp, watch
from tests.callbacks.support.activation_runs import cases, measured, steps, tolerance

RECTIFIED = {
    "mlp": {"dense1", "dense2"},
    "cnn": {"relu1", "relu2"},
    "residual": {"stem_relu", "block_relu1", "block_relu2"},
    "se_residual": {"stem_relu", "block_relu1", "excite1", "block_relu2"},
}


@cases
def test_active_shares_equal_the_twin(net, way):
    values = measured(net, way, "dead_neurons")
    assert {key for key in values if "/" not in key} == RECTIFIED[net]
    for layer in RECTIFIED[net]:
        outputs = [step.activations[layer] for step in steps(net, way)]
        expected = np.mean([(a.reshape(-1, a.shape[-1]) > 0).mean(axis=0) for a in outputs], axis=0)
        assert values[f"active/{layer}"] == pytest.approx(expected, abs=tolerance(way)), layer


def test_the_sampled_share_is_near_the_whole_one():
    """32 of 36 positions, all samples."""
    model = NETS["cnn"]()
    (report,) = watch(model, [DeadNeurons(1)]).reports
    whole = measured("cnn", "eight per call", "dead_neurons")
    sampled = report["dead_neurons"]
    assert sampled["active/relu1"] != whole["active/relu1"]
    assert sampled["active/relu1"] == pytest.approx(whole["active/relu1"], abs=0.03)
    assert sampled["active/relu2"] == pytest.approx(whole["active/relu2"], abs=1e-6)


def dying(bias: float = 0.0, rate: float = 0.01) -> keras.Model:
    """The units of `dense1` begin with a bias."""
    inputs = keras.Input((6, 6, 2))
    x = L.Conv2D(8, 3, activation="relu", name="conv")(inputs)
    bias = keras.initializers.Constant(bias)
    x = L.Dense(12, bias_initializer=bias, name="dense1")(L.Flatten()(x))
    x = L.Dense(8, activation="leaky_relu", name="dense2")(L.ReLU(name="relu1")(x))
    return compiled(inputs, x, keras.optimizers.SGD(rate))


@pytest.mark.parametrize("options", [{}, {"steps_per_execution": 8}, {"micro_batches": 4}])
def test_a_large_negative_bias_kills_from_the_start(options):
    watched = watch(dying(bias=-30.0), [DeadNeurons(5)], epochs=12, **options)
    finding, consequence = watched.findings
    assert (finding.layer, finding.step, finding.figure) == ("relu1", 0, 1.0)
    # Leaky units that see nothing but zeros still have a gradient.
    assert (consequence.layer, consequence.severity) == ("dense2", "note")
    assert (finding.severity, finding.limit) == ("warning", 0.5)
    assert finding.topic == "activations/dying-relu"
    change = 'model.bias_initializer: {"kind": "constant", "value": -30.0} -> zeros'
    assert str(finding.edit) == change
    assert "never" in finding.text
    last = watched.reports[-1]["dead_neurons"]
    assert last["onset/relu1"] == [0] * 12
    assert last["conv"] == 0


def test_a_rate_too_high_kills_later():
    """Nearly all units of `relu1` fire at step 0, and no longer after the third."""
    findings = watch(dying(rate=30.0), [DeadNeurons(1)], epochs=12).findings
    finding = next(one for one in findings if one.layer == "relu1")
    assert finding.severity == "warning"
    assert finding.figure > 0.9
    assert 1 <= finding.step <= 3
    assert str(finding.edit) == "optimizer.learning_rate: 30.0 -> 3.0"


@pytest.mark.parametrize("net", NETS)
def test_a_healthy_net_is_silent(net):
    assert not watch(NETS[net](), [DeadNeurons(1)], epochs=12).findings


def replayed(shares, every=1, steps=100, epochs=3, loss=2.0) -> DeadNeurons:
    """A diagnostic of one layer that has read these active shares (measurements, units)."""
    diagnostic = DeadNeurons(every, layers=["dense1"])
    model = mlp()
    diagnostic.set_model(model)
    diagnostic.set_params({"steps": steps, "epochs": epochs})
    diagnostic.build(model)
    rows = {"step": every * np.arange(len(shares)), "active": np.array(shares, "float64")}
    diagnostic.rows.read = lambda: rows
    diagnostic.report()
    for epoch in range(len(shares) * every // steps):
        diagnostic.on_epoch_end(epoch, {"loss": loss})
    return diagnostic


def test_dead_is_what_stays_below_one_per_cent_for_the_whole_window():
    """A loop over single units says the same."""
    random = np.random.default_rng(0)
    for every, epoch in [(1, 100), (3, 150), (10, 20)]:
        shares = random.choice([0.0, 0.009, 0.01, 0.5], p=[0.9, 0.09, 0.005, 0.005], size=(120, 8))
        diagnostic = replayed(shares, every, epoch, epochs=100)
        for unit, column in enumerate(shares.T):
            onset = len(column)
            while onset > 0 and column[onset - 1] < 0.01:
                onset -= 1
            silent = (len(column) - onset) * every
            assert diagnostic.dead[unit] == (silent >= max(epoch, 100, 10 * every))
            if silent:
                assert diagnostic.onset[unit] == onset * every


def test_a_short_run_is_judged_by_its_last_epoch():
    shares = np.full((30, 8), 0.2)
    shares[12:, :4] = 0.0
    assert replayed(shares, steps=15, epochs=2).dead.tolist() == [True] * 4 + [False] * 4
    assert not replayed(shares, steps=15, epochs=3).dead.any()  # it is not over
    assert not replayed(shares, steps=15, epochs=7).dead.any()  # less than 100 steps


def test_a_note_becomes_a_warning():
    """A quarter dead since step 10, half of it since step 40."""
    shares = np.full((200, 8), 0.2)
    shares[10:, :2] = 0.0
    assert not replayed(shares[:100]).findings()
    (note,) = replayed(shares[:150]).findings()
    assert (note.severity, note.figure, note.limit, note.step) == ("note", 0.25, 0.25, 10)
    shares[40:, :4] = 0.0
    (warning,) = replayed(shares).findings()
    assert (warning.severity, warning.figure, warning.step) == ("warning", 0.5, 40)
    assert note.key != warning.key
    (note,) = replayed(shares, loss=0.2).findings()  # it learns all the same
    assert (note.severity, note.figure, note.edit) == ("note", 0.5, None)


def test_an_activation_that_is_no_number_is_not_dead():
    assert not replayed(np.full((200, 8), np.nan)).dead.any()


def test_a_layer_without_rectified_units_is_refused():
    with pytest.raises(RunFailure, match=r"dead_neurons.*build.*Received: 'dense1'"):
        watch(dying(), [DeadNeurons(layers=["dense1"])])
    with pytest.raises(ValueError, match="`positions` must be at least 1"):
        DeadNeurons(positions=0)


def test_a_net_without_rectified_units_has_nothing_to_say():
    watched = watch(mlp(activation="tanh"), [DeadNeurons(1)])
    assert watched.reports == [{"dead_neurons": {}}]
