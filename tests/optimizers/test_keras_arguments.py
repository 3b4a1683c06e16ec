"""Every argument of every optimizer of Keras: trained as `fit` trains it, resumed, exported.

All pairs of an optimizer and an argument are tried with SUITE_WHOLE_TABLES=1 in the environment.
Without, each optimizer is trained with all of its own arguments at once, and some of them with
those that all share.
"""

from __future__ import annotations

import inspect
import os

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.runs.progress.choose_progress import choose_progress
from suite.training.export.export import export_model, moments
from suite.training.loop.loop import Loop
from suite.training.loop.loop_events import LoopEvents
from suite.training.loop.loop_options import LoopOptions
from suite.training.loop.mini_batches import MiniBatches
from suite.training.state.checkpoints import Checkpoints
from tests.keras_version import not_in_3_12

# A value other than the default for each argument that all optimizers share ...
SHARED = {
    "learning_rate": {"learning_rate": 0.03},
    "weight_decay": {"weight_decay": 0.01},
    "clipnorm": {"clipnorm": 0.1},
    "clipvalue": {"clipvalue": 0.01},
    "global_clipnorm": {"global_clipnorm": 0.1},
    "use_ema": {"use_ema": True},
    "ema_momentum": {"use_ema": True, "ema_momentum": 0.5},
    "ema_overwrite_frequency": {"use_ema": True, "ema_overwrite_frequency": 2},
    "loss_scale_factor": {"loss_scale_factor": 8.0},
    "gradient_accumulation_steps": {"gradient_accumulation_steps": 2},
    "name": {"name": "mine"},
}
# ... and for each of an optimizer's own.
OWN = {
    "Adadelta": {"rho": 0.5, "epsilon": 1e-3},
    "Adafactor": {
        **{"beta_2_decay": -0.5, "epsilon_1": 1e-20, "epsilon_2": 1e-2},
        **{"clip_threshold": 0.5, "relative_step": False},
    },
    "Adagrad": {"initial_accumulator_value": 0.5, "epsilon": 1e-3},
    "Adam": {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 1e-2, "amsgrad": True},
    "AdamW": {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 1e-2, "amsgrad": True},
    "Adamax": {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 1e-2},
    "Ftrl": {
        **{"learning_rate_power": -0.4, "initial_accumulator_value": 0.5, "beta": 0.1},
        **{"l1_regularization_strength": 0.01, "l2_regularization_strength": 0.01},
        **{"l2_shrinkage_regularization_strength": 0.01},
    },
    "Lamb": {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 1e-2},
    "Lion": {"beta_1": 0.5, "beta_2": 0.6},
    "Muon": {
        **{"exclude_layers": ["logits"], "exclude_embeddings": False, "ns_steps": 3},
        **{"muon_a": 3.4, "muon_b": -4.7, "muon_c": 2.0, "adam_lr_ratio": 0.5, "momentum": 0.5},
        **{"adam_beta_1": 0.5, "adam_beta_2": 0.6, "adam_weight_decay": 0.01, "rms_rate": 0.1},
        **{"epsilon": 1e-3, "nesterov": False},
    },
    "Nadam": {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 1e-2},
    "RMSprop": {"rho": 0.5, "momentum": 0.5, "epsilon": 1e-3, "centered": True},
    "SGD": {"momentum": 0.9, "nesterov": True},
    "ScheduleFreeAdamW": {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 1e-2, "warmup_steps": 3},
}
# They wrap other optimizers: by a loss scale, which mixed precision adds, or by a map.
WRAPPERS = {"LossScaleOptimizer", "MultiOptimizer", "Optimizer"}
STEPS, BATCH = 6, 4


def cases(shared_with: tuple[str, ...]):
    """Optimizer and arguments: all of its own at once, and of the shared ones one by one."""
    whole = bool(os.environ.get("SUITE_WHOLE_TABLES"))
    for name, own in OWN.items():
        if hasattr(keras.optimizers, name):
            yield pytest.param(name, own, id=f"{name}-own")
            if whole:
                yield pytest.param(name, {}, id=name)
                yield from (pytest.param(name, {k: own[k]}, id=f"{name}-{k}") for k in own)
            if whole or name in shared_with:
                for argument, values in SHARED.items():
                    yield pytest.param(name, values, id=f"{name}-{argument}")


@not_in_3_12
def test_no_optimizer_and_no_argument_is_missing():
    public = vars(keras.optimizers).values()
    found = {
        one.__name__: {
            argument
            for argument in inspect.signature(one.__init__).parameters
            if argument not in ("self", "kwargs", *SHARED)
        }
        for one in public
        if inspect.isclass(one) and issubclass(one, keras.optimizers.Optimizer)
    }
    here = {name: set(own) for name, own in OWN.items() if name in found}
    assert here == {name: own for name, own in found.items() if name not in WRAPPERS}


def arrays():
    random = np.random.default_rng(0)
    return random.normal(size=(STEPS * BATCH, 5)), random.integers(3, size=STEPS * BATCH)


def batches():
    return tf.data.Dataset.from_tensor_slices(arrays()).batch(BATCH)


def network(name, arguments):
    keras.utils.set_random_seed(1)
    inputs = keras.Input((5,))
    x = keras.layers.Dense(4, "tanh", name="hidden")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(3, name="logits")(x))
    arguments = {"learning_rate": 0.02, "name": "optimizer", **arguments}
    optimizer = getattr(keras.optimizers, name)(**arguments)
    # Keras builds it inside its compiled function, where what it copies from the weights is lost:
    # `fit` starts ScheduleFreeAdamW at momenta of zero, although it is defined to start at w.
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


def loop(model, epochs, callbacks=()):
    return Loop(
        model,
        MiniBatches(lambda step: batches().repeat().skip(step), STEPS // 2, BATCH),
        [keras.callbacks.History(), *callbacks],
        choose_progress(quiet=True),
        LoopOptions(epochs=epochs),
    )


def losses(history):
    return history.history["loss"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "arguments"), [*cases(("SGD", "Adam"))])
def test_trains_as_fit_does_and_is_exported(name, arguments, tmp_path):
    stock, ours = network(name, arguments), network(name, arguments)
    data = batches().repeat()
    expected = stock.fit(data, epochs=2, steps_per_epoch=STEPS // 2, shuffle=False, verbose=0)
    loop(ours, epochs=2).run()
    np.testing.assert_allclose(losses(ours.history), losses(expected), atol=1e-6)
    for own, wanted in zip(ours.get_weights(), stock.get_weights(), strict=True):
        np.testing.assert_allclose(own, wanted, atol=2e-6)
    export_model(ours, tmp_path / "model.keras")
    opened = keras.models.load_model(tmp_path / "model.keras")
    x = arrays()[0]
    np.testing.assert_allclose(opened.predict(x, verbose=0), ours.predict(x, verbose=0), atol=1e-6)
    pairs = zip(moments(ours.optimizer), moments(opened.optimizer), strict=True)
    for own, copy in pairs:
        np.testing.assert_array_equal(np.asarray(own), np.asarray(copy))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "arguments"), [*cases(("Nadam",))])
def test_a_resumed_run_is_the_uninterrupted_one(name, arguments, tmp_path):
    whole, first, second = (network(name, arguments) for _ in range(3))
    loop(whole, epochs=2).run()
    begun = loop(first, epochs=1)
    # As a run does: before an average takes the weights' place.
    begun.events = LoopEvents(epoch_end=Checkpoints(tmp_path / "checkpoints", begun).save)
    tmp_path.joinpath("checkpoints").mkdir()
    begun.run()
    resumed = loop(second, epochs=2)
    assert Checkpoints(tmp_path / "checkpoints", resumed).restore() is None
    resumed.run()
    for own, wanted in zip(second.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_array_equal(own, wanted)
