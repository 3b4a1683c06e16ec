"""Draws where a model of the trials so far expects the most improvement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from suite.lab.sweep.searches.search import Known, Point
from suite.lab.sweep.searches.space import Space
from suite.recipe.schema.sweep_settings import RangeSettings

# Of a bayesian search, this share of the trials is drawn at random, to have something to go by.
_STARTUP = 0.25


@dataclass(frozen=True)
class Bayesian:
    """Draws where a model of the trials so far expects the most improvement.

    The model is that of the tree-structured Parzen estimator: of the trials so far, l(x) is the
    density of the good ones and g(x) that of the others, a Gaussian mixture for each key. Of 24
    candidates drawn from l, the one with the largest l(x) / g(x) is tried: the ratio that the
    expected improvement rises with. A quarter of the trials are drawn at random first.

    Args:
        space: a list or a range for each key.
        count: how many trials there are.
        seed: decides every draw, with the trials that are known.

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

    @property
    def sampler(self) -> str:
        """Optuna's."""
        import optuna

        return f"TPE, Optuna {optuna.__version__}"

    def point(self, number: int, known: Sequence[Known]) -> Point:
        """What Optuna's sampler proposes to one who has made the known trials."""
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        startup = max(2, math.ceil(_STARTUP * self.count))
        # A stream per trial: another process draws another trial, and must not draw the same.
        seed = int(np.random.SeedSequence([self.seed, number]).generate_state(1)[0])
        sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=startup)
        study = optuna.create_study(direction="maximize", sampler=sampler)
        for one in known:
            study.add_trial(self._told(one))
        trial = study.ask()
        return {key: _suggested(trial, key, parameter) for key, parameter in self.space.items()}

    def _told(self, one: Known) -> Any:
        """A known trial as Optuna keeps it."""
        import optuna

        asked = {key: _distribution(parameter) for key, parameter in self.space.items()}
        given = {key: _asked(self.space[key], one.point[key]) for key in self.space}
        return optuna.trial.create_trial(params=given, distributions=asked, value=one.score)


def _distribution(parameter: list[Any] | RangeSettings) -> Any:
    """A range is its u in [0, 1], so that scale and rounding are those of the other searches; of a
    list, Optuna sees the numbers of the entries."""
    import optuna

    if isinstance(parameter, list):
        return optuna.distributions.CategoricalDistribution(range(len(parameter)))
    return optuna.distributions.FloatDistribution(0.0, 1.0)


def _asked(parameter: list[Any] | RangeSettings, value: Any) -> int | float:
    """What Optuna would have proposed for a value."""
    if isinstance(parameter, list):
        return [repr(one) for one in parameter].index(repr(value))
    return parameter.share_of(value)


def _suggested(trial: Any, key: str, parameter: list[Any] | RangeSettings) -> Any:
    if isinstance(parameter, list):
        return parameter[trial.suggest_categorical(key, range(len(parameter)))]
    return parameter.at(trial.suggest_float(key, 0.0, 1.0))
