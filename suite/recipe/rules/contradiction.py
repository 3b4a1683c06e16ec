"""What a rule finds: settings that are right one by one and contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from suite.recipe.text.key_path import KeyPath, key_text


@dataclass(frozen=True)
class Contradiction:
    """The setting to change, why, and what it contradicts.

    Args:
        path: of the setting.
        message: cause and remedy.
        beside: keys of the other settings that it is about.

    Example:
        >>> found = Contradiction(("training", "ema"), "is one too many", ("optimizer.use_ema",))
        >>> found.is_about(["optimizer.use_ema"]), found.is_about(["optimizer.momentum"])
        (True, False)
    """

    path: KeyPath
    message: str
    beside: tuple[str, ...] = ()

    def is_about(self, keys: Iterable[str]) -> bool:
        """Whether it concerns one of some settings, or a part of one."""
        own = (key_text(self.path), *self.beside)
        return any(one == key or one.startswith(f"{key}.") for key in keys for one in own)
