"""The catalog's verdict on components, at the place where they stand."""

from __future__ import annotations

import pytest

MISTAKES = {
    # recipe: (place and key, part of the message)
    "model: {kind: resnet, depth: 21}": ("1:30 model.depth", "must be one of 18, 20, 32"),
    "model: resnt": ("1:8 model.kind", "unknown model 'resnt'; did you mean 'resnet'"),
    "model: {kind: resnt}": ("1:15 model.kind", "unknown model 'resnt'; did you mean 'resnet'"),
    "model: {kind: mlp, width: [3]}": (
        "1:20 model.width",
        "did you mean 'widths'? accepted: widths,",
    ),
    "model: {kind: mlp, width: null}": (
        "1:20 model.width",
        "unknown argument of mlp; did you mean",
    ),
    "model: {kind: mlp, widths: x}": ("1:28 model.widths", "must be"),
    "model: {kind: mlp, activation: rleu}": ("1:32 model.activation", "did you mean 'relu'"),
    "model: {kind: mlp, activation: {kind: rleu}}": ("1:39 model.activation.kind", "'relu'"),
    "model: {kind: mlp, activation: {kind: leaky_relu, alpha: 1}}": (
        "1:51 model.activation.alpha",
        "unknown argument of leaky_relu",
    ),
    "model: {kind: mlp, activation: {kind: leaky_relu, alpha: null}}": (
        "1:51 model.activation.alpha",
        "unknown argument of leaky_relu",
    ),
    "model: {kind: mlp, inputs: 3}": ("1:28 model.inputs", "the suite gives"),
    "model: mlp\nloss: sparse_categorical_crossentrpy": (
        "2:7 loss.kind",
        "did you mean 'sparse_cat",
    ),
    "model: mlp\nmetrics: [acuracy]": ("2:11 metrics.0.kind", "unknown metric 'acuracy'; did you"),
    "model: mlp\ncallbacks: [a_callback]": (
        "2:13 callbacks.0.kind",
        "unknown callback 'a_callback'",
    ),
    "model: mlp\ncallbacks:\n- csv_logger": ("3:3 callbacks.0", "missing argument `filename`"),
    "model: mlp\ncallbacks: [{kind: early_stopping, patience: 130%}]": (
        "2:46 callbacks.0.patience",
        "must be at most 100 %. Received: '130%'",
    ),
    "model: mlp\noptimizer: {learning_rate: {kind: cosine_decay}}": (
        "2:28 optimizer.learning_rate",
        "missing arguments `initial_learning_rate`, `decay_steps` of cosine_decay",
    ),
    "model: mlp\noptimizer: {learning_rate: fast}": ("2:28 optimizer.learning_rate", "fast"),
    "model: mlp\ndata: {augment: [{kind: random_crop, paddin: 4}]}": (
        "2:38 data.augment.0.paddin",
        "unknown argument of random_crop; did you mean 'padding'?",
    ),
    "model: mlp\ndata: digit": (
        "2:7 data.kind",
        "did you mean 'digits'? accepted: arrays,",
    ),
    "model: mlp\ndata: {kind: blobs, sampels: 3}": (
        "2:21 data.sampels",
        "unknown key; did you mean 'samples'? accepted: kind, batch_size,",
    ),
    "model: mlp\ndata: {kind: blobs, batchsize: 3}": (
        "2:21 data.batchsize",
        "did you mean 'batch_size'?",
    ),
    "model: mlp\ndata: {kind: blobs, sampels: null}": (
        "2:21 data.sampels",
        "did you mean 'samples'?",
    ),
    "model: mlp\ndata: {kind: blobs, samples: many}": (
        "2:30 data.samples",
        "must be a whole number",
    ),
    "model: mlp\ndata: {input_shape: [2], classes: 2, radius: 3}": (
        "2:38 data.radius",
        "unknown key; accepted: kind, batch_size,",
    ),
    "model: mlp\ndata: {kind: folder}": ("2:7 data", "missing argument `path`"),
    "model: mlp\ndata: {kind: mnist, resise: [8, 8]}": (
        "2:21 data.resise",
        "did you mean 'resize'?",
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_place_and_cause(problem, text):
    place, cause = MISTAKES[text]
    found = problem(text)
    assert found.startswith(f"r.yaml:{place}: ")
    assert cause in found


def test_null_is_the_constructors_default(loaded):
    recipe = loaded(
        "model: {kind: mlp, dropout: null, activation: {kind: leaky_relu, negative_slope: ~}}"
    )
    assert recipe.model.arguments == {"activation": {"kind": "leaky_relu"}}
    assert loaded("model: mlp\ndata: {kind: blobs, samples: null}").data.source.arguments == {}


def test_names_in_any_spelling(loaded):
    recipe = loaded("model: MLP\noptimizer: {kind: SGD}\nmetrics: [SparseCategoricalAccuracy]")
    kinds = (recipe.model.kind, recipe.optimizer.kind, recipe.metrics[0].kind)
    assert kinds == ("mlp", "sgd", "sparse_categorical_accuracy")


def test_an_image_set_of_tfds(loaded):
    source = loaded("model: mlp\ndata: {kind: mnist, resize: [8, 8]}").data.source
    assert (source.kind, source.arguments) == ("tfds", {"name": "mnist", "resize": [8, 8]})


def test_losses_and_metrics_are_told_that_models_give_logits(loaded):
    recipe = loaded("model: mlp\nloss: sparse_categorical_crossentropy\nmetrics: [accuracy]")
    assert recipe.loss.arguments == {"from_logits": True}
    assert recipe.metrics[0].arguments == {}
