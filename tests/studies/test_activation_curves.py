"""The curves of the activations, against closed forms."""

from __future__ import annotations

import math

import pytest

from suite.runs.page.render.page import page
from suite.studies.pages.activation_curves import activation_curves


def test_curves_and_slopes_are_those_of_the_formulas():
    section = activation_curves()
    values, slopes, table = section.parts
    tanh, derived = (next(s for s in part.series if s.name == "tanh") for part in (values, slopes))
    for x, y, slope in zip(tanh.x, tanh.y, derived.y, strict=True):
        assert y == pytest.approx(math.tanh(x), abs=1e-5)
        assert slope == pytest.approx(1 - math.tanh(x) ** 2, abs=1e-5)
    assert {row[0]: row[3] for row in table.rows}["tanh"] == 1
    assert "Activations and their slopes" in page("Activations", [section])
