"""Causes in labels, inputs and targets: each at its limits."""

from __future__ import annotations

import math

import pytest

from suite.doctor import data_rules as rules
from suite.doctor.case import Case
from suite.doctor.diagnosis import DECISIVE, HINT, SURE
from tests.doctor.cases import FAIR, POOR, STUCK, SUMMARY, case, finding, history

NAN = math.nan
FADED = finding("gradient_norm", "activations/sigmoid", 60)


def examined(rows, setup=None, findings=(), **examination) -> Case:
    return Case(list(findings), rows, {}, SUMMARY, setup or {}, examination)


@pytest.mark.parametrize(
    ("accuracy", "validation", "figure"),
    [
        (0.95, 0.11, 0.11),  # two in ten is chance
        (0.95, 0.199, 0.199),
        (0.95, 0.2, None),
        (0.25, 0.16, None),  # nothing is memorized either
        (0.27, 0.16, 0.16),
        (0.5, 0.599, None),
        (0.5, 0.601, 0.101),
        (0.5, 0.85, 0.35),
        (0.95, NAN, None),  # without a validation set
        (NAN, 0.9, None),
        (NAN, NAN, None),
    ],
)
def test_wrong_labels(accuracy, validation, figure):
    evidence = rules.wrong_labels(case([], history(accuracy, validation)))
    assert (evidence and evidence.figure) == (figure if figure is None else pytest.approx(figure))


@pytest.mark.parametrize(
    ("recipe", "fires"),
    [
        ({}, True),
        ({"data": {"augment": []}, "model": {"dropout": 0.0}}, True),
        ({"data": {"augment": ["cutout"]}}, False),
        ({"model": {"dropout": 0.5}}, False),
        ({"model": {"dropout": [0.0, 0.5]}}, False),
    ],
)
def test_what_weakens_training_explains_a_better_validation(recipe, fires):
    assert (rules.wrong_labels(case([], history(0.5, 0.85), **recipe)) is not None) is fires


def test_the_words_for_wrong_labels():
    memorized = rules.wrong_labels(case([], history(0.95, 0.11)))
    assert memorized.text == (
        "95% of the training set is learned, but of the validation set only 11%, as by guessing."
    )
    assert memorized.limit == pytest.approx(0.2)
    noisy = rules.wrong_labels(case([], history(0.5, 0.85)))
    assert noisy.text == (
        "Validation (85%) is far better than training (50%): some of the training labels are wrong."
    )
    assert rules.wrong_labels(case([STUCK], POOR)).text == STUCK["text"]


def test_neighbors_of_blank_inputs_say_nothing():
    guessing = history(0.1)
    blank = examined(guessing, neighbors=agreeing(0.1), duplicates={"blank": 1.0})
    assert rules.wrong_labels(blank).weight == SURE
    uneven = examined(
        guessing,
        findings=[finding("labels", "loss/focal")],
        neighbors={"agreement": 0.8, "chance": 0.8},
    )
    assert rules.wrong_labels(uneven).weight == SURE


def agreeing(own, outside=NAN):
    return {"agreement": own, "chance": 0.1, "validation_agreement": outside}


@pytest.mark.parametrize(
    ("rows", "neighbors", "fires"),
    [
        (history(0.3, 0.1), agreeing(0.12), True),
        (history(0.99, 0.1), agreeing(0.12), True),
        (POOR, agreeing(0.3), False),
        (history(0.99, 0.98), agreeing(0.12), False),  # neighbors are no judges of this data
        (history(0.85, 0.84), agreeing(0.12), False),
    ],
)
def test_labels_that_are_not_those_of_like_inputs(rows, neighbors, fires):
    evidence = rules.wrong_labels(examined(rows, neighbors=neighbors))
    assert (evidence is not None) is fires
    assert evidence is None or evidence.strength == DECISIVE


@pytest.mark.parametrize(
    ("own", "outside", "copied", "fires"),
    [
        (0.55, 0.9, 0.0, True),
        (0.85, 0.9, 0.0, False),
        (0.55, 0.9, 0.5, False),  # validation has its copies in the training set
        (0.15, 0.2, 0.0, False),  # too little is known by neighbors
    ],
)
def test_some_training_labels_are_wrong(own, outside, copied, fires):
    duplicates = {"near_validation": copied}
    seen = examined(history(0.6), neighbors=agreeing(own, outside), duplicates=duplicates)
    assert (rules.wrong_labels(seen) is not None) is fires


@pytest.mark.parametrize(
    ("outside", "two_sample", "fires"),
    [(0.55, 0.5, True), (0.55, NAN, True), (0.85, 0.5, False), (0.55, 0.9, False)],
)
def test_some_validation_labels_are_wrong(outside, two_sample, fires):
    neighbors, shift = agreeing(0.95, outside), {"two_sample": two_sample}
    evidence = rules.wrong_labels(examined(history(0.98, 0.6), neighbors=neighbors, shift=shift))
    assert (evidence is not None) is fires
    good = examined(history(0.98, 0.97), neighbors=neighbors, shift=shift)
    assert rules.wrong_labels(good) is None


def test_useless_knowledge_is_more_than_a_hint_unless_the_labels_are_cleared():
    useless = history(0.99, 0.1)
    assert rules.wrong_labels(examined(useless)).weight == SURE
    assert rules.wrong_labels(examined(useless, neighbors=agreeing(0.9))).weight == HINT
    assert rules.wrong_labels(examined(history(0.4, 0.1))).weight == HINT


def test_what_clears_the_labels():
    assert rules.wrong_labels(examined(POOR, findings=[STUCK])).weight == HINT
    known = examined(POOR, findings=[STUCK], neighbors=agreeing(0.9))
    assert rules.wrong_labels(known).weight < HINT
    assert rules.wrong_labels(examined(POOR, findings=[STUCK, FADED])).weight < HINT


BAD_INPUTS = {"blank": 0.4, "distinct": 1.0}
FEW_INPUTS = {"blank": 0.0, "distinct": 0.05}
USUAL = {"blank": 0.0, "distinct": 0.99, "conflicting": 0.0}


@pytest.mark.parametrize(
    ("duplicates", "fires"), [(BAD_INPUTS, True), (FEW_INPUTS, True), (USUAL, False), ({}, False)]
)
def test_blank_inputs(duplicates, fires):
    assert (rules.blank_inputs(examined(POOR, duplicates=duplicates)) is not None) is fires
    assert rules.blank_inputs(examined(FAIR, duplicates=duplicates)) is None


@pytest.mark.parametrize(("share", "fires"), [(0.2, True), (0.01, False), (NAN, False)])
def test_conflicting_labels(share, fires):
    duplicates = {**USUAL, "conflicting": share}
    assert (rules.conflicting_labels(examined(POOR, duplicates=duplicates)) is not None) is fires
    assert rules.conflicting_labels(examined(FAIR, duplicates=duplicates)) is None


def test_blank_inputs_with_many_labels_do_not_make_conflicts():
    blank = examined(POOR, duplicates={**BAD_INPUTS, "conflicting": 0.4})
    assert rules.conflicting_labels(blank).weight == HINT


@pytest.mark.parametrize(("found", "fires"), [(1.2, True), (9.0, False), (NAN, False)])
def test_unshuffled_data(found, fires):
    batches = {"classes_per_batch": found, "expected": 9.5}
    assert (rules.unshuffled_data(examined(POOR, batches=batches)) is not None) is fires
    assert rules.unshuffled_data(examined(FAIR, batches=batches)) is None


@pytest.mark.parametrize(
    ("targets", "explained", "fires"),
    [
        ({"mean": 20.0, "std": 9.0, "outside": 0.0}, 0.1, True),
        ({"mean": 20.0, "std": 9.0, "outside": 0.0}, 0.9, False),  # it learns them all the same
        ({"mean": 0.1, "std": 1.0, "outside": 0.0}, 0.1, False),
        ({"mean": 0.1, "std": 1.0, "outside": 0.4}, 0.1, True),
        ({"mean": 0.1, "std": 1.0, "outside": 0.4}, 0.6, True),  # what is out of reach stays so
        ({"mean": 0.1, "std": 1.0, "outside": 0.4}, 0.95, False),
        ({"mean": 0.1, "std": 1.0, "outside": 0.01}, 0.1, False),
    ],
)
def test_target_range(targets, explained, fires):
    values, inference = {"targets": "values"}, {"train_accuracy": explained}
    seen = examined([{"loss": 1.0}], values, targets=targets, inference=inference)
    assert (rules.target_range(seen) is not None) is fires
    assert rules.target_range(examined(POOR, targets=targets)) is None  # of classes
