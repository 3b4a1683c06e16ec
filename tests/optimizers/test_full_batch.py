"""Every optimizer for the full batch goes through the same checks."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.optimizers.l_bfgs import LBFGS
from suite.optimizers.newton_cg import NewtonCG
from tests.optimizers.objective import Loss, Walker, logistic

# Name -> a way to make it, every argument away from its default.
TABLE = {
    "l_bfgs": lambda: LBFGS(history=4, tolerance=1e-6, name="own"),
    "newton_cg": lambda: NewtonCG(
        curvature="gauss_newton",
        damping=0.02,
        cg_steps=5,
        cg_tolerance=0.3,
        tolerance=1e-6,
        name="own",
    ),
}
every_optimizer = pytest.mark.parametrize("make", TABLE.values(), ids=TABLE)


@every_optimizer
def test_it_says_that_it_is_for_the_full_batch(make):
    assert make().full_batch is True
    assert "full batch" in type(make()).__doc__.partition("\n")[0]


@every_optimizer
def test_the_gradient_of_a_batch_is_refused(make):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(make(), "mse", run_eagerly=True)
    with pytest.raises(TypeError, match=r"takes the whole training set at a time.*suite\.run"):
        model.train_on_batch(np.ones((4, 2)), np.ones((4, 1)))


@every_optimizer
def test_serialization_round_trip(make):
    optimizer = make()
    copy = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert type(copy) is type(optimizer)
    assert keras.optimizers.serialize(copy) == keras.optimizers.serialize(optimizer)
    ours, theirs = Walker(optimizer, logistic()).walk(5), Walker(copy, logistic()).walk(5)
    np.testing.assert_array_equal(ours, theirs)


@every_optimizer
def test_the_variables_hold_all_of_its_state(make):
    """As a checkpoint does: a second optimizer takes over in the middle."""
    whole = Walker(make(), logistic(), split=True)
    expected = whole.walk(7)
    first, second = (Walker(make(), logistic(), split=True) for _ in range(2))
    first.walk(3)
    for old, new in (
        (first.variables, second.variables),
        (first.optimizer.variables, second.optimizer.variables),
    ):
        for one, other in zip(old, new, strict=True):
            other.assign(one)
    np.testing.assert_array_equal(second.walk(4), expected[3:])
    assert len(first.seen) + len(second.seen) == len(whole.seen)  # nothing is asked twice


@every_optimizer
def test_a_saved_model_goes_on_where_it_was(make, tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, use_bias=False)])
    model.compile(make(), "mse")
    model.trainable_variables[0].assign(logistic().start.reshape(2, 3))
    walker = Walker(model.optimizer, logistic(), variables=model.trainable_variables)
    walker.walk(3)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    other = Walker(loaded.optimizer, logistic(), variables=loaded.trainable_variables)
    np.testing.assert_array_equal(other.walk(3), walker.walk(3))


@every_optimizer
def test_float32_follows_float64(make):
    double, single = Walker(make(), logistic()), Walker(make(), logistic(), "float32")
    np.testing.assert_allclose(single.walk(4), double.walk(4), rtol=1e-3, atol=1e-4)
    assert {one.dtype for one in single.optimizer.variables} <= {"float32", "int32", "int64"}


@every_optimizer
def test_two_variables_are_one_vector(make):
    one, two = Walker(make(), logistic()), Walker(make(), logistic(), split=True)
    np.testing.assert_allclose(one.walk(6), two.walk(6), rtol=1e-12)


@every_optimizer
def test_it_ends_where_the_gradient_is_zero_and_stays_there(make):
    walker = Walker(make(), logistic())
    places = walker.walk(100)
    assert len(places) < 30
    assert walker.ended.startswith("converged: no entry of the gradient is above")
    assert np.abs(logistic().gradient(walker.point)).max() <= 1e-6
    assert int(walker.optimizer.iterations) == len(places)


@every_optimizer
def test_where_no_step_lowers_the_loss_it_stays(make):
    loss = logistic()
    jump = Loss(lambda w: float((w != loss.start).any()), loss.gradient, loss.hessian, loss.start)
    walker = Walker(make(), jump)
    walker.walk(1)
    assert walker.ended.startswith("no step along")
    np.testing.assert_array_equal(walker.point, loss.start)
    np.testing.assert_array_equal(walker.seen[-1], loss.start)  # the metrics are of this place
    assert walker.optimizer.step(walker) == walker.ended


@every_optimizer
def test_it_goes_on_where_losses_differ_by_rounding_only(make):
    loss = logistic()
    high = Loss(lambda w: loss.value(w) + 1e8, loss.gradient, loss.hessian, loss.start)
    walker = Walker(make(), high)
    walker.walk(100)
    assert np.abs(loss.gradient(walker.point)).max() <= 1e-6


@every_optimizer
def test_the_last_look_is_at_the_place_where_it_stays(make):
    walker = Walker(make(), logistic())
    for _ in range(6):
        walker.walk(1)
        np.testing.assert_array_equal(walker.seen[-1], walker.point)


@every_optimizer
def test_the_learning_rate_is_the_length_of_the_last_step(make):
    walker = Walker(make(), logistic())
    walker.walk(6)
    assert float(walker.optimizer.learning_rate) == 1


@every_optimizer
def test_reset_forgets(make):
    walker = Walker(make(), logistic())
    walker.walk(3)
    walker.optimizer.reset()
    walker.variables[0].assign(logistic().start)
    np.testing.assert_array_equal(walker.walk(3), Walker(make(), logistic()).walk(3))


@every_optimizer
def test_a_loss_that_is_not_finite_at_the_start_is_refused(make):
    loss = Loss(lambda w: np.nan, np.ones_like, lambda w: np.eye(2), np.zeros(2))
    with pytest.raises(FloatingPointError, match="the loss is nan where the search begins"):
        Walker(make(), loss).walk(1)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        *((kind, "tolerance", value) for kind in (LBFGS, NewtonCG) for value in (-1e-9, np.nan)),
        *((LBFGS, "history", value) for value in (0, -1, 2.0, True)),
        *((NewtonCG, "cg_steps", value) for value in (0, 1.5, True)),
        *((NewtonCG, "cg_tolerance", value) for value in (0.0, 1.0, np.nan)),
        (NewtonCG, "curvature", "fisher"),
        (NewtonCG, "damping", -0.1),
        (NewtonCG, "damping", np.inf),
    ],
)
def test_arguments_out_of_range_are_refused(kind, name, value):
    with pytest.raises(ValueError, match=f"Argument `{name}` must be .* Received: {name}="):
        kind(**{name: value})
