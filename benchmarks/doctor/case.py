"""One run of the zoo: what is trained, and what should be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

# `own`: faults of our own on the digits; `public`: from public reports; `program`: plain Keras
# programs, through `suite.fit`.
Collection = Literal["own", "public", "program"]
COLLECTIONS: tuple[Collection, ...] = ("own", "public", "program")


@dataclass(frozen=True)
class Case:
    """One run.

    Args:
        collection: which set it belongs to.
        name: of the fault, or of the healthy variant.
        family: what it was made of: the kind of net, or the base recipe.
        seed: of the run.
        recipe: what is asked for, as a plain mapping.
        causes: any of them is right to name; none for a healthy run.
        category: of the fault.
        counts_anyway: whether it is a fault even where the run gets away with it.
        twin: the name of its healthy twin, of the same collection and family.
        held_out: whether rules and limits were set without a look at it.
    """

    collection: Collection
    name: str
    family: str
    seed: int
    recipe: dict[str, Any]
    causes: tuple[str, ...] = ()
    category: str = ""
    counts_anyway: bool = False
    twin: str = ""
    held_out: bool = False

    @property
    def fault(self) -> bool:
        """Whether something is wrong with it."""
        return bool(self.causes)

    @property
    def file_name(self) -> str:
        words = "".join(c if c.isalnum() or c in ".-" else "_" for c in self.name)
        place = "" if self.collection == "own" else f"{self.collection}-"
        family = self.family.replace(" ", "_")
        return f"{place}{'fault' if self.fault else 'healthy'}-{family}-{words}-{self.seed}.json"
