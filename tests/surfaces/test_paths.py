"""What the lectures tell of the surfaces, walked in NumPy by gradients of the closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from suite.surfaces import Beale, Quadratic, Rosenbrock, Saddle


def descend(gradient, start, rate, steps):
    """The points of plain gradient descent."""
    points = [np.array(start, float)]
    for _ in range(steps):
        points.append(points[-1] - rate * gradient(*points[-1]))
    return np.array(points)


def of_quadratic(condition):
    return lambda x, y: np.array([x, condition * y])


def of_saddle(x, y):
    return np.array([x, y**3 - y])


def of_rosenbrock(x, y, a=1.0, b=100.0):
    return np.array([-2 * (a - x) - 4 * b * x * (y - x**2), 2 * b * (y - x**2)])


@pytest.mark.parametrize("condition", [2.0, 30.0, 100.0])
def test_gradient_descent_converges_below_two_over_the_condition_only(condition):
    surface = Quadratic(condition)
    below = descend(of_quadratic(condition), surface.start, 1.98 / condition, 3000)
    above = descend(of_quadratic(condition), surface.start, 2.02 / condition, 3000)
    assert float(surface(*below[-1])) < 1e-10
    assert float(surface(*above[100])) > float(surface(*above[0])) or abs(above[-1, 1]) > 1e10


@pytest.mark.parametrize("condition", [10.0, 30.0])
def test_it_zigzags_across_the_valley_and_creeps_along_it(condition):
    surface = Quadratic(condition)
    points = descend(of_quadratic(condition), surface.start, 1.9 / condition, 20)
    assert (np.sign(points[1:, 1]) == -np.sign(points[:-1, 1])).all()
    along = points[1:, 0] / points[:-1, 0]
    np.testing.assert_allclose(along, 1 - 1.9 / condition)


@pytest.mark.parametrize("condition", [1, 1.0, 7.5])
def test_the_heights_of_a_bowl_are_those_of_its_half_axes(condition):
    surface = Quadratic(condition)
    assert float(surface(3.0, 0.0)) == 4.5
    assert float(surface(0.0, 3.0)) == pytest.approx(4.5 * condition)


@pytest.mark.parametrize("height", [1e-1, 1e-3, 1e-6])
@pytest.mark.parametrize("rate", [0.01, 0.05])
def test_leaving_the_saddle_takes_the_logarithm_of_the_start(height, rate):
    points = descend(of_saddle, (-1.5, height), rate, 4000)
    left = int(np.argmax(points[:, 1] > 0.5))
    assert left == pytest.approx(math.log(1 / height) / rate, rel=0.35)
    np.testing.assert_allclose(points[-1], [0, 1], atol=1e-6)


def test_from_the_ridge_it_ends_on_the_saddle():
    points = descend(of_saddle, (-1.5, 0.0), 0.1, 500)
    np.testing.assert_allclose(points[-1], [0, 0], atol=1e-9)
    assert float(Saddle()(*points[-1])) == pytest.approx(0)
    assert float(Saddle()(0.0, 1.0)) == float(Saddle()(0.0, -1.0)) == -0.25


@pytest.mark.parametrize(("a", "b"), [(1.0, 100.0), (0.5, 10.0), (-1.0, 1.0)])
def test_the_minimum_of_the_banana(a, b):
    surface = Rosenbrock(a, b)
    assert surface.minima == ((a, a * a),)
    assert float(surface(a, a * a)) == 0.0
    for x, y in np.random.default_rng(0).normal(size=(20, 2)):
        assert float(surface(x, y)) > 0


def test_the_valley_of_the_banana_has_a_condition_of_about_2500():
    hessian = np.array([[2 + 800.0, -400.0], [-400.0, 200.0]])  # at (1, 1)
    h = 1e-5
    numeric = [
        (of_rosenbrock(1 + h, 1) - of_rosenbrock(1 - h, 1)) / (2 * h),
        (of_rosenbrock(1, 1 + h) - of_rosenbrock(1, 1 - h)) / (2 * h),
    ]
    np.testing.assert_allclose(numeric, hessian, rtol=1e-6)
    assert np.linalg.cond(hessian) == pytest.approx(2500, rel=0.01)


@pytest.mark.parametrize("along", np.linspace(-1, 1, 5))
def test_the_floor_of_the_valley_is_nearly_flat(along):
    surface = Rosenbrock()
    floor = float(surface(along, along**2))
    assert floor == pytest.approx((1 - along) ** 2)
    assert float(surface(along, along**2 + 1)) == pytest.approx(floor + 100)


@pytest.mark.parametrize(
    ("point", "height"),
    [
        ((3.0, 0.5), 0.0),
        ((0.0, 0.0), 1.5**2 + 2.25**2 + 2.625**2),
        ((1.0, 1.0), 1.5**2 + 2.25**2 + 2.625**2),
        ((0.0, 2.0), 1.5**2 + 2.25**2 + 2.625**2),
        ((1.0, 0.0), 0.5**2 + 1.25**2 + 1.625**2),
        ((2.0, -1.0), 2.5**2 + 2.25**2 + 1.375**2),
    ],
)
def test_heights_of_beale(point, height):
    assert float(Beale()(*point)) == pytest.approx(height, abs=1e-12)


def test_beale_is_steep_at_the_corners_and_flat_between():
    surface = Beale()
    (left, right), (bottom, top) = surface.window
    corners = [float(surface(x, y)) for x in (left, right) for y in (bottom, top)]
    assert max(corners) > 1000 * float(surface(2.0, 0.5))
