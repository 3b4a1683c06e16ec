"""What a run sets for the whole process: seeds, precision, determinism, and what else counts."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.framework import config

from suite.checks.support.untouched import random_states_kept
from suite.screen import guarded
from suite.training.process.custom_gradients import gradients_held_by_graphs
from suite.training.process.keras_globals import standard_keras


@contextlib.contextmanager
def process_settings(seed: int, precision: str, determinism: bool) -> Iterator[None]:
    """Seed every generator, set all that changes results, and put it back afterwards.

    Standard output and standard error may fail without ending what runs. What TensorFlow keeps of
    the functions that are traced meanwhile goes when they do.

    Args:
        seed: for Python, NumPy, TensorFlow and Keras; fixes initial weights and dropout masks.
        precision: a Keras dtype policy: float32, mixed_bfloat16 or mixed_float16.
        determinism: ask TensorFlow for operations that give the same bits in each run.
    """
    # NumPy's own answers to overflow and the like: a process may have made errors of them.
    numpy_errors = np.errstate(divide="warn", over="warn", under="ignore", invalid="warn")
    held = gradients_held_by_graphs()
    with held, guarded(), standard_keras(), random_states_kept(), numpy_errors:
        keras.utils.set_random_seed(seed)
        keras.config.set_dtype_policy(precision)
        with _deterministic_operations() if determinism else contextlib.nullcontext():
            yield


@contextlib.contextmanager
def _deterministic_operations() -> Iterator[None]:
    """While the block runs, operations give the same bits every time; or fail, where they cannot:
    left on, the user's own models would fail after a run."""
    before = config.is_op_determinism_enabled()
    tf.config.experimental.enable_op_determinism()
    try:
        yield
    finally:
        if not before:
            config.disable_op_determinism()  # which has no public name
