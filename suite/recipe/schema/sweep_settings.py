"""What is tried over many runs: the `sweep` block of a recipe."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from suite.recipe.schema.base_settings import Count, Settings, Share, Whole
from suite.recipe.schema.prune_settings import PruneSettings

# A range with a step is a list; a longer one is a mistake in the step.
MOST_VALUES = 1000


class RangeSettings(Settings):
    """Numbers between two ends, of which a search draws.

        value(u) = low + u (high - low)          scale: linear
        value(u) = low (high / low)^u            scale: log

    with u in [0, 1]. Values are rounded so that they can be copied: to ten thousandths of the
    width, or to four digits on a logarithmic scale.

    Args:
        low: the lower end, inclusive; above 0 on a logarithmic scale.
        high: the upper end, inclusive, above `low`.
        scale: `linear`, or `log`: as many values below the geometric mean of the ends as above it.
        step: null draws from the whole range; else only low, low + step, low + 2 step, ... are
            tried, on a logarithmic scale low, low step, low step^2, ...
        integer: whether values are rounded to whole numbers.
    """

    low: float
    high: float
    scale: Literal["linear", "log"] = "linear"
    step: Annotated[float, Field(gt=0)] | None = None
    integer: bool = False

    @property
    def values(self) -> list[int | float] | None:
        """The values of a range with a step, ascending; None where there is no step."""
        if self.step is None:
            return None
        if self.scale == "log":
            steps = math.log(self.high / self.low) / math.log(self.step)
        else:
            steps = (self.high - self.low) / self.step
        count = min(math.floor(steps + 1e-9), MOST_VALUES) + 1
        values = (float(f"{self._after(number, self.step):.10g}") for number in range(count))
        return list(dict.fromkeys(self._within(value) for value in values))

    def at(self, share: float) -> int | float:
        """The value at u = `share`, in [0, 1]."""
        if (values := self.values) is not None:
            return values[min(int(share * len(values)), len(values) - 1)]
        if self.scale == "log":
            return self._within(float(f"{self.low * (self.high / self.low) ** share:.4g}"))
        width = self.high - self.low
        return self._within(round(self.low + share * width, 4 - math.floor(math.log10(width))))

    def share_of(self, value: float) -> float:
        """The u in [0, 1] of a value: where `at` gives it, up to rounding; with a step, the middle
        of where it does."""
        if (values := self.values) is not None:
            nearest = min(range(len(values)), key=lambda place: abs(values[place] - value))
            return (nearest + 0.5) / len(values)
        if self.scale == "log":
            share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 1.0)

    def _after(self, steps: int, step: float) -> float:
        return self.low * step**steps if self.scale == "log" else self.low + steps * step

    def _within(self, value: float) -> int | float:
        value = min(max(value, self.low), self.high)
        return round(value) if self.integer else value


def _as_parameters(over: Any) -> Any:
    """Each parameter read; null takes one out, and in a list it is a value."""
    if not isinstance(over, dict):
        return over
    return {key: parsed(item) for key, item in over.items() if item is not None}


class SweepSettings(Settings):
    """Many runs of a recipe with changed keys, of which the best is kept.

    Args:
        kind: `grid`: every combination; `random`: independent draws; `bayesian`: draws where a
            model of what has been tried expects most; `cma_es`: draws from a normal distribution
            that moves towards the best; `coarse_to_fine`: random draws in ranges that narrow
            around the best; `halving`: random draws that all begin to train, and of which the best
            go on; `cross_validation`: the recipe alone, once per fold.
        over: keys such as `optimizer.learning_rate`, each with a list of values, or with a range:
            {low: 0.001, high: 0.1}, and with it scale: log, a step between the values, or
            integer: true; null takes a key out again.
        trials: how many combinations are tried; a grid tries all.
        metric: by which they are compared: a figure of summary.json, not of the test set.
        direction: whether it is to be large (`max`) or small (`min`); `auto` goes by its name.
        folds: null: each combination is one run; k: k runs, each validated on another k-th of the
            training and validation examples, and compared by their mean.
        rounds: of `coarse_to_fine`; they share the trials equally.
        shrink: of `coarse_to_fine`: the width of a range in the next round, as a share of it.
        factor: of `halving`: one trial of so many goes on at each rung, for so many times as many
            epochs.
        first_rung: of `halving`: the epochs after which trials are compared for the first time;
            null is as few as leave one trial for the last rung.
        prune: null trains every trial to its end; else a rule by which a trial that is hopeless is
            stopped at the end of an epoch: `median`, `percentile`, `successive_halving` or
            `hyperband`, alone or with its settings.

    Example:
        >>> sweep = SweepSettings(over={"optimizer.momentum": {"low": 1.0, "high": 9.0}})
        >>> sweep.kind, sweep.over["optimizer.momentum"].at(0.5)
        ('grid', 5.0)
    """

    kind: Literal[
        "grid", "random", "bayesian", "cma_es", "coarse_to_fine", "halving", "cross_validation"
    ] = "grid"
    over: Annotated[
        dict[str, Any],
        BeforeValidator(_as_parameters),
        Field(description="a mapping of keys to lists of values or ranges, as `seed: [0, 1]`"),
    ] = {}
    trials: Count | None = None
    metric: Annotated[str, Field(min_length=1)] = "val_accuracy"
    direction: Literal["auto", "max", "min"] = "auto"
    folds: Annotated[Whole, Field(ge=2)] | None = None
    rounds: Annotated[Whole, Field(ge=2)] = 3
    shrink: Share = 0.4
    factor: Annotated[Whole, Field(ge=2)] = 3
    first_rung: Count | None = None
    prune: PruneSettings | None = None


def parsed(parameter: Any) -> Any:
    """A range where a mapping is one; anything else as it is, for the rules to judge."""
    if isinstance(parameter, dict):
        try:
            return RangeSettings.model_validate(parameter)
        except ValidationError:
            return parameter
    return parameter


def are_ordered(parameter: Any) -> bool:
    """Whether a list holds ascending numbers, at least two: then a search may move along it.

    Example:
        >>> are_ordered([16, 32, 64]), are_ordered([64, 16]), are_ordered(["relu", "tanh"])
        (True, False, False)
    """
    if not isinstance(parameter, list) or len(parameter) < 2:
        return False
    numbers = [one for one in parameter if type(one) in (int, float)]
    return len(numbers) == len(parameter) and numbers == sorted(numbers)
