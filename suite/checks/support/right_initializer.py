"""The initializer that suits the activations of a net."""

from __future__ import annotations

from collections.abc import Iterable

from suite.checks.support import roles
from suite.summary.graph import Call

_SATURATING = ("hard_sigmoid", "hard_tanh", "sigmoid", "softsign", "tanh")


def right_initializer(calls: Iterable[Call]) -> str:
    """He's for rectifiers; Glorot's where half of the activations or more saturate.

    Example:
        >>> from suite.summary.graph import calls
        >>> layers = [keras.layers.Dense(3, "tanh"), keras.layers.Dense(2)]
        >>> right_initializer(calls(keras.Sequential([keras.Input((4,)), *layers])))
        'glorot_uniform'

    Reference:
        Glorot, Bengio, 2010, Understanding the difficulty of training deep feedforward neural
        networks; He, Zhang, Ren, Sun, 2015, Delving deep into rectifiers.
    Topic: init/xavier, init/he
    """
    found = [roles.activation(call.layer) for call in calls]
    known = [one for one in found if one not in (None, "softmax", "log_softmax")]
    saturating = [one for one in known if one in _SATURATING]
    return "glorot_uniform" if known and 2 * len(saturating) >= len(known) else "he_normal"
