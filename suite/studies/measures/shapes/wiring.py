"""Measures of which layer feeds which, and of what a part of a model does to what comes in."""

from __future__ import annotations

import numpy as np

from suite.studies.measures.arm import Arm
from suite.studies.measures.sizes import rows_named

_PROBE = 64


def depends_on(arm: Arm, layer: str, other: str) -> float:
    """1 where what a layer puts out depends on what another one does, else 0.

    Args:
        arm: of the model.
        layer: the name of the later layer.
        other: the name of the one that may come before it.
    """
    from suite.summary.graph import calls

    for name in (layer, other):
        rows_named(arm, name)
    before: dict[str, set[str]] = {}
    for call in calls(arm.initial_model):
        name = call.key[0]
        before.setdefault(name, set())
        for key in call.inputs:
            before[name] |= {key[0], *before[key[0]]}
    return float(other in before[layer])


def change_between(arm: Arm, first: str, last: str) -> float:
    """How much of a signal the layers between two change, before training.

    |b - a| / |a|   with a, b what the two layers put out for the probe set

    Args:
        arm: of the model.
        first: the name of the layer that a comes from.
        last: the name of the one that b comes from; both put out the same shape.
    """
    import keras

    for name in (first, last):
        rows_named(arm, name)
    model = arm.initial_model
    outputs = [model.get_layer(name).output for name in (first, last)]
    pair = keras.Model(model.input, outputs)(arm.inputs(_PROBE), training=False)
    a, b = (np.asarray(one, np.float64) for one in pair)
    return float(np.linalg.norm(b - a) / np.linalg.norm(a))
