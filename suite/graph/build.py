"""From a text to a graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from suite.formula import (
    Assignment,
    Binary,
    Call,
    Compare,
    Formula,
    FormulaError,
    Indexed,
    List,
    Name,
    Number,
    Parameter,
    Text,
    Unary,
    parse_assignments,
)
from suite.graph.computation import Node, backward
from suite.graph.gate import Gate
from suite.graph.gates import FUNCTIONS, GATES, INPUTS, pick
from suite.suggest import close_names, did_you_mean

_SHAPES = "use shapes that are alike, or a single number"


@dataclass(frozen=True)
class Computation:
    """A graph with all of its values and gradients.

    Args:
        nodes: those that the outcome is made of, inputs before the gates that they go into.
        outcome: what the gradients are of.
        named: every node that the text gives a name to, used or not.

    Example:
        >>> [node.label for node in build("f = x + 1; x = 2").nodes if not node.is_literal]
        ['x', '+ 1']
    """

    nodes: list[Node]
    outcome: Node
    named: Mapping[str, Node]


def build(text: str, of: str | None = None) -> Computation:
    """The graph of a text.

    Args:
        text: formulas with their names and the values of these, in any order.
        of: the name of the outcome; None is the one formula that no other one uses.

    Raises:
        FormulaError: with the place of what is wrong.

    Example:
        >>> found = build("f = (x + y) * z; x = -2; y = 5; z = -4")
        >>> [(node.name, float(node.gradient)) for node in found.nodes]
        [('x', -4.0), ('y', -4.0), ('g1', -4.0), ('z', 3.0), ('f', 1.0)]
    """
    assignments = parse_assignments(text)
    if not assignments:
        raise FormulaError("there is no formula; write one, such as `f = x * y; x = 3; y = 2`", 0)
    builder = _Builder(_by_name(assignments))
    for name in builder.definitions:
        builder.enter(name)
    outcome = builder.named[_outcome(builder, of)]
    nodes = _reachable(builder.made, outcome)
    _name_gates(nodes, builder.named)
    backward(nodes, outcome)
    return Computation(nodes, outcome, builder.named)


def _by_name(assignments: list[Assignment]) -> dict[str, Assignment]:
    """Each formula under its name; one without a name is `f`, or what is free."""
    taken = {one.name for one in assignments}
    found: dict[str, Assignment] = {}
    for one in assignments:
        name = one.name or next(n for n in ("f", "out", "result", "_f") if n not in taken)
        if name in found:
            place = found[name].position + 1
            message = f"`{name}` is given a value twice, first at letter {place}; remove one"
            if not one.name:
                message = "a second formula without a name; give it one: `q = ...`"
            raise FormulaError(message, one.position)
        found[name] = one
    return found


def _outcome(builder: _Builder, of: str | None) -> str:
    """The name of what is differentiated."""
    if of is not None:
        if of not in builder.named:
            hint = did_you_mean(close_names(of, builder.named))
            raise FormulaError(f"nothing is named `{of}`{hint} there are: {_listed(builder)}", 0)
        return of
    free = [name for name in builder.definitions if name not in builder.used]
    formulas = [name for name in free if builder.named[name].gate is not None]
    if not formulas:
        raise FormulaError("there is no gate; write a formula such as `f = x * y`", 0)
    if len(formulas) > 1:
        place = builder.definitions[formulas[1]].position
        message = (
            f"`{formulas[0]}` and `{formulas[1]}` are both used by nothing; say with --of which "
            "one is the outcome"
        )
        raise FormulaError(message, place)
    return formulas[0]


def _listed(builder: _Builder) -> str:
    names = list(builder.named)
    return ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")


def _reachable(made: list[Node], outcome: Node) -> list[Node]:
    needed, waiting = {id(outcome)}, [outcome]
    while waiting:
        for one in waiting.pop().inputs:
            if id(one) not in needed:
                needed.add(id(one))
                waiting.append(one)
    return [node for node in made if id(node) in needed]


def _name_gates(nodes: list[Node], named: Mapping[str, Node]) -> None:
    number = 0
    for node in nodes:
        if node.gate is not None and not node.name:
            number += 1
            while f"g{number}" in named:
                number += 1
            node.name = f"g{number}"


class _Builder:
    """Makes the nodes of formulas, without recursion: a sum may have thousands of terms."""

    def __init__(self, definitions: Mapping[str, Assignment]) -> None:
        self.definitions = definitions
        self.named: dict[str, Node] = {}
        self.used: set[str] = set()
        self.made: list[Node] = []
        self.done: list[Node] = []

    def enter(self, name: str) -> None:
        """Make the node of a name, and all that it is made of."""
        if name in self.named:
            return
        open_names = {name: None}
        waiting: list[tuple[str, Any]] = [("name", name), ("visit", self.definitions[name].formula)]
        while waiting:
            action, what = waiting.pop()
            if action == "name":
                self._give_name(what)
                open_names.pop(what)
            elif action == "make":
                self._make(what)
            elif isinstance(what, Name):
                self._look_up(what, open_names, waiting)
            else:
                waiting.append(("make", what))
                waiting += [("visit", part) for part in reversed(_operands(what))]
        self.done.clear()

    def _look_up(
        self, found: Name, open_names: dict[str, None], waiting: list[tuple[str, Any]]
    ) -> None:
        name = found.name
        self.used.add(name)
        if name in self.named:
            self.done.append(self.named[name])
        elif name in open_names:
            way = " -> ".join([*list(open_names)[-4:], name])
            raise FormulaError(f"`{name}` is made of itself ({way}); break it up", found.position)
        elif name in self.definitions:
            open_names[name] = None
            waiting += [("name", name), ("visit", self.definitions[name].formula)]
        else:
            hint = did_you_mean(close_names(name, self.definitions))
            raise FormulaError(f"`{name}` has no value{hint} add `; {name} = 1`", found.position)

    def _give_name(self, name: str) -> None:
        node = self.done[-1]
        if node.is_literal:
            node.is_literal = False
            node.name = name
        elif not node.name:
            node.name = name
        self.named[name] = node

    def _make(self, formula: Formula) -> None:
        match formula:
            case Number():
                self._add(Node(formula.text, np.array(formula.value), is_literal=True))
            case List():
                value = _array(formula)
                self._add(Node("", value, is_literal=True))
            case Unary():
                self._negate(formula)
            case Binary(operator, _, _):
                self._gate(GATES[operator], 2, formula)
            case Indexed():
                self._pick(formula)
            case Call():
                self._call(formula)
            case Compare():
                raise FormulaError(
                    "a comparison has no gradient; write max(x, y) or relu(x)", formula.position
                )
            case Parameter() | Text():
                raise FormulaError("write a number or a name here", formula.position)

    def _negate(self, formula: Formula) -> None:
        last = self.done[-1]
        if last.is_literal and last.value.ndim == 0:
            last.value = -last.value
            last.name = f"-{last.name}".removeprefix("--")
        else:
            self._gate(GATES["negative"], 1, formula)

    def _pick(self, formula: Indexed) -> None:
        size = self.done[-1].value.shape
        fits = len(size) == 1 and formula.index.isdecimal() and int(formula.index) < size[0]
        if not fits:
            message = f"`[{formula.index}]` takes one number of a vector, by its place from 0"
            raise FormulaError(message, formula.position)
        self._gate(pick(int(formula.index)), 1, formula)

    def _call(self, call: Call) -> None:
        if call.name not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            hint = did_you_mean(close_names(call.name, FUNCTIONS))
            raise FormulaError(f"`{call.name}` is no gate{hint} there are: {known}", call.position)
        sign, count = FUNCTIONS[call.name], len(call.arguments)
        least, most = INPUTS.get(sign, (1, 1))
        if call.options or call.over or not least <= count <= most:
            takes = {(1, 1): "one input", (2, 2): "two inputs"}.get((least, most), "inputs")
            raise FormulaError(f"`{call.name}` takes {takes}, without names", call.position)
        self._gate(GATES[sign], count, call)

    def _gate(self, gate: Gate, count: int, formula: Formula) -> None:
        inputs = tuple(self.done[-count:])
        del self.done[-count:]
        if all(one.is_literal for one in inputs):
            for one in inputs:
                one.is_literal = False
                one.name = one.name or "list"
        _check_shapes(gate, inputs, formula.position)
        with np.errstate(all="ignore"):
            value = np.asarray(gate.forward(*(one.value for one in inputs)), dtype=float)
        node = Node("", value, gate, inputs)
        if not np.isfinite(value).all():
            at = ", ".join(str(one.value).replace("\n", "") for one in inputs)[:60]
            message = f"`{gate.sign}` of {at} is no finite number; change the values"
            raise FormulaError(message, formula.position)
        self._add(node)

    def _add(self, node: Node) -> None:
        self.made.append(node)
        self.done.append(node)


def _operands(formula: Formula) -> tuple[Formula, ...]:
    """What a gate works on; a list is one value."""
    if isinstance(formula, Indexed):
        return (Name(formula.name, position=formula.position),)
    return () if isinstance(formula, List) else formula.parts


def _array(formula: List) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A list of numbers, or of lists of equally many."""
    rows = [part.items if isinstance(part, List) else None for part in formula.items]
    if all(row is None for row in rows):
        return np.array([_literal(part) for part in formula.items])
    for part, row in zip(formula.items, rows, strict=True):
        if row is None or len(row) != len(rows[0] or ()):
            raise FormulaError("each row of a matrix is a list of equally many", part.position)
    return np.array([[_literal(part) for part in row or ()] for row in rows])


def _literal(part: Formula) -> float:
    sign = 1.0
    while isinstance(part, Unary):
        sign, part = -sign, part.operand
    if not isinstance(part, Number):
        raise FormulaError("a list holds numbers, such as [0.2, -0.4]", part.position)
    return sign * part.value


def _check_shapes(gate: Gate, inputs: tuple[Node, ...], position: int) -> None:
    shapes = [one.value.shape for one in inputs]
    if gate.sign == "@":
        first, second = shapes
        if not first or not second:
            raise FormulaError("`@` needs vectors or matrices; of numbers write `*`", position)
        if first[-1] != second[0]:
            message = (
                f"{_told(first)} @ {_told(second)}: {first[-1]} columns meet {second[0]} numbers; "
                "the two must be alike"
            )
            raise FormulaError(message, position)
    elif len({shape for shape in shapes if shape}) > 1:
        told = f" {gate.sign} ".join(map(_told, shapes))
        raise FormulaError(f"{told}: the shapes do not fit; {_SHAPES}", position)


def _told(shape: tuple[int, ...]) -> str:
    if not shape:
        return "a number"
    return f"{'vector' if len(shape) == 1 else 'matrix'} of {' x '.join(map(str, shape))}"
