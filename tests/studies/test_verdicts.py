"""Verdicts: against the exact test by hand, and over many simulated studies."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from suite.studies.claims.claim import read_claim
from suite.studies.claims.terms import Figure
from suite.studies.claims.verdict import judge

A, B, C = (Figure("m", variant) for variant in "abc")


def seeds(differences):
    return [{A: float(one), B: 0.0, C: -1.0} for one in differences]


def word(claim, differences):
    return judge(read_claim(claim), seeds(differences)).word


@pytest.mark.parametrize("seed", range(5))
def test_p_is_the_share_of_signs_that_give_as_much(seed):
    differences = np.random.default_rng(seed).normal(0.3, 1.0, 6).round(3)
    flips = [np.dot(signs, differences) for signs in itertools.product((1, -1), repeat=6)]
    by_hand = np.mean(np.array(flips) >= differences.sum() - 1e-9)
    assert judge(read_claim("m[a] > m[b]"), seeds(differences)).p == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("claim", "differences", "verdict"),
    [
        ("m[a] > m[b]", [1, 2, 1, 2, 1], "holds"),
        ("m[a] >= m[b]", [1, 1, 1, 1, 1], "holds"),
        ("m[a] < m[b]", [1, 2, 1, 2, 1], "refuted"),
        ("m[b] < m[a]", [1, 2, 1, 2, 1], "holds"),
        ("m[a] > m[b] + 0.5", [1, 2, 1, 2, 1], "holds"),
        ("m[a] > m[b] + 1.5", [1, 2, 1, 2, 1], "undecided"),
        ("m[a] > m[b]", [1, 2, 1, 2, -0.1], "undecided"),
        ("m[a] > m[b]", [0.01, 0.01, 0.01, 0.01, 3], "undecided"),  # the t interval
        ("m[a] > m[b]", [1, 2, 1, 2], "undecided"),  # too few
        ("m[a] > m[b]", [1, 2, 1, 2, math.nan], "undecided"),
        ("m[a] > m[b]", [1, 2, 1, 2, math.inf], "undecided"),
        ("m[a] == 1", [1, 1, 1], "holds"),
        ("m[a] == 1", [1, 1, 2], "undecided"),
        ("m[a] == 1", [2, 3, 2], "refuted"),
        ("m[a] == 1", [1.0001], "refuted"),
        ("m[a] == 1.00", [1.004], "holds"),
        ("m[a] == -0.5", [-0.52], "holds"),
        ("m[a] == m[b]", [0.0, 1e-13], "holds"),
        ("monotone(m over c, b, a)", [1, 2, 1, 2, 1], "holds"),
        ("monotone(m over a, b, c)", [1, 2, 1, 2, 1], "refuted"),
        ("monotone(m over c, a, b)", [1, 2, 1, 2, 1], "undecided"),
        ("within(m[a], m[b], 0.5)", [0.1, -0.1] * 5, "holds"),
        ("within(m[a], m[b], 0.5)", [0.1, -0.1] * 4, "undecided"),  # ten seeds at least
        ("within(m[a], m[b], 0.5)", [3, -3] * 5, "undecided"),
        ("within(m[a], m[b], 0.5)", [1, 2] * 5, "refuted"),
        ("within(m[a], m[b], 0.5)", [-1, -2] * 5, "refuted"),
    ],
)
def test_a_verdict(claim, differences, verdict):
    assert word(claim, differences) == verdict


def test_facts_need_neither_seeds_nor_a_test():
    claim = read_claim("m[a] > m[b]")
    assert judge(claim, seeds([1]), exact=True).word == "holds"
    assert judge(claim, seeds([-1]), exact=True).word == "refuted"
    for sign, word in ((">", "refuted"), (">=", "holds"), ("<=", "holds"), ("<", "refuted")):
        assert judge(read_claim(f"m[a] {sign} m[b]"), seeds([0]), exact=True).word == word


@pytest.mark.parametrize(
    ("claim", "count"),
    [("m[a] > m[b]", 5), ("m[a] > m[b]", 10), ("monotone(m over c, b, a)", 5)],
)
def test_of_a_thousand_studies_without_an_effect_few_get_a_verdict(claim, count):
    drawn = np.random.default_rng(count)
    words = []
    for _ in range(1000):
        figures = [dict(zip((A, B, C), drawn.normal(size=3), strict=True)) for _ in range(count)]
        words.append(judge(read_claim(claim), figures).word)
    assert words.count("undecided") > 950


@pytest.mark.parametrize("noise", ["normal", "uniform"])
def test_an_effect_of_two_deviations_is_found_with_five_seeds(noise):
    drawn = np.random.default_rng(1)
    found = 0
    for _ in range(1000):
        ends = (0.0, 1.0) if noise == "normal" else (-(3**0.5), 3**0.5)  # a deviation of 1
        differences = getattr(drawn, noise)(*ends, 5) + 2
        found += word("m[a] > m[b]", differences) == "holds"
    assert found > 800


def test_no_difference_is_not_taken_for_equality_where_there_is_one():
    drawn, wrong = np.random.default_rng(2), 0
    for _ in range(1000):
        wrong += word("within(m[a], m[b], 1)", drawn.normal(1.0, 1.0, 10)) == "holds"
    assert wrong < 60  # two one-sided tests at 0.05, at the margin itself
