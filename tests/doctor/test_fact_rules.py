"""Causes in recipe, data and definition: each at its limits."""

from __future__ import annotations

import math

import pytest

from suite.doctor import fact_rules as rules
from suite.doctor.fact_rules import lags, remembered
from tests.doctor.cases import FAIR, POOR, STUCK, case, finding, history

E, W, N = "error", "warning", "note"


@pytest.mark.parametrize(
    ("rule", "diagnostic", "topic", "severity", "fires"),
    [
        (rules.nonfinite_input, "finite", "data/normalization", E, True),
        (rules.nonfinite_input, "finite", "optim/learning-rate", E, False),
        (rules.nonfinite_input, "finite", None, E, False),
        (rules.nonfinite_input, "input_scale", "data/normalization", E, True),
        (rules.nonfinite_input, "input_scale", "data/normalization", W, False),
        (rules.bad_labels, "labels", "data/one-hot", E, True),
        (rules.bad_labels, "labels", "loss/focal", W, False),
        (rules.loss_mismatch, "loss_output", "loss/softmax", E, True),
        (rules.loss_mismatch, "loss_output", "loss/svm", W, True),
        (rules.loss_mismatch, "loss_output", "loss/softmax", N, False),
        (rules.leakage, "leakage", "practice/cross-validation", E, True),
        (rules.leakage, "leakage", "practice/cross-validation", W, False),
        (rules.unbalanced_labels, "labels", "loss/focal", W, True),
        (rules.unbalanced_labels, "labels", "loss/focal", N, False),
        (rules.unbalanced_labels, "labels", "data/one-hot", E, False),
        (rules.linear_network, "architecture", "foundations/universality", W, True),
        (rules.linear_network, "architecture", "foundations/universality", N, False),
        (rules.linear_network, "architecture", "norm/batch", W, False),
        (rules.hidden_softmax, "architecture", "activations/softmax", W, True),
        (rules.hidden_softmax, "architecture", "activations/softmax", N, False),
        (rules.norm_small_batch, "batchnorm_stats", "norm/batch-small-batches", W, True),
        (rules.norm_small_batch, "batchnorm_stats", "norm/batch", W, False),
    ],
)
def test_a_rule_hears_one_finding_whatever_the_run_has_learned(
    rule, diagnostic, topic, severity, fires
):
    found = finding(diagnostic, topic, 3, severity=severity)
    for rows in (POOR, FAIR, ()):
        evidence = rule(case([found], rows))
        assert (evidence is not None) is fires
        if evidence:
            assert evidence.finding is found
            assert (evidence.text, evidence.step) == (f"{diagnostic} speaks.", 3)
    assert rule(case([], FAIR)) is None


@pytest.mark.parametrize(
    ("rule", "topic", "severity", "rows", "fires"),
    [
        (rules.too_much_dropout, "reg/dropout", W, history(0.89), True),
        (rules.too_much_dropout, "reg/dropout", W, history(0.9), False),
        (rules.too_much_dropout, "reg/dropout", N, history(0.89), False),
        (rules.too_much_dropout, "norm/batch", W, history(0.89), False),
        (rules.too_much_dropout, "reg/dropout", W, history(math.nan), False),
        (rules.frozen_layers, "practice/transfer", N, history(0.89), True),
        (rules.frozen_layers, "practice/transfer", E, history(0.89), True),
        (rules.frozen_layers, "practice/transfer", N, history(0.9), False),
        (rules.frozen_layers, "reg/dropout", N, history(0.89), False),
    ],
)
def test_an_extreme_setting_is_blamed_for_a_run_that_learned_little(
    rule, topic, severity, rows, fires
):
    found = finding("architecture", topic, severity=severity)
    assert (rule(case([found], rows)) is not None) is fires


def test_a_stuck_run_is_in_trouble_whatever_its_accuracy_says():
    dropout = finding("architecture", "reg/dropout")
    assert rules.too_much_dropout(case([dropout, STUCK], FAIR)) is not None


@pytest.mark.parametrize(
    ("topic", "loss", "fires"),
    [
        ("loss/softmax", {"reduction": "sum"}, True),
        ("loss/softmax", {"reduction": "sum_over_batch_size"}, False),
        ("loss/softmax", {"kind": "sparse_categorical_crossentropy"}, False),
        ("init/large", {"reduction": "sum"}, False),
    ],
)
def test_summed_loss(topic, loss, fires):
    assert (rules.summed_loss(case([finding("init_loss", topic)], loss=loss)) is not None) is fires


@pytest.mark.parametrize(
    ("severity", "figure", "limit", "fires"),
    [
        (W, 6.0, 5.0, True),
        (N, 50.0, 5.0, False),
        (N, 50.1, 5.0, True),
        (N, 0.002, 0.02, False),
        (N, 0.0019, 0.02, True),
        (N, 1.5, 1.0, False),
    ],
)
def test_input_scale(severity, figure, limit, fires):
    found = finding("input_scale", severity=severity, figure=figure, limit=limit)
    assert (rules.input_scale(case([found])) is not None) is fires


def test_inputs_of_several_notes_are_judged_by_the_first():
    notes = [finding("input_scale", severity=N, figure=f, limit=5.0) for f in (6.0, 600.0)]
    assert rules.input_scale(case(notes)) is None
    assert rules.input_scale(case(notes[::-1])).figure == 600.0


@pytest.mark.parametrize(
    ("activation", "edit"),
    [("softmax", "model.activation: softmax -> relu"), (None, "its own: a -> b")],
)
def test_hidden_softmax_proposes_an_activation_where_the_recipe_has_one(activation, edit):
    found = finding("architecture", "activations/softmax", edit="its own: a -> b")
    evidence = rules.hidden_softmax(case([found], model={"activation": activation}))
    assert str(evidence.edit) == edit


@pytest.mark.parametrize(
    ("decay", "rows", "text"),
    [
        (0.05, POOR, "The weight decay is 0.05, where 1e-5 to 1e-3 is usual."),
        (1, POOR, "The weight decay is 1, where 1e-5 to 1e-3 is usual."),
        (0.0499, POOR, None),
        (0.05, FAIR, None),
        (None, POOR, None),
        (True, POOR, None),
    ],
)
def test_too_much_decay(decay, rows, text):
    evidence = rules.too_much_decay(case([], rows, model={"weight_decay": decay}))
    assert (evidence and evidence.text) == text
    if evidence:
        assert str(evidence.edit) == f"model.weight_decay: {decay:g} -> 0.0001"
        assert (evidence.figure, evidence.limit) == (decay, 0.05)


def clipped(norm, accuracy=0.3, **recipe):
    return rules.clip_too_tight(
        case([], history(accuracy, **{"gradient_norm/mean": norm}), **recipe)
    )


@pytest.mark.parametrize(
    ("norm", "limit", "fires"),
    [
        (100.0, 1.0, True),
        (99.9, 1.0, False),
        (1.0, 0.01, True),
        (100.0, None, False),
        (100.0, 0.0, False),
        (math.nan, 1e-6, False),
        (math.inf, 1e-6, False),
    ],
)
def test_clip_too_tight(norm, limit, fires):
    assert (clipped(norm, training={"clip_norm": limit}) is not None) is fires
    assert (clipped(norm, optimizer={"global_clipnorm": limit}) is not None) is fires
    assert clipped(norm, 0.95, training={"clip_norm": limit}) is None


@pytest.mark.parametrize(
    ("recipe", "edit"),
    [
        ({"training": {"clip_norm": 0.01}}, "training.clip_norm: 0.01 -> 250"),
        ({"optimizer": {"global_clipnorm": 0.01}}, "optimizer.global_clipnorm: 0.01 -> 250"),
        (
            {"training": {"clip_norm": 0.02}, "optimizer": {"global_clipnorm": 0.01}},
            "training.clip_norm: 0.02 -> 250",
        ),
    ],
)
def test_clipping_is_set_to_what_the_gradient_usually_is(recipe, edit):
    evidence = clipped(250.2, **recipe)
    assert str(evidence.edit) == edit
    limit = float(edit.split(": ")[1].split(" ->")[0])
    assert evidence.text == f"The gradient's norm is usually 250 and is clipped to {limit:g}."
    assert evidence.figure == pytest.approx(250.2 / limit)


def test_a_small_gradient_is_clipped_to_one():
    assert str(clipped(0.2, training={"clip_norm": 1e-3}).edit) == "training.clip_norm: 0.001 -> 1"


def test_the_usual_gradient_is_the_median_over_the_epochs():
    norms = [1e9, 0.5, 200.0, 0.1, 150.0]
    rows = [row | {"gradient_norm/mean": n} for row, n in zip(POOR, norms, strict=False)]
    evidence = rules.clip_too_tight(case([], rows, training={"clip_norm": 1.0}))
    assert evidence.figure == 150.0


JUMP = finding("loss_curve", "optim/learning-rate", 40)


@pytest.mark.parametrize(
    ("momentum", "findings", "rows", "fires"),
    [
        (0.99, [], POOR, False),  # remembers 100 steps, and that is allowed
        (0.991, [], POOR, True),
        (0.991, [], FAIR, False),
        (0.991, [JUMP], FAIR, True),
        (0.991, [], history(0.95, 0.92), True),
        (0.991, [], history(0.95, 0.935), False),
        (0.9, [JUMP, STUCK], POOR, False),
        (None, [], POOR, False),
        (1.0, [], POOR, True),
    ],
)
def test_momentum_too_high(momentum, findings, rows, fires):
    evidence = rules.momentum_too_high(case(findings, rows, optimizer={"momentum": momentum}))
    assert (evidence is not None) is fires


def test_the_momentum_that_is_proposed():
    evidence = rules.momentum_too_high(case([], POOR, optimizer={"momentum": 0.999}))
    assert evidence.text == "With a momentum of 0.999 each step goes on for 1e+03 more."
    assert str(evidence.edit) == "optimizer.momentum: 0.999 -> 0.9"
    assert (evidence.figure, evidence.limit) == (1000.0, 100.0)


SAMPLES = {"batchnorm_stats/samples": 64.0}


@pytest.mark.parametrize(
    ("momentum", "rows", "fires"),
    [
        (0.999, history(0.95, 0.9, **SAMPLES), True),  # 1000 steps, of a run of 160
        (0.999, history(0.95, 0.9), False),  # a net without normalization
        (0.999, history(0.95, 0.94, **SAMPLES), False),
        (0.99, history(0.95, 0.9, **SAMPLES), False),
        (0.9935, history(0.95, 0.9, **SAMPLES), False),  # 154 steps are done
        (0.994, history(0.95, 0.9, **SAMPLES), True),  # 167 are not
        (None, history(0.95, 0.9, **SAMPLES), False),
    ],
)
def test_norm_momentum(momentum, rows, fires):
    evidence = rules.norm_momentum(case([], rows, model={"norm_momentum": momentum}))
    assert (evidence is not None) is fires


def test_the_momentum_of_a_norm_that_is_proposed():
    rows = history(0.95, 0.5, **SAMPLES)
    evidence = rules.norm_momentum(case([], rows, model={"norm_momentum": 0.9999}))
    assert evidence.text == "With a momentum of 0.9999 they need 1e+04 steps; the run had 160."
    assert str(evidence.edit) == "model.norm_momentum: 0.9999 -> 0.9"
    assert (evidence.figure, evidence.limit) == (10_000.0, 160.0)


@pytest.mark.parametrize(
    ("momentum", "steps"),
    [(0.0, 1.0), (0.5, 2.0), (0.9, 10.0), (0.99, 100.0), (1.0, math.inf), (1.5, math.inf)],
)
def test_how_far_a_moving_average_looks_back(momentum, steps):
    assert remembered(momentum) == steps


@pytest.mark.parametrize(
    ("accuracy", "validation", "behind"),
    [(0.95, 0.92, True), (0.95, 0.94, False), (0.9, 0.99, False), (math.nan, 0.1, False)],
)
def test_validation_lags(accuracy, validation, behind):
    assert lags(case([], history(accuracy, validation))) is behind
