"""What a run sets for the whole process: seeds, precision, determinism."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import keras
import tensorflow as tf


@contextlib.contextmanager
def process_settings(seed: int, precision: str, determinism: bool) -> Iterator[None]:
    """Seed every generator, set the dtype policy, and put the policy back afterwards.

    Args:
        seed: for Python, NumPy, TensorFlow and Keras; fixes initial weights and dropout masks.
        precision: a Keras dtype policy: float32, mixed_bfloat16 or mixed_float16.
        determinism: ask TensorFlow for operations that give the same bits in each run. TensorFlow
            keeps this to the end of the process.
    """
    previous = keras.config.dtype_policy()
    keras.utils.clear_session(free_memory=False)  # layer names do not depend on earlier runs
    keras.utils.set_random_seed(seed)
    if determinism:
        tf.config.experimental.enable_op_determinism()
    keras.config.set_dtype_policy(precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(previous)
