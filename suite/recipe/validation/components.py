"""The components of a recipe: where they stand, and what the catalog says about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suite.catalog import Component, argument_kind
from suite.recipe.schema.duration import Duration, is_duration
from suite.recipe.schema.penalty_settings import ATTRIBUTES, each_penalty
from suite.recipe.schema.recipe_settings import DataSettings
from suite.recipe.task.loss_forms import LossForm, loss_form
from suite.recipe.task.metric_forms import OWN_LINKS
from suite.recipe.task.targets import likely_targets
from suite.recipe.text.node import Node
from suite.recipe.text.place import DEFAULTS, Place
from suite.recipe.text.problems import MOST, Path, Problem
from suite.recipe.validation.catalog_view import CatalogView
from suite.recipe.validation.wording import unknown_key

_WITH_DURATIONS = ("optimizers", "callbacks")
_UNKNOWN = "unknown argument"  # how the catalog begins the message that concerns a key
_SINGLE = {
    "model": "models",
    "surface": "surfaces",
    "initialization": "initializations",
    "optimizer": "optimizers",
    "loss": "losses",
}
_LISTS = {
    ("metrics",): "metrics",
    ("callbacks",): "callbacks",
    ("data", "augment"): "augmentations",
}


def placed(root: Node) -> Iterator[tuple[Path, str, Node]]:
    """Every component of a recipe but the data source: path, kind, node."""
    for key, kind in _SINGLE.items():
        node = root.child(key)
        is_auto = key == "loss" and node is not None and node.content == "auto"
        if node is not None and node.content is not None and not is_auto:
            yield (key,), kind, node
    for path, kind in _LISTS.items():
        for number, item in enumerate(_entries(root.find(path))):
            yield (*path, number), kind, item
    for number, item in enumerate(_entries(root.child("penalties"))):
        given = item.content if isinstance(item.content, dict) else {}
        for key, node in given.items():
            if key in ATTRIBUTES and node.content is not None:
                yield ("penalties", number, key), ATTRIBUTES[key], node


def _entries(node: Node | None) -> list[Node]:
    return node.content if node is not None and isinstance(node.content, list) else []


def component_problems(root: Node, catalog: CatalogView) -> list[Problem]:
    """Unknown names and arguments, missing and mistyped ones, in all components."""
    problems = _source_problems(root, catalog)
    for path, kind, node in placed(root):
        component = parsed(node)
        if component is None:
            continue
        found = _checked(root, path, component, kind, catalog)
        if kind in _WITH_DURATIONS and not found:
            found += _impossible_durations(path, node)
        problems += [*found, *_unknown_nulls(path, node, kind, catalog)]
        if len(problems) > MOST:
            break
    return problems


def canonical_values(values: dict[str, Any], catalog: CatalogView) -> dict[str, Any]:
    """A recipe's plain values with every component in the catalog's spelling."""

    def spelt(kind: str, value: Any) -> Any:
        if isinstance(value, list):
            return [spelt(kind, item) for item in value]
        try:
            component = Component.parse(value)
        except ValueError:
            return value
        return catalog.canonical(kind, component).to_plain()

    values = dict(values)
    for key, kind in {**_SINGLE, "metrics": "metrics", "callbacks": "callbacks"}.items():
        if key in values and (key, values[key]) != ("loss", "auto"):
            values[key] = spelt(kind, values[key])
    if "penalties" in values:
        values["penalties"] = each_penalty(values["penalties"], spelt)
    if isinstance(data := values.get("data"), dict):
        own = {key: item for key, item in data.items() if key not in DataSettings.model_fields}
        source = spelt("data", {"kind": data.get("kind"), **own})
        source = source if isinstance(source, dict) else {"kind": source}
        shared = {key: item for key, item in data.items() if key in DataSettings.model_fields}
        values["data"] = {**shared, **source}
        if "augment" in shared:
            values["data"]["augment"] = spelt("augmentations", shared["augment"])
    return values


def with_logits(root: Node, catalog: CatalogView) -> Node:
    """The recipe with `from_logits: true` where a loss takes it, and where a metric makes the same
    probabilities of logits as the loss: models give logits."""
    link = _link(root, catalog)
    for path, kind, node in list(placed(root)):
        component = parsed(node) if kind in ("losses", "metrics") else None
        entry = catalog.get(kind, component.kind) if component else None
        if entry is None or "from_logits" in component.arguments:
            continue
        if kind == "metrics" and OWN_LINKS.get(entry.name) != link:
            continue
        if any(parameter.name == "from_logits" for parameter in entry.parameters):
            name = Node(component.kind, node.place)
            content = node.content if isinstance(node.content, dict) else {"kind": name}
            content = {**content, "from_logits": Node(True, DEFAULTS.at())}
            root = root.replaced(path, Node(content, node.place, node.key_place))
    return root


def _link(root: Node, catalog: CatalogView) -> str | None:
    """What the recipe's loss makes of the outputs."""
    loss = _loss(root)
    form = loss_form(loss, catalog)
    if form is not None or not isinstance(loss, Component):
        several = _targets(root, catalog, None) == "labels"
        return form.link if form is not None else "sigmoid" if several else "softmax"
    return catalog.said("losses", loss, "link") or "softmax"


def with_fitting_metrics(root: Node, catalog: CatalogView) -> Node:
    """The recipe with a default metric that fits real targets, where it names none."""
    metrics = root.child("metrics")
    if metrics is None or metrics.place.origin is not DEFAULTS:
        return root
    if _targets(root, catalog, loss_form(_loss(root), catalog)) != "values":
        return root
    name = Node("mean_absolute_error", DEFAULTS.at())
    return root.replaced(("metrics",), Node([name], metrics.place, metrics.key_place))


def _loss(root: Node) -> Component | str:
    node = root.child("loss")
    return (None if node is None or node.content == "auto" else parsed(node)) or "auto"


def _targets(root: Node, catalog: CatalogView, form: LossForm | None) -> str:
    """The kind of the data's targets; classes where the block cannot be read."""
    data = root.child("data")
    try:
        values = pruned(data.plain())
        source = catalog.canonical("data", Component(values["kind"]))
        settings = DataSettings.model_validate({**values, "kind": source.kind})
        return likely_targets(settings, form)
    except (AttributeError, KeyError, TypeError, ValueError):
        return "classes"


def parsed(node: Node) -> Component | None:
    """The component in a node, without the arguments set to null; none where it is not one."""
    try:
        return Component.parse(pruned(node.plain()))
    except ValueError:
        return None


def pruned(value: Any) -> Any:
    """A value without the keys set to null: they fall back to the default."""
    if isinstance(value, dict):
        return {key: pruned(item) for key, item in value.items() if item is not None}
    return [pruned(item) for item in value] if isinstance(value, list) else value


def place_of(root: Node, path: Path, *, key: bool) -> Place:
    """Where a mistake at `path` stands: at the key, or at the value that stands there."""
    node = root.nearest(path)
    missing = root.find(path) is not node and isinstance(node.content, (dict, list))
    return node.start if key or missing else node.place


def _source_problems(root: Node, catalog: CatalogView) -> list[Problem]:
    """Keys of `data` that neither all sources share nor the named one takes."""
    data = root.child("data")
    kind = data.child("kind") if data is not None and isinstance(data.content, dict) else None
    if kind is None or not isinstance(kind.content, (str, type(None))):
        return []
    shared = DataSettings.model_fields
    given = {key: node for key, node in data.content.items() if key not in shared}
    entry = catalog.get("data", kind.content) if kind.content else None
    own = [parameter.name for parameter in entry.parameters] if entry else []
    is_known = kind.content is None or (entry is not None and not entry.open_ended)
    unknown = [key for key in given if is_known and key not in own]
    problems = [
        Problem.at(given[key].start, ("data", key), unknown_key(key, [*shared, *own]))
        for key in unknown
    ]
    if not kind.content:
        return problems
    known = {key: node.plain() for key, node in given.items() if key not in unknown}
    source = Component(kind.content, pruned(known))
    return problems + _checked(root, ("data",), source, "data", catalog)


def _checked(
    root: Node, path: Path, component: Component, kind: str, catalog: CatalogView
) -> list[Problem]:
    problems = []
    for inner, message in catalog.problems(kind, component):
        whole = (*path, *inner)
        place = place_of(root, whole, key=message.startswith(_UNKNOWN))
        problems.append(Problem.at(place, whole, message))
    return problems


def _impossible_durations(path: Path, node: Node) -> Iterator[Problem]:
    """`120%` and `1.5st` have the form of a duration and are none."""
    for below, text in node.texts(path):
        if is_duration(text.content):
            try:
                Duration.parse(text.content)
            except ValueError as error:
                message = str(error).removeprefix("Argument `value` ").replace("value=", "")
                yield Problem.at(text.place, below, message)


def _unknown_nulls(
    path: Path, node: Node | None, kind: str, catalog: CatalogView
) -> Iterator[Problem]:
    """Arguments set to null are left out, and so must be looked at by name alone."""
    component = parsed(node) if node else None
    entry = catalog.get(kind, component.kind) if component else None
    if entry is None or not isinstance(node.content, dict):
        return
    for key, below in node.content.items():
        nested = argument_kind(key)
        if nested and below.content is not None:
            yield from _unknown_nulls((*path, key), below, nested, catalog)
        elif below.content is None:
            for inner, message in catalog.problems(kind, Component(component.kind, {key: None})):
                if inner == (key,) and message.startswith(_UNKNOWN):
                    yield Problem.at(below.start, (*path, key), message)
