"""Which class a recipe means by a name or a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suite.catalog import ComponentError
from suite.given_path import same_name
from suite.suggest import close_names, did_you_mean


def class_numbers(
    key: str, given: Mapping[str, Any], class_names: Sequence[str]
) -> dict[int, tuple[str, Any]]:
    """What a mapping by class says, by the class's number.

    A key is a name first: in digits whose classes are named 1 to 10, `1` is the class number 0.

    Args:
        key: of the mapping, for messages.
        given: by name or number.
        class_names: of the data set.

    Returns:
        number -> (key as written, value).

    Raises:
        ComponentError: a class is not there, with close matches, or is given twice.

    Example:
        >>> class_numbers("class_weights", {"dog": 2.0, "0": 0.5}, ["cat", "dog"])
        {1: ('dog', 2.0), 0: ('0', 0.5)}
    """
    numbers = {same_name(name): number for number, name in reversed([*enumerate(class_names)])}
    found: dict[int, tuple[str, Any]] = {}
    for written, value in given.items():
        number = numbers.get(same_name(written))
        if number is None and written.isdecimal() and int(written) < len(class_names):
            number = int(written)
        if number is None:
            raise ComponentError(_unknown(written, class_names), (key, written))
        if number in found:
            first = found[number][0]
            raise ComponentError(
                f"is the class that `{first}` names too; keep one of the two", (key, written)
            )
        found[number] = (written, value)
    return found


def _unknown(written: str, class_names: Sequence[str]) -> str:
    hint = did_you_mean(close_names(written, class_names, 3))
    shown = [*class_names[:10], *(["..."] if len(class_names) > 10 else [])]
    return f"no such class{hint} the classes are {', '.join(shown)}, or 0 to {len(class_names) - 1}"
