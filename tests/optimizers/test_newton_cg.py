"""Newton's method against linear algebra and SciPy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.optimize

from suite.optimizers.conjugate_gradients import conjugate_gradients
from suite.optimizers.newton_cg import NewtonCG
from tests.optimizers.objective import FEATURES, Loss, Walker, logistic, quadratic, rosenbrock

EXACT = {"damping": 0.0, "cg_tolerance": 1e-12, "cg_steps": 50}


def damping(optimizer) -> float:
    (found,) = [one for one in optimizer.variables if one.name == "damping"]
    return float(found)


def test_a_quadratic_takes_one_step():
    loss = quadratic()
    walker = Walker(NewtonCG(**EXACT, tolerance=1e-8), loss, split=True)
    (place,) = walker.walk(5)
    minimum = loss.start - np.linalg.solve(loss.hessian(place), loss.gradient(loss.start))
    np.testing.assert_allclose(place, minimum, rtol=1e-8)
    assert walker.ended.startswith("converged")
    assert len(walker.seen) == 2


def test_without_damping_each_step_is_newtons():
    loss = logistic()
    places = [loss.start, *Walker(NewtonCG(**EXACT), loss).walk(4)]
    for before, after in itertools.pairwise(places):
        step = np.linalg.solve(loss.hessian(before), -loss.gradient(before))
        length = (after - before) @ step / (step @ step)
        np.testing.assert_allclose(after - before, length * step, rtol=1e-6, atol=1e-12)
    assert length == pytest.approx(1)


def test_damping_is_added_to_the_diagonal():
    loss = quadratic()
    place = Walker(NewtonCG(damping=2.0, cg_tolerance=1e-12), loss).walk(1)[0]
    matrix = loss.hessian(place) + 2 * np.eye(FEATURES)
    step = np.linalg.solve(matrix, -loss.gradient(loss.start))
    np.testing.assert_allclose(place, loss.start + step, rtol=1e-8)


@pytest.mark.parametrize("make", [logistic, rosenbrock])
def test_scipy(make):
    loss = make()
    walker = Walker(NewtonCG(tolerance=1e-9), loss)
    walker.walk(100)
    theirs = scipy.optimize.minimize(
        loss.value,
        loss.start,
        jac=loss.gradient,
        hess=loss.hessian,
        method="trust-ncg",
        options={"gtol": 1e-9},
    )
    assert walker.ended.startswith("converged")
    np.testing.assert_allclose(walker.point, theirs.x, rtol=1e-6)
    assert len(walker.seen) <= 1.5 * theirs.nfev


def test_damping_follows_how_well_the_model_told_the_decrease():
    good = NewtonCG(damping=0.3)
    Walker(good, quadratic()).walk(1)
    assert damping(good) == pytest.approx(0.1)
    far = Loss(
        lambda w: float(np.log(np.cosh(w)).sum()),
        np.tanh,
        lambda w: np.diag(1 / np.cosh(w) ** 2),
        np.array([2.0]),
    )
    bad = NewtonCG(damping=1e-6)
    walker = Walker(bad, far)
    walker.walk(1)
    assert len(walker.seen) > 2  # the first length went too far
    assert damping(bad) == pytest.approx(3e-6)
    plain = NewtonCG(damping=0.0)
    Walker(plain, quadratic()).walk(1)
    assert damping(plain) == 0


def test_it_leaves_a_saddle_along_negative_curvature():
    saddle = Loss(
        lambda w: w[0] ** 2 - w[1] ** 2 + w[1] ** 4 / 2,
        lambda w: np.array([2 * w[0], -2 * w[1] + 2 * w[1] ** 3]),
        lambda w: np.diag([2, -2 + 6 * w[1] ** 2]),
        np.array([1.0, 0.01]),
    )
    walker = Walker(NewtonCG(), saddle)
    walker.walk(60)
    np.testing.assert_allclose(walker.point, [0, 1], atol=1e-6)


def solved(matrix, gradient, most=50, tolerance=1e-12):
    return conjugate_gradients(lambda v: matrix @ v, gradient, most, tolerance)


def test_conjugate_gradients_solve_in_as_many_steps_as_there_are_eigenvalues():
    loss = quadratic()
    matrix, gradient = loss.hessian(loss.start), loss.gradient(loss.start)
    found = solved(matrix, gradient)
    expected = np.linalg.solve(matrix, -gradient)
    np.testing.assert_allclose(found.direction, expected, rtol=1e-8)
    assert found.steps <= FEATURES + 1
    assert not found.negative
    assert solved(3 * np.eye(FEATURES), gradient).steps == 1


@pytest.mark.parametrize("most", [1, 2, 4])
def test_ended_early_they_tell_the_decrease_of_the_model(most):
    loss = quadratic()
    matrix, gradient = loss.hessian(loss.start), loss.gradient(loss.start)
    found = solved(matrix, gradient, most)
    d = np.asarray(found.direction)
    assert found.steps == most
    assert found.decrease == pytest.approx(-gradient @ d - d @ matrix @ d / 2)


def test_the_residual_ends_them():
    loss = quadratic()
    matrix, gradient = loss.hessian(loss.start), loss.gradient(loss.start)
    found = solved(matrix, gradient, tolerance=0.1)
    residual = np.linalg.norm(matrix @ np.asarray(found.direction) + gradient)
    assert residual <= 0.1 * np.linalg.norm(gradient)
    assert found.steps < solved(matrix, gradient).steps


def test_negative_curvature_ends_them():
    gradient = np.array([1.0, 0.5, 0.1])
    at_once = solved(-2 * np.eye(3), gradient)
    assert (at_once.negative, at_once.steps) == (True, 1)
    np.testing.assert_allclose(at_once.direction, -gradient / 2)
    later = solved(np.diag([4.0, 2.0, -0.1]), gradient)
    assert later.negative
    assert later.steps > 1
    assert np.asarray(later.direction) @ gradient < 0
    flat = solved(np.zeros((3, 3)), gradient)
    np.testing.assert_allclose(flat.direction, -gradient)
