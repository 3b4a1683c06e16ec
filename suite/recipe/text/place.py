"""Where a value of a recipe was written."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Origin:
    """One text that takes part in a recipe: a file, a page of the web, an override, the defaults.

    Args:
        name: what the user is shown, for instance `recipes/quickstart.yaml`.
        folder: the folder that relative paths in this text are relative to.
        remote: whether the text came over the network, and so may name nothing but what the suite
            and Keras bring.
        lines: whether positions in the text help; in an override or a default they do not.
        address: where on the web a remote text was.
        brought: whether it is a shipped recipe that a remote one extends.
        own: texts in a remote one that are the user's own all the same.
    """

    name: str
    folder: Path = field(default_factory=Path.cwd)
    remote: bool = False
    lines: bool = True
    address: str = ""
    brought: bool = False
    own: frozenset[str] = frozenset()

    @property
    def is_strange(self) -> bool:
        """Whether the web decides what the text is."""
        return self.remote or self.brought

    def at(self, line: int = 1, column: int = 1) -> Place:
        """The place of a line and a column, both from 1."""
        return Place(self, line, column) if self.lines else Place(self)


DEFAULTS = Origin("the defaults", Path(), lines=False)


@dataclass(frozen=True)
class Place:
    """A position in an origin; line and column count from 1, an override has neither.

    Example:
        >>> str(Place(Origin("r.yaml"), 12, 5)), str(Place(DEFAULTS))
        ('r.yaml:12:5', 'the defaults')
    """

    origin: Origin
    line: int | None = None
    column: int | None = None

    @property
    def index(self) -> tuple[int, int]:
        """Line and column counted from 0; the beginning where there are none."""
        return (self.line or 1) - 1, (self.column or 1) - 1

    def __str__(self) -> str:
        if self.line is None:
            return self.origin.name
        return f"{self.origin.name}:{self.line}:{self.column}"


def shown(path: Path) -> str:
    """A path as the user is shown it: relative to the working directory where that is shorter."""
    absolute = Path(os.path.abspath(path))
    if not absolute.is_relative_to(Path.cwd()):
        return str(path)
    return min(str(absolute.relative_to(Path.cwd())), str(path), key=len)
