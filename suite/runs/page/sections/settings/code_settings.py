"""What is known of the settings of a run that a user's code began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suite.catalog.names.doors import CLOSED
from suite.recipe.shown.recipe_settings import recipe_settings
from suite.recipe.shown.setting import Setting, written

# Key of `setup.json` -> what it is; components have the words of the catalog.
_TEXTS = {
    "optimizer": "",
    "loss": "",
    "targets": "What is learned: classes, of which a sample has one; labels, of which it has any "
    "number; or values.",
    "classes": "How many there are.",
    "class_weights": "What the loss of a sample of each class is multiplied by.",
    "batch_size": "Samples in a step.",
    "samples": "Training examples.",
    "validation_samples": "Validation examples.",
    "steps_per_epoch": "Steps in an epoch.",
    "epochs": "Epochs that were planned.",
    "augment": "Layers that change training inputs at random.",
    "clip_norm": "The largest norm of the whole gradient.",
    "callbacks": "What else looked on or stepped in.",
}
_RATE_TEXTS = {
    "kind": "How the learning rate goes.",
    "first": "The learning rate of the first step.",
    "highest": "The highest learning rate of the run.",
    "last": "The learning rate of the last step.",
}


def code_settings(setup: Mapping[str, Any]) -> Iterator[Setting]:
    """What was really built, one row each.

    Args:
        setup: as `setup.json` has it.

    Example:
        >>> [(one.key, one.value, one.text) for one in code_settings({"batch_size": 32})]
        [('batch_size', '32', 'Samples in a step.')]
        >>> sgd = {"kind": "sgd", "class": "SGD", "momentum": 0.9}
        >>> [(one.key, one.default, one.differs) for one in code_settings({"optimizer": sgd})]
        [('optimizer', '', False), ('optimizer.momentum', '0.0', True)]
    """
    for key, text in _TEXTS.items():
        value = setup.get(key)
        if value is None or value == []:
            continue
        if isinstance(value, dict) and isinstance(value.get("kind"), str):
            yield from _component(key, value)
        elif isinstance(value, list):
            yield _row(key, ", ".join(_kind(one) for one in value), text)
        else:
            yield _row(key, written(value), text)


def _component(key: str, value: Mapping[str, Any]) -> Iterator[Setting]:
    """As a recipe's; a class of the user's own, which has no name in the catalog, has no texts."""
    rate = value.get("learning_rate")
    given = {
        name: one
        for name, one in value.items()
        if name not in ("class", "learning_rate") and one is not None
    }
    first, *arguments = recipe_settings({key: given}, CLOSED)
    # What a recipe would take by default, and says of the key, tells nothing of the code.
    words = first.text.partition(f"{first.value}: ")[2]
    yield _row(key, first.value, words)
    if isinstance(rate, dict):
        for part, text in _RATE_TEXTS.items():
            if part in rate:
                yield _row(f"{key}.learning_rate.{part}", written(rate[part]), text)
    yield from arguments


def _row(key: str, value: str, text: str) -> Setting:
    return Setting(key, value, "", text, differs=False)


def _kind(value: Any) -> str:
    return str(value["kind"]) if isinstance(value, dict) and "kind" in value else written(value)
