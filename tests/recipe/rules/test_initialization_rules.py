"""Recipes with `initialization`: what is accepted, kept and refused."""

from __future__ import annotations

import pytest
import yaml

from suite.recipe import load
from suite.recipe.resume import identity
from suite.recipe.rules import initialization_rules

REFUSED = {
    "one_start": [
        (
            "model: mlp\ninitialization: lsuv\ntransfer: {source: other.keras}",
            "initialization: lsuv sets the weights that `transfer` brings anew; remove one of",
        ),
    ],
    "idle_initializers": [
        (
            "model: {kind: mlp, kernel_initializer: glorot_normal}\ninitialization: lsuv",
            "model.kernel_initializer: has no effect: lsuv begins with orthogonal kernels; set "
            "initialization.orthogonal: false",
        ),
        (
            "model: {kind: mlp, bias_initializer: ones}\ninitialization: data_dependent",
            "model.bias_initializer: has no effect: data_dependent sets every bias",
        ),
    ],
    "greedy_chain": [
        (
            "model: {kind: resnet, norm: none}\ninitialization: greedy_autoencoders",
            "initialization: greedy_autoencoders needs a chain of layers, and resnet has shortcuts",
        ),
        (
            "model: {kind: mlp, norm: batch}\ninitialization: greedy_autoencoders",
            "model.norm: must be none for greedy_autoencoders",
        ),
        (
            "model: {kind: mlp, norm: weight}\ninitialization: greedy_autoencoders",
            "and weight adds weights of its own; or use lsuv",
        ),
    ],
}
ACCEPTED = [
    "initialization: lsuv",
    "model: {kernel_initializer: zeros}\ninitialization: {kind: lsuv, orthogonal: false}",
    "model: {kernel_initializer: he_normal, bias_initializer: zeros}\ninitialization: lsuv",
    "model: {bias_initializer: ones}\ninitialization: lsuv",
    "model: {kernel_initializer: ones}\ninitialization: data_dependent",
    "model: {norm: batch}\ninitialization: data_dependent",
    "initialization: {kind: GreedyAutoencoders, epochs: 3}",
    "initialization: null\nmodel: {norm: batch, kernel_initializer: ones}",
]
WRONG = [
    ("initialization: lsuvv", "unknown initialization of a model 'lsuvv'; did you mean 'lsuv'?"),
    ("initialization: {kind: lsuv, sample: 3}", "initialization.sample: unknown argument of lsuv"),
    ("initialization: {kind: lsuv, samples: many}", "initialization.samples: must be a whole"),
    ("initialization: {kind: lsuv, model: x}", "argument of lsuv that the suite gives; take it"),
    ("initialization: {samples: 3}", "initialization: must be"),
    ("initialization: he_normal", "(a name in initializers)"),
    ("initialisation: lsuv", "unknown key; did you mean 'initialization'?"),
]


def test_every_rule_has_a_case():
    rules = initialization_rules.INITIALIZATION_RULES
    assert list(REFUSED) == [rule.__name__ for rule in rules]


@pytest.mark.parametrize(("text", "said"), [case for cases in REFUSED.values() for case in cases])
def test_a_contradiction(problem, text, said):
    found = problem(text)
    assert found.startswith("r.yaml:")
    assert said in found


@pytest.mark.parametrize("text", ACCEPTED)
def test_no_contradiction_and_none_when_every_default_is_filled_in(loaded, write, text):
    recipe = loaded(f"extends: base.yaml\n{text}" if write(BASE, "base.yaml") else text)
    again = load(write(recipe.to_yaml(), "run/recipe.yaml"))
    assert again == recipe
    assert again.initialization is None or again.initialization.kind in recipe.to_yaml()


BASE = "model: {kind: mlp}\n"


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_wrong_by_itself(problem, text, said):
    assert said in problem(f"model: mlp\n{text}")


def test_a_surface_has_none(problem):
    found = problem("surface: beale\ntraining: {steps: 5}\ninitialization: lsuv")
    assert "a surface has no initialization; remove `initialization`, or `surface`" in found


def test_it_is_resolved_with_its_defaults_and_makes_another_run(loaded):
    with_it, without = loaded("model: mlp\ninitialization: lsuv"), loaded("model: mlp")
    assert yaml.safe_load(with_it.to_yaml())["initialization"] == {
        "kind": "lsuv",
        "orthogonal": True,
        "samples": 256,
        "tolerance": 0.1,
        "iterations": 10,
    }
    assert yaml.safe_load(without.to_yaml())["initialization"] is None
    other = loaded("model: mlp\ninitialization: {kind: lsuv, samples: 9}")
    assert len({identity(recipe) for recipe in (with_it, without, other)}) == 3
    assert [change[0] for change in without.diff(with_it)] == ["initialization"]


def test_a_recipe_above_is_taken_away_again(loaded, write):
    write("model: mlp\ninitialization: {kind: lsuv, samples: 9}", "base.yaml")
    assert loaded("extends: base.yaml\ninitialization: null").initialization is None
    changed = loaded("extends: base.yaml\ninitialization: data_dependent")
    assert changed.initialization.to_plain() == "data_dependent"
