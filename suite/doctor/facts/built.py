"""The layers of a setup, as the rules look at them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from suite.doctor.case import Case

Layer = Mapping[str, Any]

# Outputs between bounds. A sigmoid lets at most a quarter of the gradient pass, whatever the
# weights are.
QUARTER = ("sigmoid", "hard_sigmoid")
SATURATING = (*QUARTER, "tanh", "softsign", "hard_tanh")
# An optimizer that divides by the size of the gradients: their scale does not matter to it.
ADAPTIVE = (
    *("adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "ftrl", "lamb", "lion"),
    *("nadam", "rmsprop", "rprop"),
)


def layers(case: Case) -> Sequence[Layer]:
    """All layers, inputs first; none where no setup was left."""
    found = case.built("layers")
    return found if isinstance(found, list) else []


def has_kernel(layer: Layer) -> bool:
    """Whether it is a dense or convolution layer."""
    kind = layer.get("kind", "")
    return layer.get("units") is not None and ("dense" in kind or "conv" in kind)


def is_batch_norm(layer: Layer) -> bool:
    """Whether it keeps moving statistics: Keras's own, or a stranger's with a momentum."""
    kind = layer.get("kind", "")
    return "norm" in kind and isinstance(layer.get("momentum"), int | float)


def ending(case: Case) -> list[Layer]:
    """The layers from the output back to the last kernel; [] where they cannot be told."""
    by_name = {one["name"]: one for one in layers(case)}
    taken = {name for one in layers(case) for name in one.get("inputs", ())}
    ends = [one for one in layers(case) if one["name"] not in taken and one.get("inputs")]
    chain = ends if len(ends) == 1 else []
    while chain and not has_kernel(chain[-1]):
        inputs = chain[-1].get("inputs", ())
        if len(inputs) != 1 or chain[-1].get("parameters"):
            return []
        chain = [*chain, by_name[inputs[0]]]
    return chain


def last_activations(case: Case) -> list[str | None]:
    """The activations behind the last kernel, last first; [None] where there is none, [] where
    it cannot be told."""
    chain = ending(case)
    found = [one["activation"] for one in chain if one.get("activation") is not None]
    return found or ([None] if chain else [])


def output_units(case: Case) -> int | None:
    """Units of the last kernel."""
    kernels = [one for one in layers(case) if has_kernel(one)]
    return kernels[-1]["units"] if kernels else None


def hidden_activations(case: Case) -> dict[str, str]:
    """Layer -> activation, of dense, convolution and activation layers before the last kernel."""
    last = {one["name"] for one in ending(case)}
    if not last:
        places = [number for number, one in enumerate(layers(case)) if has_kernel(one)]
        last = {one["name"] for one in layers(case)[places[-1] :]} if places else set()
    return {
        one["name"]: one["activation"]
        for one in layers(case)
        if one.get("activation")
        and one["name"] not in last
        and (has_kernel(one) or one["activation"] == one["kind"] or one["kind"] == "activation")
    }


def highest(
    case: Case, name: str, counts: Callable[[Layer], bool] = bool
) -> tuple[float, list[str]]:
    """The highest number of this name among the layers, and the layers that have it; 0 and none."""
    values = {
        one["name"]: float(one[name])
        for one in layers(case)
        if counts(one) and isinstance(one.get(name), int | float)
    }
    top = max(values.values(), default=0.0)
    return top, [key for key, value in values.items() if value == top and top > 0]


def is_adaptive(case: Case) -> bool:
    kind = case.built("optimizer.kind") or case.fact("optimizer.kind")
    return kind in ADAPTIVE


def optimizer_number(case: Case, name: str) -> float:
    """An argument of the optimizer as it was built, or else of the recipe; 0 where it has none."""
    value = case.built(f"optimizer.{name}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return 0.0 if case.built("optimizer") else case.number(f"optimizer.{name}")


def median(values: Sequence[float]) -> float:
    """The upper median; NaN of nothing."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else math.nan
