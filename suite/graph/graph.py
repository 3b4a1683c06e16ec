"""Graphs of gates for people: in Python, in a notebook, on the command line."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from suite.errors import UserError
from suite.formula import FormulaError
from suite.graph.build import build
from suite.graph.text import graph_steps, graph_text
from suite.suggest import close_names, did_you_mean

if TYPE_CHECKING:
    import numpy as np

    from suite.graph.computation import Node

# Letters of a long text that are shown around the one at which it fails.
_AROUND = 36


def graph(text: str, of: str | None = None) -> Graph:
    """A computational graph with its values and gradients; in a notebook it shows itself.

    Args:
        text: formulas with names, and the values of these names, in any order; between them stand
            semicolons or line breaks. Gates are + - * / ^ @ and the functions that an unknown one
            is answered with; numbers may be lists: `x = [0.2, 0.4]`.
        of: the name that is differentiated; None is the one formula that no other one uses. Of
            several numbers it is their sum.

    Raises:
        UserError: the text is no graph, with the letter at which it fails and what to do.

    Example:
        >>> found = suite.graph("f = (x + y) * z; x = -2; y = 5; z = -4")
        >>> float(found.value("f")), float(found.gradient("z"))
        (-12.0, 3.0)
    """
    return Graph(text, of)


class Graph:
    """What `graph` makes of a text.

    Args:
        text, of: as `graph` takes them.

    Raises:
        UserError: as `graph` does.

    Example:
        >>> print(Graph("f = 1 / x; x = 1.37").steps().splitlines()[-1])
           x: local gradient -1 / x^2 = -0.533, times 1 is -0.533
    """

    def __init__(self, text: str, of: str | None = None) -> None:
        try:
            self.computation = build(text, of)
        except FormulaError as error:
            raise UserError(_with_place(text, error)) from error

    def value(self, name: str) -> np.ndarray:
        """The value of a node: what its gate gives, or what it was given.

        Raises:
            UserError: nothing has this name, with close matches.
        """
        return self.node(name).value

    def gradient(self, name: str) -> np.ndarray:
        """The gradient of the outcome by a node; zero where the outcome does not use it.

        Raises:
            UserError: as `value` does.
        """
        return self.node(name).gradient

    def __str__(self) -> str:
        return graph_text(self.computation)

    def steps(self) -> str:
        """The same one gate after the other, as one does it by hand."""
        return graph_steps(self.computation)

    def save(self, path: str | Path, *, dark: bool = False) -> None:
        """Write the picture (.png, .svg, .pdf) or the page (.html); the file is replaced.

        Args:
            path: of the file.
            dark: whether a picture is drawn on black.

        Raises:
            UserError: another ending, a place that cannot be written to, or too large a graph.
            RunFailure: the file cannot be written.
        """
        from suite.graph.picture import save_graph

        save_graph(self.computation, Path(path), dark=dark)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """In a notebook: the picture with its tables; of a graph that is too large, the text."""
        from suite.graph.picture import graph_sections
        from suite.runs.page.render.notebook_cell import notebook_cell
        from suite.runs.pictures.plot import first_picture

        try:
            sections = graph_sections(self.computation)
        except UserError:
            return {"text/plain": str(self)}
        return notebook_cell(
            f"Graph of {self.computation.outcome.name}",
            sections,
            plain=sections,
            text=str(self),
            picture=first_picture(sections),
        )

    def __repr__(self) -> str:
        gates = sum(node.gate is not None for node in self.computation.nodes)
        return f"<Graph of {self.computation.outcome.name}: {gates:,} gates>"

    def node(self, name: str) -> Node:
        """A node with its gate and its inputs.

        Raises:
            UserError: as `value` does.
        """
        known = self._by_name
        if name not in known:
            hint = did_you_mean(close_names(name, known))
            few = ", ".join(list(known)[:12])
            raise UserError(f"nothing in the graph is named {name!r}{hint} there are: {few}")
        return known[name]

    @functools.cached_property
    def _by_name(self) -> dict[str, Node]:
        """What the text has named, and the gates that the graph has."""
        gates = {node.name: node for node in self.computation.nodes if node.gate is not None}
        return {**gates, **self.computation.named}


def _with_place(text: str, error: FormulaError) -> str:
    """A message with the line in which the text fails, and a mark below the letter."""
    start = text.rfind("\n", 0, error.position) + 1
    line = text[start:].partition("\n")[0]
    column = error.position - start
    cut = max(column - _AROUND, 0)
    shown = line[cut : column + _AROUND].replace("\t", " ")
    row = text.count("\n", 0, error.position) + 1
    place = f"letter {column + 1}" if "\n" not in text else f"line {row}, letter {column + 1}"
    return f"at {place}: {error.message}\n  {shown}\n  {' ' * (column - cut)}^"
