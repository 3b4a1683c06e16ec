"""What stands on a side of a claim: measures of variants, numbers, and arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from suite.formula import (
    Binary,
    Call,
    Formula,
    FormulaError,
    Indexed,
    Name,
    Number,
    Unary,
    walk,
)

# The arm of a study without variants.
ONLY = "only"


class Figure(NamedTuple):
    """A measure in a variant."""

    measure: str
    variant: str

    def __str__(self) -> str:
        return self.measure if self.variant == ONLY else f"{self.measure}[{self.variant}]"


class Bounds(NamedTuple):
    """Between which a value lies, both inclusive."""

    low: float
    high: float


FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "abs": abs,
    "min": min,
    "max": max,
    "log10": lambda x: math.log10(x) if x > 0 else math.nan,
    "sqrt": lambda x: math.sqrt(x) if x >= 0 else math.nan,
}


def figures_in(term: Formula) -> Iterator[tuple[Figure, int]]:
    """The measures of variants in a term, each with its position."""
    for part in walk(term):
        if isinstance(part, Indexed):
            yield Figure(part.name, part.index), part.position
        elif isinstance(part, Name):
            yield Figure(part.name, ONLY), part.position


def value(term: Formula, figures: Mapping[Figure, float]) -> float:
    """What a term comes to.

    Returns:
        A number; NaN where it has none, as 1 / 0.

    Raises:
        FormulaError: something in it is no part of a claim.
    """
    match term:
        case Number():
            return term.value
        case Indexed(name, index):
            return figures[Figure(name, index)]
        case Name(name):
            return figures[Figure(name, ONLY)]
        case Unary(_, operand):
            return -value(operand, figures)
        case Binary("@"):
            raise FormulaError("`@` multiplies matrices, and here are numbers", term.position)
        case Binary(operator, left, right):
            return _of_two(operator, value(left, figures), value(right, figures))
        case Call(name, arguments, {}, ()) if name in FUNCTIONS and arguments:
            if name not in ("min", "max") and len(arguments) > 1:
                raise FormulaError(f"`{name}` takes one argument", term.position)
            return FUNCTIONS[name](*(value(one, figures) for one in arguments))
        case Call(name):
            known = ", ".join(FUNCTIONS)
            message = f"`{name}` is no function of a claim; known: {known}, monotone, within"
            raise FormulaError(message, term.position)
    raise FormulaError("this is no part of a claim", term.position)


def bounds(term: Formula, ranges: Mapping[Figure, Bounds]) -> Bounds:
    """Between which a term lies when each figure in it lies in its range, whatever the others."""
    match term:
        case Number():
            return Bounds(term.value, term.value)
        case Indexed(name, index):
            return ranges[Figure(name, index)]
        case Name(name):
            return ranges[Figure(name, ONLY)]
        case Unary(_, operand):
            low, high = bounds(operand, ranges)
            return Bounds(-high, -low)
        case Binary(operator, left, right):
            return _bounds_of_two(operator, bounds(left, ranges), bounds(right, ranges))
        case Call(name, arguments):
            return _bounds_of_call(name, [bounds(one, ranges) for one in arguments])
    return Bounds(-math.inf, math.inf)


def _of_two(operator: str, left: float, right: float) -> float:
    try:
        match operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right
        return float(left**right)
    except (ZeroDivisionError, OverflowError, TypeError):  # the last: a root of a negative number
        return math.nan


def _bounds_of_two(operator: str, left: Bounds, right: Bounds) -> Bounds:
    if operator == "-":
        operator, right = "+", Bounds(-right.high, -right.low)
    if operator == "+":
        return Bounds(left.low + right.low, left.high + right.high)
    everything = Bounds(-math.inf, math.inf)
    if operator == "^" or (operator == "/" and right.low <= 0 <= right.high):
        return everything
    ends = [_of_two(operator, a, b) for a in left for b in right]
    return everything if any(map(math.isnan, ends)) else Bounds(min(ends), max(ends))


def _bounds_of_call(name: str, inside: list[Bounds]) -> Bounds:
    lows, highs = [one.low for one in inside], [one.high for one in inside]
    match name:
        case "min" | "max":
            return Bounds(FUNCTIONS[name](lows), FUNCTIONS[name](highs))
        case "abs":
            ends = [abs(lows[0]), abs(highs[0])]
            return Bounds(0.0 if lows[0] <= 0 <= highs[0] else min(ends), max(ends))
        case "sqrt":
            return Bounds(math.sqrt(max(lows[0], 0.0)), math.sqrt(max(highs[0], 0.0)))
    return Bounds(-math.inf, math.inf)
