"""What is known of the settings of a run that a user's code began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suite.recipe.shown.setting import written

# Key of `setup.json` -> what it is.
_TEXTS = {
    "optimizer": "That takes the steps.",
    "loss": "That is made small.",
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


def code_settings(setup: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(key, value, text) of what was really built.

    Args:
        setup: as `setup.json` has it.

    Example:
        >>> list(code_settings({"batch_size": 32, "layers": []}))
        [('batch_size', '32', 'Samples in a step.')]
    """
    for key, text in _TEXTS.items():
        value = setup.get(key)
        if value is None or value == []:
            continue
        if isinstance(value, dict) and "kind" in value:
            yield from _component(key, value, text)
        elif isinstance(value, list):
            yield key, ", ".join(_kind(one) for one in value), text
        else:
            yield key, written(value), text


def _component(key: str, value: Mapping[str, Any], text: str) -> Iterator[tuple[str, str, str]]:
    yield key, str(value["kind"]), text
    for name, inner in value.items():
        if name == "learning_rate" and isinstance(inner, dict):
            for part, words in _RATE_TEXTS.items():
                if part in inner:
                    yield f"{key}.{name}.{part}", written(inner[part]), words
        elif name not in ("kind", "class") and inner is not None:
            yield f"{key}.{name}", written(inner), ""


def _kind(value: Any) -> str:
    return str(value["kind"]) if isinstance(value, dict) and "kind" in value else written(value)
