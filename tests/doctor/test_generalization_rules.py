"""Causes of a net that is bad on what it was not trained on: each at its limits."""

from __future__ import annotations

import math

import pytest

from suite.doctor import generalization_rules as rules
from suite.doctor.case import Case
from suite.doctor.diagnosis import DECISIVE, HINT, SURE
from tests.doctor.cases import POOR, STUCK, SUMMARY, case, finding, history

LOST = finding("finite", "optim/learning-rate", 12, severity="error")
GAP = history(0.99, 0.3)
BOTH_GOOD = history(0.99, 0.98)


def examined(rows, setup=None, recipe=None, findings=(), **examination) -> Case:
    return Case(list(findings), rows, recipe or {}, SUMMARY, setup or {}, examination)


def channel(mean=0.0, std=1.0):
    other = {"validation_mean": mean, "validation_std": std}
    return {"train_mean": 0.0, "train_std": 1.0, **other}


@pytest.mark.parametrize(
    ("topic", "severity", "fires"),
    [
        ("reg/early-stopping", "warning", True),
        ("reg/early-stopping", "note", False),
        ("practice/babysitting", "warning", False),
    ],
)
def test_overfitting(topic, severity, fires):
    found = finding("loss_curve", topic, 60, severity=severity)
    assert (rules.overfitting(case([found], history(0.98, 0.85))) is not None) is fires
    assert rules.overfitting(case([found], history(0.94, 0.78))) is None  # not by heart
    assert (rules.overfitting(case([found], [{"loss": 0.1}])) is not None) is fires
    assert rules.overfitting(case([found], history(0.95, 0.93))) is None  # of no harm


@pytest.mark.parametrize(
    ("augment", "findings", "edit"),
    [
        (["cutout"], [STUCK], "data.augment: [cutout, ...] -> []"),
        ([{"kind": "rotate", "degrees": 90}], [STUCK], "data.augment: [rotate, ...] -> []"),
        ([{"kind": "rotate"}, "cutout"], [STUCK], "data.augment: [rotate, ...] -> []"),
        (["cutout"], [], None),
        (["cutout"], [LOST], None),
        ([], [STUCK], None),
        (None, [STUCK], None),
    ],
)
def test_destructive_augmentation(augment, findings, edit):
    evidence = rules.destructive_augmentation(case(findings, POOR, data={"augment": augment}))
    assert (evidence and str(evidence.edit)) == edit


def test_images_that_can_be_learned_as_they_are_make_the_augmentation_sure():
    recipe = {"data": {"augment": ["cutout"]}}
    for memorized, strength in ((1.0, SURE), (0.5, HINT)):
        stuck = examined(POOR, recipe=recipe, findings=[STUCK], memorize={"own_labels": memorized})
        assert rules.destructive_augmentation(stuck).strength == strength


def test_layers_of_the_model_that_augment():
    inside = {"layers": [{"name": "turn", "kind": "random_rotation"}]}
    inference = {"train_accuracy": 0.8, "train_mode_accuracy": 0.4}
    found = rules.destructive_augmentation(examined(history(0.4, 0.7), inside, inference=inference))
    assert found.edit is None
    assert "augmented 40%" in found.text
    assert rules.destructive_augmentation(examined(history(0.4, 0.7), inference=inference)) is None


@pytest.mark.parametrize("kind", ["mixup", "cutmix"])
def test_mixed_labels_are_neither_right_nor_wrong(kind):
    mixed = examined(history(0.5, 0.8), recipe={"data": {"augment": [{"kind": kind}]}})
    assert rules.destructive_augmentation(mixed) is None


@pytest.mark.parametrize(
    ("clean", "augmented", "fires"), [(0.9, 0.6, True), (0.9, 0.8, False), (0.9, math.nan, False)]
)
def test_augmented_images_that_are_not_known(clean, augmented, fires):
    inference = {"train_accuracy": clean, "augmented_accuracy": augmented}
    seen = examined(history(0.6, 0.7), setup={"augment": ["rotate"]}, inference=inference)
    assert (rules.destructive_augmentation(seen) is not None) is fires
    assert rules.destructive_augmentation(examined(history(0.6), inference=inference)) is None


@pytest.mark.parametrize(
    ("shift", "fires"),
    [
        ({"two_sample": 0.9}, True),
        ({"two_sample": 0.6}, False),
        ({"two_sample": 0.5, "inverted": 0.9}, True),
        ({"two_sample": 0.5, "inverted": -0.9}, False),
        ({"channel_order": {"own": 90.0, "best": 1.2}}, True),
        ({"channel_order": {"own": 1.3, "best": 1.1}}, False),
        ({"channels": [channel(), channel(mean=2.0)]}, True),
        ({"channels": [channel(std=0.1)]}, True),
        ({"channels": [channel(mean=0.1, std=1.1)]}, False),
        ({}, False),
    ],
)
def test_data_shift(shift, fires):
    assert (rules.data_shift(examined(GAP, shift=shift)) is not None) is fires
    assert rules.data_shift(examined(BOTH_GOOD, shift=shift)) is None


def test_noise_in_the_training_inputs_alone_is_a_shift_too():
    told_apart = {"two_sample": 0.99}
    assert rules.data_shift(examined(history(0.6, 0.85), shift=told_apart))
    assert rules.data_shift(examined(history(0.88, 0.9), shift=told_apart)) is None


def test_neighbors_that_know_the_validation_labels_speak_against_a_shift():
    neighbors = {"agreement": 0.95, "chance": 0.1, "validation_agreement": 0.94}
    told_apart = examined(GAP, shift={"two_sample": 0.8}, neighbors=neighbors)
    evidence = rules.data_shift(told_apart)
    assert (evidence.strength, evidence.weight) == (SURE, HINT)
    assert "know 94% of the validation labels" in evidence.against[0]


def test_classes_that_are_missing_in_training_come_before_a_shift():
    told_apart = {"two_sample": 0.99}
    missing = examined(GAP, findings=[finding("labels", "loss/focal")], shift=told_apart)
    assert rules.data_shift(missing).weight == SURE


@pytest.mark.parametrize(("share", "fires"), [(0.97, True), (0.55, False), (0.35, False)])
def test_labels_numbered_in_another_way(share, fires):
    confusion = {"validation": {"permutation": {"share": share}}}
    evidence = rules.shuffled_labels(examined(GAP, confusion=confusion))
    assert (evidence is not None) is fires
    assert rules.shuffled_labels(examined(BOTH_GOOD, confusion=confusion)) is None


@pytest.mark.parametrize(
    ("own", "outside", "two_sample", "fires"),
    [
        (0.95, 0.11, 0.5, True),
        (0.95, 0.11, math.nan, True),
        (0.95, 0.11, 0.95, False),  # then the inputs are of another kind
        (0.95, 0.6, 0.5, False),
        (0.17, 0.11, 0.5, False),  # neighbors say nothing of these labels anyway
    ],
)
def test_validation_labels_dealt_out_at_random(own, outside, two_sample, fires):
    neighbors = {"agreement": own, "chance": 0.1, "validation_agreement": outside}
    seen = examined(GAP, neighbors=neighbors, shift={"two_sample": two_sample})
    evidence = rules.shuffled_labels(seen)
    assert (evidence is not None) is fires
    assert evidence is None or evidence.strength == DECISIVE


@pytest.mark.parametrize(
    ("score", "second", "validation", "fires"),
    [
        (1.0, 0.6, 0.5, True),
        (1.0, 0.6, 1.0, False),  # it is known of validation samples, too
        (0.9, 0.6, 0.5, False),
        (1.0, 0.95, 0.97, False),  # an easy table
        (1.0, 0.95, 0.1, True),
        (math.nan, math.nan, math.nan, False),
    ],
)
def test_feature_leak(score, second, validation, fires):
    column = {"column": 2, "score": score, "second": second, "validation_score": validation}
    evidence = rules.feature_leak(examined(BOTH_GOOD, single_feature=column))
    assert (evidence is not None) is fires


@pytest.mark.parametrize(
    ("training_mode", "kind", "fires"),
    [
        (0.98, "batch_normalization", True),
        (0.35, "batch_normalization", False),
        (0.98, "group_normalization", False),
        (math.nan, "batch_normalization", False),
    ],
)
def test_statistics_that_have_not_arrived(training_mode, kind, fires):
    inference = {"train_accuracy": 0.3, "train_mode_accuracy": training_mode}
    momentum = {"momentum": 0.99} if kind == "batch_normalization" else {}
    setup = {"layers": [{"name": "norm", "kind": kind, **momentum}]}
    evidence = rules.norm_momentum(examined(GAP, setup, inference=inference))
    assert (evidence is not None) is fires


@pytest.mark.parametrize(
    ("decay", "rows", "fires"),
    [
        (0.999, GAP, True),
        (0.9, GAP, False),  # ten of 160 steps
        (0.999, BOTH_GOOD, False),
        (0.0, GAP, False),
    ],
)
def test_averaged_weights_that_lag(decay, rows, fires):
    seen = case([], rows, training={"ema": decay})
    assert (rules.averaged_weights_lag(seen) is not None) is fires


@pytest.mark.parametrize(("share", "fires"), [(1.0, True), (0.01, False), (math.nan, False)])
def test_answers_that_are_drawn_at_random(share, fires):
    evidence = rules.random_evaluation(examined(POOR, inference={"unrepeated": share}))
    assert (evidence is not None) is fires


def test_near_copies_are_leakage():
    assert rules.leakage(examined(BOTH_GOOD, duplicates={"near_validation": 0.3}))
    assert rules.leakage(examined(BOTH_GOOD, duplicates={"near_validation": 0.01})) is None
    assert rules.leakage(examined(BOTH_GOOD)) is None


@pytest.mark.parametrize(
    ("rows", "fires"),
    [
        (history(0.99, 0.6), True),
        (history(0.99, 0.85), False),
        (history(0.9, 0.5), False),
        (history(0.99, math.nan), False),
    ],
)
def test_what_is_known_by_heart_and_does_not_carry_over(rows, fires):
    evidence = rules.overfitting(case([], rows))
    assert (evidence is not None) is fires
    assert evidence is None or evidence.strength == HINT


@pytest.mark.parametrize(
    ("two_sample", "validation", "fires"),
    [(1.0, 0.88, True), (1.0, 0.95, False), (0.9, 0.88, False)],
)
def test_inputs_that_differ_without_a_doubt_need_less_loss_of_accuracy(
    two_sample, validation, fires
):
    wide = {"train_mean": 0.0, "train_std": 1.0, "validation_mean": 0.0, "validation_std": 1.8}
    shift = {"two_sample": two_sample, "channels": [wide]}
    found = rules.data_shift(case(rows=history(0.99, validation), examination={"shift": shift}))
    assert (found is not None) is fires


def test_neighbors_are_compared_with_chance_among_the_validation_labels():
    """Of uneven training classes chance is high, and not for even validation classes."""
    near = {"agreement": 0.74, "chance": 0.61, "validation_agreement": 0.54}
    seen = {"neighbors": {**near, "validation_chance": 0.3}}
    assert rules.shuffled_labels(case(rows=history(0.85, 0.5), examination=seen)) is None
    seen = {"neighbors": {**near, "validation_chance": 0.52}}
    assert rules.shuffled_labels(case(rows=history(0.85, 0.5), examination=seen)) is not None


def test_a_column_that_a_check_saw():
    seen = finding("single_column", "practice/cross-validation")
    found = rules.feature_leak(case([seen], rows=history(0.99, 0.97)))
    assert found is not None
    assert found.text == "single_column speaks."


def test_lookahead_that_looks_back_too_far():
    def lagging(alpha):
        recipe = {"training": {"lookahead": {"every": 5, "alpha": alpha}}}
        return rules.averaged_weights_lag(case(rows=history(0.8, 0.2), **recipe))

    assert lagging(0.5) is None  # 10 steps
    found = lagging(0.003)
    assert str(found.edit) == "training.lookahead.alpha: 0.003 -> 0.5"
    assert found.figure == pytest.approx(5 / 0.003)
