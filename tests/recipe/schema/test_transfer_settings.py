"""The `transfer` block: what it accepts, and what its plans mean."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from suite.recipe.schema.transfer_settings import (
    FreezeSettings,
    Plan,
    TransferSettings,
    UnfreezeSettings,
)

# Plan -> layers are frozen, the head is new in any case, weights are taken.
PLANS = {
    None: (False, False, True),
    "predict": (False, False, True),
    "last_layer": (True, False, True),
    "all": (False, False, True),
    "little_similar": (True, True, True),
    "little_different": (True, False, True),
    "much_different": (False, False, False),
    "much_similar": (False, False, True),
}


def test_every_plan_is_in_the_table():
    assert PLANS.keys() == {None, *get_args(Plan)}


@pytest.mark.parametrize("plan", PLANS)
def test_what_a_plan_means(plan):
    block = TransferSettings(plan=plan)
    assert (block.freezes, block.has_new_head, block.takes_weights) == PLANS[plan]


@pytest.mark.parametrize("plan", PLANS)
def test_a_new_head_can_be_had_with_every_plan(plan):
    assert TransferSettings(plan=plan, head="new").has_new_head


FREEZE = [
    ("stage1*", FreezeSettings(layers=["stage1*"])),
    (["a", "b*"], FreezeSettings(layers=["a", "b*"])),
    ([], FreezeSettings()),
    ({}, FreezeSettings()),
    ({"first": 3}, FreezeSettings(first=3)),
    ({"first": 3.0}, FreezeSettings(first=3)),
    ({"through": "stage2*"}, FreezeSettings(through="stage2*")),
    ({"layers": ["head"], "statistics": False}, FreezeSettings(layers=["head"], statistics=False)),
]


@pytest.mark.parametrize(("given", "expected"), FREEZE)
def test_what_is_frozen_in_short_and_in_long(given, expected):
    assert TransferSettings(freeze=given).freeze == expected


NAMES = [
    ({}, False),
    ({"statistics": False}, False),
    ({"layers": []}, False),
    ({"layers": ["a"]}, True),
    ({"first": 1}, True),
    ({"through": "a"}, True),
]


@pytest.mark.parametrize(("given", "names"), NAMES)
def test_without_a_plan_the_layers_that_are_named_are_frozen(given, names):
    assert FreezeSettings(**given).names_layers is names
    assert TransferSettings(freeze=given).freezes is names
    assert TransferSettings(freeze=given, plan="all").freezes is False


RATES = [
    ({}, {}),
    ({"head": 10}, {"head": 10.0}),
    ({"stage1*": 0.1, "*": 1e-3}, {"stage1*": 0.1, "*": 1e-3}),
    ({"stage1*": None, "head": 2.0}, {"head": 2.0}),
]


@pytest.mark.parametrize(("given", "expected"), RATES)
def test_rates(given, expected):
    assert TransferSettings(rates=given).rates == expected


EVERY = ["1ep", "2ep", "500st", "10%", "0.5ep"]


@pytest.mark.parametrize("every", EVERY)
def test_a_duration_after_which_layers_join(every):
    assert UnfreezeSettings(every=every) == UnfreezeSettings(every=every, layers=1)


REFUSED = [
    ({"source": ""}, ("source",)),
    ({"source": 3}, ("source",)),
    ({"plan": "some"}, ("plan",)),
    ({"plan": ""}, ("plan",)),
    ({"head": 1}, ("head",)),
    ({"head": "old"}, ("head",)),
    ({"normalization": "none"}, ("normalization",)),
    ({"freeze": ""}, ("freeze", "layers", 0)),
    ({"freeze": ["a", ""]}, ("freeze", "layers", 1)),
    ({"freeze": [3]}, ("freeze", "layers", 0)),
    ({"freeze": {"first": 0}}, ("freeze", "first")),
    ({"freeze": {"first": 1.5}}, ("freeze", "first")),
    ({"freeze": {"through": ""}}, ("freeze", "through")),
    ({"freeze": {"until": "a"}}, ("freeze", "until")),
    ({"freeze": {"statistics": "yes"}}, ("freeze", "statistics")),
    ({"unfreeze": {}}, ("unfreeze", "every")),
    ({"unfreeze": {"every": 2}}, ("unfreeze", "every")),
    ({"unfreeze": {"every": "2"}}, ("unfreeze", "every")),
    ({"unfreeze": {"every": "0ep"}}, ("unfreeze", "every")),
    ({"unfreeze": {"every": "-1ep"}}, ("unfreeze", "every")),
    ({"unfreeze": {"every": "5min"}}, ("unfreeze", "every")),
    ({"unfreeze": {"every": "1ep", "layers": 0}}, ("unfreeze", "layers")),
    ({"rates": {"head": 0}}, ("rates", "head")),
    ({"rates": {"head": -1}}, ("rates", "head")),
    ({"rates": {"head": "fast"}}, ("rates", "head")),
    ({"rates": ["head"]}, ("rates",)),
    ({"weights": "imagenet"}, ("weights",)),
]


@pytest.mark.parametrize(("given", "place"), REFUSED)
def test_what_is_refused_and_where(given, place):
    with pytest.raises(ValidationError) as caught:
        TransferSettings(**given)
    assert [error["loc"] for error in caught.value.errors()] == [place]
