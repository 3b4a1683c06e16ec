"""Claims: how they are read, and which are refused before anything is run."""

from __future__ import annotations

import math

import pytest

from suite.formula import FormulaError
from suite.studies.claims.claim import read_claim
from suite.studies.claims.terms import Bounds, Figure

SHARE, ANY = Bounds(0.0, 1.0), Bounds(-math.inf, math.inf)


def figures(**values):
    found = {}
    for name, number in values.items():
        measure, _, variant = name.partition("__")
        found[Figure(measure, variant or "only")] = number
    return found


@pytest.mark.parametrize(
    ("text", "given", "difference"),
    [
        ("m[a] > 2 * m[b] - 1", figures(m__a=3.0, m__b=1.0), 2.0),
        ("m[a] < m[b] / 4", figures(m__a=3.0, m__b=8.0), -1.0),
        ("abs(m[a]) >= max(m[b], 1)", figures(m__a=-3.0, m__b=0.5), 2.0),
        ("log10(m) == 2", figures(m=1000.0), 1.0),
        ("sqrt(m) > min(3, 1, 2)", figures(m=9.0), 2.0),
        ("m[a]^2 > -m[b]", figures(m__a=3.0, m__b=1.0), 10.0),
        ("m[a] / m[b] > 1", figures(m__a=3.0, m__b=0.0), math.nan),
        ("log10(m) > 1", figures(m=0.0), math.nan),
    ],
)
def test_the_difference_that_a_claim_is_about(text, given, difference):
    assert read_claim(text).values(given) == [pytest.approx(difference, nan_ok=True)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("m[a]", "compares"),
        ("m[a] + 1", "compares"),
        ("m[a] > median(m[b])", "no function of a claim"),
        ("m[a] > 'x'", "no part of a claim"),
        ("m[a] > $x", "no part of a claim"),
        ("abs(m[a], m[b]) > 1", "one argument"),
        ("monotone(m)", "write monotone"),
        ("monotone(m over a)", "write monotone"),
        ("monotone(m[a] over a, b)", "write monotone"),
        ("within(m[a], m[b])", "number as the margin"),
        ("within(m[a], m[b], m[c])", "number as the margin"),
        ("within(m[a], m[b], 0)", "above 0"),
        ("m[a] > 1 > 0", "two claims"),
        ("m[a] > " + "1 + " * 200 + "1", "more than 500"),
        ("__import__('os').system('ls') > 1", "unexpected"),
    ],
)
def test_what_is_no_claim_is_refused(text, said):
    with pytest.raises(FormulaError, match=said):
        read_claim(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("units[a] > 1", "did you mean 'unit'"),
        ("unit[he] > unit[zero]", "did you mean 'zeros'"),
        ("unit > 1", r"write unit\[he\]"),
        ("monotone(unit over he, zero)", "did you mean 'zeros'"),
    ],
)
def test_unknown_measures_and_variants_are_named_with_what_is_close(text, said):
    with pytest.raises(FormulaError, match=said) as caught:
        read_claim(text).refuse_unknown(["unit", "loss"], ["he", "zeros"])
    assert text[caught.value.position :].startswith(("unit", "monotone"))


def test_without_variants_there_is_none_to_name():
    read_claim("unit > 1").refuse_unknown(["unit"], [])
    with pytest.raises(FormulaError, match="the study has none"):
        read_claim("unit[a] > 1").refuse_unknown(["unit"], [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 > 0", "no measure"),
        ("m[a] > m[a]", "same"),
        ("m[a] == m[a]", "same"),
        ("m[a] > -1", "cannot fail"),
        ("m[a] + m[b] < 3", "cannot fail"),
        ("m[a] * m[b] >= -0.5", "cannot fail"),
        ("abs(m[a] - m[b]) < 2", "cannot fail"),
        ("max(m[a], m[b]) > -2", "cannot fail"),
        ("within(m[a], m[b], 2)", "cannot fail"),
        ("m[a] >= 0", "cannot fail"),
        ("m[a] <= 1", "cannot fail"),
        ("m[a] > 1", "cannot hold"),
        ("m[a] < 0", "cannot hold"),
        ("m[a] == 2", "cannot hold"),
        ("m[a] > m[b] + 1", "cannot hold"),
        ("within(m[a], 5, 1)", "cannot hold"),
    ],
)
def test_what_cannot_fail_or_hold_is_refused(text, said):
    claim = read_claim(text)
    with pytest.raises(FormulaError, match=said):
        claim.refuse_idle(dict.fromkeys(claim.figures, SHARE))


@pytest.mark.parametrize(
    "text",
    [
        "m[a] > m[b]",
        "m[a] > 0.5",
        "m[a] == 1",
        "m[a] > m[b] + 0.9",
        "m[a] / m[b] > -1",
        "m[a] >= 1",
    ],
)
def test_what_can_fail_is_taken(text):
    claim = read_claim(text)
    claim.refuse_idle(dict.fromkeys(claim.figures, SHARE))
    claim.refuse_idle(dict.fromkeys(claim.figures, ANY))


def test_a_claim_about_one_variant_is_asked_of_another():
    claim = read_claim("units[zeros] == 1 + 0 * units[zeros]")
    assert claim.of_variant("he").variants == ["he"]
