"""Constant learning rate."""

from __future__ import annotations

import pytest

from suite.schedules import Constant


@pytest.mark.parametrize("rate", [0.0, 1e-6, 0.1, 3.0])
def test_every_step_has_the_rate(rate):
    assert [float(Constant(rate)(step)) for step in (0, 1, 2**40)] == pytest.approx([rate] * 3)


@pytest.mark.parametrize("rate", [-0.1, float("nan"), float("inf")])
def test_refuses_what_is_no_rate(rate):
    with pytest.raises(ValueError, match=r"Argument `learning_rate` must be .* Received: "):
        Constant(rate)
