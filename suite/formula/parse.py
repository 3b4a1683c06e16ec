"""From a text to a formula.

assignments = [ name "=" ] comparison { (";" | line break) [ name "=" ] comparison }
comparison  = sum [ ("<" | "<=" | "==" | ">=" | ">") sum ]
sum         = product { ("+" | "-") product }
product     = signed { ("*" | "/" | "@") signed }
signed      = "-" signed | power
power       = atom [ "^" signed ]
atom        = number | "text" | $name | name | name "[" index "]" | call | list | "(" comparison ")"
list        = "[" comparison { "," comparison } "]"
call        = name "(" [ argument { "," argument } ] [ "over" index { "," index } ] ")"
argument    = [ name "=" ] comparison
"""

from __future__ import annotations

import re
from typing import NamedTuple

from suite.formula.formula import (
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
)

# Deeper than anybody writes, and far from Python's own limit.
DEEPEST = 50

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"|(?P<parameter>\$[^\W\d]\w*)"
    r"""|(?P<text>"[^"]*"|'[^']*')"""
    r"|(?P<sign>==|<=|>=|[-+*/^@()\[\],;=<>]))"
)
_COMPARISONS = ("<", "<=", "==", ">=", ">")


class _Token(NamedTuple):
    kind: str
    text: str
    position: int
    end: int


def parse(text: str) -> Formula:
    """Parse a formula.

    Args:
        text: in one line or several; see the grammar above. Names may hold dots
            between their parts; what has other letters, as a column `gradient_norm/total`, is
            written as a text.

    Raises:
        FormulaError: with the place at which the text stops being one.

    Example:
        >>> found = parse("units[he] > units[zeros] + 30")
        >>> found.operator, found.left.index, found.right.right.value
        ('>', 'he', 30.0)
        >>> parse("1 + ")
        Traceback (most recent call last):
        suite.formula.formula.FormulaError: a number or a name is missing (at letter 5)
    """
    parser = _Parser(text)
    found = parser.comparison()
    parser.finish()
    return found


def parse_assignments(text: str) -> list[Assignment]:
    """Parse formulas behind one another, each with a name of its own or without one.

    Args:
        text: with semicolons or line breaks between the formulas.

    Raises:
        FormulaError: as `parse` does.

    Example:
        >>> [found.name for found in parse_assignments("q = x + y; x = 2; q * 3")]
        ['q', 'x', '']
    """
    return _Parser(text).assignments()


class _Parser:
    """One pass over a text, a token at a time."""

    def __init__(self, text: str) -> None:
        self.text, self.depth, self.scanned = text, 0, 0
        self.token = self._scan(0)

    def _scan(self, start: int) -> _Token:
        self.scanned = start
        found = _TOKEN.match(self.text, start)
        if found is not None and found.lastgroup is not None:
            kind = found.lastgroup
            return _Token(kind, found[kind], found.start(kind), found.end())
        rest = self.text[start:].lstrip()
        position = len(self.text) - len(rest)
        if not rest:
            return _Token("end", "", len(self.text), len(self.text))
        if rest[0] in "\"'":
            raise FormulaError("the quotation mark is not closed", position)
        raise FormulaError(f"unexpected {_shown(rest)}", position)

    def take(self) -> _Token:
        token = self.token
        self.token = self._scan(token.end)
        return token

    def takes(self, *signs: str) -> _Token | None:
        """The next token, if it is one of these signs."""
        return self.take() if self.token.kind == "sign" and self.token.text in signs else None

    def expect(self, sign: str, opened: _Token) -> None:
        if self.takes(sign) is None:
            self._refuse_rest(f"the bracket of letter {opened.position + 1} is not closed")

    def finish(self) -> None:
        if self.token.kind != "end":
            self._refuse_rest(f"unexpected {_shown(self.token.text)}")

    def _refuse_rest(self, message: str) -> None:
        if self.token.text in _COMPARISONS:
            message = f"a second comparison, `{self.token.text}`; write two claims"
        elif self.token.text == "=":
            message = "`=` gives an argument by its name; a comparison is written `==`"
        raise FormulaError(message, self.token.position)

    def assignments(self) -> list[Assignment]:
        found = []
        while self.token.kind != "end":
            if self.takes(";"):
                continue
            position, name = self.token.position, ""
            formula = self.comparison()
            if isinstance(formula, Name) and self.takes("="):
                name, formula = formula.name, self.comparison()
            found.append(Assignment(name, formula, position=position))
            if self.token.text == "=":
                raise FormulaError("only a name is given a value: `x = 2`", self.token.position)
            if self.token.kind != "end" and self.token.text != ";" and not self._on_new_line():
                self._refuse_rest(f"unexpected {_shown(self.token.text)}")
        return found

    def _on_new_line(self) -> bool:
        return "\n" in self.text[self.scanned : self.token.position]

    def comparison(self) -> Formula:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"nested more than {DEEPEST} deep", self.token.position)
        left = self.sum()
        if sign := self.takes(*_COMPARISONS):
            left = Compare(sign.text, left, self.sum(), position=sign.position)
        self.depth -= 1
        return left

    def sum(self) -> Formula:
        left = self.product()
        while sign := self.takes("+", "-"):
            left = Binary(sign.text, left, self.product(), position=sign.position)
        return left

    def product(self) -> Formula:
        left = self.signed()
        while sign := self.takes("*", "/", "@"):
            left = Binary(sign.text, left, self.signed(), position=sign.position)
        return left

    def signed(self) -> Formula:
        signs = []
        while sign := self.takes("-"):
            signs.append(sign)
            if len(signs) > DEEPEST:
                raise FormulaError("too many signs", sign.position)
        found = self.power()
        for sign in reversed(signs):
            found = Unary("-", found, position=sign.position)
        return found

    def power(self) -> Formula:
        base = self.atom()
        if sign := self.takes("^"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise FormulaError(f"nested more than {DEEPEST} deep", sign.position)
            base = Binary("^", base, self.signed(), position=sign.position)
            self.depth -= 1
        return base

    def atom(self) -> Formula:
        if opened := self.takes("("):
            inside = self.comparison()
            self.expect(")", opened)
            return inside
        if opened := self.takes("["):
            return self._list(opened)
        if self.token.kind in ("end", "sign"):
            raise FormulaError("a number or a name is missing", self.token.position)
        token = self.take()
        match token.kind:
            case "number":
                return Number(token.text, position=token.position)
            case "text":
                return Text(token.text[1:-1], position=token.position)
            case "parameter":
                return Parameter(token.text[1:], position=token.position)
        if self.token.text == "[":
            return self._indexed(token)
        if opened := self.takes("("):
            return self._call(token, opened)
        return Name(token.text, position=token.position)

    def _list(self, opened: _Token) -> Formula:
        items = [self.comparison()]
        while self.takes(","):
            items.append(self.comparison())
        self.expect("]", opened)
        return List(tuple(items), position=opened.position)

    def _indexed(self, name: _Token) -> Formula:
        """A name with the text between its brackets, whatever that is made of."""
        opened = self.token
        end = self.text.find("]", opened.end)
        if end < 0:
            raise FormulaError("the square bracket is not closed", opened.position)
        index = self.text[opened.end : end].strip()
        if not index:
            raise FormulaError("nothing stands between the square brackets", opened.position)
        self.token = self._scan(end + 1)
        return Indexed(name.text, index, position=name.position)

    def _call(self, name: _Token, opened: _Token) -> Formula:
        arguments: list[Formula] = []
        options: dict[str, Formula] = {}
        over: tuple[str, ...] = ()
        while self.token.text != ")":
            found = self.comparison()
            if isinstance(found, Name) and (sign := self.takes("=")):
                if found.name in options:
                    raise FormulaError(f"`{found.name}` is given twice", found.position)
                options[found.name] = self.comparison()
            elif options:
                raise FormulaError("an argument without a name follows one with", found.position)
            else:
                arguments.append(found)
            if self.token.kind == "name" and self.token.text == "over":
                over = self._over(opened)
                break
            if not (sign := self.takes(",")):
                break
            if self.token.text == ")":
                raise FormulaError("an argument is missing behind the comma", sign.position)
        self.expect(")", opened)
        return Call(name.text, tuple(arguments), options, over, position=name.position)

    def _over(self, opened: _Token) -> tuple[str, ...]:
        """What stands behind `over`, up to the bracket: names of any letters."""
        start, end = self.token.end, self.text.find(")", self.token.end)
        if end < 0:
            raise FormulaError("the bracket is not closed", opened.position)
        names = tuple(part.strip() for part in self.text[start:end].split(","))
        if not all(names):
            raise FormulaError("a name is missing behind `over`", start)
        self.token = self._scan(end)
        return names


def _shown(text: str) -> str:
    return f"`{text if len(text) <= 12 else text[:12] + '...'}`"
