"""A run sets every setting of the process that changes results, and puts it back."""

from __future__ import annotations

import contextlib
import random

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite
from suite.training.process.keras_globals import SETTINGS, put, standard_keras
from suite.training.process.process import process_settings

# What somebody may have set before, each another value than Keras has by default.
OTHER = {
    "floatx": "float16",
    "epsilon": 1e-3,
    "image_data_format": "channels_first",
    "dtype_policy": keras.dtype_policies.DTypePolicy("float64"),
    "max_epochs": 1,
    "max_steps_per_epoch": 2,
    "flash_attention": False,
    "safe_deserialization": False,
    "interactive_logging": False,
    "traceback_filtering": False,
    "run_functions_eagerly": True,
    "jit": True,
}
# Chosen before Keras is imported, or of another backend.
EXEMPT = {"set_backend", "enable_unsafe_deserialization"}


@pytest.fixture
def strange():
    """A process in which everything is set otherwise."""
    before = {name: setting.read() for name, setting in SETTINGS.items()}
    for name, value in OTHER.items():
        SETTINGS[name].write(value)
    yield
    keras.utils.clear_session(free_memory=False)
    for name, value in before.items():
        put(SETTINGS[name], value)


def values():
    return {name: setting.read() for name, setting in SETTINGS.items()}


def test_the_table_has_every_setting_of_keras():
    named = {name for name in dir(keras.config) if name.startswith(("set_", "enable_"))}
    stems = {name.partition("_")[2] for name in named - EXEMPT}
    assert stems <= set(SETTINGS), stems - set(SETTINGS)
    assert set(OTHER) == set(SETTINGS)


def test_what_was_set_is_set_aside_and_put_back(strange):
    assert values() == OTHER
    with standard_keras():
        assert values() == {
            "floatx": "float32",
            "epsilon": 1e-7,
            "image_data_format": "channels_last",
            "dtype_policy": keras.dtype_policies.DTypePolicy("float32"),
            "max_epochs": None,
            "max_steps_per_epoch": None,
            "flash_attention": True,
            "safe_deserialization": True,
            "interactive_logging": False,  # the user's own affair
            "traceback_filtering": False,
            "run_functions_eagerly": False,
            "jit": False,
        }
    assert values() == OTHER


def test_it_is_put_back_after_an_error(strange):
    with (
        contextlib.suppress(ZeroDivisionError),
        process_settings(0, "mixed_bfloat16", determinism=False),
    ):
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
        raise ZeroDivisionError
    assert values() == OTHER


def test_random_numbers_and_the_answers_to_overflow_are_the_user_s():
    random.seed(1), np.random.seed(1)
    drawn = random.random(), np.random.rand()
    random.seed(1), np.random.seed(1)
    with np.errstate(all="raise"):
        with process_settings(7, "float32", False):
            random.random(), np.random.rand()
            assert np.geterr()["over"] == "warn"
        assert np.geterr()["over"] == "raise"
    assert (random.random(), np.random.rand()) == drawn


@pytest.mark.slow
def test_a_run_in_a_strange_process_is_the_same(tmp_path, strange):
    recipe = suite.load(
        "quickstart",
        "training.epochs=2",
        "model={kind: cnn, filters: [4], dense: [], norm: batch}",
        "callbacks=[]",
    )
    there = suite.run(recipe, tmp_path / "there", quiet=True)
    assert values() == OTHER
    keras.utils.clear_session(free_memory=False)
    with standard_keras():
        here = suite.run(recipe, tmp_path / "here", quiet=True)
    for a, b in zip(there.model.get_weights(), here.model.get_weights(), strict=True):
        assert a.dtype == b.dtype == np.float32
        np.testing.assert_array_equal(a, b)
    names = ("epoch", "loss", "val_loss", "accuracy", "val_accuracy")
    for name in names:
        assert there.history.column(name) == here.history.column(name)
    assert tf.config.functions_run_eagerly()
