"""The catalog as one recipe sees it: components found, checked, spelt and built."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from suite.catalog.arguments.component_check import ComponentCheck
from suite.catalog.arguments.misfit import Misfit
from suite.catalog.arguments.reach import strays
from suite.catalog.canonical import canonical
from suite.catalog.component import Component, ComponentError
from suite.catalog.lookup import Lookup
from suite.catalog.names.doors import OPEN


class Catalog(Lookup):
    """Every component that a recipe can name, and what is done with one.

    Args:
        doors: what the recipe may reach beside the suite's and Keras's components.

    Example:
        >>> HERE.find("optimizers", "AdamW").name
        'adamw'
        >>> HERE.get("optimizers", "adan") is None
        True
        >>> HERE.problems("optimizers", Component("sgd", {"momentum": 2}))
        [(('momentum',), 'must be a number of at least 0 and of at most 1, received 2')]
    """

    def problems(self, kind: str, component: Component) -> list[Misfit]:
        """Everything that is wrong with a component, as far as its source tells.

        Returns:
            Pairs of a path inside the component and a message. The path `("kind",)` is the name
            itself, also where a recipe writes the bare name; `()` is the component as a whole;
            `("learning_rate", "decay_steps")` is an argument of a nested component.
        """
        found = ComponentCheck(self).component(kind, component)
        return [*found, *strays(kind, component, self.doors)]

    def canonical(self, kind: str, component: Component) -> Component:
        """The component with every name in it spelt the catalog's way.

        `Adam` becomes `adam`; the name of a TFDS image set becomes `{kind: tfds, name: mnist}`.
        What `problems` refuses by its name stays as it is.
        """
        return canonical(self, kind, component)

    def build(
        self,
        kind: str,
        component: Component,
        *,
        convert: Callable[[str], Any] = str,
        **context: Any,
    ) -> Any:
        """Import a component, build the components among its arguments, and call it.

        Args:
            kind: a key of `KINDS`.
            component: what to build.
            convert: applied to every text among the arguments that is no component's name, at any
                depth; turns durations into steps.
            **context: what the suite supplies, `inputs` and `classes` of a model. Without it a
                function that takes a context, for instance an activation, is returned and not
                called.

        Raises:
            UnknownName: there is no such component.
            ComponentError: a constructor refused its arguments, or one of them came from the web
                and leads out of the run directory.
            Untrusted: a name came from the web and leads beyond the suite and Keras.
        """
        from suite.catalog.builder import Builder  # what only looks needs none of it

        entry = self.find(kind, component.kind)
        for path, message in strays(kind, component, self.doors):
            raise ComponentError(message, path)
        return Builder(self, convert).build(entry, component, context)


# Of whoever has no recipe: the suite's and Keras's, and what lies in the working directory.
HERE = Catalog(OPEN)
