"""What calls the diagnostics of a run, and what it computes for them."""

from __future__ import annotations

import keras
import pytest
import tensorflow as tf

from suite.diagnostics import Diagnostic, Finding, Observers
from suite.diagnostics.observers import check_needs
from suite.diagnostics.plugin_failure import PluginFailure
from suite.diagnostics.step import NEEDS
from tests.callbacks.nets import cnn, mlp
from tests.diagnostics.needy import Needy


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


def test_batch_statistics_of_a_layer_without_any_are_refused(model):
    with pytest.raises(
        PluginFailure, match=r"needy \(.*\) failed in build: ValueError: Batch stat"
    ):
        Observers([Needy("batch_stats", layers=["relu1"])], model)


@pytest.mark.parametrize(
    ("cadences", "due"),
    [
        ((3,), [0, 2, 1, 0, 2, 1, 0]),
        ((1, 3), [0, 2, 1, 0, 2, 1, 0]),
        ((2, 3), [0, 1, 0, 0, 0, 1, 0]),
        ((2, 4, 6), [0, 1, 0, 1, 0, 1, 0]),
    ],
)
def test_a_step_is_measured_for_those_who_do_not_see_every_step(model, cadences, due):
    observers = Observers([Needy(every=every) for every in cadences], model)
    assert [int(observers.until_due(tf.constant(i))) for i in range(7)] == due


@pytest.mark.parametrize(
    ("cadences", "plain", "measuring"),
    [
        ((), None, None),
        ((1, 1), [1, 1], None),
        ((10, 50), None, [10, 50]),
        ((1, 10), [1], [1, 10]),
    ],
)
def test_each_step_holds_only_those_who_see_it(model, cadences, plain, measuring):
    observers = Observers([Needy(every=every) for every in cadences], model)
    for observer, expected in ((observers.every_step, plain), (observers.measuring, measuring)):
        found = None if observer is None else [one.every for one in observer.diagnostics]
        assert found == expected
    if observers.every_step is not None:
        assert observers.every_step.is_measured is (measuring is None)


@pytest.mark.parametrize(
    ("params", "every"),
    [
        ({"steps": 100, "epochs": 10}, 1),
        ({"steps": 100, "epochs": 11}, 50),
        ({"steps": 1001, "epochs": 1}, 50),
        ({"steps": None, "epochs": 1}, 50),
        ({"steps": 0, "epochs": 3}, 50),
        (None, 50),
    ],
)
def test_a_long_run_is_measured_now_and_then(model, params, every):
    left_open, told = Needy(every=None), Needy(every=3)
    for one in (left_open, told):
        one.set_params(params)
    Observers([left_open, told], model)
    assert (left_open.every, told.every) == (every, 3)


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
