"""Runs of one recipe that differ in nothing but chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suite.runs.directory.several_seeds import SEEDS, is_of_seeds
from suite.runs.page.comparison.compared_run import ComparedRun, finite
from suite.runs.page.comparison.differing import Differing, text_of
from suite.runs.page.comparison.t_interval import TInterval

# What is drawn anew: the seed, and which part of the data validates.
CHANCE = ("seed", "data.fold.index")


@dataclass(frozen=True)
class Repeats:
    """Runs that differ in seed or fold only.

    Args:
        setting: what they have in common and others do not, in words.
        runs: at least two.

    Example:
        >>> Repeats("learning_rate 0.01", ()).figures("val_loss")
        []
    """

    setting: str
    runs: Sequence[ComparedRun]

    def figures(self, name: str) -> list[float]:
        """A figure of each run that came to its end with one."""
        ended = [run for run in self.runs if run.status == "finished"]
        return [value for run in ended if (value := run.last(name)) is not None]

    def mean_curve(
        self, name: str
    ) -> tuple[list[float], list[float], list[float | None], list[float | None]]:
        """Epoch, mean, and the edges of its 95 % t interval, where two runs at least have one."""
        by_x: dict[float, list[float]] = {}
        for run in self.runs:
            for x, y in zip(*run.curve(name), strict=True):
                if (value := finite(y)) is not None:
                    by_x.setdefault(x, []).append(value)
        xs = sorted(x for x, values in by_x.items() if len(values) > 1)
        found = [TInterval(by_x[x]) for x in xs]
        edges = [one.low for one in found], [one.high for one in found]
        return xs, [one.mean for one in found], *edges


def repeats_among(runs: Sequence[ComparedRun], keys: Sequence[Differing]) -> list[Repeats]:
    """The runs that repeat one another, gathered; in the order of the first of each.

    Args:
        runs: of which those without a recipe repeat nothing.
        keys: in which they differ.
    """
    gathered: dict[str, list[int]] = {}
    for number, run in enumerate(runs):
        if run.recipe:
            gathered.setdefault(_without_chance(run), []).append(number)
    chosen = [key for key in keys if key.is_choice and key.key not in CHANCE]
    found: dict[str, Repeats] = {}
    for numbers in gathered.values():
        if len(numbers) > 1:
            setting = _setting(chosen, numbers[0])
            # The same recipe with other data or code.
            same = sum(name.partition(" (")[0] == setting for name in found)
            name = f"{setting} ({same + 1})" if same else setting
            found[name] = Repeats(name, [runs[number] for number in numbers])
    return list(found.values())


def short_names(keys: Sequence[str]) -> dict[str, str]:
    """The last part of each key, with as many before it as tell it from the others.

    Example:
        >>> short_names(["optimizer.learning_rate", "model.kind", "data.kind"])
        {'optimizer.learning_rate': 'learning_rate', 'model.kind': 'model.kind', ...}
    """
    found = {}
    for key in keys:
        parts = key.split(".")
        # The kind of something, and the third of a list, say nothing without what they are of.
        least = 2 if parts[-1] == "kind" or parts[-1].isdigit() else 1
        for count in range(min(least, len(parts)), len(parts) + 1):
            found[key] = ".".join(parts[-count:])
            others = (other for other in keys if other != key)
            if not any(f".{other}".endswith(f".{found[key]}") for other in others):
                break
    return found


def _setting(keys: Sequence[Differing], number: int) -> str:
    names = short_names([key.key for key in keys])
    said = [f"{names[key.key]} {text_of(key.values[number])}" for key in keys]
    return ", ".join(said) or "all"


def _without_chance(run: ComparedRun) -> str:
    """The recipe but for what is drawn anew, its data and its code."""
    recipe = {key: value for key, value in run.recipe.items() if key != "seed"}
    data = recipe.get("data")
    if isinstance(data, Mapping) and isinstance(data.get("fold"), Mapping):
        fold: dict[str, Any] = {k: v for k, v in data["fold"].items() if k != "index"}
        return repr(({**recipe, "data": {**data, "fold": fold}}, run.identity.get("code")))
    return repr((recipe, _data_of(run), run.identity.get("code")))


def _data_of(run: ComparedRun) -> object:
    """Its content; of several seeds run together their folder: each may draw a part of the data."""
    folder = run.record.path.resolve().parent
    if folder.name == SEEDS and is_of_seeds(folder.parent):
        return str(folder)
    return run.identity.get("data")
