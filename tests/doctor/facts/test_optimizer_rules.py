"""Causes in optimizer, penalties, normalization and weights of classes: each at its limits."""

from __future__ import annotations

import math

import pytest

from suite.doctor.facts import optimizer_rules as rules
from suite.doctor.facts.optimizer_rules import lags, remembered
from tests.doctor.cases import FAIR, POOR, STUCK, case, dense, finding, history, net


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
    for name in ("global_clipnorm", "clipnorm"):
        assert (clipped(norm, optimizer={name: limit}) is not None) is fires
        built = {"optimizer": {"kind": "sgd", name: limit}}
        assert (clipped(norm, setup=built) is not None) is fires
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


def test_a_penalty_of_a_layer_is_seen_and_named():
    setup = net(dense("dense_1", l2=0.5), dense("logits", l2=0.001))
    recipe = {"model": {"layers": [{"kind": "dense", "kernel_regularizer": "l2"}]}}
    evidence = rules.too_much_decay(case([], POOR, setup=setup, **recipe))
    assert evidence.text == (
        "The L2 penalty on the weights of `dense_1` is 0.5, where 1e-5 to 1e-3 is usual."
    )
    assert evidence.edit.override == "model.layers.0.kernel_regularizer=null"
    assert "`kernel_regularizer` in `dense_1`" in evidence.advice
    assert rules.too_much_decay(case([], FAIR, setup=setup, **recipe)) is None


@pytest.mark.parametrize(
    ("layer", "optimizer", "fires"),
    [
        ({"l2": 0.024}, {}, False),
        ({"l2": 0.025}, {}, True),
        ({"l1": 0.002}, {}, False),
        ({"l1": 0.003}, {}, True),
        ({"activity_l2": 0.05}, {}, True),
        ({"bias_l2": 9.0}, {}, False),
        ({}, {"kind": "sgd", "weight_decay": 0.05}, True),
        ({}, {"kind": "adamw", "weight_decay": 0.1}, False),
        ({}, {"kind": "adamw", "weight_decay": 0.5}, True),
    ],
)
def test_how_strong_a_penalty_may_be(layer, optimizer, fires):
    setup = net(dense("a", **layer), dense("b"), optimizer=optimizer)
    assert (rules.too_much_decay(case([], POOR, setup=setup)) is not None) is fires


def test_the_key_of_a_model_is_changed_where_it_made_the_penalties():
    setup = net(dense("a", l2=0.1), dense("b", l2=0.1))
    evidence = rules.too_much_decay(case([], POOR, setup=setup, model={"weight_decay": 0.2}))
    assert str(evidence.edit) == "model.weight_decay: 0.2 -> 0.0001"
    other = rules.too_much_decay(case([], POOR, setup=setup, model={"weight_decay": 0.9}))
    assert other.edit is None
    assert "`a`, `b`" in other.text


def test_real_targets_bear_penalties_of_the_size_of_their_loss():
    setup = net(dense("a", l2=5.0), dense("b"), targets="values")
    rows = [row | {"loss": 6000.0} for row in POOR]
    assert rules.too_much_decay(case([STUCK], rows, setup=setup)) is None


@pytest.mark.parametrize(
    ("kind", "limit", "fires"),
    [("sgd", 1e-4, True), ("adam", 1e-4, False), ("adam", 1e-6, True), ("rmsprop", 1e-4, False)],
)
def test_clipping_that_an_adaptive_optimizer_undoes(kind, limit, fires):
    # 10,000 entries: their RMS is a hundredth of the norm.
    rows = history(0.3, **{"gradient_norm/mean": 1.0, "gradient_norm/rms": 0.01})
    setup = {"optimizer": {"kind": kind, "global_clipnorm": limit, "epsilon": 1e-7}}
    assert (rules.clip_too_tight(case([], rows, setup=setup)) is not None) is fires


def test_a_clipped_value_is_compared_with_an_entry():
    rows = history(0.3, **{"gradient_norm/mean": 1.0, "gradient_norm/rms": 0.01})
    for limit, fires in ((1e-4, True), (1.1e-4, False)):
        setup = {"optimizer": {"kind": "sgd", "clipvalue": limit}}
        evidence = rules.clip_too_tight(case([], rows, setup=setup))
        assert (evidence is not None) is fires
    assert (
        rules.clip_too_tight(
            case([], rows, setup={"optimizer": {"kind": "sgd", "clipvalue": 1e-4}})
        ).text
        == "An entry of the gradient is usually 0.01 and is clipped to 0.0001."
    )


def test_the_first_moment_of_adam_is_a_momentum():
    setup = {"optimizer": {"kind": "adam", "beta_1": 0.999, "momentum": None}}
    evidence = rules.momentum_too_high(
        case([], POOR, setup=setup, optimizer={"kind": "adam", "beta_1": 0.999})
    )
    assert str(evidence.edit) == "optimizer.beta_1: 0.999 -> 0.9"


@pytest.mark.parametrize(
    ("kind", "epsilon", "rms", "ratio", "fires"),
    [
        ("adam", 0.1, 0.01, 1e-4, True),
        ("adam", 0.09, 0.01, 1e-4, False),
        ("adam", 1.0, math.nan, 1e-4, True),
        ("adam", 0.01, math.nan, 1e-4, False),
        ("adam", 1e-7, 0.0, 1e-4, False),
        ("adam", 0.1, 0.01, 0.02, False),  # the steps are large all the same
        ("sgd", 0.1, 0.01, 1e-4, False),
    ],
)
def test_bad_epsilon_of_an_optimizer(kind, epsilon, rms, ratio, fires):
    rows = history(0.3, **{"gradient_norm/rms": rms, "update_ratio/max": ratio})
    setup = {"optimizer": {"kind": kind, "epsilon": epsilon}}
    evidence = rules.bad_epsilon(
        case([], rows, setup=setup, optimizer={"kind": kind, "epsilon": epsilon})
    )
    assert (evidence is not None) is fires
    if fires:
        assert evidence.edit.override == "optimizer.epsilon=1e-07"


@pytest.mark.parametrize(
    ("epsilon", "rows", "fires"), [(0.5, POOR, True), (0.49, POOR, False), (5.0, FAIR, False)]
)
def test_bad_epsilon_of_a_norm(epsilon, rows, fires):
    norm = {"name": "norm", "kind": "batch_normalization", "momentum": 0.9, "epsilon": epsilon}
    evidence = rules.bad_epsilon(case([], rows, setup=net(dense("a"), norm, dense("b"))))
    assert (evidence is not None) is fires


@pytest.mark.parametrize(
    ("weights", "rows", "fires"),
    [
        ({"a": 1.0, "b": 1.0}, POOR, False),
        ({"a": 1000.0, "b": 1000.0}, POOR, True),  # 2 of 10 classes: a mean of 200
        ({"a": 40.0, "b": 40.0}, POOR, False),
        ({str(n): 1000.0 for n in range(10)}, POOR, True),
        ({str(n): 1000.0 for n in range(10)}, FAIR, False),
        ({"0": 1000.0, **{str(n): 1.0 for n in range(1, 10)}}, POOR, True),
        ({"0": 0.0, **{str(n): 1.0 for n in range(1, 10)}}, history(0.9), True),
        ({"0": 0.0, **{str(n): 1.0 for n in range(1, 10)}}, history(0.99), False),
        ({str(n): 1.0 + n for n in range(10)}, POOR, False),
        (None, POOR, False),
    ],
)
def test_class_weights(weights, rows, fires):
    evidence = rules.class_weights(case([], rows, setup={"class_weights": weights}))
    assert (evidence is not None) is fires


def test_class_weights_are_left_out_where_the_recipe_has_them():
    weights = {str(n): 1000.0 for n in range(10)}
    evidence = rules.class_weights(
        case([], POOR, setup={"class_weights": weights}, training={"class_weights": weights})
    )
    assert evidence.edit.override == "training.class_weights=null"


def test_the_momentum_of_any_norm_counts():
    norm = {"name": "own_norm", "kind": "batch_normalization", "momentum": 0.999, "epsilon": 0.001}
    setup = net(dense("a"), norm, dense("b"))
    evidence = rules.norm_momentum(case([], history(0.95, 0.3), setup=setup))
    assert evidence.advice == "`momentum=0.9` in `own_norm`, or train for longer"
    assert rules.norm_momentum(case([], history(0.95, 0.94), setup=setup)) is None


@pytest.mark.parametrize(
    ("momentum", "inference", "fires"),
    [
        (0.99, {"train_mode_accuracy": 0.95, "train_accuracy": 0.3}, True),  # 0.99^160 = 0.2
        (0.99, {"train_mode_accuracy": 0.95, "train_accuracy": 0.9}, False),
        (0.9, {"train_mode_accuracy": 0.95, "train_accuracy": 0.3}, False),
        (0.99, {}, False),
    ],
)
def test_statistics_that_have_not_arrived_show_in_inference(momentum, inference, fires):
    norm = {"name": "n", "kind": "batch_normalization", "momentum": momentum}
    found = case(
        [],
        history(0.95, 0.94),
        setup=net(dense("a"), norm, dense("b")),
        examination={"inference": inference},
    )
    assert (rules.norm_momentum(found) is not None) is fires
