"""A component that refuses an argument is refused at its line."""

from __future__ import annotations

import keras
import pytest

import suite
from suite.catalog import Component, ComponentError
from suite.errors import RunFailure, UserError
from suite.recipe import RecipeError
from suite.training.assembly.parts import Parts, Unfit, refused_at

TEXT = """
data: {kind: digits, batch_size: 64}
model: {kind: mlp, widths: [8]}
callbacks:
  - csv_logger: log.csv
  - {kind: early_stopping, patience: 3}
"""


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.yaml").write_text(TEXT.replace("csv_logger: log.csv", "terminate_on_nan"))
    return suite.load("r.yaml")


@pytest.mark.parametrize(
    ("path", "error", "said"),
    [
        (("data",), UserError("is empty"), "r.yaml:2:7 data: is empty"),
        (("data", "batch_size"), UserError("is odd"), "r.yaml:2:34 data.batch_size: is odd"),
        (("model",), ComponentError("no", ("widths", 0)), "r.yaml:3:29 model.widths.0: no"),
        (("model",), ComponentError("no", ()), "r.yaml:3:8 model: no"),
        (("callbacks", 1), UserError("no"), "r.yaml:6:5 callbacks.1: no"),
        ((), Unfit("model", "does not fit"), "r.yaml:3:8 model: does not fit"),
        (("callbacks",), Unfit("patience", "no"), "r.yaml:4:1 callbacks.patience: no"),
    ],
)
def test_a_refusal_bears_its_place(recipe, path, error, said):
    with pytest.raises(RecipeError) as caught, refused_at(recipe, *path):
        raise error
    assert str(caught.value) == said
    assert caught.value.__cause__ is error


def test_a_refusal_that_knows_its_place_keeps_it(recipe):
    error = recipe.problem(("model", "widths"), "no")
    with pytest.raises(RecipeError) as caught, refused_at(recipe, "data"):
        raise error
    assert caught.value is error


@pytest.mark.parametrize("error", [RunFailure("full"), ValueError("unforeseen"), KeyError("x")])
def test_what_is_no_refusal_passes(recipe, error):
    with pytest.raises(type(error)) as caught, refused_at(recipe, "data"):
        raise error
    assert caught.value is error


def test_nothing_is_said_of_what_goes_well(recipe):
    with refused_at(recipe, "data"):
        pass


def test_without_a_recipe_an_unfit_part_names_its_block():
    assert str(Unfit("model", "draws at random")) == "model: draws at random"
    assert isinstance(Unfit("model", ""), UserError)


def test_a_component_is_built_with_its_context(recipe):
    parts = Parts.of(recipe)
    optimizer = parts.build("optimizers", Component("sgd", {"momentum": 0.5}), ("optimizer",))
    assert optimizer.momentum == 0.5
    schedule = Component("cosine", {"initial_learning_rate": 0.1, "decay_steps": "2ep"})
    built = parts.build(
        "schedules", schedule, ("optimizer",), convert=lambda text: int(text[0]) * 10
    )
    assert built.decay_steps == 20


def test_a_refused_argument_is_an_error_at_it(recipe):
    inputs, narrow = keras.Input((2,)), Component("mlp", {"widths": [-3]})
    with pytest.raises(RecipeError, match=r"^r.yaml:3:28 model.widths: mlp: Argument `widths` "):
        Parts.of(recipe).build("models", narrow, ("model",), inputs=inputs, classes=2)


def test_parts_may_write_where_their_home_is(recipe, tmp_path):
    parts = Parts.of(recipe)
    inside = parts.at_home_in(tmp_path / "run")
    assert inside.doors.home == tmp_path / "run"
    assert parts.doors.home != inside.doors.home
    assert inside.recipe is recipe
