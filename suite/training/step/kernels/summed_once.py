"""Gradients that are summed over the replicas once, and not by the optimizer again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

import keras

from suite.training.step.kernels.replaced import replaced

_SUM = "_all_reduce_sum_gradients"


def summed_once(optimizer: keras.optimizers.Optimizer) -> contextlib.AbstractContextManager[None]:
    """Inside the block, an optimizer takes the gradients it is given for sums over the replicas.

    A train step sums them before it measures and clips. Keras's optimizers sum what they are given,
    in their update, which is an exchange of all gradients for nothing. Optimizers that go
    about it in a way of their own are left as they are; `sums_again` tells.

    Example:
        >>> optimizer = keras.optimizers.SGD()
        >>> with summed_once(optimizer):
        ...     sums_again(optimizer)
        False
    """
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    known = keras.optimizers.Optimizer
    own = any(
        getattr(type(inner), name, None) is not getattr(known, name)
        for name in (_SUM, "_backend_update_step")
    )
    if own:
        return contextlib.nullcontext()
    return replaced([inner], _SUM, _as_given)


def sums_again(optimizer: keras.optimizers.Optimizer) -> bool:
    """Whether an optimizer sums the gradients over the replicas.

    Example:
        >>> sums_again(keras.optimizers.SGD())
        True
    """
    return _SUM not in vars(getattr(optimizer, "inner_optimizer", optimizer))


def _as_given(_: Any, grads_and_vars: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return list(grads_and_vars)
