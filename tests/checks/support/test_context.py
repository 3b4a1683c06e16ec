"""What the checks look at."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from suite.checks import CheckContext, classes_of
from suite.checks.support.context import FEWEST_SAMPLES, VALUES
from suite.data import Dataset, Split
from tests.checks.context import dataset

L = keras.layers


def sequential(*layers, shape=(4,)) -> keras.Sequential:
    return keras.Sequential([keras.Input(shape), *layers])


def context(model=None, batch=None, recipe=None) -> CheckContext:
    batch = (np.eye(4, dtype="float32"), np.arange(4)) if batch is None else batch
    return CheckContext(recipe, model or sequential(L.Dense(2)), None, batch, 4)


@pytest.mark.parametrize(
    ("key", "new", "text"),
    [
        ("model.dropout", 0.5, "model.dropout: 0.2 -> 0.5"),
        ("model.activation", "relu", "model.activation: tanh -> relu"),
        ("model.kernel_initializer", "he_normal", "model.kernel_initializer: zeros -> he_normal"),
        ("model.input_dropout", 0.2, "None"),  # not in the recipe
        ("model.nothing.below", 1, "None"),
        ("data.batch_size", 100, "data.batch_size: 64 -> 100"),
        ("data.one_hot", True, "data.one_hot: auto -> true"),
        ("training.class_weights", "balanced", "None"),
        ("optimizer.learning_rate", 0.1, "optimizer.learning_rate: cosine_decay -> 0.1"),
    ],
)
def test_an_edit_of_the_recipe(key, new, text):
    recipe = suite.load(
        "quickstart",
        "model={kind: mlp, widths: [4], dropout: 0.2, activation: tanh,"
        " kernel_initializer: {kind: zeros}}",
        "data.batch_size=64",
        "optimizer={kind: sgd, learning_rate: {kind: cosine_decay, initial_learning_rate: 0.1,"
        " decay_steps: 100%}}",
    )
    assert str(context(recipe=recipe).edit(key, new)) == text


def test_without_a_recipe_there_is_no_edit():
    assert context().edit("model.dropout", 0.5) is None


@pytest.mark.parametrize(
    ("inputs", "expected"), [({"a": 4}, True), ({"a": 4, "b": 4}, False), ({}, False)]
)
def test_a_model_of_one_input(inputs, expected):
    tensors = {name: keras.Input((size,), name=name) for name, size in inputs.items()}
    model = keras.Sequential()
    if tensors:
        model = keras.Model(tensors, L.Concatenate()([*tensors.values(), *tensors.values()]))
    assert context(model).has_one_input is expected


@pytest.mark.parametrize("weights", [(), (np.ones(4),)])
def test_inputs_and_labels_of_the_batch(weights):
    x, y = np.eye(4), np.arange(4)
    made = context(batch=(x, y, *weights))
    np.testing.assert_array_equal(made.inputs, x)
    np.testing.assert_array_equal(made.labels, y)


def test_a_forward_pass_holds_no_more_than_its_share():
    batch = (np.zeros((100, 4), "float32"), np.zeros(100))
    small, large = sequential(L.Dense(2)), sequential(L.Dense(VALUES // 40))
    assert len(context(small, batch).samples()[0]) == 100
    assert len(context(large, batch).samples()[0]) == 39
    huge = sequential(L.Dense(VALUES // 4))
    assert [len(part) for part in context(huge, batch).samples()] == [FEWEST_SAMPLES] * 2


@pytest.mark.parametrize(("most", "count"), [(None, 4), (3, 3), (100, 4)])
def test_the_first_samples(most, count):
    x, y = context().samples(most)
    np.testing.assert_array_equal(x, np.eye(4)[:count])
    np.testing.assert_array_equal(y, np.arange(4)[:count])


def test_samples_of_several_inputs_are_cut_alike():
    x = {"a": np.zeros((9, 2)), "b": np.zeros((9, 3))}
    first, y = context(batch=(x, np.zeros(9))).samples(2)
    assert {name: value.shape for name, value in first.items()} == {"a": (2, 2), "b": (2, 3)}
    assert y.shape == (2,)


@pytest.mark.parametrize("form", ["sequential", "functional"])
def test_the_values_of_inner_tensors(form):
    hidden, out = L.Dense(3, "relu", name="hidden"), L.Dense(2)
    if form == "functional":
        inputs = keras.Input((4,))
        model = keras.Model(inputs, out(hidden(inputs)))
    else:
        model = sequential(hidden, out)
    x = np.eye(4, dtype="float32")
    tensor = model.get_layer("hidden").output
    (first, again) = context(model).tap([tensor, tensor], x)
    kernel, bias = hidden.get_weights()
    np.testing.assert_allclose(first, np.maximum(kernel + bias, 0), rtol=1e-6)
    np.testing.assert_array_equal(first, again)


def test_a_tensor_of_another_model_has_no_value():
    other = sequential(L.Dense(3, name="elsewhere"))
    assert context().tap([other.get_layer("elsewhere").output], np.eye(4)) is None


@pytest.mark.parametrize(
    ("targets", "labels", "names", "classes"),
    [
        ("classes", np.array([0, 1, 2]), ("a", "b", "c"), 3),
        ("labels", np.eye(3), ("a", "b", "c"), None),
        ("values", np.array([[0.1], [0.2], [0.3]]), ("price",), None),
    ],
)
def test_the_classes_of_a_task(targets, labels, names, classes):
    split = Split(np.zeros((3, 2), "float32"), labels)
    data = Dataset("mine", split, None, None, names, targets=targets)
    assert classes_of(data) == classes
    assert classes_of(dataset()) == 4
