"""Spans of training in steps."""

from __future__ import annotations

import pytest

from suite.recipe import Duration, is_duration


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("10ep", 500),
        ("0.5ep", 25),
        ("1.01ep", 50),
        (".1 ep", 5),
        ("0ep", 0),
        ("500st", 500),
        (" 3st ", 3),
        (7, 7),
        ("0%", 0),
        ("20%", 200),
        ("33.33%", 333),
        ("100%", 1000),
    ],
)
def test_steps(text, steps):
    duration = Duration.parse(text)
    assert duration.steps(steps_per_epoch=50, total_steps=1000) == steps
    assert Duration.parse(str(duration)) == duration


TEXTS = ["", "10", "ep", "-1ep", "10 epochs", "1.5st", "101%", "1e2ep", "10EP"]


@pytest.mark.parametrize("text", [*TEXTS, -1, 1.5, True, None])
def test_no_duration(text):
    with pytest.raises(ValueError, match=r"Argument `value` must be .* Received: value="):
        Duration.parse(text)


def test_is_duration():
    assert all(map(is_duration, ["10ep", "500st", "20%", "0.5ep"]))
    assert not any(map(is_duration, ["10", "ep10", "relu", 10, None, "10 eps"]))
