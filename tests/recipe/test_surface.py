"""Recipes without data: a surface in place of the model."""

from __future__ import annotations

import pytest

import suite
from suite.recipe.schema.recipe_settings import SURFACE_KEYS

RIGHT = "surface: rosenbrock\ntraining: {steps: 50}\n"


def test_what_a_resolved_recipe_holds(loaded, write):
    recipe = loaded(RIGHT + "optimizer: sgd")
    assert recipe.model is None
    text = recipe.to_yaml()
    again = suite.load(write(text, "again.yaml"), "name=r")
    assert again == recipe
    assert {line.partition(":")[0] for line in text.splitlines()[1:] if line[0] != " "} == {
        *SURFACE_KEYS
    }
    assert "  b: 100.0\n" in text  # the defaults of the surface itself
    assert "training:\n  steps: 50\n" in text


@pytest.mark.parametrize("name", ["quadratic", "Rosenbrock", "saddle", "beale"])
def test_each_surface_can_be_named(loaded, name):
    assert loaded(f"surface: {name}\ntraining: {{steps: 1}}").surface.kind == name.lower()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("model: mlp", "model: a surface has no model; remove `model`, or `surface`"),
        ("data: moons", "data: a surface has no data; remove `data`, or `surface`"),
        ("seed: 3", "seed: a surface has no seed"),
        ("loss: categorical_hinge", "loss: a surface has no loss"),
        ("metrics: []", "metrics: a surface has no metrics"),
        ("callbacks: [finite]", "callbacks: a surface has no callbacks"),
        ("model: 5", "model: must be a name"),
    ],
)
def test_blocks_that_belong_to_data_are_refused(problem, line, said):
    assert said in problem(RIGHT + line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("surface: beale", "training: has no steps: a surface needs them"),
        ("surface: beale\ntraining: {steps: 5, epochs: 3}", "training.epochs: a surface has only"),
        ("surface: beale\ntraining: {steps: 5, clip_norm: 1}", "training.clip_norm: a surface has"),
        ("surface: beale\ntraining: {steps: 0}", "training.steps: must be a whole number of at"),
        ("surface: rosenbrok\ntraining: {steps: 5}", "did you mean 'rosenbrock'?"),
        ("surface: {kind: beale, a: 1}\ntraining: {steps: 5}", "surface.a: unknown argument of"),
        ("surface: {a: 1}\ntraining: {steps: 5}", "surface: must be a name"),
        ("surface: null\ntraining: {epochs: 5}", "model: required and not given"),
    ],
)
def test_surfaces_that_are_refused(problem, text, said):
    assert said in problem(text)


def test_a_null_takes_a_block_away_again(loaded, write):
    write("model: mlp\ndata: moons", "base.yaml")
    assert loaded(f"extends: base.yaml\nmodel: null\ndata: null\n{RIGHT}").surface is not None
