"""Each contradiction, and its nearest neighbor that is none."""

from __future__ import annotations

import pytest

from suite.recipe.rules.general_rules import GENERAL_RULES

SCHEDULE = (
    "optimizer: {learning_rate: {kind: cosine_decay, initial_learning_rate: 1, decay_steps: 9}}"
)
MIXUP = "data: {augment: [mixup]}"

REFUSED = {
    # rule: recipes, each with the key and a part of the message
    "steps_without_surface": [("training: {steps: 9}", "training.steps", "set training.epochs")],
    "schedule_and_callback": [
        (f"{SCHEDULE}\ncallbacks: [history, reduce_lr_on_plateau]", "callbacks.1", "remove this"),
        (
            f"{SCHEDULE}\ncallbacks: [{{kind: ReduceLROnPlateau}}]",
            "callbacks.0",
            "make learning_rate",
        ),
        (
            f"{SCHEDULE}\ncallbacks: [{{kind: LearningRateScheduler, schedule: 'bisect:insort'}}]",
            "callbacks.0",
            "",
        ),
    ],
    "labels_and_loss": [
        (f"{MIXUP}\nloss: sparse_categorical_crossentropy", "loss", "use categorical_crossentropy"),
        (f"{MIXUP}\nmetrics: [sparse_categorical_accuracy]", "metrics.0", "(mixup mixes labels)"),
        ("data: {one_hot: true}\nloss: sparse_categorical_crossentropy", "loss", "one_hot is true"),
        ("data: {one_hot: false, augment: [mixup]}", "data.one_hot", "set data.one_hot to auto"),
        ("data: {one_hot: false}\nloss: categorical_crossentropy", "loss", "data.one_hot: true"),
        ("loss: CategoricalCrossentropy", "loss", "or use `loss: auto`"),
        ("loss: mse", "loss", "takes labels as vectors, and here they are class numbers"),
        ("metrics: [accuracy, categorical_accuracy]", "metrics.1", "or use `accuracy`"),
    ],
    "logits_and_loss": [
        (
            "loss: {kind: sparse_categorical_crossentropy, from_logits: false}",
            "loss.from_logits",
            "the model mlp gives logits",
        ),
    ],
    "whole_parts": [
        (
            "data: {batch_size: 10}\ntraining: {gradient_accumulation: 4}",
            "training.gradient_accumulation",
            "must divide data.batch_size without rest. Received: 4 parts of 10 samples",
        ),
    ],
    "monitor_without_validation": [
        (
            "data: {kind: mnist, validation: 0}\ncallbacks: [early_stopping]",
            "callbacks.0",
            "monitors val_loss, and with data.validation: 0 there is no validation set",
        ),
        (
            "data: {kind: cifar10, validation: 0}\n"
            "callbacks: [{kind: model_checkpoint, filepath: x, monitor: val_accuracy}]",
            "callbacks.0",
            "monitors val_accuracy",
        ),
        (
            "data: {kind: mnist, validation: 0}\ntraining: {keep_best: val_loss}",
            "training.keep_best",
            "asks for val_loss, and with data.validation: 0 there is no validation set",
        ),
    ],
    "measure_to_keep_by": [
        (
            "training: {keep_best: val_acuracy}",
            "training.keep_best",
            "there is no val_acuracy: the recipe measures val_loss, val_accuracy; add the metric",
        ),
    ],
    "average_or_lookahead": [
        ("training: {ema: 0.9, lookahead: {}}", "training.lookahead", "as training.ema has"),
        (
            "optimizer: {use_ema: true}\ntraining: {lookahead: {}}\ncallbacks: [swap_ema_weights]",
            "training.lookahead",
            "as optimizer.use_ema has",
        ),
    ],
    "one_average": [
        (
            "optimizer: {use_ema: true}\ntraining: {ema: 0.9}",
            "training.ema",
            "remove one of the two",
        ),
        ("optimizer: {use_ema: true}", "optimizer.use_ema", "and set training.ema: 0.99"),
        (
            "optimizer: {kind: sgd, use_ema: true, ema_momentum: 0.5}",
            "optimizer.use_ema",
            "and set training.ema: 0.5",
        ),
        ("callbacks: [swap_ema_weights]", "callbacks.0", "needs optimizer.use_ema: true"),
        ("callbacks: [swap_ema_weights]\ntraining: {ema: 0.9}", "callbacks.0", "use training.ema"),
    ],
    "one_clipping": [
        ("optimizer: {clipnorm: 1}\ntraining: {clip_norm: 1}", "training.clip_norm", "clipnorm"),
        ("optimizer: {clipvalue: 1}\ntraining: {clip_norm: 1}", "training.clip_norm", "clipvalue"),
    ],
    "one_accumulation": [
        (
            "optimizer: {gradient_accumulation_steps: 2}\ntraining: {gradient_accumulation: 2}",
            "training.gradient_accumulation",
            "so does optimizer.gradient_accumulation_steps",
        ),
    ],
    "whole_description": [
        ("data: {input_shape: [8]}", "data.input_shape", "needs data.classes beside it"),
        ("data: {classes: 10}", "data.classes", "needs data.input_shape beside it"),
    ],
    "fold_of_the_folds": [
        ("data: {fold: {index: 3, of: 3}}", "data.fold.index", "must be below of, 3. Received: 3"),
    ],
    "whitening_alone": [
        (
            "data: {normalize: {kind: zca_whitening, per: feature}}",
            "data.normalize.per",
            "takes all features together",
        ),
        (
            "data: {normalize: {components: 0.9}}",
            "data.normalize.components",
            "data.normalize.kind is standard",
        ),
        ("data: {normalize: {kind: none, epsilon: 0.1}}", "data.normalize.epsilon", "remove this"),
    ],
}

ACCEPTED = [
    SCHEDULE,
    "callbacks: [reduce_lr_on_plateau]",
    MIXUP,
    f"{MIXUP}\nloss: categorical_crossentropy\nmetrics: [categorical_accuracy, accuracy]",
    "data: {one_hot: true}\nloss: mse",
    "data: {augment: [random_flip]}\nloss: sparse_categorical_crossentropy",
    "data: {batch_size: 12}\ntraining: {gradient_accumulation: 4}",
    "data: {kind: mnist, validation: 0.1}\ncallbacks: [early_stopping]",
    "data: {kind: mnist, validation: 0}\ncallbacks: [{kind: early_stopping, monitor: loss}]",
    "data: {kind: digits, validation: 0}\ncallbacks: [early_stopping]",
    "data: {kind: folder, path: x, validation: 0}\ncallbacks: [early_stopping]",
    "optimizer: {use_ema: true}\ncallbacks: [swap_ema_weights]",
    "optimizer: {use_ema: false}\ntraining: {ema: 0.9}",
    "metrics: [accuracy, balanced_accuracy]\ntraining: {keep_best: val_balanced_accuracy}",
    "metrics: [{kind: sparse_top_k_categorical_accuracy, k: 3, name: top}]\n"
    "training: {keep_best: val_top}",
    "optimizer: {clipnorm: 1}",
    "training: {clip_norm: 1}",
    "data: {input_shape: [8], classes: 10}",
    "data: {normalize: {kind: pca_whitening, per: channel, components: 144, epsilon: 0.1}}",
    "data: {normalize: {kind: zca_whitening, components: 0.99}}",
]


def test_every_rule_has_a_case():
    assert list(REFUSED) == [rule.__name__ for rule in GENERAL_RULES]


@pytest.mark.parametrize(
    ("rule", "text", "key", "cause"),
    [(rule, *case) for rule, cases in REFUSED.items() for case in cases],
)
def test_a_contradiction(problem, rule, text, key, cause):
    found = problem(f"model: mlp\n{text}")
    assert found.startswith("r.yaml:")
    assert f" {key}: " in found
    assert cause in found


@pytest.mark.parametrize("text", ACCEPTED)
def test_no_contradiction(loaded, text):
    loaded(f"model: mlp\n{text}")


def test_a_model_of_the_user_may_give_probabilities(loaded, write):
    write("def net(inputs, classes): return inputs", "net.py")
    loss = "loss: {kind: sparse_categorical_crossentropy, from_logits: false}"
    assert loaded(f"model: ./net.py:net\n{loss}").loss.arguments == {"from_logits": False}


def test_a_metric_of_the_user_has_a_name_of_its_own(loaded, write):
    write("import keras\nclass Mine(keras.metrics.Mean):\n    pass\n", "mine.py")
    loaded("model: mlp\nmetrics: [./mine.py:Mine]\ntraining: {keep_best: val_whatever}")


def test_an_augmentation_of_the_user_that_mixes_labels(loaded, problem, write):
    write(
        """
        class Blend:
            mixes_labels: bool = True
        class Mine(Blend):
            def __init__(self): pass
        class Plain:
            def __init__(self): pass
        """,
        "mine.py",
    )
    assert loaded("model: mlp\ndata: {augment: [./mine.py:Mine]}").one_hot
    assert not loaded("model: mlp\ndata: {augment: [./mine.py:Plain]}").one_hot
    text = "model: mlp\ndata: {augment: [./mine.py:Mine]}\nloss: sparse_categorical_crossentropy"
    assert "mixes labels" in problem(text)


def test_contradictions_are_found_beside_other_mistakes(problems):
    found = problems(
        """
        model: resnt
        seed: x
        data: {batch_size: 10, kind: mnist, validation: 0}
        training: {gradient_accumulation: 4, epochs: ten}
        callbacks: [early_stopping]
        """
    )
    assert [text.split(" ")[1] for text in found] == [
        "model.kind:",
        "seed:",
        "training.gradient_accumulation:",
        "training.epochs:",
        "callbacks.0:",
    ]


def test_a_setting_that_is_wrong_by_itself_contradicts_nothing(problem):
    assert "must be a whole number" in problem(
        "model: mlp\ndata: {batch_size: ten}\ntraining: {gradient_accumulation: 3}"
    )
