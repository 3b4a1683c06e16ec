"""Every surface: its values, its minima, its slope, its arguments, against NumPy in float64."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.catalog import HERE
from suite.surfaces import Beale, Quadratic, Rosenbrock, Saddle

POINTS = np.random.default_rng(0).uniform(-2, 2, (2, 50))
# name -> ways to make it, each with the same function in NumPy
TABLE = {
    "quadratic": [
        (Quadratic, lambda x, y: 0.5 * x**2 + 15 * y**2),
        (lambda: Quadratic(condition=1), lambda x, y: (x**2 + y**2) / 2),
    ],
    "rosenbrock": [
        (Rosenbrock, lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2),
        (lambda: Rosenbrock(a=-0.5, b=3), lambda x, y: (-0.5 - x) ** 2 + 3 * (y - x**2) ** 2),
    ],
    "saddle": [(Saddle, lambda x, y: x**2 / 2 - y**2 / 2 + y**4 / 4)],
    "beale": [
        (
            Beale,
            lambda x, y: sum(
                (c - x * (1 - y**n)) ** 2 for n, c in enumerate((1.5, 2.25, 2.625), start=1)
            ),
        )
    ],
}
WAYS = [
    pytest.param(*way, id=f"{name} {number}")
    for name, ways in TABLE.items()
    for number, way in enumerate(ways)
]


def heights(surface, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """In the precision of the arrays, on any backend."""
    return keras.ops.convert_to_numpy(
        surface(keras.ops.convert_to_tensor(x), keras.ops.convert_to_tensor(y))
    )


def gradient(surface, x: float, y: float) -> np.ndarray:
    import tensorflow as tf  # not where other backends compute the heights

    point = tf.constant([x, y], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(point)
        value = surface(point[0], point[1])
    return tape.gradient(value, point).numpy()


def test_the_table_is_complete():
    assert set(TABLE) == {entry.name for entry in HERE.entries("surfaces")}


@pytest.mark.parametrize(("make", "formula"), WAYS)
def test_values_are_those_of_the_formula(make, formula):
    x, y = POINTS
    np.testing.assert_allclose(heights(make(), x, y), formula(x, y), rtol=1e-12, atol=1e-12)
    single = heights(make(), x.astype("float32"), y.astype("float32"))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, formula(x, y), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("make", "formula"), WAYS)
def test_the_minima_are_flat_and_below_everything_in_the_window(make, formula):
    surface = make()
    sides = (np.linspace(*side, 301) for side in surface.window)
    least = heights(surface, *np.meshgrid(*sides)).min()
    for x, y in surface.minima:
        np.testing.assert_allclose(gradient(surface, x, y), 0, atol=1e-9)
        assert formula(x, y) <= least
    values = [formula(x, y) for x, y in surface.minima]
    np.testing.assert_allclose(values, values[0], atol=1e-12)


@pytest.mark.parametrize(("make", "formula"), WAYS)
def test_the_slope_is_the_numeric_one(make, formula):
    surface, h = make(), 1e-5
    for x, y in POINTS.T[:5]:
        numeric = [
            (formula(x + h, y) - formula(x - h, y)) / (2 * h),
            (formula(x, y + h) - formula(x, y - h)) / (2 * h),
        ]
        np.testing.assert_allclose(gradient(surface, x, y), numeric, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("make", "formula"), WAYS)
def test_start_and_minima_can_be_seen_and_differ(make, formula):
    surface = make()
    for point in (surface.start, *surface.minima):
        for value, (low, high) in zip(point, surface.window, strict=True):
            assert low < value < high
    assert formula(*surface.start) > formula(*surface.minima[0]) + 0.1


def test_the_condition_is_that_of_the_hessian():
    matrix = np.diag([1.0, Quadratic().condition])
    assert np.linalg.cond(matrix) == 30
    for x, y in POINTS.T[:3]:
        np.testing.assert_allclose(gradient(Quadratic(), x, y), matrix @ [x, y], rtol=1e-12)


@pytest.mark.parametrize("make", [Beale, Quadratic, Rosenbrock, Saddle])
@pytest.mark.parametrize("start", [3, (1,), (1, 2, 3), ("a", 1), (1, float("nan")), "ab", None])
def test_a_start_that_is_no_point_is_refused(make, start):
    with pytest.raises(ValueError, match="Argument `start` must be two finite numbers"):
        make(start=start)


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: Quadratic(condition=0.9), "condition"),
        (lambda: Quadratic(condition=float("inf")), "condition"),
        (lambda: Rosenbrock(a=float("nan")), "a"),
        (lambda: Rosenbrock(b=0), "b"),
    ],
)
def test_arguments_out_of_range_are_refused(make, argument):
    with pytest.raises(ValueError, match=f"Argument `{argument}` must be finite.*Received: "):
        make()
