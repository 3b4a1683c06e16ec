"""Numbers as people read them."""

from __future__ import annotations

import pytest

from suite.runs.numbers import show, show_metric, show_seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1e-3, "0.001"),
        (0.1, "0.1"),
        (1 / 3, "0.3333"),
        (0.00025, "0.00025"),
        (1e-5, "1e-5"),
        (1.25e-7, "1.25e-7"),
        (100, "100"),
        (12.5, "12.5"),
        (1234.4, "1,234"),
        (1.5e9, "1.5e9"),
        (-0.5, "-0.5"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
    ],
)
def test_as_few_digits_as_tell_the_value(value, text):
    assert show(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.96123, "0.9612"),
        (1.0, "1.0000"),
        (0.0, "0.0000"),
        (12.3456789, "12.3457"),
        (0.0005, "0.0005"),
        (2e-9, "2e-9"),
        (250.123, "250.1"),
        (float("nan"), "nan"),
    ],
)
def test_metrics_have_four_decimals(value, text):
    assert show_metric(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.04 s"),
        (2.06, "2.1 s"),
        (41.4, "41 s"),
        (59.9, "1:00"),
        (187, "3:07"),
        (3599.6, "1:00:00"),
        (7425, "2:03:45"),
    ],
)
def test_durations(seconds, text):
    assert show_seconds(seconds) == text
