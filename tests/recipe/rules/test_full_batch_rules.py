"""What an optimizer for the full batch refuses, each with its place and reason."""

from __future__ import annotations

import pytest

from suite.recipe.rules import full_batch_rules as rules

L_BFGS = "model: mlp\noptimizer: l_bfgs\n"
REFUSED = [
    ("training: {precision: mixed_bfloat16}", "training.precision", "than 16 bits can tell"),
    ("training: {steps_per_execution: 4}", "training.steps_per_execution", "in one call"),
    ("training: {clip_norm: 1.0}", "training.clip_norm", "line search bounds the step"),
    ("training: {gradient_accumulation: 2}", "training.gradient_accumulation", "all batches"),
    ("training: {ema: 0.9}", "training.ema", "no noisy steps"),
    ("training: {lookahead: {every: 3}}", "training.lookahead", "no noisy steps"),
    ("training: {on_nan: restore_and_lower_rate}", "training.on_nan", "no rate to lower"),
    ("callbacks: [history, reduce_lr_on_plateau]", "callbacks.1", "l_bfgs has none"),
    ("callbacks: [gradient_norm]", "callbacks.0", "measures inside the step of a batch"),
    ("callbacks: [./own.py:Own]", "callbacks.0", "measures inside the step of a batch"),
    ("data: {augment: [random_flip]}", "data.augment.0", "random_flip draws at random"),
    ("data: {sampling: balanced}", "data.sampling", "weigh the classes"),
    (
        "loss: {kind: sparse_categorical_crossentropy, from_logits: true, reduction: sum}",
        "loss.reduction",
        "must be a mean",
    ),
]
MODELS = [
    ("{kind: mlp, dropout: 0.2}", "model.dropout", "dropout draws at random"),
    ("{kind: mlp, dropout: [0, 0.2, 0]}", "model.dropout", "set it to 0"),
    ("{kind: mlp, input_dropout: 0.1}", "model.input_dropout", "draws at random"),
    ("{kind: mlp, norm: batch}", "model.norm", "set model.norm to layer or group"),
    ("resnet", "model", "batch normalization takes statistics of the batch"),
    ("{kind: resnet, norm: group, stochastic_depth: 0.2}", "model.stochastic_depth", "random"),
    (
        "{kind: sequential, layers: [{kind: flatten}, {kind: dropout, rate: 0.5}]}",
        "model.layers.1",
        "dropout draws",
    ),
    (
        "{kind: sequential, layers: [{kind: gaussian_noise, stddev: 0.1}]}",
        "model.layers.0",
        "gaussian_noise draws at random",
    ),
    (
        "{kind: sequential, layers: [{kind: batch_normalization}]}",
        "model.layers.0",
        "layer_normalization",
    ),
]


@pytest.fixture
def own_diagnostic(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text("import suite\n\n\nclass Own(suite.Diagnostic):\n    pass\n")


@pytest.mark.parametrize(("text", "key", "cause"), REFUSED)
def test_what_belongs_to_batches_is_refused(problem, own_diagnostic, text, key, cause):
    found = problem(f"{L_BFGS}{text}")
    assert f" {key}: " in found
    assert cause in found
    assert "l_bfgs" in found or "mean" in cause


@pytest.mark.parametrize(("model", "key", "cause"), MODELS)
def test_a_loss_of_more_than_the_weights_is_refused(problem, model, key, cause):
    found = problem(f"model: {model}\noptimizer: newton_cg")
    assert f" {key}: " in found
    assert cause in found
    assert "newton_cg compares losses of the whole training set" in found


def test_a_wrapper_that_hides_it_is_refused(problem):
    wrapped = "{kind: loss_scale_optimizer, inner_optimizer: {kind: l_bfgs}}"
    found = problem(f"model: mlp\noptimizer: {wrapped}")
    assert " optimizer.inner_optimizer: l_bfgs needs the loss of the whole training set" in found


def test_it_has_no_learning_rate(problem):
    found = problem("model: mlp\noptimizer: {kind: l_bfgs, learning_rate: 0.1}")
    assert "unknown argument of l_bfgs; accepted: history, tolerance, name" in found


def test_gauss_newton_on_a_surface_is_refused(problem):
    found = problem(
        "surface: rosenbrock\noptimizer: {kind: newton_cg, curvature: gauss_newton}\n"
        "training: {steps: 9}"
    )
    assert " optimizer.curvature: a surface is no loss of a network's outputs" in found


ACCEPTED = [
    "data: {batch_size: 7, validation: 0.2}",
    "training: {class_weights: balanced, checkpoint_every: 2ep, determinism: false}",
    "callbacks: [{kind: early_stopping, patience: 3}]",
    "loss: {kind: sparse_categorical_crossentropy, from_logits: true, reduction: mean}",
    "training: {strategy: mirrored, jit_compile: false, diagnostics: none}",
]


@pytest.mark.parametrize("text", ACCEPTED)
@pytest.mark.parametrize(
    "model", ["{kind: mlp, dropout: 0.0, norm: layer}", "{kind: resnet, norm: group}"]
)
def test_the_rest_is_fine(loaded, model, text):
    loaded(f"model: {model}\noptimizer: l_bfgs\n{text}")


@pytest.mark.parametrize("text", [one for one, *_ in REFUSED if "own.py" not in one])
def test_another_optimizer_does_not_mind(loaded, text):
    """Or minds for a reason of its own."""
    if "on_nan" not in text:
        loaded(f"model: mlp\noptimizer: sgd\n{text}")


def test_every_rule_is_among_the_recipes_rules():
    from suite.recipe.rules.all_rules import RULES, SURFACE_RULES

    assert set(rules.FULL_BATCH_RULES) <= set(RULES)
    assert set(rules.FULL_BATCH_SURFACE_RULES) <= set(SURFACE_RULES)
