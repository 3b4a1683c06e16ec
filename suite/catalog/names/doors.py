"""Where the names of a recipe may lead beyond the catalog's own, and who may use these doors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from suite.catalog.names.spelling import key
from suite.errors import UserError

_WORD = re.compile(r"\w+")
NAMES_CODE = (
    "names Python code, which a recipe from the web may not; use a name of the catalog, or pass "
    "--trust if you trust this address"
)


class Untrusted(UserError):
    """A text that came from the web names what only the user may name.

    Example:
        >>> from suite.catalog import Catalog
        >>> Catalog(CLOSED).find("models", "os:system")
        Traceback (most recent call last):
        suite.catalog.names.doors.Untrusted: names Python code, which ...
    """


@dataclass(frozen=True)
class Doors:
    """What one recipe may reach beside the components of the suite and of Keras.

    Args:
        folder: the recipe's folder, for `./file.py:Name` and for the `callbacks/` in it.
        plugins: folders of the user's callbacks.
        own: None: the user wrote, or trusts, the whole recipe. Otherwise a part of it came from the
            web: these texts alone are the user's own and go through doors, as `spelling` writes
            them. Any other text may name what the suite and Keras bring, and nothing else.
        home: the run directory, where it is known: what the others write lies below it.

    Example:
        >>> Doors().open_to("./net.py:net")
        True
        >>> Doors(own=own_texts(["./net.py:net"], web=[])).open_to("os:system")
        False
    """

    folder: Path | None = None
    plugins: tuple[Path, ...] = ()
    own: frozenset[str] | None = None
    home: Path | None = None

    @property
    def are_open(self) -> bool:
        """Whether every text of the recipe is the user's own."""
        return self.own is None

    def open_to(self, text: str) -> bool:
        """Whether a text of the recipe is the user's own."""
        return self.own is None or spelling(text) in self.own


OPEN = Doors()  # of whoever asks for no recipe: what lies in the working directory
CLOSED = Doors(own=frozenset())  # what the suite and Keras bring, and nothing else


def own_texts(own: Iterable[str], web: Iterable[str]) -> frozenset[str]:
    """The texts that the user alone has written; of one that both wrote the web's counts."""
    return frozenset(map(spelling, own)) - frozenset(map(spelling, web))


def spelling(text: str) -> str:
    """What the spellings of one short name share; of anything else each letter counts."""
    text = text.strip()
    return key(text) if _WORD.fullmatch(text) else text
