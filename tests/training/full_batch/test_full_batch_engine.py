"""The engine of the full batch, without a pass over data: what it asks, tells and refuses."""

from __future__ import annotations

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.errors import RunFailure, UserError
from suite.optimizers.l_bfgs import LBFGS
from suite.optimizers.newton_cg import NewtonCG
from suite.training.full_batch.changing_loss import refuse_changing_loss
from suite.training.full_batch.full_batch import FullBatch, is_full_batch, refuse_without_rate
from suite.training.full_batch.surface_objective import SurfaceObjective, walk_by_iterations
from suite.training.loop.engine import Taken
from suite.training.loop.loop_options import Position


class Scripted:
    """An optimizer whose iterations take so many passes, and end as the script says."""

    def __init__(self, passes: int, ended: object) -> None:
        self.passes, self.ended = passes, ended

    def step(self, objective) -> str | None:
        objective.passes += self.passes
        if isinstance(self.ended, Exception):
            raise self.ended
        return self.ended


def engine(passes: int = 1, ended: object = None) -> FullBatch:
    made = FullBatch(tf.data.Dataset.range(5).batch(2), samples=5)
    made.setup = SimpleNamespace(model=SimpleNamespace(optimizer=Scripted(passes, ended)))
    made.objective = SimpleNamespace(passes=10)
    return made


def taken(made: FullBatch, step: int = 0) -> Taken:
    (call,) = made.calls(step, Position(step, step))
    assert (call.first, call.last) == (0, 0)
    return call.make()


@pytest.mark.parametrize("passes", [1, 2, 7])
def test_an_epoch_is_one_iteration_of_several_passes(passes):
    made = engine(passes)
    expected = {"full_batch/passes": float(passes)}
    assert taken(made) == Taken(1, due=True, ends_epoch=True, measured=expected)
    assert made.images(1, expected) == 5 * passes
    assert made.figures == ("full_batch/passes",)


@pytest.mark.parametrize(("epoch", "step", "calls"), [(0, 0, 1), (0, 1, 0), (3, 3, 1), (3, 4, 0)])
def test_an_iteration_that_was_made_is_not_made_again(epoch, step, calls):
    assert len([*engine().calls(epoch, Position(epoch, step))]) == calls


def test_an_optimizer_that_is_done_says_why():
    made = engine(ended="the gradient is zero")
    assert taken(made, step=4).ended == "ends after iteration 5: the gradient is zero"


def test_a_loss_that_is_no_number_ends_the_run():
    with pytest.raises(RunFailure) as failed:
        taken(engine(ended=FloatingPointError("the loss is nan where the search begins")))
    assert str(failed.value) == (
        "The training set cannot be learned from here: the loss is nan where the search begins. "
        "`check --build` looks for the cause in inputs, labels and initial weights."
    )


class Recipe:
    """Knows its optimizer's name, and how to refuse it."""

    optimizer = SimpleNamespace(kind="l_bfgs")

    def problem(self, path: tuple[str, ...], message: str) -> UserError:
        return UserError(f"{path}: {message}")


@pytest.mark.parametrize("optimizer", [LBFGS(), NewtonCG()])
def test_what_searches_along_lines_has_no_rate(optimizer):
    assert is_full_batch(optimizer)
    with pytest.raises(UserError) as refused:
        refuse_without_rate(Recipe(), optimizer)
    assert str(refused.value) == (
        "('optimizer',): l_bfgs has no learning rate: it searches along each direction"
    )


@pytest.mark.parametrize("optimizer", [keras.optimizers.SGD(), keras.optimizers.Adam()])
def test_what_takes_batches_has_one(optimizer):
    assert not is_full_batch(optimizer)
    refuse_without_rate(Recipe(), optimizer)


def test_no_optimizer_at_all_is_none_for_the_full_batch():
    assert not is_full_batch(None)


SAMPLE = (np.ones((4, 3), "float32"), np.zeros(4, "int32"))


def refused(*layers: keras.Layer) -> str:
    """What is said of a model of these layers; nothing, if nothing is."""
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile(LBFGS(), "mse")
    try:
        refuse_changing_loss(model, SAMPLE, tf.distribute.get_strategy())
    except UserError as error:
        return str(error)
    return ""


ANOTHER = (
    "model: LBFGS compares losses of the whole training set, which must depend on the weights "
    "alone, and {} draws at random or takes statistics of the batch. Remove it (a rate of 0, norm: "
    "layer or group), or take another optimizer."
)
L = keras.layers


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([L.Dense(2)], ""),
        ([L.Dropout(0.0)], ""),
        ([L.LayerNormalization()], ""),
        ([L.GroupNormalization(3)], ""),
        ([L.Dropout(0.5, name="drop")], ANOTHER.format("drop")),
        ([L.GaussianNoise(0.5, name="noise")], ANOTHER.format("noise")),
        ([L.BatchNormalization(name="norm")], ANOTHER.format("norm")),
        (
            [L.BatchNormalization(name="norm"), L.Dense(2), L.Dropout(0.5, name="drop")],
            ANOTHER.format("norm, drop"),
        ),
        (
            [L.Dense(2, kernel_constraint="non_neg", name="dense")],
            "model: LBFGS knows no constraints, and {}/dense/kernel has one; use a regularizer, or "
            "take another optimizer.",
        ),
    ],
)
def test_a_loss_that_changes_by_itself(layers, said):
    found = refused(*layers)
    assert found.split("/dense/")[-1] == said.split("/dense/")[-1]
    assert bool(found) is bool(said)


def bowl(x, y):
    return 2.0 * x**2 + 0.5 * y**2 + x * y


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (1.0, 2.0), (-3.0, 0.5)])
def test_a_surface_s_height_slope_and_curvature(x, y):
    objective = SurfaceObjective(bowl, keras.Variable([x, y]))
    height, (slope,) = objective.loss_and_gradients()
    assert height == pytest.approx(2 * x**2 + 0.5 * y**2 + x * y)
    np.testing.assert_allclose(slope, [4 * x + y, y + x], atol=1e-6)
    for vector in ([1.0, 0.0], [0.0, 1.0], [2.0, -1.0]):
        (product,) = objective.curvature_product("hessian", [tf.constant(vector)])
        np.testing.assert_allclose(product, np.array([[4.0, 1.0], [1.0, 1.0]]) @ vector)


class ByScript:
    """Goes one to the right at each iteration, until the script ends it."""

    def __init__(self, *script: object) -> None:
        self.script = list(script)

    def step(self, objective) -> object:
        objective.point.assign_add([1.0, 0.0])
        ended = self.script.pop(0)
        if isinstance(ended, Exception):
            raise ended
        return ended


@pytest.mark.parametrize(
    ("script", "xs"),
    [
        ([None, None, None], [0, 1, 2, 3]),
        ([None, "flat", None], [0, 1, 2, 2]),
        (["flat", None, None], [0, 1, 1, 1]),
        ([FloatingPointError("nan"), None, None], [0, 1, 1, 1]),
    ],
)
def test_a_walk_stays_where_another_iteration_is_of_no_use(script, xs):
    objective = SurfaceObjective(lambda x, y: x, keras.Variable([0.0, 5.0]))
    path = walk_by_iterations(objective, ByScript(*script), steps=3)
    assert path.tolist() == [[x, 5.0, x] for x in xs]
