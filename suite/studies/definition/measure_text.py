"""The measures of a study as they are written: `last(val_loss) - last(loss)`."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suite.formula import (
    Binary,
    Call,
    Formula,
    FormulaError,
    Name,
    Number,
    Parameter,
    Text,
    Unary,
    parse,
    walk,
)
from suite.studies.claims.terms import FUNCTIONS, Bounds, Figure, bounds, value
from suite.studies.measures.measure import Measure
from suite.studies.measures.registry import MEASURES
from suite.suggest import close_names, did_you_mean

# Of a figure of summary.json nothing is known beforehand, but what such names always mean.
_SHARES = ("accuracy", "precision", "recall")
_OF_A_SURFACE = ("value", "distance")
_FIGURES = ("loss", "seconds", "images_per_second", *_SHARES)


@dataclass(frozen=True)
class MeasureText:
    """A measure of a study, ready to be asked of an arm.

    Args:
        name: in the study.
        text: as it was written.
        formula: measures of the registry and figures of summary.json, with arithmetic.

    Raises:
        FormulaError: an unknown measure, or arguments that it does not take.

    Example:
        >>> measure = MeasureText.read("gap", "last(val_loss) - last(loss)")
        >>> measure.is_exact, [call.name for call in measure.calls]
        (False, ['last', 'last'])
    """

    name: str
    text: str
    formula: Formula

    @classmethod
    def read(cls, name: str, text: str) -> MeasureText:
        """Parse a measure."""
        found = cls(name, text, parse(text))
        for call in found.calls:
            _bound(call)
        found._numbers(lambda call: 1.0)  # refuses what could not be computed
        for part in walk(found.formula):
            if isinstance(part, Name) and part.name in found.figures:
                _refuse_unknown(part)
        return found

    @functools.cached_property
    def calls(self) -> list[Call]:
        """The measures of the registry in it."""
        return list(_calls(self.formula))

    @property
    def figures(self) -> list[str]:
        """The figures of summary.json in it."""
        inside = {id(part) for call in self.calls for part in walk(call)}
        names = (part for part in walk(self.formula) if isinstance(part, Name))
        return [one.name for one in names if id(one) not in inside and one.name not in MEASURES]

    @property
    def is_exact(self) -> bool:
        """Whether it needs neither several seeds nor a trained model."""
        return not self.figures and all(MEASURES[call.name].is_exact for call in self.calls)

    @property
    def takes_arm(self) -> bool:
        """Whether it is of a model or of a run."""
        return bool(self.figures) or any(MEASURES[call.name].takes_arm for call in self.calls)

    @property
    def parameters(self) -> list[str]:
        """The `$names` that variants give."""
        return [part.name for part in walk(self.formula) if isinstance(part, Parameter)]

    @property
    def range(self) -> Bounds:
        """Between which it lies, whatever is run."""
        ranges = {}
        for name in {call.name for call in self.calls}:
            ranges[Figure(name, "only")] = Bounds(MEASURES[name].least, MEASURES[name].most)
        for name in self.figures:
            share = name.endswith(_SHARES)
            ranges[Figure(name, "only")] = Bounds(0.0, 1.0) if share else _EVERYTHING
        return bounds(_with_names(self.formula), ranges)

    def evaluate(
        self,
        figure: Callable[[str], float],
        given: Mapping[str, Any],
        fixed: Mapping[str, Any],
    ) -> float:
        """What it comes to.

        Args:
            figure: gives a figure of summary.json.
            given: the values of `$names`.
            fixed: `arm` and `seed`, for the measures that take them.
        """

        def called(call: Call) -> float:
            measure = MEASURES[call.name]
            bound = _bound(call, given)
            taken = {
                name: one for name, one in fixed.items() if name in measure.signature.parameters
            }
            return float(measure.function(**taken, **bound))

        return self._numbers(called, figure)

    def _numbers(
        self, called: Callable[[Call], float], figure: Callable[[str], float] = lambda name: 1.0
    ) -> float:
        """The formula with a number for each call, and for each figure."""

        def numbered(part: Formula) -> Formula:
            match part:
                case Call(name) if name in MEASURES:
                    return Number(repr(called(part)))
                case Call(name, arguments, options, over):
                    inside = tuple(map(numbered, arguments))
                    return Call(name, inside, options, over, position=part.position)
                case Name(name) if name in MEASURES:
                    return Number(repr(called(Call(name, position=part.position))))
                case Name(name):
                    return Number(repr(figure(name)))
                case Unary(sign, operand):
                    return Unary(sign, numbered(operand), position=part.position)
                case Binary(sign, left, right):
                    return Binary(sign, numbered(left), numbered(right), position=part.position)
            return part

        return value(numbered(self.formula), {})


_EVERYTHING = Bounds(-math.inf, math.inf)


def _calls(formula: Formula) -> Iterator[Call]:
    """The outermost measures of the registry: their arguments are names of other things."""
    match formula:
        case Call(name) if name in MEASURES:
            yield formula
        case Name(name) if name in MEASURES:
            yield Call(name, position=formula.position)
        case Call(name) if name not in FUNCTIONS:
            known = [*MEASURES, *FUNCTIONS]
            hint = did_you_mean(close_names(name, known, 3))
            raise FormulaError(
                f"no measure is called `{name}`{hint} all stand in suite/studies/measures",
                formula.position,
            )
        case _:
            for part in formula.parts:
                yield from _calls(part)


def _with_names(formula: Formula) -> Formula:
    """The formula with the name of each measure in its place, for its bounds."""
    match formula:
        case Call(name) if name in MEASURES:
            return Name(name)
        case Call(name, arguments):
            return Call(name, tuple(map(_with_names, arguments)))
        case Unary(sign, operand):
            return Unary(sign, _with_names(operand))
        case Binary(sign, left, right):
            return Binary(sign, _with_names(left), _with_names(right))
    return formula


def _bound(call: Call, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The arguments of a measure by their names.

    Args:
        call: of a measure of the registry.
        given: the values of `$names`; None leaves them open.

    Raises:
        FormulaError: it does not take them.
    """
    measure: Measure = MEASURES[call.name]
    arguments = [_plain(one, given) for one in call.arguments]
    options = {name: _plain(one, given) for name, one in call.options.items()}
    for name in options.keys() & {"arm", "seed"}:
        raise FormulaError(f"`{name}` is given by the study", call.position)
    own = [one for name, one in measure.signature.parameters.items() if name not in ("arm", "seed")]
    signature = measure.signature.replace(parameters=own)
    try:
        return dict(signature.bind(*arguments, **options).arguments)
    except TypeError as error:
        shown = ", ".join(map(str, own)).replace("'", "")
        message = f"{call.name}({shown}): {error}"
        raise FormulaError(message, call.position) from None


def _plain(argument: Formula, given: Mapping[str, Any] | None) -> Any:
    """The value of an argument: a number, a text, a name, or what a variant gives."""
    match argument:
        case Number(text):
            return int(text) if text.isdecimal() else float(text)
        case Text(content):
            return content
        case Name(name):
            return {"true": True, "false": False}.get(name, name)
        case Unary("-", Number() as number):
            return -_plain(number, given)
        case Parameter(name):
            return 0 if given is None else given[name]
    raise FormulaError("an argument is a number, a name or a text", argument.position)


def _refuse_unknown(name: Name) -> None:
    """Refuse a name that no figure of a run has.

    Raises:
        FormulaError: with what is close.
    """
    if not figure_name(name.name):
        hint = did_you_mean(close_names(name.name, [*MEASURES, *_FIGURES], 3), "")
        message = f"no measure and no figure of a run is called `{name.name}`{hint}"
        raise FormulaError(message, name.position)


def figure_name(name: str) -> bool:
    """Whether a name is that of a figure of summary.json, as far as names tell.

    Example:
        >>> figure_name("best_val_accuracy"), figure_name("units")
        (True, False)
    """
    begins = name.startswith(("test_", "val_", "best_"))
    return begins or name.endswith(_FIGURES) or name in _OF_A_SURFACE


def measures_of(texts: Mapping[str, str], used: Sequence[str]) -> dict[str, MeasureText]:
    """The measures of a study: those it names, and the figures that its claims name themselves."""
    named = {name: MeasureText.read(name, text) for name, text in texts.items()}
    own = [name for name in used if name not in named and (figure_name(name) or name in MEASURES)]
    return named | {name: MeasureText.read(name, name) for name in own}
