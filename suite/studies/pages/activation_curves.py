"""The activations as curves, with their slopes below them."""

from __future__ import annotations

import numpy as np

from suite.runs.page.charts.line_chart import LineChart, Series
from suite.runs.page.charts.section import Section
from suite.runs.page.charts.table import Cell, Table
from suite.studies.measures.calculus.curves import values_and_slopes

# Those that the lectures draw; leaky ReLU with its default slope.
_SHOWN = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus")
_AT = (-10.0, -2.0, 0.0, 2.0, 10.0)


def activation_curves() -> Section:
    """Each activation f(x) and its slope f'(x) from -6 to 6, and a table of slopes.

    Example:
        >>> section = activation_curves()
        >>> [part.name for part in section.parts]
        ['activations', 'activation-slopes', 'activation-slopes-at']
        >>> section.parts[2].rows[0]
        ['sigmoid', 4.54e-05, 0.105, 0.25, 0.105, 4.54e-05]
    """
    points = np.linspace(-6.0, 6.0, 241)
    curves = {name: values_and_slopes(name, points) for name in _SHOWN}
    values = LineChart(
        name="activations",
        title="Activations",
        reads="What a unit hands on for a weighted sum x: where a curve is flat, it saturates.",
        x_label="x",
        y_label="f(x)",
        series=[_series(name, points, curves[name][0]) for name in _SHOWN],
        y_range=(-2.0, 4.0),
    )
    slopes = LineChart(
        name="activation-slopes",
        title="Their slopes",
        reads="What a unit hands back: the gradient from above is multiplied by this.",
        x_label="x",
        y_label="f'(x)",
        series=[_series(name, points, curves[name][1]) for name in _SHOWN],
    )
    intro = "The sigmoid's slope is 1/4 at most, that of tanh 1; both vanish away from zero."
    return Section(
        name="activation-curves",
        title="Activations and their slopes",
        parts=[values, slopes, _table()],
        intro=intro,
    )


def _series(name: str, points: np.ndarray, values: np.ndarray) -> Series:
    return Series(name=name, x=points.round(3).tolist(), y=values.round(5).tolist())


def _table() -> Table:
    """Slopes where the lectures look at them."""
    rows: list[list[Cell]] = [
        [name, *(float(f"{slope:.3g}") for slope in values_and_slopes(name, np.array(_AT))[1])]
        for name in _SHOWN
    ]
    columns = ["activation", *(f"f'({place:g})" for place in _AT)]
    return Table(name="activation-slopes-at", title="Slopes", columns=columns, rows=rows)
