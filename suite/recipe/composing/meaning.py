"""What a recipe means beyond what it says: changes of its tree, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.schema.places import SHARED, components, is_described_only
from suite.recipe.task.loss_forms import LossForm, loss_form
from suite.recipe.task.metric_forms import OWN_LINKS
from suite.recipe.task.targets import likely_targets
from suite.recipe.text.node import Node, from_plain
from suite.recipe.text.place import DEFAULTS


def with_fitting_metrics(root: Node, catalog: CatalogView) -> Node:
    """A default metric that fits real targets, where the recipe names none."""
    metrics = root.child("metrics")
    if metrics is None or metrics.place.origin is not DEFAULTS:
        return root
    loss = _loss(root)
    form = None if loss is None else loss_form(loss, catalog)
    if _targets(root, catalog, form) != "values":
        return root
    name = Node("mean_absolute_error", DEFAULTS.at())
    return root.replaced(("metrics",), Node([name], metrics.place, metrics.key_place))


def with_logits(root: Node, catalog: CatalogView) -> Node:
    """`from_logits: true` where a loss takes it, and where a metric makes the same probabilities of
    logits as the loss: models give logits."""
    link = _link(root, catalog)
    for path, kind, node, component in components(root, "losses", "metrics"):
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
    data = root.child("data")
    if data is not None and is_described_only(data):
        root = root.replaced(("data", "kind"), Node(None, data.place))
    for path, kind, node, component in components(root):
        spelt = catalog.canonical(kind, component)
        if path == ("data",):
            root = root.replaced(path, _with_source(root.content["data"], spelt))
        else:
            root = root.replaced(path, Node(spelt, node.place, node.key_place))
    return root


# All that is changed in the tree before it is validated, in this order; references are absolute.
CHANGES: tuple[Callable[[Node, CatalogView], Node], ...] = (
    with_fitting_metrics,
    with_logits,
    spelled,
)


def meant(root: Node, catalog: CatalogView) -> Node:
    """The tree after every change."""
    for change in CHANGES:
        root = change(root, catalog)
    return root


def _with_source(data: Node, source: Component) -> Node:
    """A block of data with its source as the catalog spells it."""
    shared = {key: node for key, node in data.content.items() if key in SHARED}
    own = {key: from_plain(value, data.place.origin) for key, value in source.arguments.items()}
    kind = Node(source.kind, data.place)
    return Node({**shared, "kind": kind, **own}, data.place, data.key_place)


def _link(root: Node, catalog: CatalogView) -> str | None:
    """What the recipe's loss makes of the outputs."""
    loss = _loss(root)
    if loss is None:
        return "sigmoid" if _targets(root, catalog, None) == "labels" else "softmax"
    form = loss_form(loss, catalog)
    return form.link if form is not None else catalog.said("losses", loss, "link") or "softmax"


def _loss(root: Node) -> Component | None:
    """The loss, unless it is `auto`."""
    return next((placed.component for placed in components(root, "losses")), None)


def _targets(root: Node, catalog: CatalogView, form: LossForm | None) -> str:
    """The kind of the data's targets; classes where the block names no source."""
    for path, kind, _, component in components(root, "data"):
        one_hot = root.find((*path, "one_hot"))
        source = catalog.canonical(kind, component)
        return likely_targets(source, form, one_hot is not None and one_hot.content is True)
    return "classes"
