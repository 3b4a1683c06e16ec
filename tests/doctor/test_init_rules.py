"""Causes before the first step: each at its limits."""

from __future__ import annotations

import pytest

from suite.doctor import init_rules as rules
from suite.doctor.case import Case
from suite.doctor.init_rules import spread
from tests.doctor.cases import DEAD, FAIR, POOR, STUCK, case, dense, finding, net

GAIN_SMALL, GAIN_LARGE = finding("init_gain", "init/small"), finding("init_gain", "init/large")
LOSS_LARGE = finding("init_loss", "init/large")
SATURATED = finding("activation_stats", "init/large", 0)
FAINT = finding("gradient_norm", "init/he", 30)
FADED = finding("gradient_norm", "activations/sigmoid", 30)


def normal(stddev=None, kind="random_normal", **model):
    """The block of a model with such an initializer."""
    given = {} if stddev is None else {"stddev": stddev}
    return {"kernel_initializer": {"kind": kind, **given}, **model}


@pytest.mark.parametrize(
    ("severity", "fires"), [("error", True), ("warning", True), ("note", False)]
)
def test_symmetric_init(severity, fires):
    found = finding("init_symmetry", "init/zeros", severity=severity)
    for rows in (POOR, FAIR):
        assert (rules.symmetric_init(case([found], rows)) is not None) is fires


@pytest.mark.parametrize(
    ("findings", "model", "named"),
    [
        ([GAIN_LARGE], {}, "init_gain"),
        ([LOSS_LARGE], {}, "init_loss"),
        ([LOSS_LARGE, GAIN_LARGE], {}, "init_gain"),
        ([GAIN_SMALL], {}, None),
        ([finding("init_loss", "loss/softmax")], {}, None),
        ([finding("init_gain", "init/large", severity="note")], {}, None),
        ([SATURATED], normal(0.5), "activation_stats"),
        ([SATURATED], normal(0.499), None),
        ([SATURATED], normal(1.0, "truncated_normal"), "activation_stats"),
        ([SATURATED], normal(1.0, "random_uniform"), None),
        ([SATURATED], {"kernel_initializer": "random_normal"}, None),
        ([STUCK], normal(2.0), "loss_curve"),
        ([], normal(2.0), None),
    ],
)
def test_large_init(findings, model, named):
    evidence = rules.large_init(case(findings, POOR, model=model))
    assert (evidence and evidence.finding["diagnostic"]) == named


@pytest.mark.parametrize(
    ("findings", "model", "named"),
    [
        ([GAIN_SMALL], {}, "init_gain"),
        ([GAIN_LARGE], {}, None),
        ([FAINT], normal(0.01), "gradient_norm"),
        ([FAINT], normal(0.011), None),
        ([FAINT], normal(), None),  # Keras's own 0.05
        ([FAINT], {}, None),
        ([FADED], normal(0.001), None),
        ([STUCK], normal(0.001), "loss_curve"),
        ([FAINT, STUCK], normal(0.001), "gradient_norm"),
    ],
)
def test_small_init(findings, model, named):
    evidence = rules.small_init(case(findings, POOR, model=model))
    assert (evidence and evidence.finding["diagnostic"]) == named


@pytest.mark.parametrize(
    ("rule", "findings"),
    [
        (rules.large_init, [GAIN_LARGE]),
        (rules.small_init, [GAIN_SMALL]),
        (rules.dead_start, [DEAD | {"step": 0}]),
        (rules.saturating_activation, [FADED]),
    ],
)
def test_a_run_that_learned_had_no_bad_start(rule, findings):
    model = {"activation": "sigmoid"}
    assert rule(case(findings, POOR, model=model)) is not None
    assert rule(case(findings, FAIR, model=model)) is None


@pytest.mark.parametrize(
    ("initializer", "edit"),
    [
        ("random_normal", "model.kernel_initializer: random_normal -> he_normal"),
        ({"kind": "zeros"}, "model.kernel_initializer: zeros -> he_normal"),
        ("he_normal", "None"),
        ({"kind": "he_normal"}, "None"),
        (None, "None"),
    ],
)
def test_the_initializer_that_is_proposed(initializer, edit):
    model = {"kernel_initializer": initializer}
    assert str(rules.large_init(case([GAIN_LARGE], POOR, model=model)).edit) == edit
    assert str(rules.small_init(case([GAIN_SMALL], POOR, model=model)).edit) == edit


def test_a_finding_keeps_its_own_edit_where_none_is_better():
    found = GAIN_LARGE | {"edit": "model.bias_initializer: ones -> zeros"}
    evidence = rules.large_init(case([found], POOR))
    assert evidence.edit.override == "model.bias_initializer=zeros"


@pytest.mark.parametrize(
    ("step", "severity", "fires"),
    [(0, "warning", True), (1, "warning", False), (None, "warning", False), (0, "note", True)],
)
def test_dead_start(step, severity, fires):
    found = DEAD | {"step": step, "severity": severity}
    assert (rules.dead_start(case([found], POOR)) is not None) is fires


def test_units_that_die_later_do_not_hide_those_that_were_dead():
    assert rules.dead_start(case([DEAD, DEAD | {"step": 0}], POOR)) is not None


@pytest.mark.parametrize(
    ("activation", "findings", "fires"),
    [
        ("sigmoid", [STUCK], True),
        ("hard_sigmoid", [STUCK], True),
        ("tanh", [STUCK], True),
        ("softsign", [FADED], True),
        ("hard_tanh", [SATURATED], True),
        ("relu", [STUCK, FADED, SATURATED], False),
        (None, [STUCK], False),
        ("tanh", [], False),
        ("sigmoid", [DEAD], False),
        ("tanh", [STUCK, GAIN_SMALL], False),  # a good start would do
        ("sigmoid", [STUCK, GAIN_SMALL], True),  # no start helps
    ],
)
def test_saturating_activation(activation, findings, fires):
    evidence = rules.saturating_activation(case(findings, POOR, model={"activation": activation}))
    assert (evidence is not None) is fires
    if evidence:
        assert str(evidence.edit) == f"model.activation: {activation} -> relu"


def test_the_vanishing_gradient_speaks_louder_than_a_stuck_loss():
    found = case([STUCK, SATURATED, FADED], POOR, model={"activation": "tanh"})
    assert rules.saturating_activation(found).finding is FADED


@pytest.mark.parametrize(
    ("model", "deviation"),
    [
        (normal(0.3), 0.3),
        (normal(), 0.05),
        (normal(0.3, "truncated_normal"), 0.3),
        (normal(0.3, "he_normal"), None),
        ({"kernel_initializer": "random_normal"}, None),
        ({}, None),
    ],
)
def test_the_spread_of_an_initializer_that_does_not_look_at_its_layer(model, deviation):
    assert spread(case(model=model)) == deviation


def spread_of(stddev):
    return {"kernel_initializer": {"kind": "random_normal", "stddev": stddev}}


def test_initializers_and_activations_of_listed_layers_are_seen():
    setup = net(
        dense("dense_1", activation="tanh", **spread_of(1.0)),
        dense("dense_2", activation="tanh", kernel_initializer={"kind": "he_normal"}),
        dense("logits", activation=None),
    )
    layers = [{"kind": "dense", "kernel_initializer": {"kind": "random_normal"}}, {"kind": "dense"}]
    found = case([STUCK], POOR, setup=setup, model={"layers": layers})
    evidence = rules.large_init(found)
    assert str(evidence.edit) == (
        "model.layers.0.kernel_initializer: random_normal -> glorot_uniform"
    )
    assert evidence.advice == '`kernel_initializer="glorot_uniform"` in `dense_1`'
    assert rules.saturating_activation(found).advice == (
        '`activation="relu"` in `dense_1`, `dense_2` instead of tanh'
    )


@pytest.mark.parametrize(
    ("initializer", "deviation"),
    [
        ({"kind": "random_uniform", "minval": -1.0, "maxval": 1.0}, pytest.approx(0.577, abs=1e-3)),
        ({"kind": "truncated_normal", "stddev": 0.7}, 0.7),
        ({"kind": "random_uniform", "minval": 0.0, "maxval": 1.0}, pytest.approx(0.577, abs=1e-3)),
        ({"kind": "orthogonal", "gain": 10.0}, pytest.approx(1.0)),
        ({"kind": "orthogonal", "gain": 1.0}, None),
        ({"kind": "variance_scaling", "scale": 1e-4}, pytest.approx(1e-3)),
        ({"kind": "variance_scaling", "scale": 2.0}, None),
        ({"kind": "glorot_uniform"}, None),
        ({}, None),
    ],
)
def test_the_spread_of_a_layer(initializer, deviation):
    setup = net(dense("a", kernel_initializer=initializer), dense("b"))
    assert spread(case(setup=setup)) == deviation


@pytest.mark.parametrize(
    ("activations", "named"),
    [
        (("sigmoid", "sigmoid"), True),
        (("sigmoid", "relu"), True),
        (("sigmoid", "relu", "relu"), False),
        (("relu",), False),
    ],
)
def test_half_of_the_hidden_layers_must_saturate(activations, named):
    hidden = [dense(f"a{n}", activation=one) for n, one in enumerate(activations)]
    setup = net(*hidden, dense("out", activation="sigmoid"))
    evidence = rules.saturating_activation(case([STUCK], POOR, setup=setup))
    assert (evidence is not None) is named


@pytest.mark.parametrize(
    ("activation", "edit"),
    [
        ("tanh", None),
        ("relu", "model.kernel_initializer: random_uniform -> he_normal"),
    ],
)
def test_he_is_not_proposed_to_what_saturates(activation, edit):
    found = GAIN_SMALL | {"edit": "model.kernel_initializer: random_uniform -> he_normal"}
    setup = net(dense("a", activation=activation), dense("b", activation=activation), dense("c"))
    evidence = rules.small_init(case([found], POOR, setup=setup))
    assert (evidence.edit and str(evidence.edit)) == edit


def test_negative_biases_are_set_to_zero_where_they_are():
    biased = dense("dense_1", bias_initializer={"kind": "constant", "value": -3.0})
    found = case(
        [DEAD | {"step": 0}],
        POOR,
        setup=net(biased, dense("logits")),
        model={"layers": [{"kind": "dense"}]},
    )
    assert rules.dead_start(found).edit.override == "model.layers.0.bias_initializer=zeros"


def test_units_that_augmented_images_leave_silent_did_not_begin_dead():
    built = {"layers": [{"name": "a", "kind": "dense", "units": 8}], "augment": ["cutout"]}
    found = DEAD | {"step": 0}
    assert rules.dead_start(Case([found], POOR, {}, {}, built)).weight == 1
    negative = {"name": "a", "kind": "dense", "units": 8, "bias_initializer": {"value": -3.0}}
    built = {**built, "layers": [negative]}
    assert rules.dead_start(Case([found], POOR, {}, {}, built)).weight == 2


@pytest.mark.parametrize(
    ("kinds", "rows", "named"),
    [
        (("constant", "constant"), POOR, True),
        (("zeros", "he_normal"), POOR, True),
        (("zeros", "he_normal", "he_normal"), POOR, False),  # the end of a residual branch, say
        (("ones", "ones"), FAIR, False),
        (("he_normal", "he_normal"), POOR, False),
    ],
)
def test_constant_kernels_inside_of_models(kinds, rows, named):
    hidden = [dense(f"m/{n}", kernel_initializer={"kind": kind}) for n, kind in enumerate(kinds)]
    setup = net(*hidden, dense("out", kernel_initializer={"kind": "zeros"}))
    assert (rules.symmetric_init(case([], rows, setup=setup)) is not None) is named


@pytest.mark.parametrize(
    ("initializer", "more", "fires"),
    [
        ({"kind": "orthogonal", "gain": 20.0}, {}, True),
        ({"kind": "orthogonal", "gain": 4.0}, {}, False),
        ({"kind": "random_normal", "stddev": 1.0}, {"parameters": 8 * 101}, True),  # of 100 inputs
        ({"kind": "random_normal", "stddev": 1.0}, {"parameters": 8 * 5}, False),
        ({"kind": "orthogonal", "gain": 20.0}, {"activation": "relu"}, False),
    ],
)
def test_kernels_under_which_tanh_is_flat(initializer, more, fires):
    hidden = {"activation": "tanh", "kernel_initializer": initializer, **more}
    layers = [dense(name, **hidden) for name in "abc"]
    made = net(*layers, dense("logits", 10, activation=None))
    found = rules.large_init(case(rows=POOR, setup=made))
    assert (found is not None) is fires
    assert rules.large_init(case(rows=FAIR, setup=made)) is None


def test_batch_normalization_undoes_large_kernels():
    large = {"kind": "orthogonal", "gain": 20.0}
    hidden = dense("a", activation="tanh", kernel_initializer=large)
    norm = {"name": "norm", "kind": "batch_normalization", "activation": None}
    made = net(hidden, norm, dense("logits", 10, activation=None))
    assert rules.large_init(case(rows=POOR, setup=made)) is None
