"""Whether XLA compiles the step, and what is said where it cannot."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite
from suite.errors import RunFailure, UserError
from suite.lab.inspect.describe_model import describe_model
from suite.runs.model_file import load_model
from suite.training.step import xla_choice
from suite.training.step.xla_choice import choose_xla
from suite.training.step.xla_refusal import xla_refusal

ENOUGH = 10_000


def own(values):
    return keras.ops.mean(values, axis=-1)


def own_loss(y_true, y_pred):
    return own(y_true - y_pred)


class OwnDescent(keras.optimizers.SGD):
    """Code of the user's."""


class OwnLayer(keras.layers.Dense):
    """Code of the user's."""


def dense(*more, first=keras.layers.Dense, **arguments):
    return [keras.layers.Dense(256, "relu"), first(256, name="first", **arguments), *more]


NO_LAYER = "first ({}) is not known to gain by it"
NO_PART = "{} is not known to compile"
SUMS = "XLA is slow at sums over all weights or gradients"
NETS = {
    "dense": (lambda: dense(), {}, None),
    "a nested model": (lambda: [keras.Sequential(dense())], {}, None),
    "a loss and metrics of Keras's": (
        lambda: dense(),
        {"loss": keras.losses.MeanSquaredError(), "metrics": ["accuracy", "mae"]},
        None,
    ),
    "layer normalization": (
        lambda: dense(keras.layers.LayerNormalization(), keras.layers.Dropout(0.1)),
        {},
        None,
    ),
    "dropout": (lambda: dense(keras.layers.Dropout(0.1)), {}, "a net with Dropout does not gain"),
    "few weights": (lambda: [keras.layers.Dense(3)], {}, "a step has too little to do"),
    "a penalty": (lambda: dense(kernel_regularizer="l2"), {}, SUMS),
    "the user's layer": (lambda: dense(first=OwnLayer), {}, NO_LAYER.format("OwnLayer")),
    "the user's layer, nested": (
        lambda: [keras.Sequential(dense(first=OwnLayer))],
        {},
        NO_LAYER.format("OwnLayer"),
    ),
    "the user's activation": (lambda: dense(activation=own), {}, NO_PART.format("own")),
    "the user's constraint": (lambda: dense(kernel_constraint=own), {}, NO_PART.format("own")),
    "the user's loss": (lambda: dense(), {"loss": own_loss}, NO_PART.format("own_loss")),
    "the user's metric": (lambda: dense(), {"metrics": [own_loss]}, NO_PART.format("own_loss")),
    "the user's optimizer": (
        lambda: dense(),
        {"optimizer": OwnDescent()},
        NO_PART.format("OwnDescent"),
    ),
}


def compiled(layers, shape=(784,), **arguments):
    model = keras.Sequential([keras.Input(shape), *layers])
    model.compile(**({"optimizer": "sgd", "loss": "mse"} | arguments))
    return model


def choice(model, steps=ENOUGH, batch_size=128, **arguments):
    strategy = tf.distribute.get_strategy()
    return choose_xla("auto", model, strategy, steps=steps, batch_size=batch_size, **arguments)


@pytest.mark.parametrize("name", NETS)
def test_what_a_net_holds_decides(name):
    layers, arguments, reason = NETS[name]
    found = choice(compiled(layers(), **arguments))
    assert found.compiles is (reason is None), found
    assert (reason or "its layers gain by it in a run of 10,000 steps") in found.reason


@pytest.mark.parametrize("kind", ["GRU", "LSTM"])
def test_a_recurrent_net_gains_in_every_precision(kind):
    for policy in ("float32", "mixed_bfloat16"):
        layer = getattr(keras.layers, kind)(4, dtype=policy)
        assert choice(compiled([layer], (5, 3)), clips=True).compiles


def test_length_precision_and_clipping_decide_too():
    model = compiled(dense())
    assert choice(model, steps=xla_choice.LEAST_STEPS).compiles
    assert choice(model, steps=None).compiles
    assert "4,999 steps" in choice(model, steps=xla_choice.LEAST_STEPS - 1).reason
    assert choice(model, clips=True).reason == SUMS
    assert not choice(model, batch_size=8).compiles
    mixed = compiled([keras.layers.Dense(512, dtype="mixed_bfloat16")])
    assert choice(mixed).reason == "products of matrices in bfloat16 are slower by XLA"


RECIPE = """
data: {kind: digits, batch_size: 256}
model: {kind: mlp, widths: [16], dropout: 0.2}
optimizer: {kind: sgd, momentum: 0.9, learning_rate: 0.05}
callbacks: [./stop.py:Stop]
training: {epochs: 2, keep_best: none}
"""
STOP = """
import os
import keras

class Stop(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if os.environ.get("STOP_AT") == str(int(self.model.optimizer.iterations)):
            os.kill(os.getpid(), 2)
"""


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "recipe.yaml").write_text(RECIPE)
    (tmp_path / "stop.py").write_text(STOP)
    return tmp_path / "recipe.yaml"


def run(recipe, out, *overrides, **options):
    return suite.run(suite.load(recipe, *overrides), recipe.parent / out, quiet=True, **options)


def weights(run):
    return load_model(run.directory.path / "model.keras").get_weights()


def test_a_run_that_xla_compiles_goes_on_bit_for_bit(recipe, monkeypatch):
    whole = run(recipe, "whole", "training.jit_compile=true")
    assert whole.summary["xla"] == "yes: as `jit_compile` says"
    monkeypatch.setenv("STOP_AT", "3")
    assert run(recipe, "halves", "training.jit_compile=true").status == "interrupted"
    monkeypatch.delenv("STOP_AT")
    halves = run(recipe, "halves", "training.jit_compile=true", resume=True)
    silent = run(recipe, "silent", "training.jit_compile=true", "training.diagnostics=none")
    for one, *others in zip(weights(whole), weights(halves), weights(silent), strict=True):
        for other in others:
            np.testing.assert_array_equal(one, other)
    assert not load_model(whole.directory.path / "model.keras").jit_compile


def test_a_run_with_more_epochs_computes_as_it_began(recipe, monkeypatch):
    monkeypatch.setattr(xla_choice, "_LEAST_WORK", 0)
    monkeypatch.setattr(xla_choice, "_UNDECIDED", frozenset())
    monkeypatch.setattr(xla_choice, "LEAST_STEPS", 20)
    monkeypatch.setenv("STOP_AT", "3")
    begun = run(recipe, "longer", "training.epochs=2")
    assert begun.summary["xla"] == "no: the run has 8 steps, and compiling pays from 20 on"
    assert json.loads((recipe.parent / "longer" / "identity.json").read_text())["xla"] is False
    monkeypatch.delenv("STOP_AT")
    longer = run(recipe, "longer", "training.epochs=6", resume=True)
    assert longer.summary["xla"] == "no: as when the run began"
    assert run(recipe, "new", "training.epochs=6").summary["xla"].startswith("yes: its layers gain")


def test_summary_says_what_and_why():
    convolutions = describe_model(suite.load("quickstart"))
    assert convolutions.splitlines()[-1].startswith("XLA            no: ")
    big = "model={kind: mlp, widths: [512, 512]}"
    shaped = suite.load("quickstart", big, "data.input_shape=[8, 8, 1]", "data.classes=10")
    assert "yes: its layers gain by it in a run of 5,000" in describe_model(shaped)


PARTS = """
import keras
import tensorflow as tf

def net(inputs, classes):
    x = keras.layers.Flatten()(inputs)
    return keras.layers.Dense(classes, name="logits")(Slow(name="slow")(x))

@keras.saving.register_keras_serializable("own")
class Slow(keras.layers.Layer):
    def call(self, x):
        return tf.ensure_shape(tf.py_function(lambda a: a, [x], x.dtype), x.shape)
"""


def test_what_xla_cannot_compile_is_told_at_its_line(recipe):
    net = recipe.parent / "net.py"
    net.write_text(PARTS)
    with pytest.raises(RunFailure) as failure:
        run(recipe, "out", f"model={net}:net", "training={jit_compile: true, diagnostics: none}")
    told = str(failure.value)
    assert "jit_compile" in told
    assert "\n" not in told
    assert "XLA cannot compile `EagerPyFunc`, by which `" in told
    assert told.endswith("Set jit_compile to false, or compute by something else.")


class OwnPython(keras.layers.Layer):
    def call(self, x):
        return tf.ensure_shape(tf.py_function(lambda a: a, [x], x.dtype), x.shape)


def test_fit_tells_it_in_a_sentence():
    model = compiled([OwnPython(name="own"), keras.layers.Dense(1)], (2,), jit_compile=True)
    data = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")
    with pytest.raises(UserError, match=r"XLA cannot compile `EagerPyFunc`, by which `.*own"):
        suite.fit(model, *data, quiet=True)


def test_another_error_is_no_refusal_of_xla():
    assert xla_refusal(tf.errors.InvalidArgumentError(None, None, "Incompatible shapes")) is None
    assert xla_refusal(ValueError("on XLA_CPU_JIT: Op ({{node a/b}}")) is None
