"""A graph in letters: the tree, the values forward, the gradients backward."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import numpy as np

from suite.graph.build import Computation
from suite.graph.computation import Node
from suite.graph.values import local_formula, local_numbers, local_value, number, shown
from suite.tables import aligned

# More of it nobody reads.
_MOST_LINES = 120
# Of a Jacobian that is written out.
_MOST_SIZE = 6


def graph_text(graph: Computation, width: int = 80) -> str:
    """All of a graph.

    Args:
        graph: to be told of.
        width: of the longest line; a longer formula is cut.

    Example:
        >>> from suite.graph.build import build
        >>> print(graph_text(build("f = x * y; x = 3; y = -4")).partition("\\n\\n")[0])
        f = x * y   value -12, gradient 1
        ├─ x   value 3, gradient -4
        └─ y   value -4, gradient 3
    """
    parts = [_few(_tree(graph.outcome), width)]
    gates = [node for node in graph.nodes if node.gate is not None]
    parts.append(_forward(gates, width))
    parts.append(_backward(gates, width))
    parts.append(_values(graph, width))
    parts += [jacobian for node in gates if (jacobian := _jacobians(node, width))][:8]
    rules = dict.fromkeys(node.gate.rule for node in gates if node.gate is not None)
    told = [
        textwrap.fill(rule, width, initial_indent="  ", subsequent_indent="    ") for rule in rules
    ]
    parts.append("\n".join(["what the gates do", *told]))
    return "\n\n".join(parts)


def graph_steps(graph: Computation) -> str:
    """The same gate by gate, as one does it by hand: forward first, then backward.

    Example:
        >>> from suite.graph.build import build
        >>> print(graph_steps(build("f = x * y; x = 3; y = -4")))
        forward
        1. f = x * y = 3 * (-4) = -12
        <BLANKLINE>
        backward: df/df = 1
        1. f = x * y gets 1 from above
           x: local gradient y = -4, times 1 is -4
           y: local gradient x = 3, times 1 is 3
    """
    gates = [node for node in graph.nodes if node.gate is not None]
    name = graph.outcome.name
    lines = ["forward"]
    for place, node in enumerate(gates[:_MOST_LINES], 1):
        own = _in_numbers(node)
        middle = f" = {own}" if own else ""
        lines.append(f"{place}. {node.name} = {node.formula}{middle} = {shown(node.value)}")
    lines += _left_out(len(gates))
    lines += ["", f"backward: d{name}/d{name} = {shown(np.ones(graph.outcome.value.shape))}"]
    met: dict[int, str] = {}
    for place, node in enumerate(list(reversed(gates))[:_MOST_LINES], 1):
        above = shown(node.gradient)
        lines.append(f"{place}. {node.name} = {node.formula} gets {above} from above")
        lines += _handed_lines(node, above, met)
    return "\n".join(lines + _left_out(len(gates)))


def _handed_lines(node: Node, above: str, met: dict[int, str]) -> Iterator[str]:
    for place, one in enumerate(node.inputs):
        if one.is_literal:
            continue
        local, value = local_formula(node, place), local_value(node, place)
        told = local if value in ("", local) else f"{local} = {value}"
        handed = shown(node.handed[place])
        added = f"; with {met[id(one)]} from before" if id(one) in met else ""
        met[id(one)] = f"{met[id(one)]} and {handed}" if id(one) in met else handed
        yield f"   {one.name}: local gradient {told}, times {above} is {handed}{added}"


def _in_numbers(node: Node) -> str:
    """The formula of a gate with numbers for the names."""
    if any(one.value.ndim for one in node.inputs) or node.gate is None:
        return ""
    numbers = [number(float(one.value)) for one in node.inputs]
    sign = node.gate.sign
    if sign.isalpha() and sign != "negative":
        return f"{sign}({', '.join(numbers)})"
    numbers = [f"({text})" if text.startswith("-") else text for text in numbers]
    return f"-{numbers[0]}" if sign == "negative" else f" {sign} ".join(numbers)


def _tree(outcome: Node) -> Iterator[str]:
    """From the outcome to the values; what is used twice is drawn once."""
    drawn: set[int] = set()
    waiting: list[tuple[Node, str, str]] = [(outcome, "", "")]
    while waiting:
        node, first, rest = waiting.pop()
        title = node.formula if node.is_value else f"{node.name} = {node.formula}"
        if id(node) in drawn and not node.is_value:
            yield f"{first}{node.name} (as above)"
            continue
        drawn.add(id(node))
        room = "   value {}, gradient {}"
        yield f"{first}{title}" + room.format(shown(node.value), shown(node.gradient))
        below = node.shown_inputs
        for place in reversed(range(len(below))):
            last = place == len(below) - 1
            waiting.append(
                (below[place], rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))
            )


def _few(lines: Iterator[str], width: int) -> str:
    found: list[str] = []
    for line in lines:
        if len(found) < _MOST_LINES:
            found.append(line if len(line) <= width else f"{line[: width - 4]} ...")
        else:
            found.append("... (the rest of the tree is left out)")
            break
    return "\n".join(found)


def _left_out(count: int) -> list[str]:
    left = count - _MOST_LINES
    return [f"... and {left:,} more"] if left > 0 else []


def _forward(gates: list[Node], width: int) -> str:
    rows = [("gate", "value")]
    rows += [(f"{node.name} = {node.formula}", shown(node.value)) for node in gates[:_MOST_LINES]]
    return "\n".join(["forward", *_fitted(rows, width), *_left_out(len(gates))])


def _backward(gates: list[Node], width: int) -> str:
    rows = [("gate", "input", "local gradient", "x upstream", "= gradient")]
    for node in list(reversed(gates))[:_MOST_LINES]:
        title = f"{node.name} = {node.formula}"
        for place, one in enumerate(node.inputs):
            if one.is_literal:
                continue
            formula, value = local_formula(node, place), local_value(node, place)
            numbers = local_numbers(node, place)
            formula = numbers if len(one.name) > 4 and numbers else formula
            local = formula if value in ("", formula) else f"{formula} = {value}"
            above, handed = shown(node.gradient, 16), shown(node.handed[place], 20)
            rows.append((title, one.name, local, above, handed))
            title = ""
    lines = ["backward: local gradient x gradient from above (upstream)"]
    return "\n".join([*lines, *_fitted(rows, width), *_left_out(len(gates))])


def _fitted(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """Rows whose widest cells are cut until a line fits."""
    cells = [list(row) for row in rows]
    while True:
        widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
        extra = sum(widths) + 2 * len(widths) - width
        if extra <= 0 or max(widths) <= 8:
            break
        widest = widths.index(max(widths))
        most = max(widths[widest] - extra, 8)
        for row in cells:
            if len(row[widest]) > most:
                row[widest] = f"{row[widest][: most - 3]}..."
    return aligned(cells, indent="  ")


def _values(graph: Computation, width: int) -> str:
    """What the values get: the gradient is the sum of what comes from all of its uses."""
    uses: dict[int, int] = {}
    for node in graph.nodes:
        for one in node.inputs:
            uses[id(one)] = uses.get(id(one), 0) + 1
    rows = [("value", "is", f"d{graph.outcome.name}/d value")]
    values = [node for node in graph.nodes if node.is_value and not node.is_literal]
    for node in values[:_MOST_LINES]:
        several = f"  (the sum over {uses[id(node)]} uses)" if uses.get(id(node), 0) > 1 else ""
        rows.append((node.name, shown(node.value, 34), shown(node.gradient, 34) + several))
    title = "gradients"
    if graph.outcome.value.ndim:
        title += f" (of the sum of {graph.outcome.name}, which has {graph.outcome.value.size} "
        title += "numbers)"
    return "\n".join([title, *_fitted(rows, width), *_left_out(len(values))])


def _jacobians(node: Node, width: int) -> str:
    """How each number of a gate's output changes with each of its inputs."""
    parts = []
    for place, one in enumerate(node.inputs):
        size = max(node.value.size, one.value.size)
        if node.gate is None or not node.value.ndim or one.value.ndim != 1 or size > _MOST_SIZE:
            continue
        matrix = node.gate.jacobian(place, node.value, [other.value for other in node.inputs])
        rows = [[number(float(value)) for value in row] for row in matrix]
        diagonal = node.gate.slopes is not None and matrix.shape[0] == matrix.shape[1]
        told = ": diagonal, each number by itself" if diagonal else ""
        title = f"Jacobian d{node.name}/d{one.name}{told}"
        lines = aligned(rows, right=set(range(len(rows[0]))), indent="  ")
        parts.append("\n".join([title, *(line[:width] for line in lines)]))
    return "\n\n".join(parts[:1] if node.inputs[0] is node.inputs[-1] else parts)
