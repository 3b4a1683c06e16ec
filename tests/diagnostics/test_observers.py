"""What calls the diagnostics of a run, and what it computes for them."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics import Diagnostic, Finding, Observers
from suite.diagnostics.observers import check_needs
from suite.diagnostics.plugin_failure import PluginFailure
from suite.diagnostics.step import NEEDS
from tests.callbacks.nets import cnn, mlp


class Needy(Diagnostic):
    """Needs what it is told, and remembers every step that it saw."""

    def __init__(self, *needs: str, layers=(), every=1):
        super().__init__(every)
        self.needs = frozenset(needs)
        self.wanted = layers
        self.seen = []
        self.values = {}
        self.said = []

    def build(self, model):
        self.layers = self.wanted

    def observe(self, step):
        self.seen.append(step)

    def report(self):
        return self.values

    def findings(self):
        return self.said


@pytest.fixture(scope="module")
def model():
    built = cnn(keras.optimizers.SGD(0.1))
    built.optimizer.build(built.trainable_variables)
    return built


@pytest.mark.parametrize("need", NEEDS)
def test_what_there_is_may_be_needed(need):
    check_needs(Needy(need))


@pytest.mark.parametrize(
    ("need", "hint"),
    [
        ("gradient", "; did you mean 'gradients'?"),
        ("weight", "; did you mean 'weights'?"),
        ("x", ""),
    ],
)
def test_a_need_that_does_not_exist_is_refused(need, hint):
    with pytest.raises(PluginFailure) as refusal:
        check_needs(Needy(need))
    assert str(refusal.value) == (
        f"needy: needs {need!r}, which does not exist{hint} (there are gradients, activations, "
        "activation_gradients, weights, updates, batch_stats)"
    )
    assert isinstance(refusal.value.callback, Needy)


def test_all_needs_together_are_those_of_each(model):
    observers = Observers([Needy("gradients"), Needy(), Needy("weights", "gradients")], model)
    assert observers.needs == {"gradients", "weights"}


@pytest.mark.parametrize(
    ("diagnostics", "layers"),
    [
        ([], []),
        ([Needy("gradients", layers=["relu1"])], []),  # layers of activations only
        ([Needy("activations", layers=["relu2", "relu1"])], ["relu2", "relu1"]),
        (
            [Needy("activations", layers=["relu1"]), Needy("activations", layers=["relu1"])],
            ["relu1"],
        ),
        ([Needy("activation_gradients", layers=["pool1"])], ["pool1"]),
    ],
)
def test_only_the_wanted_layers_are_tapped(model, diagnostics, layers):
    observers = Observers(diagnostics, model)
    assert observers.layers == layers
    predictions, tapped = observers.forward(tf.ones([2, 6, 6, 2]))
    assert list(tapped) == layers
    assert predictions.shape == (2, 3)


def test_the_tap_is_the_forward_pass_itself(model):
    x = np.random.default_rng(0).normal(size=(4, 6, 6, 2)).astype("float32")
    tapped, plain_pass = (
        Observers(diagnostics, model)
        for diagnostics in ([Needy("activations", layers=["logits"])], [])
    )
    predictions, layers = tapped.forward(x)
    np.testing.assert_array_equal(predictions, layers["logits"])
    np.testing.assert_allclose(predictions, plain_pass.forward(x)[0], rtol=1e-6)


def test_gradients_are_taken_by_those_layers_that_somebody_asks_of(model):
    diagnostics = [
        Needy("activations", layers=["relu1"]),
        Needy("activation_gradients", layers=["relu2"]),
    ]
    observers = Observers(diagnostics, model)
    assert observers.differentiated({"relu1": "a", "relu2": "b"}) == {"relu2": "b"}


@pytest.mark.parametrize(
    ("needs", "copied"),
    [
        ((), False),
        (("gradients",), False),
        (("activations",), False),
        (("weights",), True),
        (("updates",), True),
    ],
)
def test_weights_are_copied_for_those_who_ask_what_they_were(model, needs, copied):
    weights = Observers([Needy(*needs)], model).weights()
    assert (set(weights) == {v.path for v in model.trainable_variables}) is copied
    assert bool(weights) is copied


def test_moving_statistics_are_copied_for_batch_statistics(model):
    observers = Observers([Needy("batch_stats", layers=["norm1"])], model)
    norm = model.get_layer("norm1")
    assert set(observers.weights()) == {norm.moving_mean.path, norm.moving_variance.path}


def test_batch_statistics_of_a_layer_without_any_are_refused(model):
    with pytest.raises(
        PluginFailure, match=r"needy \(.*\) failed in build: ValueError: Batch stat"
    ):
        Observers([Needy("batch_stats", layers=["relu1"])], model)


@pytest.mark.parametrize(
    ("cadences", "due"),
    [
        ((1,), [0, 1, 2, 3, 4, 5, 6]),
        ((3,), [0, 3, 6]),
        ((2, 3), [0, 2, 3, 4, 6]),
        ((), []),
    ],
)
def test_when_somebody_measures(model, cadences, due):
    observers = Observers([Needy(every=every) for every in cadences], model)
    assert [i for i in range(7) if bool(observers.due(tf.constant(i)))] == due


class Counting(Diagnostic):
    def build(self, model):
        self.count = self.accumulator("count")
        self.total = self.accumulator("total", lasting=True)

    def report(self):
        self.count.assign_add(2.0)
        self.total.assign_add(2.0)
        return {"count": self.count, "total": self.total}


def test_a_report_reads_accumulators_and_resets_those_that_do_not_last():
    observers = Observers([Counting()], mlp())
    assert observers.report() == {"counting": {"count": 2.0, "total": 2.0}}
    assert observers.report() == {"counting": {"count": 2.0, "total": 4.0}}


def test_each_finding_is_new_once(model):
    one, other = Needy(), Needy()
    observers = Observers([one, other], model)
    first = Finding("a", "seen", step=3)
    one.said = [first, Finding("a", "seen again", step=9)]
    other.said = [Finding("a", "at a layer", layer="conv1"), Finding("a", "worse", "error")]
    assert [found.text for found in observers.new_findings()] == ["seen", "at a layer", "worse"]
    assert observers.new_findings() == []


def test_a_resumed_run_does_not_repeat_itself(model):
    one = Needy()
    observers = Observers([one], model)
    one.said = [Finding("a", "seen"), Finding("b", "not seen")]
    observers.restore([Finding("a", "before the kill", step=2)])
    assert [found.text for found in observers.new_findings()] == ["not seen"]


def test_a_report_that_is_none_is_blamed_on_its_diagnostic(model):
    one = Needy()
    observers = Observers([one], model)
    one.values = {"best": "none so far"}
    with pytest.raises(
        PluginFailure, match=r"^needy \(.*:\d+\) failed in report: TypeError: report"
    ):
        observers.report()
