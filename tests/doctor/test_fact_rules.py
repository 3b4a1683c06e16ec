"""Causes in recipe, data and definition: each at its limits."""

from __future__ import annotations

import math

import pytest

from suite.doctor import fact_rules as rules
from tests.doctor.cases import FAIR, POOR, STUCK, case, dense, finding, history, net

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
    ("topic", "rows", "fires"),
    [
        ("norm/batch-small-batches", POOR, True),
        ("norm/batch-small-batches", FAIR, False),  # a run that learns is not accused
        ("norm/batch-small-batches", history(0.95, 0.8), True),
        ("norm/batch", POOR, False),
    ],
)
def test_norm_small_batch(topic, rows, fires):
    assert (
        rules.norm_small_batch(case([finding("batchnorm_stats", topic)], rows)) is not None
    ) is (fires)


def listed(*layers):
    """A recipe that lists its layers."""
    return {"model": {"kind": "sequential", "layers": list(layers)}}


def test_dropout_of_any_layer_is_seen_and_its_own_key_is_changed():
    drop = {"name": "dropout_2", "kind": "dropout", "activation": None, "rate": 0.9}
    setup = net(dense("dense_1"), drop, dense("logits"))
    recipe = listed({"kind": "dense", "units": 8}, {"kind": "dropout", "rate": 0.9})
    evidence = rules.too_much_dropout(case([], POOR, setup=setup, **recipe))
    assert evidence.text == "`dropout_2` drops 90% of the units; half of them is the usual most."
    assert str(evidence.edit) == "model.layers.1.rate: 0.9 -> 0.5"
    assert evidence.advice == "`rate=0.5` at most in `dropout_2`"
    half = net(dense("a"), drop | {"rate": 0.5}, dense("b"))
    assert rules.too_much_dropout(case([], POOR, setup=half)) is None


@pytest.mark.parametrize(
    ("rows", "examination", "fires"),
    [
        (POOR, {}, True),
        (history(0.8, 0.95), {}, False),
        (POOR, {"inference": {"train_accuracy": 0.95}}, False),
    ],
)
def test_a_net_that_learned_in_spite_of_its_dropout_is_not_accused(rows, examination, fires):
    found = [finding("architecture", "reg/dropout")]
    evidence = rules.too_much_dropout(case(found, rows, examination=examination))
    assert (evidence is not None) is fires


@pytest.mark.parametrize(
    ("trainable", "recipe", "fires"),
    [
        (False, {}, True),
        (True, {}, False),
        (False, {"transfer": {"source": "a"}}, False),
        (False, {"model": {"weights": "imagenet"}}, False),
    ],
)
def test_frozen_layers_inside_of_models(trainable, recipe, fires):
    setup = net(dense("body/a", trainable=trainable), dense("out"))
    evidence = rules.frozen_layers(case([], POOR, setup=setup, **recipe))
    assert (evidence is not None) is fires
    if fires:
        assert evidence.text == "`body/a` is frozen: 72 weights stay what they were."
    assert rules.frozen_layers(case([], FAIR, setup=setup, **recipe)) is None


@pytest.mark.parametrize(
    ("layer", "rows", "fires"),
    [
        ({"rate": 0.5, "in_training": True}, POOR, True),
        ({"stddev": 0.5, "in_training": True}, POOR, True),
        ({"rate": 0.5, "in_training": True}, FAIR, False),
        ({"rate": 0.0, "in_training": True}, POOR, False),
        ({"rate": 0.5}, POOR, False),
        ({"momentum": 0.9, "in_training": True}, POOR, False),
    ],
)
def test_random_evaluation(layer, rows, fires):
    drop = {"name": "drop", "kind": "dropout", "activation": None, **layer}
    evidence = rules.random_evaluation(case([], rows, setup=net(dense("a"), drop, dense("b"))))
    assert (evidence is not None) is fires


@pytest.mark.parametrize(
    ("rate", "validation", "fires"),
    [(0.6, 0.91, False), (0.8, 0.91, True), (0.8, 0.94, False), (0.6, 0.89, True)],
)
def test_how_much_a_net_should_learn_in_spite_of_dropout(rate, validation, fires):
    drop = {"name": "drop", "kind": "dropout", "activation": None, "rate": rate}
    setup = net(dense("a"), drop, dense("b"))
    evidence = rules.too_much_dropout(case([], history(0.8, validation), setup=setup))
    assert (evidence is not None) is fires


def test_frozen_layers_that_were_trained_before_are_meant_to_be_frozen():
    found = finding("architecture", "practice/transfer", severity="note", layer="body")
    for learned in (True, False):
        layer = dense("body/a", trainable=False, learned=learned)
        evidence = rules.frozen_layers(case([found], POOR, setup=net(layer, dense("out"))))
        assert (evidence is None) is learned


@pytest.mark.parametrize(
    ("arguments", "override"),
    [
        ({"frozen": True}, "model.frozen=false"),
        ({"trainable": False}, "model.trainable=true"),
        ({"bias": False}, None),
    ],
)
def test_what_lets_frozen_layers_learn(arguments, override):
    found = finding("architecture", "practice/transfer", severity="note", layer="a")
    evidence = rules.frozen_layers(case([found], POOR, model={"kind": "./net.py:net", **arguments}))
    assert (evidence.edit and evidence.edit.override) == override


@pytest.mark.parametrize(("deviation", "fires"), [(1.0, False), (1.1, True)])
def test_noise_drowns_what_there_is_to_learn(deviation, fires):
    noise = {"name": "n", "kind": "gaussian_noise", "activation": None, "stddev": deviation}
    recipe = {"model": {"kind": "./net.py:net", "noisy": deviation}}
    setup = net(dense("a"), noise, dense("b"))
    evidence = rules.too_much_dropout(case([], POOR, setup=setup, **recipe))
    assert (evidence and evidence.edit.override) == ("model.noisy=0.1" if fires else None)


def test_a_net_that_scales_its_inputs_is_given_them_as_they_come():
    found = finding("input_scale", figure=0.001, limit=0.02)
    scaling = {"name": "scale", "kind": "rescaling", "activation": None}
    made = net(scaling, dense("logits", 10, activation=None))
    assert "as they come" in rules.input_scale(case([found], setup=made)).advice
    assert rules.input_scale(case([found])).advice is None
    told = {**found, "edit": "data.normalize: none -> standard"}
    assert rules.input_scale(case([told], setup=made)).advice is None


@pytest.mark.parametrize(
    ("stddev", "with_noise", "fires"), [(1.0, 9.0, True), (1.0, 2.5, False), (2.0, 2.5, True)]
)
def test_noise_that_drowns_what_it_is_added_to(stddev, with_noise, fires):
    noise = {"name": "noise", "kind": "gaussian_noise", "activation": None, "stddev": stddev}
    made = net(noise, dense("logits", 10, activation=None))
    seen = {"inference": {"train_loss": 2.3, "train_mode_loss": with_noise}}
    found = rules.too_much_dropout(case(rows=POOR, setup=made, examination=seen))
    assert (found is not None) is fires
