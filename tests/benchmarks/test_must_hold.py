"""A verdict goes by the unrounded median, and the page repeats each of them."""

from __future__ import annotations

import pytest

from benchmarks.must_hold import TITLE, at_least, at_most, verdicts
from benchmarks.page import table


@pytest.mark.parametrize(
    ("limit", "ratios", "said"),
    [
        (at_least(1.05), [1.0, 1.05, 9.0], ">= 1.05: met"),
        (at_least(1.05), [1.0, 1.0499, 9.0], ">= 1.05: not met"),
        (at_most(1.1), [1.1, 0.1, 9.0], "<= 1.1: met"),
        (at_most(1.1), [1.1001, 0.1, 9.0], "<= 1.1: not met"),
    ],
)
def test_the_median_decides(limit, ratios, said):
    assert limit.verdict(ratios) == said


def test_verdicts_of_a_page_are_collected_with_their_ratios():
    lines = [("net", "a", "1.20 (1.1 to 1.3)", ">= 1.05: met", "x"), ("net", "b", "1", "", "y")]
    more = [("cmd", "s", "1.30 (1 to 2)", "<= 1.15: not met")]
    page = f"# P\n\n## One\n\n{table('abcde', lines)}\n\n## Two\n\n{table('abcd', more)}\n"
    assert verdicts(page).splitlines()[2:] == [
        "| One | net, a | 1.20 (1.1 to 1.3) | >= 1.05: met |",
        "| Two | cmd, s | 1.30 (1 to 2) | <= 1.15: not met |",
    ]
    assert verdicts(f"# P\n\n## {TITLE}\n\n{verdicts(page)}\n{page}") == verdicts(page)
