"""Causes that are there before the first step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from suite.doctor.case import Case
from suite.doctor.diagnosis import OWN, Evidence
from suite.doctor.facts.built import (
    QUARTER,
    SATURATING,
    has_kernel,
    hidden_activations,
    layers,
)
from suite.doctor.facts.remedy import HIDDEN, layers_edit, quoted, recipe_edit
from suite.doctor.outcome import half_dead, poor
from suite.edit import Edit

SMALL, LARGE = 0.01, 0.5
# Beyond 5 deviations sigmoid and tanh give their last percent.
SATURATES = 5.0
# What an initializer that looks at the size of its layer counts as, at a gain of 1.
BY_SIZE = 0.1
_NORMAL = ("random_normal", "truncated_normal")
_BY_SIZE = ("orthogonal", "variance_scaling")
_CONSTANT = ("constant", "ones", "zeros")
_USUAL_GAIN = 0.3, 3.0
# What gradients that vanish are explained by, as `gradient_norm` says it.
_FADED = ("activations/sigmoid", "activations/tanh")


def symmetric_init(case: Case) -> Evidence | None:
    found = case.find("init_symmetry")
    if found is None:
        return _begins_alike(case)
    named = [one for one in (found["layer"],) if one]
    return Evidence.of(found, _initializer_edit(case, named) or OWN, _initializer_advice(case))


def _begins_alike(case: Case) -> Evidence | None:
    """Constant kernels in half of the hidden layers, where no check sees into the net."""
    hidden = [one for one in layers(case) if has_kernel(one)][:-1]
    alike = [one["name"] for one in hidden if _kind_of_kernel(one) in _CONSTANT]
    if not alike or 2 * len(alike) < len(hidden) or not poor(case):
        return None
    return Evidence(
        f"All units of {quoted(alike)} begin with the same weights: they will stay the same.",
        figure=float(len(alike)),
        limit=0.0,
        edit=_initializer_edit(case, alike),
        advice=f'`kernel_initializer="{_right_initializer(case)}"` in {quoted(alike)}',
    )


def _kind_of_kernel(layer: Mapping[str, Any]) -> str:
    return str((layer.get("kernel_initializer") or {}).get("kind"))


def large_init(case: Case) -> Evidence | None:
    found = case.find("init_gain", "init/large") or case.find("init_loss", "init/large")
    if found is None and (deviation := spread(case)) is not None and deviation >= LARGE:
        found = case.find("activation_stats", "init/large") or case.stuck
    return _of_weights(case, found) or _saturated_from_the_start(case)


def _saturated_from_the_start(case: Case) -> Evidence | None:
    """Kernels so large that what bends is at its ends before the first step, in most of the hidden
    layers that saturate; no loss tells of it, and the outputs are as small as ever."""
    activation, _ = _saturating(case)
    hidden = [one for one in layers(case) if has_kernel(one)][:-1]
    large = {one["name"]: gain for one in hidden if (gain := _gain(one)) > SATURATES}
    # Not the inputs alone, as `normalization` does.
    normalized = any(str(one.get("kind")).endswith("_normalization") for one in layers(case))
    if activation is None or normalized or not large or 2 * len(large) < len(hidden):
        return None
    if not poor(case):
        return None
    return Evidence(
        f"By their kernels {quoted(list(large))} spread their inputs by a factor of up to "
        f"{max(large.values()):.3g}, and {activation} is flat there: no gradient passes.",
        figure=max(large.values()),
        limit=SATURATES,
        edit=_initializer_edit(case, list(large)),
        advice=_initializer_advice(case),
    )


def _gain(layer: Mapping[str, Any]) -> float:
    """The deviation of a kernel's outputs for inputs of deviation 1, as its initializer has it."""
    initializer = layer.get("kernel_initializer") or {}
    deviation = _deviation(initializer)
    if deviation is None:
        return 1.0
    if initializer.get("kind") in _BY_SIZE:
        return deviation / BY_SIZE
    units = max(1, layer.get("units") or 1)
    return deviation * math.sqrt(max(1, layer.get("parameters", 0) // units))


def small_init(case: Case) -> Evidence | None:
    found = case.find("init_gain", "init/small")
    if found is None and (deviation := spread(case)) is not None and deviation <= SMALL:
        found = case.find("gradient_norm", "init/small", "init/he") or case.stuck
    return _of_weights(case, found)


def _of_weights(case: Case, found: Mapping[str, Any] | None) -> Evidence | None:
    """The evidence for initial weights of a wrong size, in a run that learned little."""
    if found is None or not poor(case):
        return None
    _, names = _widest(case)
    own = OWN if found["diagnostic"] in ("init_gain", "init_loss") else None
    edit = _initializer_edit(case, names) or _fitting(case, found, own)
    return Evidence.of(found, edit, _initializer_advice(case))


def _fitting(case: Case, found: Mapping[str, Any], own: str | None) -> str | Edit | None:
    """The finding's own edit, unless it wants He's weights before another activation than ReLU."""
    wants_he = str(found["edit"]).endswith("he_normal") and _right_initializer(case) != "he_normal"
    return None if wants_he else own


def dead_start(case: Case) -> Evidence | None:
    """Units that were silent at the first measured step already."""
    found = half_dead(case)
    if not found or found["step"] != 0 or not poor(case):
        return None
    negative = [one["name"] for one in layers(case) if _bias(one) < 0]
    edit = layers_edit(case, negative, "bias_initializer", "zeros")
    if edit is None and negative:
        least = min(_bias(one) for one in layers(case))
        edit = recipe_edit(case, "model.bias", 0.0, built=least, hints=("bias",))
    advice = f'`bias_initializer="zeros"` in {quoted(negative)}' if negative else None
    augmented = case.fact("data.augment") or case.built("augment")
    empty = augmented and layers(case) and not negative
    against = ("No bias begins below 0, but the images are augmented.",) if empty else ()
    return replace(Evidence.of(found, edit or OWN, advice), against=against)


def _bias(layer: Mapping[str, Any]) -> float:
    """The value that the biases of a layer begin with."""
    value = (layer.get("bias_initializer") or {}).get("value", 0.0)
    return float(value) if isinstance(value, int | float) else 0.0


def saturating_activation(case: Case) -> Evidence | None:
    """Most hidden activations saturate, and no gradient comes through them."""
    activation, names = _saturating(case)
    found = case.find("gradient_norm", *_FADED)
    found = found or case.find("activation_stats") or case.stuck
    if found is None or activation is None or not poor(case):
        return None
    if activation not in QUARTER and case.find("init_gain"):
        return None
    edit = recipe_edit(case, "model.activation", "relu", activation, hints=HIDDEN)
    edit = edit or layers_edit(case, names, "activation", "relu")
    where = quoted(names) if names else "the hidden layers"
    return Evidence.of(found, edit, f'`activation="relu"` in {where} instead of {activation}')


def _saturating(case: Case) -> tuple[str | None, list[str]]:
    """The saturating activation of at least half of the hidden layers that have one, and these
    layers; without a setup that of the recipe."""
    if not layers(case):
        activation = case.fact("model.activation")
        return (activation if activation in SATURATING else None), []
    hidden = hidden_activations(case)
    names = [name for name, activation in hidden.items() if activation in SATURATING]
    if not names or 2 * len(names) < len(hidden):
        return None, []
    used = [hidden[name] for name in names]
    return max(used, key=used.count), names


def spread(case: Case) -> float | None:
    """The deviation of an initializer that does not look at the size of its layer."""
    if layers(case):
        return _widest(case)[0]
    return _deviation(case.fact("model.kernel_initializer"))


def _widest(case: Case) -> tuple[float | None, list[str]]:
    """The largest such deviation, or the smallest where all are small, and the layers with it."""
    found = {
        one["name"]: deviation
        for one in layers(case)
        if has_kernel(one) and (deviation := _deviation(one.get("kernel_initializer"))) is not None
    }
    if not found:
        return None, []
    extreme = max(found.values())
    if extreme < LARGE:
        extreme = min(found.values())
    return extreme, [name for name, deviation in found.items() if deviation == extreme]


def _deviation(initializer: Any) -> float | None:
    """The root mean square of its draws. One that does look at the size of the layer counts as that
    of a layer of 100 inputs, 0.1 at a gain of 1."""
    if not isinstance(initializer, Mapping):
        return None
    kind = initializer.get("kind")
    numbers = {k: v for k, v in initializer.items() if isinstance(v, int | float)}
    if kind in _NORMAL:
        return float(numbers.get("stddev", 0.05))
    if kind == "random_uniform":
        low, high = numbers.get("minval", -0.05), numbers.get("maxval", 0.05)
        return math.sqrt((low**2 + low * high + high**2) / 3)
    gain = numbers.get("gain", 1.0) if kind == "orthogonal" else None
    if kind == "variance_scaling":
        gain = math.sqrt(numbers.get("scale", 1.0))
    # Gains of 1 to 2 are usual.
    return None if gain is None or _USUAL_GAIN[0] < gain < _USUAL_GAIN[1] else BY_SIZE * gain


def _right_initializer(case: Case) -> str:
    """He's weights before rectifiers, Xavier Glorot's before what saturates."""
    saturating, _ = _saturating(case)
    return "he_normal" if saturating is None else "glorot_uniform"


def _initializer_edit(case: Case, names: list[str]) -> Edit | None:
    """The edit to an initializer that looks at the size of its layer."""
    right = _right_initializer(case)
    kind = case.fact("model.kernel_initializer")
    kind = kind.get("kind") if isinstance(kind, dict) else kind
    if kind not in (None, right, "glorot_normal", "he_uniform"):
        return Edit("model.kernel_initializer", kind, right)
    edit = layers_edit(case, names, "kernel_initializer", right)
    made = [one.get("kernel_initializer") or {} for one in layers(case) if one["name"] in names]
    built = made[0].get("kind") if made else None
    return edit or recipe_edit(case, "model.kernel", right, built, hints=("init",))


def _initializer_advice(case: Case) -> str:
    _, names = _widest(case)
    where = quoted(names) if names else "the hidden layers"
    return f'`kernel_initializer="{_right_initializer(case)}"` in {where}'
