"""The spelling of names: snake_case as the field writes it."""

from __future__ import annotations

import re

# Words that the field writes as one, then acronyms, then words; digits stay with their word.
_WORD = re.compile(
    r"(?:L(?=BFGS)|AdamW|RMSprop|P?ReLU|NaN|IoU|TensorBoard|AugMix|CutMix|MixUp|[A-Z]+(?![a-z])|[A-Z]?[a-z]+)"
    r"(?:\d+(?:D(?![a-z]))?)?|\d+"
)


def snake_case(name: str) -> str:
    """`AdamW` -> `adamw`, `MaxPooling2D` -> `max_pooling2d`, `CSVLogger` -> `csv_logger`."""
    return "_".join(_WORD.findall(name)).lower()


def key(name: str) -> str:
    """What two spellings of one name share: `AdamW`, `adam_w` and `adamw` are the same."""
    return name.replace("_", "").lower()
