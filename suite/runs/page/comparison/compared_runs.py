"""Several runs, what they differ in, and which came out best."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence

from suite.runs.page.charts.table import Cell
from suite.runs.page.comparison.compared_run import ComparedRun, is_better_small
from suite.runs.page.comparison.differing import ABSENT, Differing, cell_of, differing
from suite.runs.page.comparison.given_runs import GivenRuns
from suite.runs.page.comparison.repeats import CHANCE, Repeats, repeats_among, short_names
from suite.runs.page.comparison.surroundings import differing_surroundings, recorded_surroundings

# More keys than this differ between recipes, not within an experiment.
_MOST_SWEPT = 8
_MOST_EPOCHS = 2**31
# By which runs are ordered, the first that half of them have.
_DECIDING = ("val_accuracy", "val_loss", "value", "accuracy", "loss")


class ComparedRuns:
    """Runs beside one another, the best first.

    Args:
        given: the runs, in any order.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> for name, loss in (("a", 0.5), ("b", 0.25)):
        ...     directory = RunDirectory(Path(name))
        ...     directory.make()
        ...     directory.write_recipe(f"optimizer: {{learning_rate: {loss}}}")
        ...     directory.write_summary({"status": "finished", "metrics": {"val_loss": loss}})
        >>> runs = ComparedRuns(GivenRuns.among(["a", "b"]))
        >>> [key.key for key in runs.choices], [run.label for run in runs.runs]
        (['optimizer.learning_rate'], ['a', 'b'])
    """

    def __init__(self, given: GivenRuns) -> None:
        self.sweep = given.sweep
        self.notes = given.notes
        self.metric = given.sweep.metric if given.sweep else _deciding(given.runs)
        self.larger_is_better = (
            given.sweep.larger_is_better if given.sweep else not is_better_small(self.metric or "")
        )
        self.runs = sorted(given.runs, key=self._rank)
        self.keys = self._differing_keys()
        self.surroundings = differing_surroundings(self.runs)
        self.recorded = recorded_surroundings(self.runs)

    def _differing_keys(self) -> list[Differing]:
        """The keys in which recipes differ, where they can be read; or what the runs were built of,
        where one is of `suite.fit`, which has none."""
        if self.are_of_code:
            return differing([run.built for run in self.runs])
        found = differing([run.recipe for run in self.runs if run.recipe])
        of_all = []
        for key in found:
            values = iter(key.values)
            there = [next(values) if run.recipe else ABSENT for run in self.runs]
            of_all.append(Differing(key.key, there))
        return of_all

    @property
    def are_of_code(self) -> bool:
        """Whether a run of `suite.fit` is among them."""
        return any(run.record.directory.is_of_code for run in self.runs)

    def figure(self, run: ComparedRun) -> float | None:
        """By which a run is compared; None where it has none."""
        return None if self.metric is None else run.last(self.metric)

    @property
    def best(self) -> ComparedRun | None:
        """The best run; None where none has a figure."""
        first = self.runs[0]
        return None if self.figure(first) is None else first

    @functools.cached_property
    def choices(self) -> list[Differing]:
        """The keys of the recipe in which the runs differ, of two values at least."""
        return [key for key in self.keys if key.is_choice]

    @functools.cached_property
    def swept(self) -> list[Differing]:
        """Those of them that somebody has chosen, not chance; in the order of the sweep."""
        chosen = [key for key in self.choices if key.key not in (*CHANCE, "name", "topic")]
        order = list(self.sweep.keys) if self.sweep else []
        return sorted(chosen, key=lambda key: order.index(key.key) if key.key in order else 99)

    @property
    def are_repeats(self) -> bool:
        """Whether all of them differ in seed or fold, and in nothing else."""
        one = len(self.repeats) == 1 and len(self.repeats[0].runs) == len(self.runs)
        return one and any(key.key in CHANCE for key in self.choices)

    @property
    def is_one_experiment(self) -> bool:
        """Whether a few keys were varied and the rest was kept, so that one can ask what they do;
        different recipes differ in too much for that."""
        return bool(self.swept) and (self.sweep is not None or len(self.swept) <= _MOST_SWEPT)

    @functools.cached_property
    def short(self) -> dict[str, str]:
        """The keys with their short names."""
        return short_names([key.key for key in self.choices])

    @functools.cached_property
    def repeats(self) -> list[Repeats]:
        """Runs that differ in the seed or the fold only, gathered."""
        return repeats_among(self.runs, self.keys)

    @functools.cached_property
    def measures(self) -> list[str]:
        """All that is measured, what decides first, then by how many runs have it."""
        counted = Counter(name for run in self.runs for name in run.measures)
        first = [name for name in (self.metric or "", *_DECIDING) if name in counted]
        return list(dict.fromkeys([*first, *(name for name, _ in counted.most_common())]))

    @functools.cached_property
    def tested(self) -> list[str]:
        """The test metrics of any run."""
        return list(dict.fromkeys(name for run in self.runs for name in run.tested))

    def is_log(self, key: Differing) -> bool:
        """Whether a key's axis is logarithmic: as the sweep says, or where its numbers ask it."""
        said = self.sweep is not None and key.key in self.sweep.logarithmic
        return key.is_wide or (said and key.is_numeric)

    @functools.cached_property
    def figures(self) -> list[str]:
        """What is told of each run: the last of what is validated, or else of what is measured,
        its best where that is another, and the test metrics."""
        validated = [name for name in self.measures if name.startswith("val_")]
        # A sweep may look at another figure, such as the best of all epochs.
        known = {*self.measures, *self.tested}
        told = [self.metric] if self.metric is not None and self.metric not in known else []
        for name in validated or self.measures:
            if any(run.best(name) != run.last(name) for run in self.runs if run.curve(name)[0]):
                told.append(f"best {name}")
            told.append(name)
        return [*told, *self.tested]

    def row(self, number: int, figures: Sequence[str]) -> dict[str, Cell]:
        """What is to be said of a run in a line, as numbers where there are some.

        Args:
            number: of the run.
            figures: some of `self.figures`.
        """
        run = self.runs[number]
        said: dict[str, Cell] = {"run": run.label, "status": run.status}
        if self.are_stopped:
            said["epochs"] = run.record.summary.get("epochs")
        said |= {key.key: cell_of(key.values[number]) for key in self.choices}
        for name in figures:
            of = name.removeprefix("best ")
            said[name] = run.last(of) if of == name else run.best(of)
        return said | {"seconds": run.seconds, "doctor": run.doctor}

    @property
    def are_stopped(self) -> bool:
        """Whether a sweep has stopped some of them before their end."""
        return any(run.stopped for run in self.runs)

    def _rank(self, run: ComparedRun) -> tuple[bool, int, float]:
        """Runs that were stopped come after the others, those that came furthest first."""
        figure = self.figure(run)
        if figure is None:
            return True, 0, 0.0
        behind = 0
        if run.stopped:
            behind = _MOST_EPOCHS - int(run.record.summary.get("epochs") or 0)
        return False, behind, -figure if self.larger_is_better else figure


def _deciding(runs: list[ComparedRun]) -> str | None:
    """The first of the usual measures that half of the runs have, or else the most common one."""
    counted = Counter(name for run in runs for name in run.measures)
    usual = (name for name in _DECIDING if counted[name] * 2 >= len(runs))
    common = (name for name, _ in counted.most_common(1))
    return next(usual, None) or next(common, None)
