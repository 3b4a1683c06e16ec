"""L-BFGS against the matrix that it never forms, SciPy and PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.optimize

from suite.optimizers.full_batch import Place
from suite.optimizers.l_bfgs import LBFGS, two_loop_direction
from suite.optimizers.wolfe_search import cubic_minimum, wolfe_search
from tests.optimizers.objective import Loss, Walker, logistic, quadratic, rosenbrock


def inverse_hessian(steps, changes):
    """H of the class's equation, as a matrix."""
    size = steps.shape[1]
    matrix = np.eye(size)
    if len(steps):
        matrix *= steps[-1] @ changes[-1] / (changes[-1] @ changes[-1])
    for s, y in zip(steps, changes, strict=True):
        r = 1 / (y @ s)
        v = np.eye(size) - r * np.outer(y, s)
        matrix = v.T @ matrix @ v + r * np.outer(s, s)
    return matrix


@pytest.mark.parametrize("pairs", [0, 1, 2, 5])
def test_the_two_loops_give_the_product_with_the_matrix(pairs):
    random = np.random.default_rng(pairs)
    gradient, steps = random.normal(size=7), random.normal(size=(pairs, 7))
    changes = steps + 0.3 * random.normal(size=(pairs, 7))  # y's > 0
    expected = -inverse_hessian(steps, changes) @ gradient
    found = two_loop_direction(gradient, steps, changes)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


@pytest.mark.parametrize("history", [1, 3, 10])
def test_every_step_goes_along_the_direction_of_the_last_pairs(history):
    loss = logistic()
    walker = Walker(LBFGS(history), loss, split=True)
    places = np.vstack([loss.start, walker.walk(8)])
    slopes = np.stack([loss.gradient(place) for place in places])
    for k in range(8):
        steps, changes = np.diff(places[: k + 1], axis=0), np.diff(slopes[: k + 1], axis=0)
        matrix = inverse_hessian(steps[-history:], changes[-history:])
        direction, step = -matrix @ slopes[k], places[k + 1] - places[k]
        length = step @ direction / (direction @ direction)
        np.testing.assert_allclose(step, length * direction, rtol=1e-6, atol=1e-12)
        fall = loss.value(places[k]) - loss.value(places[k + 1])
        assert fall >= -1e-4 * slopes[k] @ step
        assert abs(slopes[k + 1] @ step) <= 0.9 * abs(slopes[k] @ step)


@pytest.mark.parametrize("make", [quadratic, logistic, rosenbrock])
def test_scipy(make):
    loss = make()
    walker = Walker(LBFGS(tolerance=1e-7), loss)
    walker.walk(200)
    options = {"gtol": 1e-7, "ftol": 0, "maxcor": 10}
    theirs = scipy.optimize.minimize(
        loss.value, loss.start, jac=loss.gradient, method="L-BFGS-B", options=options
    )
    assert walker.ended.startswith("converged")
    np.testing.assert_allclose(walker.point, theirs.x, rtol=1e-5)
    assert len(walker.seen) <= 1.5 * theirs.nfev


@pytest.mark.parametrize("make", [quadratic, logistic, rosenbrock])
def test_pytorch(make):
    torch = pytest.importorskip("torch")
    loss = make()
    walker = Walker(LBFGS(history=5, tolerance=1e-7), loss)
    walker.walk(200)
    weight = torch.tensor(loss.start, requires_grad=True)
    theirs = torch.optim.LBFGS(
        [weight],
        max_iter=200,
        tolerance_grad=1e-7,
        tolerance_change=0,
        history_size=5,
        line_search_fn="strong_wolfe",
    )
    evaluations = 0

    def closure():
        nonlocal evaluations
        evaluations += 1
        weight.grad = torch.tensor(loss.gradient(weight.detach().numpy()))
        return torch.tensor(loss.value(weight.detach().numpy()))

    theirs.step(closure)
    np.testing.assert_allclose(walker.point, weight.detach().numpy(), rtol=1e-5)
    assert len(walker.seen) <= 1.3 * evaluations


def test_the_first_step_is_short_and_the_next_ones_begin_at_length_one():
    loss = logistic()
    walker = Walker(LBFGS(), loss)
    walker.walk(1)
    assert np.abs(walker.seen[1] - loss.start).sum() == pytest.approx(1)
    before, slope = walker.point, loss.gradient(walker.point)
    step, change = before - loss.start, slope - loss.gradient(loss.start)
    tried = len(walker.seen)
    walker.walk(1)
    direction = -inverse_hessian(step[None], change[None]) @ slope
    np.testing.assert_allclose(walker.seen[tried], before + direction, rtol=1e-6)


def test_a_loss_that_is_not_finite_further_on_shortens_the_step():
    barrier = Loss(
        lambda w: float(w[0] - np.log(w[0])) if w[0] > 0 else np.nan,
        lambda w: 1 - 1 / w,
        lambda w: np.diag(1 / w**2),
        np.array([20.0]),
    )
    walker = Walker(LBFGS(tolerance=1e-8), barrier)
    walker.walk(50)
    assert min(walker.seen)[0] <= 0  # it has looked there
    np.testing.assert_allclose(walker.point, [1], rtol=1e-6)


def test_a_pair_without_curvature_is_not_kept():
    plane = Loss(lambda w: w.sum(), np.ones_like, lambda w: np.zeros((3, 3)), np.zeros(3))
    optimizer = LBFGS()
    Walker(optimizer, plane).walk(1)
    (pairs,) = [one for one in optimizer.variables if one.name == "pairs"]
    assert int(pairs) == 0


def parabola(length: float) -> Place:
    """(t - 3)^2"""
    return Place(length, (length - 3) ** 2, 2 * (length - 3), None)


@pytest.mark.parametrize("first", [1e-3, 0.5, 2.9, 5.7, 400.0])
def test_the_search_ends_where_both_conditions_hold(first):
    found = wolfe_search(parabola, parabola(0.0), first)
    assert found.loss <= 9 - 1e-4 * 6 * found.length
    assert abs(found.slope) <= 0.9 * 6


def test_the_search_without_a_lower_place_finds_none():
    def at(length):
        return Place(length, 2.0, -1.0, None)

    assert wolfe_search(at, Place(0.0, 1.0, -1.0, None), 1.0) is None


def test_losses_that_differ_by_rounding_are_judged_by_their_slopes():
    def rounded(length):
        return parabola(length)._replace(loss=5.0 + 1e-9 * (length > 0))

    assert wolfe_search(rounded, rounded(0.0), 2.0) is None
    found = wolfe_search(rounded, rounded(0.0), 6.5, noise=1e-8)
    assert abs(found.slope) <= 0.9 * 6


def test_the_search_keeps_the_lowest_where_the_slope_never_flattens():
    found = wolfe_search(
        lambda t: Place(t, -t, -1.0, None), Place(0.0, 0.0, -1.0, None), 1.0, most=4
    )
    assert found.length == 1000


def test_the_cubic_of_a_cubic_is_exact():
    def place(t):
        return Place(t, t**3 - 3 * t, 3 * t * t - 3, None)

    for one, other in ((0.2, 1.7), (1.7, 0.2), (-0.5, 4.0)):
        assert cubic_minimum(place(one), place(other)) == pytest.approx(1)
    assert cubic_minimum(place(0.5), place(0.5)) is None
