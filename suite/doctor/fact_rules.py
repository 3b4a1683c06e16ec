"""Causes that stand in the recipe, in the data, or in the definition of the net."""

from __future__ import annotations

import math

from suite.doctor.case import Case
from suite.doctor.diagnosis import Evidence
from suite.edit import Edit

# A note on the inputs is worth a diagnosis where the figure is so far beyond its limit.
FAR = 10.0
DECAY_LIMIT = 0.05
CLIPPED = 100.0
MEMORY = 100.0
VALIDATION_GAP = 0.02


def nonfinite_input(case: Case) -> Evidence | None:
    found = case.find("finite", "data/normalization") or case.find("input_scale", least="error")
    return Evidence.of(found) if found else None


def bad_labels(case: Case) -> Evidence | None:
    found = case.find("labels", least="error")
    return Evidence.of(found) if found else None


def loss_mismatch(case: Case) -> Evidence | None:
    found = case.find("loss_output")
    return Evidence.of(found) if found else None


def summed_loss(case: Case) -> Evidence | None:
    found = case.find("init_loss", "loss/softmax")
    return Evidence.of(found) if found and case.fact("loss.reduction") == "sum" else None


def leakage(case: Case) -> Evidence | None:
    found = case.find("leakage", least="error")
    return Evidence.of(found) if found else None


def unbalanced_labels(case: Case) -> Evidence | None:
    found = case.find("labels", "loss/focal")
    return Evidence.of(found) if found else None


def linear_network(case: Case) -> Evidence | None:
    found = case.find("architecture", "foundations/universality")
    return Evidence.of(found) if found else None


def hidden_softmax(case: Case) -> Evidence | None:
    found = case.find("architecture", "activations/softmax")
    activation = case.fact("model.activation")
    change = None if activation is None else Edit("model.activation", activation, "relu")
    return Evidence.of(found, change) if found else None


def input_scale(case: Case) -> Evidence | None:
    """A warning; or a note, where a normalization behind hides inputs that are far out."""
    found = case.find("input_scale") or case.find("input_scale", least="note")
    if found is None:
        return None
    far = found["figure"] > FAR * found["limit"] or found["figure"] * FAR < found["limit"]
    return Evidence.of(found) if found["severity"] == "warning" or far else None


def frozen_layers(case: Case) -> Evidence | None:
    found = case.find("architecture", "practice/transfer", least="note")
    return Evidence.of(found) if found and case.in_trouble else None


def too_much_dropout(case: Case) -> Evidence | None:
    found = case.find("architecture", "reg/dropout")
    return Evidence.of(found) if found and case.in_trouble else None


def too_much_decay(case: Case) -> Evidence | None:
    """A coupled decay so strong that the weights shrink faster than they learn."""
    decay = case.number("model.weight_decay")
    if decay < DECAY_LIMIT or not case.in_trouble:
        return None
    return Evidence(
        f"The weight decay is {decay:g}, where 1e-5 to 1e-3 is usual.",
        figure=decay,
        limit=DECAY_LIMIT,
        edit=Edit("model.weight_decay", f"{decay:g}", 0.0001),
    )


def clip_too_tight(case: Case) -> Evidence | None:
    """Gradients that are usually a hundred times as long as they may be."""
    limit = case.number("training.clip_norm") or case.number("optimizer.global_clipnorm")
    norms = sorted(case.column("gradient_norm/mean"))
    if not limit or not norms or not case.in_trouble:
        return None
    usual = norms[len(norms) // 2]
    if usual < CLIPPED * limit:
        return None
    key = "training.clip_norm" if case.number("training.clip_norm") else "optimizer.global_clipnorm"
    return Evidence(
        f"The gradient's norm is usually {usual:.3g} and is clipped to {limit:g}.",
        figure=usual / limit,
        limit=CLIPPED,
        edit=Edit(key, f"{limit:g}", f"{max(1.0, round(usual)):g}"),
    )


def momentum_too_high(case: Case) -> Evidence | None:
    """The velocity averages 1 / (1 - momentum) steps; 0.9 makes that 10."""
    momentum = case.number("optimizer.momentum")
    memory = remembered(momentum)
    swings = case.in_trouble or case.find("loss_curve", "optim/learning-rate")
    if memory <= MEMORY or not (swings or lags(case)):
        return None
    return Evidence(
        f"With a momentum of {momentum:g} each step goes on for {memory:.3g} more.",
        figure=memory,
        limit=MEMORY,
        edit=Edit("optimizer.momentum", f"{momentum:g}", 0.9),
    )


def norm_small_batch(case: Case) -> Evidence | None:
    found = case.find("batchnorm_stats", "norm/batch-small-batches")
    return Evidence.of(found) if found else None


def norm_momentum(case: Case) -> Evidence | None:
    """Moving statistics need 1 / (1 - momentum) steps, and the run was shorter."""
    if not any(key.startswith("batchnorm_stats/") for row in case.rows for key in row):
        return None
    momentum = case.number("model.norm_momentum")
    memory = remembered(momentum)
    if memory <= max(case.steps, MEMORY) or not lags(case):
        return None
    return Evidence(
        f"With a momentum of {momentum:g} they need {memory:.3g} steps; the run had {case.steps}.",
        figure=memory,
        limit=float(case.steps),
        edit=Edit("model.norm_momentum", f"{momentum:g}", 0.9),
    )


def remembered(momentum: float) -> float:
    """How many steps a moving average looks back."""
    return round(1 / (1 - momentum), 6) if momentum < 1 else math.inf


def lags(case: Case) -> bool:
    """Whether validation is worse than training."""
    return case.last("accuracy") - case.last("val_accuracy") > VALIDATION_GAP
