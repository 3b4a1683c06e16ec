"""Causes in the loss and the end of the net: each at its limits."""

from __future__ import annotations

import pytest

from suite.doctor.facts import loss_rules as rules
from tests.doctor.cases import FAIR, POOR, case, dense, finding, net


@pytest.mark.parametrize(
    ("topic", "severity", "fires"),
    [
        ("loss/softmax", "error", True),
        ("loss/svm", "warning", True),
        ("loss/softmax", "note", False),
    ],
)
def test_what_the_check_says_is_a_mismatch(topic, severity, fires):
    found = finding("loss_output", topic, severity=severity)
    for rows in (POOR, FAIR, ()):
        assert (rules.loss_mismatch(case([found], rows)) is not None) is fires


def ends(activation, loss, units=10, **more):
    """A run of classes with such an end."""
    more = {"targets": "classes", "classes": 10, **more}
    layers = (dense("a"), dense("out", units, activation=activation))
    return net(*layers, loss={"kind": loss, "from_logits": False}, **more)


@pytest.mark.parametrize(
    ("activation", "loss", "fires"),
    [
        ("softmax", "mean_squared_error", True),
        ("sigmoid", "mean_absolute_error", True),
        (None, "huber", True),
        ("softmax", "hinge", True),
        (None, "squared_hinge", True),
        ("softmax", "categorical_hinge", True),
        (None, "categorical_hinge", False),
        (None, "multi_class_hinge", False),
        ("softmax", "poisson", True),
        ("exponential", "poisson", False),
        ("softmax", "categorical_crossentropy", False),
        ("softmax", "kl_divergence", False),
        ("softmax", "own", False),
    ],
)
def test_a_loss_that_is_meant_for_something_else(activation, loss, fires):
    setup = ends(activation, loss)
    assert (rules.loss_mismatch(case([], POOR, setup=setup)) is not None) is fires
    assert rules.loss_mismatch(case([], FAIR, setup=setup)) is None


@pytest.mark.parametrize(
    ("activation", "loss", "from_logits", "fires"),
    [
        (None, "sparse_categorical_crossentropy", False, True),
        (None, "sparse_categorical_crossentropy", True, False),
        ("softmax", "categorical_crossentropy", True, True),
        ("softmax", "categorical_crossentropy", False, False),
        ("sigmoid", "categorical_crossentropy", False, True),
        ("sigmoid", "binary_crossentropy", False, False),
        ("sigmoid", "binary_crossentropy", True, True),
        ("relu", "binary_crossentropy", False, True),
        (None, "sparse_categorical_smoothed_crossentropy", False, False),  # takes logits only
    ],
)
def test_an_end_that_the_checks_did_not_see(activation, loss, from_logits, fires):
    setup = ends(activation, loss) | {"loss": {"kind": loss, "from_logits": from_logits}}
    assert (rules.loss_mismatch(case([], POOR, setup=setup)) is not None) is fires
    assert rules.loss_mismatch(case([], FAIR, setup=setup)) is None


@pytest.mark.parametrize(
    ("activation", "one_hot", "override"),
    [
        ("softmax", True, "loss={kind: categorical_crossentropy, from_logits: false}"),
        (None, True, "loss={kind: categorical_crossentropy, from_logits: true}"),
        (None, "auto", "loss={kind: sparse_categorical_crossentropy, from_logits: true}"),
    ],
)
def test_the_loss_that_is_proposed_takes_the_outputs_as_they_are(activation, one_hot, override):
    recipe = {"loss": {"kind": "mean_squared_error"}, "data": {"one_hot": one_hot}}
    setup = ends(activation, "mean_squared_error")
    evidence = rules.loss_mismatch(case([], POOR, setup=setup, **recipe))
    assert evidence.edit.override == override
    assert evidence.advice == (
        "end in `Dense(10, activation=None)`, with "
        "`keras.losses.SparseCategoricalCrossentropy(from_logits=True)`"
    )


@pytest.mark.parametrize(
    ("activation", "loss", "units", "override"),
    [
        ("softmax", "binary_crossentropy", 1, "model.top=sigmoid"),
        ("relu", "sparse_categorical_crossentropy", 10, "model.top=softmax"),
        ("softmax", "binary_crossentropy", 10, "loss={kind: sparse_categorical_crossentropy, "),
    ],
)
def test_the_argument_for_the_last_activation_of_a_net_of_ones_own(
    activation, loss, units, override
):
    recipe = {"model": {"kind": "./net.py:net", "top": activation}, "loss": {"kind": loss}}
    found = finding("loss_output", "loss/softmax", severity="error")
    evidence = rules.loss_mismatch(
        case([found], POOR, setup=ends(activation, loss, units), **recipe)
    )
    assert evidence.edit.override.startswith(override)


@pytest.mark.parametrize(
    ("loss", "activation", "strength"),
    [
        ("hinge", "tanh", None),
        ("hinge", None, None),
        ("hinge", "sigmoid", 2),
        ("mean_squared_error", "sigmoid", 1),
    ],
)
def test_one_output_for_two_classes(loss, activation, strength):
    setup = ends(activation, loss, units=1, classes=2)
    evidence = rules.loss_mismatch(case([], POOR, setup=setup))
    assert (evidence and evidence.strength) == strength


def test_the_softmax_of_one_output_is_a_mismatch_whatever_was_learned():
    setup = ends("softmax", "poisson", units=1)
    assert rules.loss_mismatch(case([], FAIR, setup=setup)).text == (
        "The model ends in the softmax of one output, which is always 1."
    )


@pytest.mark.parametrize(
    ("targets", "lowest", "highest", "loss", "fires"),
    [
        ("values", -3.0, 5.0, "binary_crossentropy", True),
        ("values", 0.0, 1.0, "binary_crossentropy", False),  # shares, say
        ("values", -1.0, 1.0, "hinge", True),
        ("values", -3.0, 5.0, "mean_squared_error", False),
        ("labels", -3.0, 5.0, "binary_crossentropy", False),
    ],
)
def test_a_loss_of_classes_for_real_targets(targets, lowest, highest, loss, fires):
    found = case(
        [],
        FAIR,
        setup=ends(None, loss, targets=targets),
        examination={"targets": {"min": lowest, "max": highest}},
    )
    assert (rules.loss_mismatch(found) is not None) is fires


@pytest.mark.parametrize(
    ("findings", "rows", "reduction", "fires"),
    [
        ([finding("init_loss", "loss/softmax")], FAIR, "sum", True),
        ([finding("init_loss", "init/large")], FAIR, "sum", False),
        ([], POOR, "sum", True),
        ([], FAIR, "sum", False),
        ([finding("init_loss", "loss/softmax")], POOR, "sum_over_batch_size", False),
    ],
)
def test_summed_loss(findings, rows, reduction, fires):
    for more in ({"loss": {"reduction": reduction}}, {"setup": {"loss": {"reduction": reduction}}}):
        assert (rules.summed_loss(case(findings, rows, **more)) is not None) is fires
