"""What a recipe means beyond what it says: changes of its tree, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.schema.places import components, shared_keys
from suite.recipe.schema.recipe_settings import DataSettings
from suite.recipe.task.loss_forms import LossForm, loss_form
from suite.recipe.task.metric_forms import OWN_LINKS
from suite.recipe.task.targets import likely_targets
from suite.recipe.text.node import Node, from_plain, without_nulls
from suite.recipe.text.place import DEFAULTS


def without_default_source(root: Node) -> Node:
    """Data that is only described has no source, unless the recipe names one."""
    data = root.child("data")
    if data is None or not isinstance(data.content, dict):
        return root
    kind, shape, classes = (data.child(key) for key in ("kind", "input_shape", "classes"))
    described_only = all(node is not None and node.content is not None for node in (shape, classes))
    if described_only and kind is not None and kind.place.origin is DEFAULTS:
        return root.replaced(("data", "kind"), Node(None, kind.place))
    return root


def with_fitting_metrics(root: Node, catalog: CatalogView) -> Node:
    """A default metric that fits real targets, where the recipe names none."""
    metrics = root.child("metrics")
    if metrics is None or metrics.place.origin is not DEFAULTS:
        return root
    if _targets(root, catalog, loss_form(_loss(root), catalog)) != "values":
        return root
    name = Node("mean_absolute_error", DEFAULTS.at())
    return root.replaced(("metrics",), Node([name], metrics.place, metrics.key_place))


def with_logits(root: Node, catalog: CatalogView) -> Node:
    """`from_logits: true` where a loss takes it, and where a metric makes the same probabilities of
    logits as the loss: models give logits."""
    link = _link(root, catalog)
    for path, kind, node, component in list(components(root, "losses", "metrics")):
        entry = catalog.get(kind, component.kind)
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


def spelled(root: Node, catalog: CatalogView) -> Node:
    """Each component read, without the arguments set to null and in the catalog's spelling."""
    for path, kind, node, component in list(components(root)):
        spelt = catalog.canonical(kind, component)
        if path == ("data",):
            root = root.replaced(path, _with_source(root.content["data"], spelt))
        else:
            root = root.replaced(path, Node(spelt, node.place, node.key_place))
    return root


# All that is changed in the tree before it is validated, in this order.
CHANGES: tuple[Callable[[Node, CatalogView], Node], ...] = (
    with_fitting_metrics,
    with_logits,
    spelled,
)


def _with_source(data: Node, source: Component) -> Node:
    """A block of data with its source as the catalog spells it."""
    shared = shared_keys(data)
    own = {key: from_plain(value, data.place.origin) for key, value in source.arguments.items()}
    kind = Node(source.kind, data.place)
    return Node({**shared, "kind": kind, **own}, data.place, data.key_place)


def _link(root: Node, catalog: CatalogView) -> str | None:
    """What the recipe's loss makes of the outputs."""
    loss = _loss(root)
    form = loss_form(loss, catalog)
    if form is not None or not isinstance(loss, Component):
        several = _targets(root, catalog, None) == "labels"
        return form.link if form is not None else "sigmoid" if several else "softmax"
    return catalog.said("losses", loss, "link") or "softmax"


def _loss(root: Node) -> Component | str:
    return next((placed.component for placed in components(root, "losses")), "auto")


def _targets(root: Node, catalog: CatalogView, form: LossForm | None) -> str:
    """The kind of the data's targets; classes where the block cannot be read."""
    try:
        source = next(placed.component for placed in components(root, "data"))
        values = {key: node.plain() for key, node in shared_keys(root.content["data"]).items()}
        kind = catalog.canonical("data", source).kind
        settings = DataSettings(**{**source.arguments, **without_nulls(values), "kind": kind})
        return likely_targets(settings, form)
    except (StopIteration, ValueError):
        return "classes"
