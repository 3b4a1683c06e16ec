"""A claim: what a study says of the measures of its variants, written before anything is run."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from suite.formula import (
    Binary,
    Call,
    Compare,
    Formula,
    FormulaError,
    Indexed,
    Name,
    Number,
    Unary,
    parse,
)
from suite.studies.claims.terms import ONLY, Bounds, Figure, bounds, figures_in, value
from suite.suggest import close_names, did_you_mean

Kind = Literal["greater", "equal", "monotone", "within"]

# Two computed numbers count as equal that differ by so little of their size.
_ROUNDING = 1e-6
_LONGEST = 500
_MOST_NAMED = 12


@dataclass(frozen=True)
class Claim:
    """A statement about figures that can be true or false.

    Args:
        text: as it was written.
        kind: `greater`: each of `differences` is above zero, also where `<` is written; `equal`:
            the difference is zero within `tolerance`; `monotone`: each of several differences is
            above zero; `within`: the difference lies between -`margin` and `margin`.
        differences: one, but for `monotone`.
        tolerance: of `equal`: half a unit of the last digit that was written, of whole numbers
            none; of two measures a millionth of their size.
        margin: of `within`.
        takes_equal: whether `greater` was written `>=`, so that a fact may also be equal.

    Example:
        >>> claim = read_claim("units[he] > units[zeros] + 30")
        >>> claim.kind, [str(one) for one in claim.figures]
        ('greater', ['units[he]', 'units[zeros]'])
        >>> claim.values({Figure("units", "he"): 64.0, Figure("units", "zeros"): 1.0})
        [33.0]
    """

    text: str
    kind: Kind
    differences: tuple[Formula, ...]
    tolerance: float | None = None
    margin: float = 0.0
    takes_equal: bool = False

    @property
    def figures(self) -> list[Figure]:
        """The measures of variants that it is about, each once, in their order."""
        return list(dict.fromkeys(one for one, _ in self._placed))

    @property
    def _placed(self) -> list[tuple[Figure, int]]:
        return [one for term in self.differences for one in figures_in(term)]

    @property
    def variants(self) -> list[str]:
        """The variants that it is about, each once."""
        return list(dict.fromkeys(one.variant for one in self.figures))

    def values(self, figures: Mapping[Figure, float]) -> list[float]:
        """The value of each difference; NaN where it has none."""
        return [value(term, figures) for term in self.differences]

    def is_met(self, figures: Mapping[Figure, float]) -> bool:
        """Whether the figures of one seed agree with it."""
        found = self.values(figures)
        match self.kind:
            case "equal":
                return abs(found[0]) <= self._tolerance(figures)
            case "within":
                return abs(found[0]) <= self.margin
        return all(one > 0 or (self.takes_equal and one == 0) for one in found)

    def _tolerance(self, figures: Mapping[Figure, float]) -> float:
        if self.tolerance is not None:
            # Beside what rounding does to half a digit.
            return self.tolerance * (1 + _ROUNDING) + 1e-12
        size = max((abs(figures[one]) for one in self.figures), default=0.0)
        return _ROUNDING * max(size, _ROUNDING)

    def of_variant(self, variant: str) -> Claim:
        """The same claim about another variant, where it is about one only."""
        own = self.variants[0]
        return read_claim(self.text.replace(f"[{own}]", f"[{variant}]"))

    def refuse_unknown(self, measures: Sequence[str], variants: Sequence[str]) -> None:
        """Refuse a measure or a variant that the study does not have.

        Args:
            measures: that may be named.
            variants: of the study; empty where it has none.

        Raises:
            FormulaError: with what is close.
        """
        for figure, position in self._placed:
            if figure.measure not in measures:
                hint = did_you_mean(close_names(figure.measure, measures))
                message = f"no measure is called `{figure.measure}`{hint} {_known(measures)}"
                raise FormulaError(message, position)
            if figure.variant == ONLY and variants:
                message = f"`{figure.measure}` of which variant? write {figure.measure}"
                raise FormulaError(f"{message}[{variants[0]}]", position)
            if figure.variant != ONLY and figure.variant not in variants:
                hint = did_you_mean(close_names(figure.variant, variants))
                message = f"no variant is called `{figure.variant}`{hint} {_known(variants)}"
                raise FormulaError(message, position)

    def refuse_idle(self, ranges: Mapping[Figure, Bounds]) -> None:
        """Refuse what cannot fail, or cannot hold, whatever is measured.

        Args:
            ranges: of each of its figures.

        Raises:
            FormulaError: with the reason.
        """
        if not self.figures:
            raise FormulaError("no measure is in it: it says the same whatever is run", 0)
        for term in self.differences:
            low, high = bounds(term, ranges)
            if isinstance(term, Binary) and term.left == term.right:
                raise FormulaError("both sides are the same", term.position)
            if self._is_certain(low, high):
                raise FormulaError(
                    "it cannot fail: by the ranges of its measures it always holds", term.position
                )
            if self._is_impossible(low, high):
                raise FormulaError(
                    "it cannot hold: the ranges of its measures do not allow it", term.position
                )

    def _is_certain(self, low: float, high: float) -> bool:
        match self.kind:
            case "equal":
                return False
            case "within":
                return -self.margin <= low and high <= self.margin
        return low > 0 or (self.takes_equal and low == 0)

    def _is_impossible(self, low: float, high: float) -> bool:
        match self.kind:
            case "equal":
                room = self.tolerance or 0.0
                return low > room or high < -room
            case "within":
                return low > self.margin or high < -self.margin
        return high < 0 or (high == 0 and not self.takes_equal)


def read_claim(text: str) -> Claim:
    """Parse a claim.

    Args:
        text: a comparison, `monotone(measure over variant, variant, ...)`, which rises in this
            order, or `within(one, other, margin)`.

    Raises:
        FormulaError: with the place at which it is none.

    Example:
        >>> read_claim("slope == 0.25").tolerance
        0.005
        >>> read_claim("within(loss[a], loss[b], 0.1)").margin
        0.1
    """
    if len(text) > _LONGEST:
        raise FormulaError(f"a claim of more than {_LONGEST} letters", _LONGEST)
    formula = parse(text)
    match formula:
        case Compare("==", left, right):
            return _tried(Claim(text, "equal", (_minus(left, right),), _digits(left, right)))
        case Compare(operator, left, right):
            more, less = (left, right) if operator[0] == ">" else (right, left)
            difference = (_minus(more, less),)
            return _tried(Claim(text, "greater", difference, takes_equal="=" in operator))
        case Call("monotone"):
            return _tried(Claim(text, "monotone", _rising(formula)))
        case Call("within", (left, right, Number() as margin), {}, ()):
            if margin.value <= 0:
                raise FormulaError("the margin must be above 0", margin.position)
            return _tried(Claim(text, "within", (_minus(left, right),), margin=margin.value))
        case Call("within"):
            message = "write within(one, other, margin) with a number as the margin"
            raise FormulaError(message, formula.position)
    message = "a claim compares: write for instance `accuracy[a] > accuracy[b]`"
    raise FormulaError(message, formula.position)


def _rising(call: Call) -> tuple[Formula, ...]:
    """The differences of neighbors, in the order of `over`."""
    match call:
        case Call(_, (Name(name),), {}, over) if len(over) > 1:
            terms = [Indexed(name, variant, position=call.position) for variant in over]
            pairs = itertools.pairwise(terms)
            return tuple(_minus(later, earlier) for earlier, later in pairs)
    message = "write monotone(measure over first, second, third)"
    raise FormulaError(message, call.position)


def _minus(left: Formula, right: Formula) -> Binary:
    return Binary("-", left, right, position=left.position)


def _digits(left: Formula, right: Formula) -> float | None:
    """How near a measure must come to a number that was written; None without one."""
    for side in (left, right):
        number = side.operand if isinstance(side, Unary) else side
        if isinstance(number, Number):
            return number.half_digit
    return None


def _tried(claim: Claim) -> Claim:
    """Refuse what could not be computed, with made-up figures, before anything is run."""
    claim.values(dict.fromkeys(claim.figures, 1.0))
    return claim


def _known(names: Sequence[str]) -> str:
    more = ", ..." if len(names) > _MOST_NAMED else ""
    shown = ", ".join(names[:_MOST_NAMED])
    return f"there are: {shown}{more}" if names else "the study has none"
