"""A mistake in a recipe, and the error that carries all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from suite.errors import UserError
from suite.given_path import brief
from suite.recipe.text.key_path import KeyPath, key_text
from suite.recipe.text.place import Origin, Place

# Who has more mistakes has one cause, or a file that is no recipe: not all are looked at or told.
MOST, MOST_TOLD = 100, 40
_LONGEST = 700


Code = Literal[
    "text",  # the file, its YAML, what it extends, the form of an override
    "unknown_key",
    "value",  # of another type, or out of range
    "no_model",
    "component",  # what the catalog says of one
    "reference",  # a name of a file or of data
    "contradiction",
    "remark",  # no mistake, but nothing listens to it
]


@dataclass(frozen=True)
class Problem:
    """One mistake: where it stands, the full key it concerns, its cause and remedy, and its sort.

    Example:
        >>> print(Problem("r.yaml", 3, 1, "sed", "unknown key", "unknown_key"))
        r.yaml:3:1 sed: unknown key
    """

    file: str
    line: int | None
    column: int | None
    key: str
    message: str
    code: Code = field(default="text", compare=False)

    @classmethod
    def at(cls, place: Place, path: KeyPath, message: str, code: Code = "text") -> Problem:
        """The problem of what stands at a place."""
        return cls(place.origin.name, place.line, place.column, key_text(path), message, code)

    @property
    def where(self) -> tuple[str, int | None, int | None, str]:
        """Its place and key."""
        return self.file, self.line, self.column, self.key

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        place, message = (f"{place} {brief(self.key)}" if self.key else place), self.message
        return f"{place}: {brief(message, _LONGEST)}"


class RecipeError(UserError):
    """A recipe that cannot be used; `.problems` holds every mistake, in file order.

    Example:
        >>> print(RecipeError([Problem("r.yaml", 3, 1, "sed", "unknown key")]))
        r.yaml:3:1 sed: unknown key
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(dict.fromkeys(problems))
        told, left = self.problems[:MOST_TOLD], len(self.problems) - MOST_TOLD
        more = [f"... and {left} more of the kind; mend these first"] if left > 0 else []
        super().__init__("\n".join([*map(str, told), *more]))


def in_file_order(problems: Iterable[Problem], origins: Sequence[Origin]) -> list[Problem]:
    """Sort by the order in which the texts were given, then by line and column."""
    rank = {origin.name: number for number, origin in enumerate(origins)}
    return sorted(
        problems,
        key=lambda problem: (
            rank.get(problem.file, len(rank)),
            problem.line or 0,
            problem.column or 0,
        ),
    )
