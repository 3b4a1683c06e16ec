"""The order in which evidence weighs, and runs that no rule was made for."""

from __future__ import annotations

import itertools
import math

import pytest

from suite.doctor import diagnose
from suite.doctor.cause import CAUSES
from suite.doctor.rules import RULES
from tests.doctor.cases import DEAD, FAST, POOR, STUCK, SUMMARY, finding, history
from tests.doctor.test_doctor import SIGNS

ORDER = [
    "nonfinite_input",
    "bad_labels",
    "loss_mismatch",
    "summed_loss",
    "wrong_sign",
    "input_scale",
    "blank_inputs",
    "leakage",
    "unbalanced_labels",
    "target_range",
    "unshuffled_data",
    "conflicting_labels",
    "linear_network",
    "hidden_softmax",
    "random_evaluation",
    "too_much_dropout",
    "too_much_decay",
    "class_weights",
    "clip_too_tight",
    "momentum_too_high",
    "bad_epsilon",
    "norm_small_batch",
    "norm_momentum",
    "symmetric_init",
    "large_init",
    "saturating_activation",
    "saturating_activation",
    "small_init",
    "dead_start",
    "frozen_layers",
    "stopped_early",
    "rate_decays_early",
    "rate_too_high",
    "too_few_steps",
    "rate_too_low",
    "random_evaluation",
    "averaged_weights_lag",
    "norm_momentum",
    "feature_leak",
    "shuffled_labels",
    "data_shift",
    "leakage",
    "overfitting",
    "destructive_augmentation",
    "too_weak_model",
    "wrong_labels",
]
# Those that need nothing but findings, and so can be met together; overfitting needs a gap too.
TOGETHER = [
    name
    for name in dict.fromkeys(ORDER)
    if SIGNS[name][0] and not SIGNS[name][2] and name != "overfitting"
]


def test_the_order_of_the_rules():
    assert [rule.__name__ for rule in RULES] == ORDER


@pytest.mark.parametrize(("first", "second"), list(itertools.pairwise(TOGETHER)))
def test_of_two_causes_the_one_whose_evidence_weighs_more_is_named(first, second):
    findings = [*SIGNS[second][0], *SIGNS[first][0]]
    assert diagnose(findings, history(0.1), {}, SUMMARY).cause.name == first


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{}],
        [{"step": 20}],
        [{"step": 20, "accuracy": math.nan, "val_accuracy": math.nan, "loss": math.inf}],
        [{"step": 200, "mean_absolute_error": 0.3, "val_mean_absolute_error": 0.4}],
        [{"epoch": 1, "step": 20, "loss": -3.0, "learning_rate": -1.0}] * 5,
        [{"step": 200, "f1": 0.1}] * 3,
        [{"step": 20 * n, "accuracy": -math.inf, "val_accuracy": math.inf} for n in (9, 10, 11)],
    ],
)
@pytest.mark.parametrize("recipe", [None, {}, {"model": None}, {"optimizer": {"momentum": {}}}])
@pytest.mark.parametrize("summary", [None, {}, {"status": None, "steps": None, "classes": None}])
def test_whatever_a_stranger_logs_is_judged_without_an_error(rows, recipe, summary):
    diagnosis = diagnose([], rows, recipe, summary)
    assert diagnosis is None or diagnosis.to_text()


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_a_plugin_of_ones_own_is_no_evidence(severity):
    strange = finding("my_plugin", "practice/babysitting", 3, severity=severity)
    assert diagnose([strange], history(0.99), {}, SUMMARY) is None


def test_a_run_of_one_epoch_is_judged_by_what_it_has():
    assert diagnose([FAST, STUCK], POOR[:1]).cause.name == "rate_too_high"
    assert diagnose([], [{"step": 500, "accuracy": 0.3}]) is None
    assert diagnose([STUCK], [{"step": 500, "accuracy": 0.3}]).cause.name == "wrong_labels"


def test_a_loss_that_is_not_a_number_is_the_rates_fault_where_the_input_is_not():
    lost = finding("finite", "optim/learning-rate", 7, severity="error")
    rows = history(math.nan)
    assert diagnose([lost], rows).cause.name == "rate_too_high"
    input_too = finding("finite", "data/normalization", 7, severity="error")
    assert diagnose([lost, input_too], rows).cause.name == "nonfinite_input"


def test_dead_units_alone_are_no_cause():
    assert diagnose([DEAD], history(0.5)) is None


@pytest.mark.parametrize("name", sorted(CAUSES))
def test_a_cause_is_one_sentence_and_a_topic_of_the_lectures(name):
    cause = CAUSES[name]
    assert cause.name == name
    assert cause.sentence[0].isupper()
    assert cause.sentence.endswith(".")
    assert ". " not in cause.sentence
    room, _, topic = cause.topic.partition("/")
    assert room.islower()
    assert topic.replace("-", "").isalnum()


def test_no_two_causes_say_the_same():
    sentences = [cause.sentence for cause in CAUSES.values()]
    assert len(set(sentences)) == len(sentences)
