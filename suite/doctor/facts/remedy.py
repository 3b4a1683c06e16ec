"""The change of a recipe that mends a layer or a setting, where the recipe has such a key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from suite.doctor.case import Case
from suite.edit import Edit

# Parts of the names under which people have the activation of hidden layers, and the last one.
HIDDEN = ("act", "hidden", "nonlin", "shape")
LAST = ("end", "final", "last", "out", "top")


def recipe_edit(
    case: Case, key: str, new: object, built: object = None, hints: Sequence[str] = ()
) -> Edit | None:
    """The edit of a key that the recipe has; None where it has none, or means something else.

    A net of the user's own calls its arguments as it likes. One is taken for the source if it
    alone among the model's holds what was built, or alone of these has a name that says so; of a
    value that many things have, such as 1, the name must say so.

    Args:
        key: such as `model.norm_momentum`.
        new: what to write there.
        built: what was found in the model; a recipe's key with another value is not its source.
        hints: parts of names under which users have such a value.

    Example:
        >>> case = Case([], recipe={"model": {"kind": "./net.py:net", "shape": "sigmoid"}})
        >>> str(recipe_edit(case, "model.activation", "relu", built="sigmoid"))
        'model.shape: sigmoid -> relu'
        >>> recipe_edit(case, "model.activation", "relu", built="tanh")
    """
    old = case.fact(key)
    named = old.get("kind") if isinstance(old, dict) else old
    if old is not None and (built is None or _same(named, built)):
        return Edit(key, f"{old:g}" if isinstance(old, float) else named, new)
    if built is None or not key.startswith("model."):
        return None
    found = [one for one in _leaves(case.fact("model"), "model") if _same(one[1], built)]
    if len(found) > 1 or _is_common(built):
        found = [one for one in found if _says(one[0], hints)]
    return Edit(*found[0], new) if len(found) == 1 else None


def _leaves(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Key and value of everything in nested mappings; the value of a component is its kind."""
    if isinstance(value, dict):
        if place != "model" and "kind" in value:
            yield place, value["kind"]
        for name, below in value.items():
            if name != "kind":
                yield from _leaves(below, f"{place}.{name}")
    elif value is not None:
        yield place, value


def _is_common(built: object) -> bool:
    return isinstance(built, int | float) and abs(built) in (0, 1)


def _says(place: str, hints: Sequence[str]) -> bool:
    name = place.rpartition(".")[2]
    return any(hint in name for hint in hints)


def _same(written: Any, built: Any) -> bool:
    if isinstance(written, bool) or isinstance(built, bool):
        return written is built
    numbers = (int, float)
    if isinstance(written, numbers) and isinstance(built, numbers):
        return abs(written - built) <= 1e-6 * abs(built)
    return bool(written == built)


def layers_edit(case: Case, names: Sequence[str], argument: str, new: object) -> Edit | None:
    """The edit that sets an argument of layers that a recipe lists one by one.

    Args:
        names: of the layers as they were built; all of them must be in `model.layers`.
        argument: such as `activation`.
        new: its value; None leaves it out.

    Example:
        >>> layers = [{"kind": "flatten"}, {"kind": "dense", "units": 8, "activation": "tanh"}]
        >>> case = Case([], recipe={"model": {"kind": "sequential", "layers": layers}})
        >>> str(layers_edit(case, ["dense_2"], "activation", "relu"))
        'model.layers.1.activation: tanh -> relu'
    """
    listed = case.fact("model.layers")
    if not isinstance(listed, list) or not names:
        return None
    found = [i for i, one in enumerate(listed) if _built_name(one, i + 1, names)]
    if len(found) != len(set(names)) or not all(isinstance(listed[i], dict) for i in found):
        return None
    if len(found) == 1:
        old = listed[found[0]].get(argument)
        old = old.get("kind") if isinstance(old, dict) else old
        return Edit(f"model.layers.{found[0]}.{argument}", old, new)
    changed = [_with(one, argument, new) if i in found else one for i, one in enumerate(listed)]
    return Edit("model.layers", f"{argument} of {', '.join(names)}", changed)


def _with(layer: dict[str, Any], argument: str, new: object) -> dict[str, Any]:
    rest = {key: value for key, value in layer.items() if key != argument}
    return rest if new is None else {**rest, argument: new}


def _built_name(layer: Any, place: int, names: Sequence[str]) -> bool:
    """Whether an entry of the recipe, which is called after its place, is one of the layers."""
    if isinstance(layer, dict) and layer.get("name"):
        return layer["name"] in names
    kind = layer.get("kind") if isinstance(layer, dict) else layer
    if not isinstance(kind, str):
        return False
    plain = f"{kind}{place}".replace("_", "")
    return any(name.replace("_", "") == plain for name in names)


def quoted(names: Sequence[str]) -> str:
    """`a`, `b` and 2 more: names of layers as a sentence has them."""
    shown = ", ".join(f"`{name}`" for name in names[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")
