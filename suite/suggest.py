"""Did you mean: the known names that are close to one that nothing bears."""

from __future__ import annotations

from collections.abc import Iterable

# No name is as long, and looking for its like would take seconds.
_LONGEST = 60


def close_names(
    name: str, known: Iterable[str], count: int = 1, *, likeness: float = 0.6
) -> list[str]:
    """The known names that are most like a name, the closest first.

    The likeness of two texts is 2 m / n, with m the letters in their common runs and n the letters
    of both.

    Args:
        name: as it was written.
        known: the names that there are.
        count: at most so many.
        likeness: at least, from 0 (anything) to 1 (the same).

    Example:
        >>> close_names("momentun", ["momentum", "nesterov"])
        ['momentum']
        >>> close_names("decay", ["momentum", "nesterov"])
        []
    """
    if len(name) > _LONGEST:
        return []
    import difflib  # where something is wrong, no sooner

    return difflib.get_close_matches(name, list(known), count, likeness)


def did_you_mean(close: Iterable[str], otherwise: str = ";") -> str:
    """How a message goes on after naming something that nobody knows.

    Args:
        close: names that could be meant.
        otherwise: how it goes on where there is none.

    Example:
        >>> f"unknown kind 'layer'{did_you_mean(['layers'])} accepted: layers, models"
        "unknown kind 'layer'; did you mean 'layers'? accepted: layers, models"
        >>> f"unknown kind 'x'{did_you_mean([])} accepted: layers, models"
        "unknown kind 'x'; accepted: layers, models"
    """
    names = " or ".join(map(repr, dict.fromkeys(close)))
    return f"; did you mean {names}?" if names else otherwise
