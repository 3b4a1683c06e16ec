"""Which parts of a saved model plain Keras does not know."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.initializers.sparse import Sparse
from suite.layers.maxout import Maxout
from suite.losses.sparse_categorical_focal_crossentropy import SparseCategoricalFocalCrossentropy
from suite.schedules.one_cycle import OneCycle
from suite.training.export.foreign import foreign_layers, foreign_parts


@keras.saving.register_keras_serializable(package="strangers")
class Scale(keras.layers.Layer):
    """Registered, as the suite does with a user's part."""

    def call(self, x):
        return 2 * x


@keras.saving.register_keras_serializable(package="strangers")
def bent(x):
    return keras.ops.abs(x)


def parts(part):
    return list(foreign_parts(keras.saving.serialize_keras_object(part)))


FOCAL = "suite.losses.sparse_categorical_focal_crossentropy:SparseCategoricalFocalCrossentropy"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (keras.layers.Dense(2), []),
        (keras.layers.Dense(2, activation="relu"), []),
        (keras.layers.Dense(2, kernel_initializer=keras.initializers.Constant(np.ones(2))), []),
        (keras.losses.MeanSquaredError(), []),
        (keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 9)), []),
        (keras.activations.gelu, []),
        (keras.layers.Bidirectional(keras.layers.LSTM(2)), []),
        ([keras.layers.Dense(2), keras.metrics.Mean()], []),
        (bent, ["strangers:bent"]),
        (Scale(), ["strangers:Scale"]),
        (Maxout(2), ["suite.layers.maxout:Maxout"]),
        (SparseCategoricalFocalCrossentropy(), [FOCAL]),
        (keras.optimizers.SGD(OneCycle(0.1, 9)), ["suite.schedules.one_cycle:OneCycle"]),
        (keras.layers.Dense(2, activation=bent), ["strangers:bent"]),
        (keras.layers.TimeDistributed(Scale()), ["strangers:Scale"]),
        ([Scale(), bent], ["strangers:Scale", "strangers:bent"]),
        ({"a": Scale(), "b": {"c": Maxout(2)}}, ["strangers:Scale", "suite.layers.maxout:Maxout"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_parts_that_are_not_kerass_own(part, expected):
    assert parts(part) == expected


def test_an_initializer_of_the_suite_is_named_inside_its_layer():
    layer = keras.layers.Conv2D(2, 3, kernel_initializer=Sparse())
    assert parts(layer) == ["suite.initializers.sparse:Sparse"]


@pytest.mark.parametrize("config", [None, 3, "relu", [], {}, {"class_name": "Dense"}, [{"a": 1}]])
def test_what_is_no_serialized_object_has_no_parts(config):
    assert list(foreign_parts(config)) == []


def test_a_function_without_a_package_is_told_by_its_name():
    def of(name):
        config = {"class_name": "function", "config": name, "registered_name": "function"}
        return list(foreign_parts({**config, "module": "builtins"}))

    assert of("relu") == []
    assert of("sharp_relu") == ["sharp_relu"]
    assert of("mine>relu") == ["mine:relu"]


def test_layers_are_named_by_the_first_part_that_is_strange():
    x = keras.Input((4,))
    hidden = keras.layers.Dense(3, activation=bent, name="bent")(Scale(name="scale")(x))
    model = keras.Model(x, keras.layers.Dense(2, name="head")(hidden))
    assert foreign_layers(model) == {"scale": "strangers:Scale", "bent": "strangers:bent"}
