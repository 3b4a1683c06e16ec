"""Which settings a contradiction is about, and the rules by type of recipe."""

from __future__ import annotations

import pytest

from suite.catalog import Doors
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.all_rules import RULES, SURFACE_RULES, contradictions
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.rules.sweeps.stopping_rules import STOPPING_RULES
from suite.recipe.rules.sweeps.sweep_rules import SWEEP_RULES
from suite.recipe.schema.recipe_settings import RecipeSettings

FOUND = Contradiction(("training", "ema"), "one of the two", ("optimizer.use_ema", "data.limit"))


@pytest.mark.parametrize(
    ("key", "is_about"),
    [
        ("training.ema", True),
        ("training", True),
        ("optimizer.use_ema", True),
        ("optimizer", True),
        ("data", True),
        ("data.limit", True),
        ("data.limits", False),
        ("data.lim", False),
        ("train", False),
        ("training.ema.deeper", False),
        ("optimizer.momentum", False),
        ("loss", False),
    ],
)
def test_what_it_is_about(key, is_about):
    assert FOUND.is_about([key]) is is_about
    assert FOUND.is_about(["seed", key]) is is_about


def test_without_wrong_settings_it_is_about_none():
    assert not FOUND.is_about([])


def test_no_rule_is_listed_twice():
    every = [*RULES, *SURFACE_RULES, *SWEEP_RULES, *STOPPING_RULES]
    assert len({rule.__name__ for rule in every}) == len(every)
    assert all(rule.__doc__ for rule in every)


def found(**values):
    settings = RecipeSettings(**values)
    return list(contradictions(settings, CatalogView(Doors())))


SURFACE = {"surface": "beale", "training": {"steps": 9}}
GRID = {"over": {"optimizer.learning_rate": [0.1, 0.2]}}


@pytest.mark.parametrize(
    "values",
    [
        {"model": "mlp"},
        SURFACE,
        {"model": "mlp", "sweep": GRID},
        {**SURFACE, "sweep": {**GRID, "metric": "value"}},
    ],
    ids=str,
)
def test_nothing_to_say(values):
    assert found(**values) == []


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"model": "mlp", "training": {"steps": 9}}, ("training", "steps")),
        ({"surface": "beale"}, ("training",)),
        ({**SURFACE, "seed": 3}, ("seed",)),
        ({**SURFACE, "model": "mlp"}, ("model",)),
        ({"model": "mlp", "sweep": {}}, ("sweep",)),
        ({**SURFACE, "sweep": GRID}, ("sweep",)),
        ({**SURFACE, "sweep": {**GRID, "metric": "value", "folds": 3}}, ("sweep", "folds")),
        ({"model": "mlp", "data": {"fold": {"index": 3, "of": 3}}}, ("data", "fold", "index")),
        (
            {"model": "mlp", "sweep": {"folds": 3}, "data": {"fold": {"index": 3, "of": 3}}},
            ("data", "fold", "index"),
        ),
    ],
    ids=str,
)
def test_each_type_has_its_rules(values, path):
    assert path in [one.path for one in found(**values)]
