"""What the runs of several seeds have come to."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suite.errors import UserError
from suite.lab.seeds.seed_run import SeedRun
from suite.lab.seeds.seeds_table import table_text
from suite.recipe import Recipe
from suite.runs.directory.several_seeds import seed_folder
from suite.runs.page.comparison.comparison import compare
from suite.runs.page.comparison.t_interval import TInterval
from suite.runs.run import Run
from suite.screen import columns

# An epoch is a place in a run, and no figure of the model; its mean says little.
_FIRST = ("test_", "val_", "best_")


@dataclass(frozen=True, eq=False)
class Seeds:
    """The runs of a recipe with several seeds, and where they lie; it shows itself in a notebook.

    Args:
        recipe: of all of them; seed k is its own seed + k.
        path: the folder.
        count: how many seeds there shall be, at least 1.
        runs: what each came to, in their order; fewer than `count` where they were interrupted.
        status: running, finished or interrupted.

    Example:
        >>> recipe = suite.load("quickstart")
        >>> runs = [SeedRun(k, k, "finished", {"val_loss": 1.0 + k}) for k in range(3)]
        >>> found = Seeds(recipe, Path("out"), 3, runs, "finished")
        >>> found["val_loss"].mean, found["val_loss"].deviation
        (2.0, 1.0)
    """

    recipe: Recipe
    path: Path
    count: int
    runs: Sequence[SeedRun]
    status: str

    @functools.cached_property
    def figures(self) -> Mapping[str, TInterval]:
        """Mean, deviation and t interval of each figure over the seeds that came to their end with
        one: those of the test set first, then of the validation set."""
        names = dict.fromkeys(name for run in self.runs if run.counts for name in run.figures)
        found = {name: [v for v in self.values(name) if v is not None] for name in names}
        return {
            name: TInterval(values)
            for name, values in sorted(found.items(), key=lambda item: _place(item[0]))
            if values
        }

    def values(self, name: str) -> list[float | None]:
        """A figure of each seed; None where it has none, or did not come to its end."""
        return [run.figures.get(name) if run.counts else None for run in self.runs]

    def __getitem__(self, name: str) -> TInterval:
        """A figure.

        Raises:
            KeyError: no seed has it.
        """
        return self.figures[name]

    def open(self, number: int) -> Run:
        """The run of a seed.

        Args:
            number: of the seed, from 0.

        Raises:
            UserError: there is none in its folder.
        """
        return Run.open(seed_folder(self.path, number))

    def summary(self) -> dict[str, Any]:
        """What `summary.json` holds: `seeds`, what each came to; `figures`, of each the mean, the
        deviation, the edges `low` and `high` of the 95 % t interval, and the `values`."""
        return {
            "status": self.status,
            "recipe": self.recipe.name,
            "count": self.count,
            "level": 0.95,
            "seeds": [_state(run) for run in self.runs],
            "figures": {name: self._figure(name) for name in self.figures},
        }

    def _figure(self, name: str) -> dict[str, Any]:
        one = self.figures[name]
        edges = {"mean": one.mean, "deviation": one.deviation, "low": one.low, "high": one.high}
        return {**edges, "values": self.values(name)}

    def to_text(self, width: int | None = None) -> str:
        """One table: each figure with mean, deviation, 95 % t interval and each seed's value.

        Args:
            width: of its longest line; None is that of the terminal.
        """
        return table_text(self.figures, self.runs, self.count, width or columns())

    def __repr__(self) -> str:
        return f"<Seeds of {self.recipe.name}: {len(self.runs)} of {self.count}, {self.path}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: its page; its table alone as long as there is no run."""
        try:
            shown = compare(self.path)._repr_mimebundle_()
        except UserError:
            shown = {}
        return {**shown, "text/plain": self.to_text()}


def _place(name: str) -> int:
    return next((place for place, start in enumerate(_FIRST) if name.startswith(start)), 3)


def _state(run: SeedRun) -> dict[str, Any]:
    said = {"number": run.number, "seed": run.seed, "status": run.status, "seconds": run.seconds}
    return {**said, "reason": run.reason} if run.reason else said
