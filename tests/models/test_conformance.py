"""Every model goes through the same checks."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite.models
from suite.models.cnn import cnn
from suite.models.mlp import mlp
from suite.models.plain import plain
from suite.models.resnet import resnet
from suite.models.rnn import rnn
from suite.models.se_resnet import se_resnet
from tests.models.build import build, names

# Small versions; group norm's default of 8 groups asks for multiples of 8.
TABLE = {
    mlp: {"widths": [16, 8], "dropout": 0.1},
    cnn: {"filters": [8, 16], "dense": [8]},
    resnet: {"width": 8},
    plain: {"width": 8},
    se_resnet: {"width": 8},
    rnn: {"units": 8},
}
every_model = pytest.mark.parametrize("function", TABLE, ids=lambda function: function.__name__)


def images(size=8):
    return np.random.default_rng(0).normal(size=(3, size, size, 3)).astype("float32")


def choices(function, argument):
    """What the annotation of an argument lists."""
    hint = get_type_hints(function)[argument]
    parts = [hint, *get_args(hint)]
    return next(list(get_args(part)) for part in parts if get_origin(part) is Literal)


def test_table_is_complete():
    files = Path(suite.models.__file__).parent.glob("*.py")
    stems = {file.stem for file in files} - {"__init__"}
    # They leave no choice of norm and decay: test_sequential.py and so on.
    own = {"airbench", "application", "sequential"}
    assert {function.__name__ for function in TABLE} | own == stems


@every_model
def test_signature_tells_the_catalog_everything(function):
    parameters = inspect.signature(function).parameters.values()
    assert all(parameter.annotation is not parameter.empty for parameter in parameters)
    context, arguments = list(parameters)[:2], list(parameters)[2:]
    assert [parameter.name for parameter in context] == ["inputs", "classes"]
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in arguments)
    assert all(parameter.default is not parameter.empty for parameter in arguments)
    documented = inspect.getdoc(function).partition("Args:")[2].partition("Shapes:")[0]
    for parameter in parameters:
        assert f"\n    {parameter.name}: " in documented


@every_model
def test_every_norm_gives_logits_and_trains_every_weight(function):
    positions = [(norm, "before") for norm in choices(function, "norm")] + [("batch", "after")]
    for norm, position in positions:
        arguments = TABLE[function] | {"norm": norm, "norm_position": position}
        model = build(function, (16, 16, 3), **arguments)
        assert len(set(names(model))) == len(names(model))
        with tf.GradientTape() as tape:
            logits = model(images(16), training=True)
            loss = tf.reduce_mean(tf.square(logits - 1))
        assert logits.shape == (3, 4)
        gradients = tape.gradient(loss, [weight.value for weight in model.trainable_weights])
        for gradient, weight in zip(gradients, model.trainable_weights, strict=True):
            assert gradient is not None, (norm, position, weight.path)
            assert np.all(np.isfinite(gradient)), (norm, position, weight.path)


@every_model
def test_a_saved_model_needs_nothing_but_keras(function):
    model = build(function, **TABLE[function])
    for layer in model.get_config()["layers"]:
        assert layer["module"] == "keras.layers", layer["name"]


# Keras 3.10 expects a list after loading and warns.
@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
@every_model
@pytest.mark.parametrize("norm", ["batch", "weight"])
def test_a_saved_model_loads_and_gives_the_same(function, norm, tmp_path):
    model = build(function, **TABLE[function], norm=norm)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(images()), model(images()))


@pytest.fixture
def mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    yield
    keras.config.set_dtype_policy("float32")


@every_model
def test_logits_are_float32_under_mixed_precision(function, mixed_precision):
    model = build(function, **TABLE[function])
    assert model.layers[-1].name == "logits"
    assert model(images()).dtype == tf.float32
    assert model.layers[-2].compute_dtype == "bfloat16"
    assert {weight.dtype for weight in model.weights} == {"float32"}


@every_model
def test_weight_decay_is_half_the_sum_of_squares_of_the_kernels(function):
    model = build(function, **TABLE[function], weight_decay=0.3)
    kernels = [weight for weight in model.weights if weight.name == "kernel"]
    assert len(kernels) == len(model.losses) > 2
    expected = 0.15 * sum(np.sum(kernel.numpy().astype("float64") ** 2) for kernel in kernels)
    np.testing.assert_allclose(sum(float(loss) for loss in model.losses), expected, rtol=1e-5)
    assert build(function, **TABLE[function]).losses == []


@every_model
def test_refuses_what_the_annotations_do_not_list(function):
    with pytest.raises(ValueError, match=r"Argument `norm` must be one of 'batch', .*'bach'"):
        build(function, norm="bach")
    with pytest.raises(ValueError, match=r"Argument `weight_decay` must be at least 0"):
        build(function, weight_decay=-1)
    with pytest.raises(ValueError, match=r"Argument `norm_epsilon` must be positive"):
        build(function, norm_epsilon=0)
    with pytest.raises(ValueError, match=r"Argument `norm_momentum` must be a number in \[0, 1\)"):
        build(function, norm_momentum=1)
    with pytest.raises(ValueError, match=r"Argument `classes` must be an integer >= 1"):
        build(function, classes=0)
