"""Causes that are there before the first step."""

from __future__ import annotations

from suite.doctor.case import Case
from suite.doctor.diagnosis import Evidence
from suite.edit import Edit

SMALL, LARGE = 0.01, 0.5
_NORMAL = ("random_normal", "truncated_normal")
# A sigmoid lets at most a quarter of the gradient pass, whatever the weights are.
_QUARTER = ("sigmoid", "hard_sigmoid")
_SATURATING = (*_QUARTER, "tanh", "softsign", "hard_tanh")


def symmetric_init(case: Case) -> Evidence | None:
    found = case.find("init_symmetry")
    return Evidence.of(found) if found else None


def large_init(case: Case) -> Evidence | None:
    found = case.find("init_gain", "init/large") or case.find("init_loss", "init/large")
    if found is None and (deviation := spread(case)) is not None and deviation >= LARGE:
        found = case.find("activation_stats", "init/large") or case.stuck
    return Evidence.of(found, _he(case)) if found and case.in_trouble else None


def small_init(case: Case) -> Evidence | None:
    found = case.find("init_gain", "init/small")
    if found is None and (deviation := spread(case)) is not None and deviation <= SMALL:
        found = case.find("gradient_norm", "init/small", "init/he") or case.stuck
    return Evidence.of(found, _he(case)) if found and case.in_trouble else None


def dead_start(case: Case) -> Evidence | None:
    """Units that were silent at the first measured step already."""
    found = case.find("dead_neurons")
    return Evidence.of(found) if found and found["step"] == 0 and case.in_trouble else None


def saturating_activation(case: Case) -> Evidence | None:
    activation = case.fact("model.activation")
    found = case.find("gradient_norm", "activations/sigmoid", "activations/tanh")
    found = found or case.find("activation_stats") or case.stuck
    if found is None or activation not in _SATURATING or not case.in_trouble:
        return None
    if activation not in _QUARTER and case.find("init_gain"):
        return None
    return Evidence.of(found, Edit("model.activation", activation, "relu"))


def spread(case: Case) -> float | None:
    """The deviation of a normal initializer that does not look at the size of its layer."""
    if case.fact("model.kernel_initializer.kind") not in _NORMAL:
        return None
    return case.number("model.kernel_initializer.stddev", 0.05)


def _he(case: Case) -> Edit | None:
    """The edit to an initializer that looks at the size of its layer."""
    kind = case.fact("model.kernel_initializer")
    kind = kind["kind"] if isinstance(kind, dict) else kind
    if kind in (None, "he_normal"):
        return None
    return Edit("model.kernel_initializer", kind, "he_normal")
