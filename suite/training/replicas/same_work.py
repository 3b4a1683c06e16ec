"""Whether all workers of a run are about to compute the same."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from suite.errors import UserError
from suite.recipe import Recipe
from suite.recipe.diff import differences
from suite.runs.environment import versions
from suite.training.replicas.rendezvous import Card

# Each machine may keep the data elsewhere.
_OWN = ("data.path",)


def card_of(recipe: Recipe) -> Card:
    """What the other workers must agree with."""
    return {"versions": versions(), "recipe": yaml.safe_load(recipe.to_yaml())}


def check_same_work(cards: Sequence[Card]) -> None:
    """Refuse workers with another recipe or other versions than worker 0.

    Raises:
        UserError: names the first such worker and every difference.
    """
    for index, card in enumerate(cards[1:], start=1):
        found = [one for one in differences(cards[0], card) if _matters(one[0])]
        if found:
            lines = "\n".join(f"  {key}: {first} -> {own}" for key, first, own in found)
            raise UserError(
                f"worker {index} would compute something else than worker 0:\n{lines}\n"
                "Start every worker with the same recipe, overrides and versions."
            )


def _matters(key: str) -> bool:
    return key.removeprefix("recipe.") not in _OWN
