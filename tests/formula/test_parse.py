"""Formulas: what they are parsed to, and where a text stops being one."""

from __future__ import annotations

import ast
import random

import pytest

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
    parse,
    parse_assignments,
    walk,
)


def value_of(formula: Formula) -> float:
    match formula:
        case Number():
            return formula.value
        case Unary(_, operand):
            return -value_of(operand)
        case Binary(operator, left, right):
            a, b = value_of(left), value_of(right)
            return {"+": a + b, "-": a - b, "*": a * b}[operator] if operator != "^" else a**b
    raise AssertionError(formula)


def drawn(generator: random.Random, depth: int) -> str:
    if depth == 0 or generator.random() < 0.2:
        return str(generator.randint(0, 9))
    left, right = drawn(generator, depth - 1), drawn(generator, depth - 1)
    form = generator.choice(["{}+{}", "{} - {}", "{}*{}", "({} + {})", "-{} * -{}", "({})-({})"])
    return form.format(left, right)


@pytest.mark.parametrize("seed", range(40))
def test_sums_and_products_are_grouped_as_python_groups_them(seed):
    text = drawn(random.Random(seed), 4)
    assert value_of(parse(text)) == eval(compile(ast.parse(text, mode="eval"), "", "eval"))


def test_powers_bind_more_than_a_sign_and_to_the_right():
    assert value_of(parse("-2^2")) == -4
    assert value_of(parse("2^3^2")) == 512
    assert value_of(parse("2^-1")) == 0.5


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("units[he] > 30", Compare(">", Indexed("units", "he"), Number("30"))),
        ("loss[B = 8] <= .5", Compare("<=", Indexed("loss", "B = 8"), Number(".5"))),
        ("last('a/b', 3)", Call("last", (Text("a/b"), Number("3")))),
        ("at(x.y, epoch=2)", Call("at", (Name("x.y"),), {"epoch": Number("2")})),
        ("monotone(a over d-1, 0.5)", Call("monotone", (Name("a"),), {}, ("d-1", "0.5"))),
        ("share($dimension)", Call("share", (Parameter("dimension"),))),
        ("f()", Call("f")),
        ("1e-3 == x", Compare("==", Number("1e-3"), Name("x"))),
        ("x/y", Binary("/", Name("x"), Name("y"))),
        ("[1, x] @ y", Binary("@", List((Number("1"), Name("x"))), Name("y"))),
        ("[[1], [2]]", List((List((Number("1"),)), List((Number("2"),))))),
    ],
)
def test_a_text_is_parsed_to_its_parts(text, formula):
    assert parse(text) == formula


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", 0, "missing"),
        ("1 +", 3, "missing"),
        ("(1 + 2", 6, "bracket of letter 1"),
        ("f(a, ", 5, "missing"),
        ("f(a,)", 3, "behind the comma"),
        ("units[he > 3", 5, "not closed"),
        ("units[ ] > 3", 5, "nothing stands"),
        ("a < b < c", 6, "two claims"),
        ("a = b", 2, "`==`"),
        ("a ; b", 2, "unexpected `;`"),
        ("a 'b", 2, "quotation"),
        ("3px", 0, "unexpected"),
        ("f(x=1, x=2)", 7, "twice"),
        ("f(x=1, 2)", 7, "without a name"),
        ("monotone(a over b,)", 15, "behind `over`"),
        ("[1, 2", 5, "bracket of letter 1"),
        ("[]", 1, "missing"),
        ("a] > b", 1, "unexpected `]`"),
        ("(" * 60, 50, "deep"),
        ("2^" * 60 + "2", 99, "deep"),
        ("-" * 60 + "1", 50, "signs"),
    ],
)
def test_what_is_no_formula_is_refused_at_its_letter(text, position, said):
    with pytest.raises(FormulaError, match="letter") as caught:
        parse(text)
    assert said in caught.value.message
    assert abs(caught.value.position - position) <= 1


def test_numbers_know_how_exact_they_are_meant():
    found = {text: Number(text).half_digit for text in ("1", "0.5", "-0", "1.250", "1e-3", "2.5e3")}
    assert found == pytest.approx(
        {"1": 0, "0.5": 0.05, "-0": 0, "1.250": 0.0005, "1e-3": 0.0005, "2.5e3": 50.0}
    )


def test_all_parts_are_walked_from_left_to_right():
    parts = list(walk(parse("f(a, k=b) * -c[d] > 1")))
    names = [part.name for part in parts if isinstance(part, Call | Name | Indexed)]
    assert names == ["f", "a", "b", "c"]
    assert [part.position for part in parts if isinstance(part, Name)] == [2, 7]


def test_assignments_end_at_a_semicolon_or_a_line():
    found = parse_assignments("f = x\n  + y; x = [1,\n 2]\n\n y = 3;; f * 2")
    assert [one.name for one in found] == ["f", "x", "y", ""]
    assert found[0] == Assignment("f", Binary("+", Name("x"), Name("y")))
    assert [one.position for one in found] == [0, 13, 27, 35]
    assert parse_assignments(" ; ") == []


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [("x = 2 y = 3", 6, "`y`"), ("x + 1 = 3", 6, "only a name"), ("x = = 2", 4, "missing")],
)
def test_what_is_no_assignment_is_refused_at_its_letter(text, position, said):
    with pytest.raises(FormulaError, match=said) as caught:
        parse_assignments(text)
    assert caught.value.position == position
