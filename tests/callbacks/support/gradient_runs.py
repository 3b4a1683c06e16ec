"""Runs with every diagnostic of gradients, updates and weights, and their eager twins, made once.

Whatever the way of training, the measured quantities are the twin's.
"""

from __future__ import annotations

import functools

import keras
import pytest

from callbacks.distance_from_start import DistanceFromStart
from callbacks.finite import Finite
from callbacks.frozen_weights import FrozenWeights
from callbacks.gradient_histogram import GradientHistogram
from callbacks.gradient_norm import GradientNorm
from callbacks.learning_rate import LearningRate
from callbacks.loss_curve import LossCurve
from callbacks.same_sign_gradients import SameSignGradients
from callbacks.update_ratio import UpdateRatio
from callbacks.weight_stats import WeightStats
from callbacks.zero_weights import ZeroWeights
from suite import Diagnostic
from tests.callbacks.nets import NETS, TwinStep, Watched, cnn, twin, watch

# Options of the loop by the name of the way.
WAYS = {
    "one at a time": {"steps_per_execution": 1},
    "eight per call": {"steps_per_execution": 8},
    "micro-batches": {"micro_batches": 4},
    "XLA": {"jit_compile": True},
    "every third": {},
    "mixed": {},
}
CASES = [(net, "eight per call") for net in NETS]
CASES += [("plain_cnn", way) for way in WAYS]
cases = pytest.mark.parametrize(("net", "way"), CASES)


def diagnostics(every: int = 1) -> list[Diagnostic]:
    return [
        GradientNorm(every),
        UpdateRatio(every),
        FrozenWeights(every),
        WeightStats(every),
        GradientHistogram(every),
        LearningRate(every),
        Finite(every),
        LossCurve(every),
        ZeroWeights(every),
        DistanceFromStart(every),
        SameSignGradients(every),
    ]


def network(net: str) -> keras.Model:
    """With momentum and a schedule; without norms where the batch is taken apart."""
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.9)
    optimizer = keras.optimizers.SGD(schedule, momentum=0.9)
    if net == "plain_cnn":
        # Where determinism was asked for in this process, XLA has no gradient of max-pooling.
        return cnn(optimizer, norm=False, pool="Average")
    return NETS[net](optimizer)


@functools.cache
def watched(net: str, way: str) -> Watched:
    """Ten steps with all of `diagnostics`."""
    with policy(way):
        return watch(network(net), diagnostics(interval(way)), **WAYS[way])


@functools.cache
def steps(net: str, way: str) -> list[TwinStep]:
    """The measured ones of the same ten steps."""
    with policy(way):
        taken = list(twin(network(net)))
    return taken[:: interval(way)]


def measured(net: str, way: str, diagnostic: str) -> dict:
    """The one report of a diagnostic."""
    (report,) = watched(net, way).reports
    return report[diagnostic]


def interval(way: str) -> int:
    return 3 if way == "every third" else 1


def tolerance(way: str) -> float:
    """What rounding may change, relative."""
    return 0.02 if way == "mixed" else 1e-3


class policy:
    """The way's precision while models are made and trained."""

    def __init__(self, way: str) -> None:
        self.name = "mixed_float16" if way == "mixed" else "float32"

    def __enter__(self) -> None:
        keras.config.set_dtype_policy(self.name)

    def __exit__(self, *exception: object) -> None:
        keras.config.set_dtype_policy("float32")
