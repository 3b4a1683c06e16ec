"""A mistake in a recipe, and the error that carries all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from suite.errors import UserError
from suite.recipe.place import Origin, Place

Path = tuple[str | int, ...]


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
        return f"{place} {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class RecipeError(UserError):
    """A recipe that cannot be used; `.problems` holds every mistake, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


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
