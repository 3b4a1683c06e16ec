"""When a claim holds, judged with a few seeds.

Of each seed a claim has a difference d, which it says to be above zero; the seeds are the same in
all arms, so that what is due to chance is mostly in both sides of d. A claim holds where

    p = share of the 2^n ways to choose the signs of d_1 ... d_n whose mean is at least that of d
      <= 0.05,  and
    the 95 % t interval of the mean of d lies above zero.

It is refuted where the same holds of -d, and undecided otherwise. With five seeds all five must
agree: of 32 ways one is 0.031. That there is no difference is only said of `within`: the 90 % t
interval lies inside the margin, which is two one-sided tests at 0.05, and there are ten seeds.

Reference:
    Fisher, 1935, The design of experiments; Student, 1908, The probable error of a mean;
    Schuirmann, 1987, A comparison of the two one-sided tests procedure; Agarwal et al., 2021, Deep
    reinforcement learning at the edge of the statistical precipice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from suite.runs.page.comparison.t_interval import TInterval
from suite.studies.claims.claim import Claim
from suite.studies.claims.terms import Figure

Word = Literal["holds", "refuted", "undecided"]

LEVEL = 0.05
# With fewer the smallest p is 1/16.
LEAST_SEEDS = 5
LEAST_SEEDS_WITHIN = 10
# So many choices of signs are looked at; of more, so many drawn ones.
_MOST_FLIPS = 2**16


@dataclass(frozen=True)
class Verdict:
    """What became of a claim.

    Args:
        word: holds, refuted or undecided.
        reason: why it is undecided; empty else.
        seeds: how many decided.
        mean, low, high: of the difference, and its 95 % t interval (`within`: 90 %); of `monotone`
            those of the smallest; None where nothing was tested.
        p: of the one-sided sign flip, in the direction of the claim; None where there was none.

    Example:
        >>> from suite.studies.claims.claim import read_claim
        >>> claim = read_claim("loss[a] > loss[b]")
        >>> a, b = Figure("loss", "a"), Figure("loss", "b")
        >>> judge(claim, [{a: 1.0 + seed / 10, b: 0.5} for seed in range(5)]).word
        'holds'
    """

    word: Word
    reason: str = ""
    seeds: int = 1
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None


def judge(claim: Claim, seeds: Sequence[Mapping[Figure, float]], *, exact: bool = False) -> Verdict:
    """Judge a claim by the figures of each seed.

    Args:
        claim: that is judged.
        seeds: the figures of each, at least one.
        exact: whether they are facts, the same with every seed.
    """
    differences = [claim.values(figures) for figures in seeds]
    if any(math.isnan(one) for row in differences for one in row):
        return Verdict("undecided", "a figure is no number", len(seeds))
    if exact or claim.kind == "equal":
        return _by_each_seed(claim, seeds)
    least = LEAST_SEEDS_WITHIN if claim.kind == "within" else LEAST_SEEDS
    if len(seeds) < least:
        return Verdict("undecided", f"{len(seeds)} of the {least} seeds that it needs", len(seeds))
    if claim.kind == "within":
        return _within([row[0] for row in differences], claim.margin)
    return _rising([list(column) for column in zip(*differences, strict=True)])


def _by_each_seed(claim: Claim, seeds: Sequence[Mapping[Figure, float]]) -> Verdict:
    """Of what needs no test: whether it is so with every seed, with none, or with some."""
    met = sum(claim.is_met(figures) for figures in seeds)
    if met == len(seeds):
        return Verdict("holds", seeds=len(seeds))
    if met == 0:
        return Verdict("refuted", seeds=len(seeds))
    return Verdict("undecided", f"so with {met} of {len(seeds)} seeds", len(seeds))


def _rising(columns: Sequence[Sequence[float]]) -> Verdict:
    """All differences are above zero; refuted where their sum is below."""
    tested = [_above_zero(column) for column in columns]
    worst = min(tested, key=lambda verdict: (verdict.word == "holds", verdict.mean or 0.0))
    if worst.word == "holds" or len(columns) == 1:
        return worst
    total = _above_zero([sum(row) for row in zip(*columns, strict=True)])
    if total.word == "refuted":
        return total
    numbers = [verdict.word for verdict in tested].count("holds")
    reason = f"{numbers} of {len(tested)} steps rise"
    return Verdict("undecided", reason, worst.seeds, worst.mean, worst.low, worst.high, worst.p)


def _above_zero(differences: Sequence[float]) -> Verdict:
    count = len(differences)
    if not all(map(math.isfinite, differences)):
        return Verdict("undecided", "a figure is not finite", count)
    p = _sign_flip(differences)
    mean, low, high = _interval(differences, 1 - LEVEL)
    found = Verdict("undecided", "", count, mean, low, high, p)
    if p <= LEVEL and low > 0:
        return _as(found, "holds")
    if high < 0 and _sign_flip([-one for one in differences]) <= LEVEL:
        return _as(found, "refuted")
    return _as(found, "undecided", "the seeds do not agree")


def _within(differences: Sequence[float], margin: float) -> Verdict:
    """Two one-sided tests: the difference is above -margin, and below it."""
    mean, low, high = _interval(differences, 1 - 2 * LEVEL)
    found = Verdict("undecided", "", len(differences), mean, low, high)
    if -margin < low and high < margin:
        return _as(found, "holds")
    beyond = [
        _above_zero([sign * one - margin for one in differences]).word for sign in (1.0, -1.0)
    ]
    if "holds" in beyond:
        return _as(found, "refuted")
    return _as(found, "undecided", "the interval is wider than the margin, or crosses it")


def _interval(values: Sequence[float], level: float) -> tuple[float, float, float]:
    """Mean, and the ends of its t interval."""
    interval = TInterval(values, level)
    half = interval.half_width or 0.0
    return interval.mean, interval.mean - half, interval.mean + half


def _as(found: Verdict, word: Word, reason: str = "") -> Verdict:
    return Verdict(word, reason, found.seeds, found.mean, found.low, found.high, found.p)


def _sign_flip(differences: Sequence[float]) -> float:
    """The share of choices of signs whose mean is at least as large."""
    from scipy.stats import permutation_test  # takes half a second

    found = permutation_test(
        (differences,),
        lambda values, axis: values.mean(axis),
        permutation_type="samples",  # of one sample: its signs
        alternative="greater",
        n_resamples=_MOST_FLIPS,
        random_state=0,
    )
    return float(found.pvalue)
