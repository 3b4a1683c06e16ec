"""What the components of a recipe say of themselves, read from their source."""

from __future__ import annotations

import ast
from collections.abc import Container
from typing import Any

from suite.catalog.catalog import Catalog
from suite.catalog.component import Component
from suite.catalog.names.spelling import snake_case
from suite.python_source.bases import bases_of, class_attribute
from suite.python_source.module import Definition


class CatalogView(Catalog):
    """The catalog for one recipe, and what its components say of themselves in their source.

    Example:
        >>> from suite.catalog import Doors
        >>> view = CatalogView(Doors())
        >>> view.is_full_batch(Component("l_bfgs")), view.is_full_batch(Component("sgd"))
        (True, False)
    """

    def mixes_labels(self, augmentation: Component) -> bool:
        """Whether an augmentation says in its source that it needs labels as vectors."""
        return self._says("augmentations", augmentation, "mixes_labels")

    def is_full_batch(self, optimizer: Component) -> bool:
        """Whether an optimizer says in its source that it takes the whole training set."""
        return self._says("optimizers", optimizer, "full_batch")

    def is_proportional(self, optimizer: Component) -> bool:
        """Whether a share of the step is the step of a share of the rate, as of all that do not
        say `proportional = False` in their source."""
        return self.said("optimizers", optimizer, "proportional") is not False

    def draws_at_random(self, layer: str) -> bool:
        """Whether a layer says in its source that it gives other outputs at every call."""
        return self._says("layers", Component(layer, {}), "draws_at_random")

    def is_diagnostic(self, callback: Component) -> bool:
        """Whether a callback's source derives from `Diagnostic`."""
        return self.derives("callbacks", callback, "Diagnostic")

    def derives(self, kind: str, component: Component, name: str) -> bool:
        """Whether a component's source derives from a class of this name."""
        bases = [base for one in self._classes(kind, component) for base in one.bases]
        return any(ast.unparse(base).rpartition(".")[2] == name for base in bases)

    def said(self, kind: str, component: Component | str, attribute: str) -> Any:
        """What a class sets an attribute to in its body, a literal; None where it does not."""
        if not isinstance(component, Component):
            return None
        value = class_attribute(self._classes(kind, component), attribute)
        try:
            return None if value is None else ast.literal_eval(value)
        except ValueError:
            return None

    def own_name(self, kind: str, component: Component, known: Container[str]) -> str | None:
        """The name in a table of the catalog's components, however a recipe writes it.

        `keras.metrics:Precision` is `precision`, and so is a class of the user's that derives from
        it and leaves `update_state` and `call` as they are. None for anything else.
        """
        entry = self.get(kind, component.kind)
        if entry is None or entry.definition is None:
            return None
        for definition in self._classes(kind, component) or (entry.definition,):
            module, own = definition.module.name or "", definition.node.name
            if module.startswith(("keras.", "suite.")):
                name = "keras_accuracy" if (kind, own) == ("metrics", "Accuracy") else own
                name = snake_case(name)
                return name if name in known else None
            if definition.methods & {"update_state", "call"}:
                return None
        return None

    def _says(self, kind: str, component: Component, attribute: str) -> bool:
        value = class_attribute(self._classes(kind, component), attribute)
        return isinstance(value, ast.Constant) and bool(value.value)

    def _classes(self, kind: str, component: Component) -> tuple[Definition, ...]:
        """The class of a component and its bases, as far as their source is known."""
        entry = self.get(kind, component.kind)
        if entry is None or entry.definition is None or not entry.definition.is_class:
            return ()
        return bases_of(entry.definition)[0]
