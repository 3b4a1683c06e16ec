"""What the run of one seed has come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class SeedRun:
    """A seed, and what its run came to.

    Args:
        number: from 0, in the order of the seeds.
        seed: of the recipe.
        status: `running`: it has begun; `finished`; `diverged`: a loss is not finite; `failed`: the
            run broke.
        figures: those of its summary; empty unless finished.
        seconds: that it took.
        reason: why it failed.
        process: that has it at present; empty once it is over.

    Example:
        >>> SeedRun(0, 7, "finished", {"test_accuracy": 0.9}).counts
        True
    """

    number: int
    seed: int
    status: Literal["running", "finished", "diverged", "failed"]
    figures: Mapping[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0
    reason: str = ""
    process: str = ""

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end, be it good or bad."""
        return self.status != "running"

    @property
    def counts(self) -> bool:
        """Whether its figures go into the means."""
        return self.status == "finished"
