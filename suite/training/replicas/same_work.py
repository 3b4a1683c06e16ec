"""Whether all workers of a run are about to compute the same."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Sequence

from suite import package
from suite.errors import UserError
from suite.recipe import Recipe
from suite.recipe.diff import differences
from suite.recipe.identity.identity import content_changes
from suite.runs.environment import versions
from suite.training.state.identity import identity_of
from suite.workers.meeting import Card


def card_of(recipe: Recipe) -> Card:
    """What the other workers must agree with before the data is loaded: no place of a file, but
    what is in it."""
    card = {"versions": {**versions(), "suite's files": own_digest()}, **identity_of(recipe)}
    received: Card = json.loads(json.dumps(card))  # as the others receive it
    return received


@functools.cache
def own_digest() -> str:
    """Of the suite's source: a version number does not tell of an edited or stale file."""
    sha, root = hashlib.sha256(), package.FOLDER
    for file in sorted(root.rglob("*.py")):
        name = file.relative_to(root).as_posix()
        # In a wheel these lie inside the package; components of them are compared by themselves.
        if name.partition("/")[0] not in ("callbacks", "recipes"):
            sha.update(name.encode() + b"\0" + file.read_bytes())
    return sha.hexdigest()[:12]


def check_same_work(cards: Sequence[Card]) -> None:
    """Refuse workers with another recipe, other code or other versions than worker 0.

    Raises:
        UserError: names the first such worker and every difference.
    """

    def found(first: Card, own: Card) -> list[str]:
        shared = ("versions", "recipe")
        pairs = [({key: card.get(key) for key in shared}) for card in (first, own)]
        told = [f"{key}: {here} -> {there}" for key, here, there in differences(*pairs)]
        return [*told, *_content_changes(first, own)]

    _check(cards, found, "Start every worker with the same recipe, overrides, files and versions.")


def check_same_data(cards: Sequence[Card]) -> None:
    """Refuse workers with other data than worker 0.

    Raises:
        UserError: names the first such worker and every difference.
    """
    _check(cards, _content_changes, "Give every worker the same data; it may lie anywhere.")


def _content_changes(first: Card, own: Card) -> list[str]:
    return content_changes(dict(first), dict(own))


def _check(
    cards: Sequence[Card], found: Callable[[Card, Card], Sequence[str]], remedy: str
) -> None:
    for index, card in enumerate(cards[1:], start=1):
        if lines := found(cards[0], card):
            listing = "\n".join(f"  {line}" for line in lines)
            raise UserError(
                f"worker {index} would compute something else than worker 0:\n{listing}\n{remedy}"
            )
