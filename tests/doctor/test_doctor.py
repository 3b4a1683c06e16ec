"""One cause by the order of evidence; nothing on healthy runs."""

from __future__ import annotations

import pytest

from suite.diagnostics import Finding
from suite.doctor import diagnose
from suite.doctor.cause import CAUSES
from suite.doctor.consequences import EXPLAINS
from suite.doctor.rules import RULES
from tests.doctor.cases import DEAD, FAST, STUCK, SUMMARY, finding, history

BAD, GOOD = history(0.1), history(0.99)
DECAYED = [row | {"learning_rate": 0.1 * 0.01**number} for number, row in enumerate(history(0.4))]
ALIKE = {"agreement": 0.95, "chance": 0.1, "validation_agreement": 0.95}
# cause -> findings, history, recipe, and where it needs them, examination and setup, of a run in
# which it is the only thing wrong
SIGNS = {
    "nonfinite_input": ([finding("finite", "data/normalization", 4)], BAD, {}),
    "bad_labels": ([finding("labels", "data/one-hot", severity="error")], GOOD, {}),
    "loss_mismatch": ([finding("loss_output", "loss/softmax")], GOOD, {}),
    "summed_loss": ([finding("init_loss", "loss/softmax")], GOOD, {"loss": {"reduction": "sum"}}),
    "leakage": ([finding("leakage", severity="error")], GOOD, {}),
    "unbalanced_labels": ([finding("labels", "loss/focal")], GOOD, {}),
    "linear_network": ([finding("architecture", "foundations/universality")], GOOD, {}),
    "hidden_softmax": ([finding("architecture", "activations/softmax")], GOOD, {}),
    "input_scale": ([finding("input_scale")], GOOD, {}),
    "too_much_dropout": ([finding("architecture", "reg/dropout")], BAD, {}),
    "too_much_decay": ([], BAD, {"model": {"weight_decay": 1.0}}),
    "class_weights": ([], BAD, {"training": {"class_weights": {"a": 1000.0}}}),
    "clip_too_tight": (
        [STUCK],
        history(0.1, **{"gradient_norm/mean": 2.0}),
        {"training": {"clip_norm": 1e-3}},
    ),
    "momentum_too_high": ([], BAD, {"optimizer": {"momentum": 0.999}}),
    "bad_epsilon": ([], BAD, {"optimizer": {"kind": "adam", "epsilon": 1.0}}),
    "norm_small_batch": ([finding("batchnorm_stats", "norm/batch-small-batches", 0)], BAD, {}),
    "norm_momentum": (
        [],
        history(0.99, 0.3, **{"batchnorm_stats/samples": 64}),
        {"model": {"norm_momentum": 0.9999}},
    ),
    "symmetric_init": ([finding("init_symmetry", severity="error")], BAD, {}),
    "large_init": ([finding("init_gain", "init/large")], BAD, {}),
    "saturating_activation": ([STUCK], BAD, {"model": {"activation": "sigmoid"}}),
    "small_init": ([finding("init_gain", "init/small")], BAD, {}),
    "dead_start": ([DEAD | {"step": 0}], BAD, {}),
    "frozen_layers": (
        [finding("architecture", "practice/transfer", severity="note")],
        history(0.7),
        {},
    ),
    "stopped_early": ([], DECAYED, {}, {}, {"callbacks": [{"kind": "learning_rate_scheduler"}]}),
    "rate_decays_early": ([], DECAYED, {}),
    "rate_too_high": ([FAST, STUCK], BAD, {}),
    "too_few_steps": ([], history(0.5)[:4], {}),
    "rate_too_low": ([finding("update_ratio", "practice/babysitting", 99)], BAD, {}),
    "overfitting": ([finding("loss_curve", "reg/early-stopping", 40)], history(0.99, 0.8), {}),
    "destructive_augmentation": ([STUCK], BAD, {"data": {"augment": ["cutout"]}}),
    "wrong_labels": ([STUCK], BAD, {}),
    "wrong_sign": (
        [],
        history(0.02, loss=-9.0),
        {"loss": {"kind": "sparse_categorical_crossentropy"}},
    ),
    "target_range": (
        [],
        [{"step": 200, "loss": 900.0}] * 3,
        {},
        {
            "targets": {"mean": 20.0, "std": 30.0, "outside": 0.0},
            "inference": {"train_accuracy": 0.01},
        },
        {"targets": "values"},
    ),
    "blank_inputs": ([], history(0.6), {}, {"duplicates": {"blank": 0.4}}),
    "conflicting_labels": ([], history(0.6), {}, {"duplicates": {"conflicting": 0.3}}),
    "unshuffled_data": (
        [],
        history(0.3),
        {},
        {"batches": {"classes_per_batch": 1.1, "expected": 9.6}},
    ),
    "averaged_weights_lag": ([], history(0.98, 0.3), {"training": {"ema": 0.999}}),
    "random_evaluation": ([], history(0.85), {}, {"inference": {"unrepeated": 1.0}}),
    "feature_leak": (
        [],
        history(0.99, 0.5),
        {},
        {"single_feature": {"column": 3, "score": 1.0, "second": 0.6, "validation_score": 0.5}},
    ),
    "shuffled_labels": (
        [],
        history(0.99, 0.02),
        {},
        {"confusion": {"validation": {"permutation": {"share": 0.97}}}},
    ),
    "data_shift": (
        [],
        history(0.99, 0.3),
        {},
        {"shift": {"two_sample": 0.99}, "neighbors": {**ALIKE, "validation_agreement": 0.2}},
    ),
    "too_weak_model": ([], history(0.5), {}, {"memorize": {"own_labels": 0.6, "steps": 300}}),
}


def named(findings, rows, recipe, examination=None, setup=None):
    summary = {**SUMMARY, "steps": rows[-1]["step"]}
    diagnosis = diagnose(findings, rows, recipe, summary, setup, examination)
    return diagnosis.named if diagnosis else None


def test_every_rule_has_a_cause_and_every_cause_a_test():
    names = {rule.__name__ for rule in RULES}
    assert sorted(names) == sorted(CAUSES) == sorted(SIGNS) == sorted(EXPLAINS)
    assert len(set(RULES)) == len(RULES)


@pytest.mark.parametrize("cause", SIGNS)
def test_each_cause_is_named_by_its_signs(cause):
    assert named(*SIGNS[cause]) == cause


@pytest.mark.parametrize(
    ("findings", "recipe"),
    [
        ([], {}),
        ([finding("architecture", "reg/dropout")], {"model": {"dropout": 0.6}}),
        ([finding("init_gain", "init/small"), DEAD], {"model": {"kind": "cnn"}}),
        ([finding("loss_curve", "optim/learning-rate", 50)], {"optimizer": {"momentum": 0.9}}),
        ([finding("input_scale", severity="note")], {"model": {"activation": "sigmoid"}}),
        ([], {"training": {"clip_norm": 1.0}, "model": {"weight_decay": 1e-4}}),
        ([FAST], {}),
        ([FAST, DEAD, finding("gradient_norm", "foundations/backprop", 3)], {}),
    ],
    ids=["silent", "dropout", "symptoms", "jump", "note", "settings", "brisk", "thrown"],
)
def test_a_run_that_learned_is_healthy_whatever_was_noticed(findings, recipe):
    rows = history(0.98, 0.97, **{"gradient_norm/mean": 1.0, "update_ratio/max": 0.01})
    assert named(findings, rows, recipe) is None


def test_a_run_without_files_is_not_judged():
    assert diagnose([]) is None


def test_facts_come_before_what_was_seen_in_training():
    findings = [FAST, DEAD, STUCK, finding("loss_output", severity="error")]
    assert named(findings, BAD, {}) == "loss_mismatch"


def test_dead_from_the_start_is_initialization_and_dead_later_the_rate():
    later = [FAST, DEAD, STUCK]
    assert named(later, BAD, {}) == "rate_too_high"
    assert named([FAST, DEAD | {"step": 0}, STUCK], BAD, {}) == "dead_start"


def test_a_summed_loss_needs_the_recipe_to_say_so():
    assert named([finding("init_loss", "loss/softmax")], GOOD, {}) is None


def test_inputs_far_out_are_named_although_a_norm_hides_them():
    far = finding("input_scale", severity="note", figure=600.0, limit=5.0)
    near = finding("input_scale", severity="note", figure=6.0, limit=5.0)
    faint = finding("input_scale", severity="note", figure=1e-4, limit=0.02)
    assert named([far], GOOD, {}) == named([faint], GOOD, {}) == "input_scale"
    assert named([near], GOOD, {}) is None


def test_memorized_labels_and_noisy_ones_are_wrong_labels():
    assert named([], history(0.95, 0.11), {}) == "wrong_labels"
    assert named([], history(0.5, 0.85), {}) == "wrong_labels"
    assert named([], history(0.5, 0.85), {"model": {"dropout": 0.5}}) is None


def test_a_jump_of_a_noisy_loss_is_no_cause_while_something_is_learned():
    jump = finding("loss_curve", "optim/learning-rate", 50)
    assert named([jump], history(0.85), {}) is None
    assert named([jump, STUCK], BAD, {}) == "rate_too_high"


def test_a_stuck_run_with_small_updates_has_a_low_rate_and_not_wrong_labels():
    recipe = {"optimizer": {"learning_rate": 1e-4}}
    rows = history(0.2, **{"update_ratio/max": 2e-4})
    diagnosis = diagnose([STUCK], rows, recipe, SUMMARY)
    assert diagnosis.cause.name == "rate_too_low"
    assert str(diagnosis.edit) == "optimizer.learning_rate: 0.0001 -> 0.005"
    assert named([STUCK], history(0.2, **{"update_ratio/max": 2e-2}), recipe) == "wrong_labels"


def test_a_rate_of_1e_7_is_told_what_its_updates_ask_for():
    recipe = {"optimizer": {"kind": "adam", "learning_rate": 1e-7}}
    slow = finding("update_ratio", "practice/babysitting", 99, figure=1e-6, limit=1e-5)
    diagnosis = diagnose([slow, STUCK], history(0.1), recipe, SUMMARY)
    assert str(diagnosis.edit) == "optimizer.learning_rate: 1e-07 -> 0.001"


def test_a_rate_that_is_gone_before_the_first_epoch_ends_decays_early():
    schedule = {"kind": "cosine_decay", "initial_learning_rate": 0.1, "decay_steps": "5%"}
    recipe = {"optimizer": {"learning_rate": schedule}}
    diagnosis = diagnose([], history(0.3, learning_rate=0.0), recipe, SUMMARY)
    assert diagnosis.cause.name == "rate_decays_early"
    assert str(diagnosis.edit) == "optimizer.learning_rate.decay_steps: 5% -> 100%"


def test_whole_passes_need_more_iterations_and_no_smaller_batches():
    recipe = {"data": {"batch_size": 256}, "training": {"epochs": 4}}
    rows = [row | {"step": row["epoch"]} for row in history(0.5)[:4]]
    summary = {**SUMMARY, "steps": 4}
    assert str(diagnose([], rows, recipe, summary).edit) == "data.batch_size: 256 -> 64"
    rows = [row | {"full_batch/passes": 1.0} for row in rows]
    assert str(diagnose([], rows, recipe, summary).edit) == "training.epochs: 4 -> 100"


def test_an_interrupted_run_is_not_blamed_for_its_few_steps():
    rows = history(0.5)[:2]
    assert diagnose([], rows, {}, {"status": "interrupted", "steps": 40}) is None


def test_consequences_follow_in_time_and_what_is_independent_stands_apart():
    leak = finding("leakage", severity="error")
    note = finding("dead_neurons", "activations/dying-relu", 5, severity="note")
    diagnosis = diagnose([STUCK, DEAD, DEAD, leak | {"severity": "warning"}, note, FAST], BAD)
    assert diagnosis.cause.name == "rate_too_high"
    assert [one["step"] for one in diagnosis.consequences] == [10, 60]
    assert [one["diagnostic"] for one in diagnosis.others] == ["leakage"]
    assert diagnosis.also == ()


def test_findings_may_be_objects():
    found = Finding("update_ratio", "too fast", "error", step=9, topic="optim/learning-rate")
    assert diagnose([found, STUCK], BAD).cause.name == "rate_too_high"
    assert diagnose([found], GOOD) is None


def test_the_text_has_cause_evidence_consequences_lecture_and_edit():
    fast = FAST | {"edit": "optimizer.learning_rate: 2.0 -> 0.2"}
    leak = finding("leakage", edit="data.validation: 0.1 -> 0.2")
    text = diagnose([DEAD, fast, STUCK, leak], BAD).to_text()
    assert text.splitlines() == [
        "diagnosis: The learning rate is too high.",
        "  update_ratio speaks. (since step 9) [measured 0.5, limit 0.1]",
        "  what follows from it:",
        "    dead_neurons speaks. (since step 10)",
        "    loss_curve speaks. (since step 60)",
        "  lecture: optim/learning-rate",
        "  try: optimizer.learning_rate: 2.0 -> 0.2",
        "besides, warning: leakage speaks.",
        "  try: data.validation: 0.1 -> 0.2",
    ]


def test_a_finding_that_grew_worse_is_told_once():
    noted = {**FAST, "severity": "note"}
    found = diagnose([noted, FAST, DEAD, STUCK], history(0.1), {}, SUMMARY)
    assert found.cause.name == "rate_too_high"
    assert found.evidence.finding is noted
    assert FAST not in [*found.consequences, *found.others]
