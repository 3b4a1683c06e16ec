"""Runs with the diagnostics of activations and batch norms, and their eager twins, made once."""

from __future__ import annotations

import functools

import pytest

from callbacks.activation_stats import ActivationStats
from callbacks.batchnorm_stats import BatchnormStats
from callbacks.dead_neurons import DeadNeurons
from callbacks.distinct_units import DistinctUnits
from callbacks.input_drift import InputDrift
from suite import Diagnostic
from tests.callbacks.nets import NETS, Watched, watch
from tests.callbacks.support.activation_twin import SeenStep, seen_steps
from tests.callbacks.support.gradient_runs import WAYS, interval, policy

CASES = dict.fromkeys([(net, "eight per call") for net in NETS] + [("cnn", way) for way in WAYS])
cases = pytest.mark.parametrize(
    ("net", "way"),
    [pytest.param(*case, marks=[pytest.mark.slow] if "XLA" in case else []) for case in CASES],
)


def diagnostics(every: int = 1) -> list[Diagnostic]:
    """Everything is looked at, but in `sampled`."""
    return [
        DeadNeurons(every, positions=None),
        ActivationStats(every, positions=None),
        BatchnormStats(every),
        DistinctUnits(every, positions=None),
        InputDrift(every, positions=None),
    ]


@functools.cache
def watched(net: str, way: str) -> Watched:
    """Ten steps with all of `diagnostics`."""
    with policy(way):
        return watch(NETS[net](), diagnostics(interval(way)), **WAYS[way])


@functools.cache
def steps(net: str, way: str) -> list[SeenStep]:
    """The measured ones of the same ten steps."""
    with policy(way):
        taken = list(seen_steps(NETS[net](), parts=WAYS[way].get("micro_batches", 1)))
    return taken[:: interval(way)]


def measured(net: str, way: str, diagnostic: str) -> dict:
    """The one report of a diagnostic."""
    (report,) = watched(net, way).reports
    return report[diagnostic]


def tolerance(way: str) -> float:
    """What rounding may change: in half precision some outputs near zero change their sign."""
    return 0.03 if way == "mixed" else 2e-4
