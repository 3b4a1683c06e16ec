"""Weighted samples in the training step."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.data import Dataset, Pipeline, Split
from suite.data.classes.class_weights import class_weights
from suite.runs.progress.choose_progress import choose_progress
from suite.training.loop.loop import Loop
from suite.training.loop.loop_options import LoopOptions
from suite.training.loop.mini_batches import MiniBatches
from tests.training.nets import BATCH, STEPS, arrays, network

SETTING = {"a": 0.5, "c": 4}
CLASS_WEIGHT = {0: 0.5, 1: 1, 2: 4}  # the same as Keras writes it


def pipeline(weights=SETTING, one_hot=False):
    x, y = arrays()
    dataset = Dataset("random", Split(x, y), None, None, ("a", "b", "c"))
    weights = class_weights(weights, dataset)
    return Pipeline(dataset, BATCH, one_hot=one_hot, class_weights=weights)


def net(one_hot=False):
    model = network(keras.optimizers.SGD(0.1), norm=False)
    if one_hot:
        model.compile(
            keras.optimizers.SGD(0.1),
            keras.losses.CategoricalCrossentropy(from_logits=True),
            metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
        )
    return model


def trained(data, validation=None, model=None, **options):
    model = model or net(data.one_hot)
    Loop(
        model,
        MiniBatches(data.training, STEPS, BATCH),
        [keras.callbacks.History()],
        choose_progress(quiet=True),
        LoopOptions(**options),
        validation=validation,
    ).run()
    return model


def far(one, two):
    pairs = zip(one.get_weights(), two.get_weights(), strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs)


@pytest.mark.parametrize("one_hot", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_updates_are_those_of_keras_with_class_weight(one_hot):
    """Keras divides the weighted sum by the number of samples, and so does the suite."""
    data = pipeline(one_hot=one_hot)
    ours = trained(data)
    keras_model, plain = net(one_hot), trained(pipeline(None, one_hot))
    for batch in data.training().take(STEPS).as_numpy_iterator():
        x, y = batch[:2]
        keras_model.train_on_batch(x, y, class_weight=CLASS_WEIGHT)
    assert far(ours, keras_model) < 1e-6
    assert far(ours, plain) > 1e-3


def test_micro_batches_and_steps_per_call_change_nothing():
    whole = trained(pipeline(), steps_per_execution=1)
    assert far(whole, trained(pipeline(), steps_per_execution=8)) < 1e-6
    assert far(whole, trained(pipeline(), micro_batches=4)) < 1e-6


def test_only_the_training_loss_weighs():
    data = pipeline()
    model = net()
    model.optimizer.learning_rate = 0.0
    validation = data.evaluation(data.dataset.train)
    history = trained(data, validation, model).history.history
    x, y = arrays()
    each = keras.ops.convert_to_numpy(
        keras.losses.sparse_categorical_crossentropy(y, model(x), from_logits=True)
    )
    assert history["val_loss"][0] == pytest.approx(each.mean(), rel=1e-5)
    weight = class_weights(SETTING, data.dataset)[y]
    assert history["loss"][0] == pytest.approx((each * weight).mean(), rel=1e-5)
    assert history["accuracy"] == history["val_accuracy"]


def test_a_class_of_weight_0_is_not_learned():
    """A net that sees only class 2 says 2 of all."""
    model = trained(pipeline({"a": 0, "b": 0}), epochs=10)
    x, _ = arrays()
    assert set(model(x).numpy().argmax(-1)) == {2}
