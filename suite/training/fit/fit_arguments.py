"""What `suite.fit` says of arguments that cannot be meant, before anything is trained."""

from __future__ import annotations

import warnings
from numbers import Integral, Real
from typing import Any

import keras
from keras.src.backend import config

from suite.errors import UserError
from suite.training.fit.own_methods import TRAINING, own_method


def check_model(model: keras.Model) -> None:
    """Refuse what cannot be trained.

    Raises:
        ValueError: no model, or not compiled.
        UserError: a `fit` of its own, which would never be called.
    """
    if not isinstance(model, keras.Model):
        raise ValueError(
            f"Argument `model` must be a keras.Model. Received: model={model!r} "
            f"(of type {type(model).__name__})"
        )
    own = own_method(model, TRAINING)
    if not getattr(model, "compiled", False) or (model.optimizer is None and not own):
        raise ValueError(
            "Argument `model` must be compiled with an optimizer: call model.compile()."
        )
    if own_method(model, ("fit",)):
        raise UserError(
            f"model: {type(model).__name__} has a `fit` of its own, which suite.fit would not "
            "call; call that, or move what it does into `train_step` or callbacks."
        )


def checked_epochs(epochs: int) -> int:
    """The epochs, at most as many as Keras is told to take.

    Raises:
        ValueError: not a whole number.
    """
    if not _is_whole_number(epochs):
        raise ValueError(f"Argument `epochs` must be a whole number. Received: epochs={epochs!r}")
    most = getattr(config, "max_epochs", lambda: None)()
    if most and most < epochs:
        warnings.warn(f"Limiting epochs to {most}", stacklevel=4)
        return int(most)
    return int(epochs)


def check_counts(**given: Any) -> None:
    """Refuse what counts steps or samples and is no count.

    Raises:
        ValueError: names the argument.
    """
    for name, value in given.items():
        if value is not None and not (_is_whole_number(value) and value >= 0):
            raise ValueError(
                f"Argument `{name}` must be a whole number of at least 0, or None. "
                f"Received: {name}={value!r}"
            )


def check_validation_freq(value: Any) -> None:
    """Refuse what Keras refuses only after the first epoch.

    Raises:
        ValueError: neither epochs from one validation to the next nor a list of epochs.
    """
    if isinstance(value, list) or (_is_whole_number(value) and value >= 1):
        return
    raise ValueError(
        "Argument `validation_freq` must be a whole number of at least 1, or a list of epochs "
        f"counted from 1. Received: validation_freq={value!r}"
    )


def check_step_options(steps_per_execution: int | str, clip_norm: float | None) -> None:
    """Refuse what the suite's own arguments cannot be.

    Raises:
        ValueError: names the argument.
    """
    given: Any = steps_per_execution
    if given != "auto" and not (_is_whole_number(given) and given >= 1):
        raise ValueError(
            'Argument `steps_per_execution` must be "auto" or a whole number of at least 1. '
            f"Received: steps_per_execution={steps_per_execution!r}"
        )
    if clip_norm is not None and not (isinstance(clip_norm, Real) and clip_norm > 0):
        raise ValueError(
            f"Argument `clip_norm` must be above 0, or None. Received: clip_norm={clip_norm!r}"
        )


def _is_whole_number(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)
