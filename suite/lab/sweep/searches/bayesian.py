"""Draws where a model of the trials so far expects the most improvement."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from suite.lab.sweep.searches.package_of import version_of
from suite.lab.sweep.searches.random_search import RandomSearch
from suite.lab.sweep.searches.search import Known, Point
from suite.lab.sweep.searches.space import Space, seed_of
from suite.recipe.schema.sweep_settings import RangeSettings

# Of the trials, this share is drawn at random, to have something to go by.
_STARTUP = 0.25


@dataclass(frozen=True)
class Bayesian:
    """Draws where a model of the trials so far expects the most improvement.

    The model is that of the tree-structured Parzen estimator: of the trials so far, l(x) is the
    density of the good ones and g(x) that of the others, mixtures over all keys together. Of 24
    candidates drawn from l, the one with the largest l(x) / g(x) is tried: the ratio that the
    expected improvement rises with. A quarter of the trials are drawn at random first.

    Optuna is told every known trial anew. Those that failed are the worst; those that were stopped
    early are told with the epoch and the value then, and rank behind the finished ones, the
    furthest first. Trials that are running at other processes are not known: each draws from a
    stream of its own, and does not draw the same.

    Args:
        space: a list or a range for each key.
        count: how many trials there are.
        seed: decides every draw, with the trials that are known.

    Raises:
        UserError: Optuna is not installed, or older than 4.

    Reference: Bergstra, Bardenet, Bengio & Kegl, 2011, Algorithms for hyper-parameter optimization;
        Akiba et al., 2019, Optuna.

    Topic: practice/bayesian

    Example:
        >>> search = Bayesian({"seed": [0, 1, 2]}, 4, seed=0)
        >>> search.point(0, []) == search.point(0, [])
        True
    """

    space: Space
    count: int
    seed: int

    def __post_init__(self) -> None:
        version_of("optuna", "Optuna", 4, "bayesian")

    @property
    def sampler(self) -> str:
        """Optuna's."""
        return f"TPE, Optuna {version_of('optuna', 'Optuna', 4, 'bayesian')}"

    def point(self, number: int, known: Sequence[Known]) -> Point:
        """What Optuna's sampler proposes to one who has made the known trials."""
        if number < max(2, math.ceil(_STARTUP * self.count)) or len(known) < 2:
            return RandomSearch(self.space, self.count, self.seed).point(number, known)
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        with warnings.catch_warnings():
            # Optuna 4 calls the second an experiment; 5 does so by default.
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            seed = seed_of(self.seed, number)
            sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=1, multivariate=True)
        study = optuna.create_study(direction="maximize", sampler=sampler)
        study.add_trials([self._told(one) for one in known])
        asked = study.ask(self._distributions()).params
        return {key: _value(parameter, asked[key]) for key, parameter in self.space.items()}

    def _told(self, one: Known) -> Any:
        """A known trial as Optuna keeps it."""
        import optuna

        state, value, steps = optuna.trial.TrialState.COMPLETE, one.score, {}
        if one.stopped is not None:
            epochs, value = one.stopped
            state, steps = optuna.trial.TrialState.PRUNED, {epochs: value}
        return optuna.trial.create_trial(
            params={key: _asked(self.space[key], one.point[key]) for key in self.space},
            distributions=self._distributions(),
            state=state,
            value=value,
            intermediate_values=steps,
        )

    def _distributions(self) -> dict[str, Any]:
        return {key: _distribution(parameter) for key, parameter in self.space.items()}


def _distribution(parameter: list[Any] | RangeSettings) -> Any:
    """A range is its u in [0, 1], so that scale and rounding are those of the other searches. Whole
    numbers are asked for as such, and of a list or a range with a step the numbers of its values:
    else the model would see gaps where there is nothing."""
    from optuna.distributions import (
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    if isinstance(parameter, list):
        return CategoricalDistribution(range(len(parameter)))
    if (values := parameter.values) is not None:
        return IntDistribution(0, len(values) - 1)
    if parameter.integer:
        low, high = round(parameter.low), round(parameter.high)
        return IntDistribution(low, high, log=parameter.scale == "log")
    return FloatDistribution(0.0, 1.0)


def _asked(parameter: list[Any] | RangeSettings, value: Any) -> int | float:
    """What Optuna would have proposed for a value."""
    if isinstance(parameter, list):
        return [repr(one) for one in parameter].index(repr(value))
    if (values := parameter.values) is not None:
        return min(range(len(values)), key=lambda place: abs(values[place] - value))
    return value if parameter.integer else parameter.share_of(value)


def _value(parameter: list[Any] | RangeSettings, asked: int | float) -> Any:
    """The value for what Optuna proposes."""
    values = parameter if isinstance(parameter, list) else parameter.values
    if values is not None:
        return values[int(asked)]
    assert isinstance(parameter, RangeSettings)
    return int(asked) if parameter.integer else parameter.at(asked)
