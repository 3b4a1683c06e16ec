"""A mistake in a recipe, and the error that carries all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from suite.errors import UserError
from suite.given_path import brief
from suite.recipe.text.place import Origin, Place

Path = tuple[str | int, ...]

# Who has more mistakes has one cause, or a file that is no recipe: not all are looked at or told.
MOST, MOST_TOLD = 100, 40
_LONGEST = 700


def key_text(path: Path) -> str:
    """A path as overrides write it: `("callbacks", 0, "every")` is `callbacks.0.every`."""
    return ".".join(str(part) for part in path)


@dataclass(frozen=True)
class Problem:
    """One mistake: where it stands, the full key it concerns, its cause and remedy."""

    file: str
    line: int | None
    column: int | None
    key: str
    message: str

    @classmethod
    def at(cls, place: Place, path: Path, message: str) -> Problem:
        return cls(place.origin.name, place.line, place.column, key_text(path), message)

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        place, message = (f"{place} {brief(self.key)}" if self.key else place), self.message
        return f"{place}: {brief(message, _LONGEST)}"


class RecipeError(UserError):
    """A recipe that cannot be used; `.problems` holds every mistake, in file order."""

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
