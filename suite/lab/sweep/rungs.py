"""How far each trial is trained before the next choice: the rungs of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from suite.lab.sweep.trial import Trial
from suite.recipe import SweepRecipe


@dataclass(frozen=True)
class Rung:
    """A number of epochs after which trials are compared.

    Args:
        epochs: from the beginning of a run; None is the run's end.
        trials: how many come here, at most: those before may have failed.

    Example:
        >>> Rung(3, 9).trials
        9
    """

    epochs: int | None
    trials: int


@dataclass(frozen=True)
class Rungs:
    """All rungs of a sweep, the lowest first; one alone, the run's end, where nothing halves.

    Of the n trials that come to a rung, those that go on to the next are the best floor(n / f), the
    first of equals: which ones is a function of all values at the rung, so that it does not matter
    how many processes train them, nor in which order. A trial goes on before its rung is complete
    if it is among the best however those that are still to come turn out.

    Args:
        rungs: the lowest first.
        larger_is_better: whether the largest value is the best.

    Reference: Jamieson & Talwalkar, 2016, Non-stochastic best arm identification and hyperparameter
        optimization.

    Topic: practice/coarse-to-fine

    Example:
        >>> rungs = Rungs((Rung(1, 3), Rung(None, 1)), larger_is_better=True)
        >>> rungs.due({})
        [0, 1, 2]
        >>> rungs.due({n: Trial(n, {}, "paused", n, rungs=[n]) for n in range(3)})
        [2]
    """

    rungs: tuple[Rung, ...]
    larger_is_better: bool

    def due(self, trials: Mapping[int, Trial]) -> list[int]:
        """The trials that can be trained now, those of the lower rungs first.

        Args:
            trials: as far as they have come, by number; those that have not begun may be missing.
        """
        due: list[int] = []
        come, more = list(range(self.rungs[0].trials)), 0
        for place, following in enumerate((*self.rungs[1:], Rung(None, 0))):
            missing = [one for one in come if not _has_passed(trials.get(one), place)]
            due += missing
            more += len(missing)
            come = self._going_on(come, trials, place, following.trials - more)
            # As long as somebody is missing here, the places above that are left may be taken.
            more = following.trials - len(come) if more else 0
        return due

    def is_complete(self, trials: Mapping[int, Trial]) -> bool:
        """Whether no trial is left to be trained."""
        return not self.due(trials)

    def __str__(self) -> str:
        """`9 for 3 epochs, 3 for 9, 1 to the end`"""
        words = [f"{rung.trials} for {rung.epochs}" for rung in self.rungs[:-1]]
        words[:1] = [f"{word} epoch{'' if word.endswith(' 1') else 's'}" for word in words[:1]]
        return ", ".join([*words, f"{self.rungs[-1].trials} to the end"])

    def next_epochs(self, trial: Trial) -> int | None:
        """Up to which epoch a trial is trained next; None is to its end."""
        return self.rungs[min(len(trial.rungs), len(self.rungs) - 1)].epochs

    def _going_on(
        self, come: list[int], trials: Mapping[int, Trial], place: int, certain: int
    ) -> list[int]:
        """The best of those that have come to a rung, as many as are certain to go on."""
        sign = 1 if self.larger_is_better else -1
        there = [
            (-sign * trials[one].rungs[place], one)
            for one in come
            if one in trials and len(trials[one].rungs) > place
        ]
        return sorted(one for _, one in sorted(there)[: max(0, certain)])


def _has_passed(trial: Trial | None, place: int) -> bool:
    """Whether a trial has nothing left to do at a rung."""
    if trial is None or trial.status == "running":
        return trial is not None and len(trial.rungs) > place
    return trial.status != "paused" or len(trial.rungs) > place


def rungs_of(recipe: SweepRecipe, count: int, larger_is_better: bool) -> Rungs:
    """The rungs of a sweep.

    With n trials, factor f, E epochs and first rung r they are at r, r f, r f^2, ... below E, as
    long as more than one trial is left, and at E. By default r = E / f^m, rounded down and at least
    1, with m = log_f n rounded down: so that of n = f^m trials one comes to the end.

    Args:
        recipe: of the sweep.
        count: how many trials there are.
        larger_is_better: whether the largest value is the best.

    Example:
        >>> over = "{optimizer.learning_rate: {low: 0.01, high: 1, scale: log}}"
        >>> halving = f"sweep={{kind: halving, trials: 9, over: {over}}}"
        >>> recipe = suite.load("quickstart", "training.epochs=27", halving)
        >>> [(rung.epochs, rung.trials) for rung in rungs_of(recipe, 9, True).rungs]
        [(3, 9), (9, 3), (None, 1)]
    """
    sweep, epochs = recipe.sweep, recipe.training.epochs
    if sweep.kind != "halving":
        return Rungs((Rung(None, count),), larger_is_better)
    halvings = 0
    while sweep.factor ** (halvings + 1) <= count:
        halvings += 1
    at = sweep.first_rung or max(1, epochs // sweep.factor**halvings)
    found = []
    while at < epochs and count > 1:
        found.append(Rung(at, count))
        at, count = at * sweep.factor, max(1, count // sweep.factor)
    return Rungs((*found, Rung(None, count)), larger_is_better)
