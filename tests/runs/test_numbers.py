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


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "-0"),
        (1, "1"),
        (1.0, "1"),
        (2.50, "2.5"),
        (9.9996, "10"),
        (0.99996, "1"),
        (0.12345, "0.1235"),
        (12.345, "12.35"),
        (123.45, "123.5"),
        (999.94, "999.9"),
        (999.96, "1000"),
        (1000, "1,000"),
        (1000.4, "1,000"),
        (999999.4, "999,999"),
        (9999999, "9,999,999"),
        (1e7, "1e7"),
        (12345678, "1.235e7"),
        (1e300, "1e300"),
        (1e-4, "0.0001"),
        (9.9e-5, "9.9e-5"),
        (0.00012345, "0.0001234"),
        (1.5e-10, "1.5e-10"),
        (5e-324, "4.941e-324"),
        (-1234.5, "-1,234"),
        (-2e-6, "-2e-6"),
        (float("-inf"), "-inf"),
    ],
)
def test_at_the_edges(value, text):
    assert show(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.001, "0.0010"),
        (0.00099, "0.00099"),
        (99.99994, "99.9999"),
        (100, "100"),
        (-0.5, "-0.5000"),
        (-99.5, "-99.5000"),
        (-100.5, "-100.5"),
        (1, "1.0000"),
        (1234.5, "1,234"),
        (float("inf"), "inf"),
    ],
)
def test_metrics_at_the_edges(value, text):
    assert show_metric(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.00 s"),
        (0.004, "0.00 s"),
        (0.099, "0.10 s"),
        (0.1, "0.1 s"),
        (9.94, "9.9 s"),
        (10, "10 s"),
        (59.4, "59 s"),
        (59.5, "1:00"),
        (60, "1:00"),
        (61, "1:01"),
        (600, "10:00"),
        (3599.4, "59:59"),
        (3600, "1:00:00"),
        (86400, "24:00:00"),
        (360000, "100:00:00"),
    ],
)
def test_durations_at_the_edges(seconds, text):
    assert show_seconds(seconds) == text
