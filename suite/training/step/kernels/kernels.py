"""What the layers and the optimizer of a model compute by while a step is traced."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

import keras
import tensorflow as tf

from suite.training.step.kernels.common_batch_norm import common_batch_normalization
from suite.training.step.kernels.fused_batch_norm import fused_batch_normalization
from suite.training.step.kernels.fused_gelu import fused_gelu
from suite.training.step.kernels.fused_updates import fused_updates
from suite.training.step.kernels.replica_noise import noise_of_the_whole_batch
from suite.training.step.kernels.scaled_rates import scaled_rates
from suite.training.step.kernels.summed_once import summed_once


@contextlib.contextmanager
def kernels(
    model: keras.Model,
    strategy: tf.distribute.Strategy,
    jit_compile: bool,
    rates: Mapping[str, float] | None = None,
) -> Iterator[None]:
    """Inside the block, all that is fused, draws noise for all replicas, or has a rate of its own,
    does so.

    Args:
        model: compiled.
        strategy: in whose scope it was built; GELU is fused on a single device only.
        jit_compile: whether XLA compiles the step, which then fuses by itself.
        rates: path of a weight -> factor on its learning rate.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> with kernels(model, tf.distribute.get_strategy(), jit_compile=False):
        ...     "update_step" in vars(model.optimizer)
        True
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(noise_of_the_whole_batch(model, strategy))
        if strategy.num_replicas_in_sync > 1:
            stack.enter_context(common_batch_normalization(model))
            stack.enter_context(summed_once(model.optimizer))
        if not jit_compile:
            stack.enter_context(fused_batch_normalization(model))
            stack.enter_context(fused_updates(model.optimizer))
            if strategy.num_replicas_in_sync == 1:
                stack.enter_context(fused_gelu(model))
        stack.enter_context(scaled_rates(model, rates or {}))
        yield
