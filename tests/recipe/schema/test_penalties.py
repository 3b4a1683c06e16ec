"""Penalties by layer name in a recipe."""

from __future__ import annotations

import pytest

from suite.recipe import load
from suite.recipe.resume import identity

ENTRY = "penalties: [{{layers: conv*, {}}}]"
ACCEPTED = [
    "penalties: []",
    ENTRY.format("kernel_regularizer: l2"),
    ENTRY.format("kernel_regularizer: {kind: L1L2, l1: 1e-3}"),
    ENTRY.format("kernel_constraint: {kind: max_norm, max_value: 3}, bias_regularizer: null"),
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_the_resolved_recipe_is_the_same_recipe(loaded, write, text):
    recipe = loaded(f"model: cnn\n{text}")
    again = load(write(recipe.to_yaml(), "run/recipe.yaml"))
    assert again == recipe
    assert again.to_yaml() == recipe.to_yaml()
    assert identity(again) == identity(recipe)


def test_defaults_are_filled_in_and_count(loaded):
    one, two, none = (loaded(f"model: cnn\n{text}") for text in (*ACCEPTED[1:3], ACCEPTED[0]))
    assert "kernel_regularizer:\n      kind: l2\n      l2: 0.01\n" in one.to_yaml()
    assert "kind: l1_l2\n      l1: 0.001\n      l2: 0.0\n" in two.to_yaml()
    assert len({identity(recipe) for recipe in (one, two, none)}) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("penalties: 3", "r.yaml:2:12 penalties: must be a list, each entry a mapping with the"),
        (
            "penalties: {layers: a}",
            "penalties: must be a list, each entry a mapping with the keys `layers`, ",
        ),
        ("penalties: [l2]", "penalties.0: must be a mapping with the keys `layers`, "),
        (
            "penalties: [{kernel_regularizer: l2}]",
            "penalties.0: must be ",
        ),
        (
            "penalties: [{layers: a, kernel_regulariser: l2}]",
            "r.yaml:2:25 penalties.0.kernel_regulariser: unknown key; did you mean "
            "'kernel_regularizer'? accepted: layers, kernel_regularizer, ",
        ),
        (
            "penalties: [{layers: a, kernel_regularizer: l3}]",
            "r.yaml:2:45 penalties.0.kernel_regularizer.kind: unknown regularizer 'l3'; accepted",
        ),
        (
            "penalties: [{layers: a, kernel_regularizer: {kind: l2, l1: 3}}]",
            "r.yaml:2:56 penalties.0.kernel_regularizer.l1: unknown argument of l2; accepted: l2",
        ),
        (
            "penalties: [{layers: a, kernel_regularizer: 0.01}]",
            "penalties.0.kernel_regularizer: must be a name, or a mapping with `kind: name` and",
        ),
        (
            "penalties: [{layers: a, kernel_constraint: l2}]",
            "penalties.0.kernel_constraint.kind: unknown constraint 'l2'",
        ),
        (
            "penalties: [{layers: a}]",
            "penalties.0: names layers and nothing that holds for them; add for instance",
        ),
    ],
)
def test_what_is_refused(problem, text, message):
    assert message in problem(f"model: cnn\n{text}")


def test_a_surface_has_none(problems):
    text = "surface: saddle\ntraining: {steps: 3}\n" + ACCEPTED[1]
    (found,) = problems(text)
    assert "penalties: a surface has no penalties; remove `penalties`, or `surface`" in found


def test_a_regularizer_from_a_file_is_found_from_the_run_directory(loaded, write, folder):
    write("class Mine:\n    def __init__(self): pass\n", "mine.py")
    recipe = loaded("model: cnn\n" + ENTRY.format("kernel_regularizer: ./mine.py:Mine"))
    assert recipe.penalties[0].kernel_regularizer.kind == f"{folder / 'mine.py'}:Mine"
    assert load(write(recipe.to_yaml(), "runs/a/recipe.yaml")) == recipe
