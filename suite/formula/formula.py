"""What a formula is made of; every part knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


class FormulaError(ValueError):
    """A text that is no formula.

    Args:
        message: cause and remedy.
        position: of the letter at which it fails, from 0.

    Example:
        >>> error = FormulaError("a bracket is not closed", 4)
        >>> str(error), error.position
        ('a bracket is not closed (at letter 5)', 4)
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (at letter {position + 1})")
        self.message, self.position = message, position


@dataclass(frozen=True)
class Formula:
    """A part of a formula; `position` is that of its first letter, or of its operator.

    Example:
        >>> Formula(position=4).parts
        ()
    """

    position: int = field(kw_only=True, compare=False, default=0)

    @property
    def parts(self) -> tuple[Formula, ...]:
        """The formulas directly inside."""
        return ()


@dataclass(frozen=True)
class Number(Formula):
    """A number as it was written: `0.25` says how exact it is meant.

    Example:
        >>> Number("0.25").value
        0.25
    """

    text: str

    @property
    def value(self) -> float:
        return float(self.text)

    @property
    def half_digit(self) -> float:
        """Half a unit of its last digit; 0 for a whole number.

        Example:
            >>> Number("0.25").half_digit, Number("12").half_digit
            (0.005, 0.0)
        """
        mantissa, _, exponent = self.text.lower().partition("e")
        digits = len(mantissa.partition(".")[2])
        if not digits and not exponent:
            return 0.0
        return 0.5 * 10.0 ** (int(exponent or 0) - digits)


@dataclass(frozen=True)
class Text(Formula):
    """A text in quotation marks.

    Example:
        >>> Text("val_loss").value
        'val_loss'
    """

    value: str


@dataclass(frozen=True)
class Name(Formula):
    """A name: `loss`.

    Example:
        >>> Name("loss", position=3).position
        3
    """

    name: str


@dataclass(frozen=True)
class Parameter(Formula):
    """A name that is given a value later: `$dimension`.

    Example:
        >>> Parameter("dimension").name
        'dimension'
    """

    name: str


@dataclass(frozen=True)
class Indexed(Formula):
    """A name at an index: `accuracy[he]`; the index is any text without brackets.

    Example:
        >>> Indexed("accuracy", "he").index
        'he'
    """

    name: str
    index: str


@dataclass(frozen=True)
class Call(Formula):
    """A function of arguments: `last(loss, epoch=3)`, `monotone(accuracy over thin, wide)`.

    Example:
        >>> Call("last", (Name("loss"),)).parts[0].name
        'loss'
    """

    name: str
    arguments: tuple[Formula, ...] = ()
    options: Mapping[str, Formula] = field(default_factory=dict)
    over: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Formula, ...]:
        return (*self.arguments, *self.options.values())


@dataclass(frozen=True)
class List(Formula):
    """Formulas in square brackets: `[0.2, 0.4]`, a vector; of such lists, a matrix.

    Example:
        >>> [part.value for part in List((Number("1"), Number("2"))).parts]
        [1.0, 2.0]
    """

    items: tuple[Formula, ...]

    @property
    def parts(self) -> tuple[Formula, ...]:
        return self.items


@dataclass(frozen=True)
class Unary(Formula):
    """Minus a formula.

    Example:
        >>> Unary("-", Number("2")).operand.value
        2.0
    """

    operator: str
    operand: Formula

    @property
    def parts(self) -> tuple[Formula, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class _OfTwo(Formula):
    """A sign between two formulas."""

    operator: str
    left: Formula
    right: Formula

    @property
    def parts(self) -> tuple[Formula, ...]:
        return self.left, self.right


@dataclass(frozen=True)
class Binary(_OfTwo):
    """Two formulas with +, -, *, /, ^ or @ between them.

    Example:
        >>> Binary("+", Number("1"), Number("2")).right.value
        2.0
    """


@dataclass(frozen=True)
class Compare(_OfTwo):
    """Two formulas with <, <=, ==, >= or > between them.

    Example:
        >>> Compare(">", Name("a"), Number("0")).operator
        '>'
    """


@dataclass(frozen=True)
class Assignment(Formula):
    """A formula with the name that it is given, if any: `f = x + y`.

    Example:
        >>> Assignment("f", Number("2")).parts[0].value
        2.0
    """

    name: str
    formula: Formula

    @property
    def parts(self) -> tuple[Formula, ...]:
        return (self.formula,)


def walk(formula: Formula) -> Iterator[Formula]:
    """A formula and all that is inside it, from left to right.

    Example:
        >>> from suite.formula.parse import parse
        >>> [part.name for part in walk(parse("f(a) + b")) if isinstance(part, (Call, Name))]
        ['f', 'a', 'b']
    """
    waiting = [formula]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += reversed(part.parts)
