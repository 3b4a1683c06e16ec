"""Measures of the numbers that run through a model: their mean and how widely they are spread, on
the probe set, the first training examples."""

from __future__ import annotations

import math

import numpy as np

from suite.studies.measures.arm import Arm
from suite.studies.measures.network.probe import SAMPLES, outputs_for, probe


def deviation(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """Standard deviation of a layer's outputs, over units and examples.

    sqrt( E[a^2] - E[a]^2 )
    """
    return float(np.std(probe(arm, layer, samples=samples)[0]))


def deviation_ratio(arm: Arm, last: str, first: str, samples: int = SAMPLES) -> float:
    """The deviation of one layer's outputs by that of another's.

    std(a_last) / std(a_first)
    """
    later, earlier = probe(arm, last, first, samples=samples)
    return _ratio(float(np.std(later)), float(np.std(earlier)))


def second_moment(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """Mean square of a layer's outputs, over units and examples: E[a^2]."""
    return float(np.mean(probe(arm, layer, samples=samples)[0] ** 2))


def second_moment_ratio(
    arm: Arm, first: str, last: str, layers: int = 1, samples: int = SAMPLES
) -> float:
    """By what factor the mean square of the outputs changes from layer to layer.

        ( E[a_last^2] / E[a_first^2] ) ^ (1 / layers)

    Args:
        first, last: names of layers.
        layers: how many steps lie between them: the factor is that of one step.
        samples: the first so many training examples.
    """
    earlier, later = (np.mean(one**2) for one in probe(arm, first, last, samples=samples))
    return float(_ratio(float(later), float(earlier)) ** (1 / layers))


def mean_to_deviation(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """How far from zero the mean of a layer's outputs is, in their deviations: 0 is centered.

    |E[a]| / std(a)
    """
    (outputs,) = probe(arm, layer, samples=samples)
    return _ratio(abs(float(outputs.mean())), float(outputs.std()))


def lowest_output(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """The lowest output of a layer, over units and examples."""
    return float(probe(arm, layer, samples=samples)[0].min())


def highest_output(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """The highest output of a layer, over units and examples."""
    return float(probe(arm, layer, samples=samples)[0].max())


def response(arm: Arm, layer: str, factor: float, samples: int = SAMPLES) -> float:
    """By what factor a layer's outputs grow where the model's inputs do by `factor`.

        E|a(factor x)| / E|a(x)|

    A layer without saturation follows; one with bounds stays where it is. Asks for a model that
    does not normalize what it is given (`data.normalize: none`).
    """
    inputs = np.asarray(arm.inputs(int(samples)), dtype="float32")
    sizes = [
        np.abs(outputs_for(arm.model, [layer], scale * inputs, training=False)[0]).mean()
        for scale in (factor, 1.0)
    ]
    return _ratio(float(sizes[0]), float(sizes[1]))


def _ratio(value: float, by: float) -> float:
    """Their quotient; no number where there is nothing to divide by."""
    return value / by if by else math.nan
