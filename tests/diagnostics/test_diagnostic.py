"""The contract: what a diagnostic is called, what it makes, what it refuses."""

from __future__ import annotations

import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics import Diagnostic, Edit, Finding, Step
from suite.diagnostics.diagnostic import Accumulator
from suite.diagnostics.start import Start, set_start, start_of
from tests.callbacks.nets import mlp


@pytest.mark.parametrize("every", [1, 2, 10**6])
def test_a_cadence(every):
    assert Diagnostic(every).every == every


@pytest.mark.parametrize("every", [0, -1, 1.0, True, "1", [1]])
def test_what_is_no_cadence_is_refused(every):
    with pytest.raises(ValueError, match="at least 1") as refusal:
        Diagnostic(every)
    assert str(refusal.value) == (
        f"Argument `every` must be a whole number of at least 1. Received: every={every!r}"
    )


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("LossSpread", "loss_spread"),
        ("Finite", "finite"),
        ("KLDivergence", "kldivergence"),
        ("Top5Share", "top5_share"),
        ("mine", "mine"),
    ],
)
def test_its_name(kind, name):
    assert type(kind, (Diagnostic,), {})().name == name


def test_without_more_it_says_nothing():
    diagnostic = Diagnostic()
    assert diagnostic.report() == {}
    assert diagnostic.findings() == []
    assert diagnostic.is_lost is False
    assert diagnostic.needs == frozenset()
    assert dict(diagnostic.accumulators) == {}


def test_it_must_say_what_it_observes():
    class Empty(Diagnostic):
        pass

    with pytest.raises(TypeError, match=r"^Empty must define observe\(step\)$"):
        Empty().observe(None)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "bool"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 0)])
def test_an_accumulator_begins_with_its_value_and_comes_back_to_it(dtype, shape):
    diagnostic = Diagnostic()
    variable = diagnostic.accumulator("it", shape, initial=1, dtype=dtype)
    assert (variable.shape, variable.dtype.name) == (shape, dtype)
    assert not variable.trainable
    variable.assign(tf.zeros(shape, dtype) if dtype != "bool" else tf.fill(shape, False))
    diagnostic.accumulators["it"].reset()
    np.testing.assert_array_equal(variable.numpy(), np.ones(shape, dtype))


@pytest.mark.parametrize(
    ("reduce", "aggregation"),
    [
        ("sum", tf.VariableAggregation.SUM),
        ("mean", tf.VariableAggregation.MEAN),
        ("same", tf.VariableAggregation.ONLY_FIRST_REPLICA),
    ],
)
def test_how_the_replicas_are_read_together(reduce, aggregation):
    variable = Diagnostic().accumulator("it", reduce=reduce)
    assert variable.aggregation == aggregation
    assert variable.synchronization == tf.VariableSynchronization.ON_READ


def test_accumulators_are_known_by_their_names():
    diagnostic = Diagnostic()
    first = diagnostic.accumulator("first")
    second = diagnostic.accumulator("second", lasting=True)
    assert [one.variable for one in diagnostic.accumulators.values()] == [first, second]
    assert [one.lasting for one in diagnostic.accumulators.values()] == [False, True]
    assert all(isinstance(one, Accumulator) for one in diagnostic.accumulators.values())
    assert first.name == "diagnostic/first:0"


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (None, None),
        ([], []),
        (["dense2", "dense1"], ["dense2", "dense1"]),
        (("logits",), ["logits"]),
    ],
)
def test_layers_are_chosen_by_name(wanted, chosen):
    assert Diagnostic().choose_layers(mlp(), wanted) == chosen


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("dense3", "did you mean 'dense2' or 'dense1'?"),
        ("zzz", "it has ['input_layer', 'flatten', "),
    ],
)
def test_a_layer_that_there_is_not_is_refused(name, hint):
    keras.utils.clear_session(free_memory=False)
    with pytest.raises(ValueError, match="Argument `layers`") as refusal:
        Diagnostic().choose_layers(mlp(), ["dense1", name])
    said = f"Argument `layers`: the model has no layer {name!r}; {hint}"
    assert str(refusal.value).startswith(said)


FINDING = Finding("a", "It is so.", "note", "conv1", 3, 0.5, 0.1, "init/he", Edit("x", 1, 2))


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding("a", "It is so."), "warning: It is so."),
        (Finding("a", "It is so.", "error", step=0), "error: It is so. (since step 0)"),
        (FINDING, "note: It is so. (since step 3)  try: x: 1 -> 2"),
        (Finding("a", "It is so.", edit="buy data"), "warning: It is so.  try: buy data"),
    ],
)
def test_a_finding_as_a_line(finding, text):
    assert str(finding) == text


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"text": "Another."}, True),
        ({"step": 9}, True),
        ({"figure": 0.9, "limit": 0.2, "edit": None}, True),
        ({"diagnostic": "b"}, False),
        ({"layer": "conv2"}, False),
        ({"topic": "init/xavier"}, False),
        ({"severity": "warning"}, False),
    ],
)
def test_what_makes_two_findings_the_same(change, same):
    assert (dataclasses.replace(FINDING, **change).key == FINDING.key) is same


def test_a_finding_as_a_file_holds_it():
    assert FINDING.to_plain() == {
        "diagnostic": "a",
        "text": "It is so.",
        "severity": "note",
        "layer": "conv1",
        "step": 3,
        "figure": 0.5,
        "limit": 0.1,
        "topic": "init/he",
        "edit": "x: 1 -> 2",
    }
    assert Finding("a", "It is so.").to_plain()["edit"] is None


@pytest.mark.parametrize("name", ["loss", "gradients", "training"])
def test_a_step_cannot_be_changed(name):
    step = Step(tf.constant(0), None, None, None, tf.constant(1.0))
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(step, name, None)


def test_a_step_holds_nothing_that_nobody_asked_for():
    step = Step(tf.constant(0), None, None, None, tf.constant(1.0))
    for name in ("gradients", "activations", "activation_gradients", "weights", "updates"):
        assert getattr(step, name) == {}
    assert (step.batch_stats, step.micro_batches, step.training) == ({}, 1, True)


def test_a_model_starts_from_random_weights_where_nothing_was_said():
    model, other = mlp(), mlp()
    assert start_of(model) == Start(is_trained=False, joins={})
    set_start(model, Start(True, {"dense1/kernel": 40}))
    assert start_of(model).joins == {"dense1/kernel": 40}
    assert not start_of(other).is_trained
