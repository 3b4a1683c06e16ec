"""Curves of a few characters, against a slow and obvious twin."""

from __future__ import annotations

import math
import random

import pytest

from suite.runs.progress.spark import spark

BLOCKS = "▁▂▃▄▅▆▇█"


@pytest.mark.parametrize(
    ("values", "width", "curve"),
    [
        ([], 8, ""),
        ([0.5], 8, "▁"),
        ([0, 1, 2, 3, 4, 5, 6, 7], 8, BLOCKS),
        ([7, 6, 5, 4, 3, 2, 1, 0], 8, BLOCKS[::-1]),
        ([0, 7], 1, "▁"),
        ([0, 0, 7, 7], 2, "▁█"),
        ([0.9, 0.9001, 0.9002], 8, "▁▁▁"),  # chance is not magnified
        ([0.0, 0.0], 8, "▁▁"),
        ([-1.0, 0.0, 1.0], 8, "▁▅█"),
        ([1.0, 0.1, 0.01, 0.001], 8, "█▆▃▁"),  # by the logarithm
        ([1.0, 0.1, 0.0], 8, "█▂▁"),  # of which 0 has none
        ([1.0, math.nan, 2.0, math.inf, -math.inf], 8, "▁x█xx"),
        ([math.nan], 8, "x"),
        ([1.0, math.nan, 2.0, 2.0], 2, "x▁"),
        ([1e308, 1e308, -1e308, 0.0], 2, "█▁"),
    ],
)
def test_curves(values, width, curve):
    assert spark(values, width) == curve


def test_in_ascii():
    assert spark([0, 1, 2, 3, 4, 5], blocks=False) == "_.-=*^"
    assert spark([1.0, math.nan, 0.5], blocks=False).isascii()


@pytest.mark.parametrize("seed", range(5))
def test_each_character_is_the_mean_of_its_share(seed):
    draw = random.Random(seed)
    values = [draw.uniform(1.0, 2.0) for _ in range(draw.randint(3, 300))]
    width = draw.randint(2, 40)
    count = min(width, len(values))
    means = []
    for place in range(count):
        share = [
            value
            for index, value in enumerate(values)
            if len(values) * place // count <= index < len(values) * (place + 1) // count
        ]
        means.append(sum(share) / len(share))
    curve = spark(values, width)
    assert len(curve) == count
    lowest, highest = min(means), max(means)
    for mean, character in zip(means, curve, strict=True):
        height = (mean - lowest) / (highest - lowest)
        assert abs(BLOCKS.index(character) / 7 - height) <= 0.5 / 7 + 1e-9


def test_numbers_near_the_largest_make_a_curve():
    assert spark([1e308, -1e308, 1e308]) == "█▁█"
