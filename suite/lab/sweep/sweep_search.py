"""Which combination a sweep tries next.

A search is a generator: it yields a point, a value for each key, and is sent how good that was, the
larger the better; minus infinity where the run failed. The same values draw the same points, so a
sweep that was killed is brought back by sending it what is known.
"""

from __future__ import annotations

import importlib.util
import itertools
import math
from collections.abc import Generator, Mapping
from typing import Any

import numpy as np

from suite.errors import UserError
from suite.recipe.schema.sweep_settings import RangeSettings, SweepSettings

Space = Mapping[str, list[Any] | RangeSettings]
Search = Generator[dict[str, Any], float, None]

# Of a bayesian search, this share of the trials is drawn at random, to have something to go by.
STARTUP = 0.25


def points_in(sweep: SweepSettings) -> int:
    """How many points the sweep's search yields."""
    if sweep.trials is not None:
        return sweep.trials
    return math.prod(len(_values_of(parameter)) for parameter in sweep.over.values())


def search(sweep: SweepSettings, seed: int) -> Search:
    """The search that a sweep asks for; `seed` decides what is drawn.

    Raises:
        UserError: it needs a package that is not installed.
    """
    if sweep.trials is None:
        return _grid(sweep.over)
    if sweep.kind == "coarse_to_fine":
        return _coarse_to_fine(sweep.over, sweep.trials, seed, sweep.rounds, sweep.shrink)
    if sweep.kind == "bayesian":
        if importlib.util.find_spec("optuna") is None:
            raise UserError(
                "sweep.kind: bayesian needs Optuna, which is not installed: "
                "pip install 'keras-training-suite[sweep]', or pip install optuna"
            )
        return _bayesian(sweep.over, sweep.trials, seed)
    return _random_search(sweep.over, sweep.trials, seed)


def _values_of(parameter: list[Any] | RangeSettings) -> list[Any]:
    """The values of a list, or of a range with a step."""
    if isinstance(parameter, list):
        return parameter
    assert parameter.values is not None, "a range without a step is refused where all are tried"
    return parameter.values


def _grid(space: Space) -> Search:
    """Every combination, the last key fastest; one empty point where there is no key.

    Topic: practice/grid-search
    """
    for values in itertools.product(*map(_values_of, space.values())):
        yield dict(zip(space, values, strict=True))


def _random_search(space: Space, trials: int, seed: int) -> Search:
    """Independent draws, each uniform over a list, or over a range on its scale.

    Where few keys matter, each trial tries another value of them; a grid of as many trials repeats
    a few.

    Reference: Bergstra & Bengio, 2012, Random search for hyper-parameter optimization.

    Topic: practice/random-search
    """
    generator = np.random.default_rng([seed, 0x5EA2C4])
    for _ in range(trials):
        yield _point_at(space, _draw(space, generator))


def _coarse_to_fine(space: Space, trials: int, seed: int, rounds: int, shrink: float) -> Search:
    """Random draws, in `rounds` rounds of equal length; see `_spread`.

    In round r = 0, 1, ... each range is an interval of width shrink^r of the whole, on its scale,
    around the best point so far, moved inwards where it would reach beyond an end. Lists stay
    whole, and so do ranges while all runs have failed.

    Topic: practice/coarse-to-fine
    """
    generator = np.random.default_rng([seed, 0xC0A25E])
    center, best = dict.fromkeys(space, 0.5), -math.inf
    for width in (shrink**number for number in range(rounds)):
        around, tried = center, best
        for shares in _spread(space, trials // rounds, generator):
            for key in space if tried > -math.inf else ():
                if isinstance(space[key], RangeSettings):
                    lowest = min(max(around[key] - width / 2, 0.0), 1.0 - width)
                    shares[key] = lowest + width * shares[key]
            value = yield _point_at(space, shares)
            if value > best:
                center, best = shares, value


def _bayesian(space: Space, trials: int, seed: int) -> Search:
    """Draws where a model of the trials so far expects the most improvement.

    The model is that of the tree-structured Parzen estimator: of the trials so far, l(x) is the
    density of the good ones and g(x) that of the others, a Gaussian mixture for each key. Of 24
    candidates drawn from l, the one with the largest l(x) / g(x) is tried: the ratio that the
    expected improvement rises with. A quarter of the trials are drawn at random first.

    Reference: Bergstra, Bardenet, Bengio & Kegl, 2011, Algorithms for hyper-parameter optimization;
        Akiba et al., 2019, Optuna.

    Topic: practice/bayesian
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    startup = max(2, math.ceil(STARTUP * trials))
    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=startup)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    for _ in range(trials):
        trial = study.ask()
        point = {key: _suggested(trial, key, parameter) for key, parameter in space.items()}
        value = yield point
        study.tell(trial, value)


def _suggested(trial: Any, key: str, parameter: list[Any] | RangeSettings) -> Any:
    """What Optuna proposes for a key. A range is its u in [0, 1], so that scale and rounding are
    those of the other searches; of a list, Optuna sees the numbers of the entries."""
    if isinstance(parameter, list):
        return parameter[trial.suggest_categorical(key, range(len(parameter)))]
    return parameter.at(trial.suggest_float(key, 0.0, 1.0))


def _draw(space: Space, generator: np.random.Generator) -> dict[str, float]:
    """A u in [0, 1) for each key."""
    return {key: float(generator.random()) for key in space}


def _spread(space: Space, count: int, generator: np.random.Generator) -> list[dict[str, float]]:
    """A Latin hypercube: of each key's `count` equal parts every one is drawn from once.

    Reference: McKay, Beckman & Conover, 1979, A comparison of three methods for selecting values.
    """
    columns = {
        key: (generator.permutation(count) + generator.random(count)) / count for key in space
    }
    return [{key: float(columns[key][row]) for key in space} for row in range(count)]


def _point_at(space: Space, shares: Mapping[str, float]) -> dict[str, Any]:
    """The values at u: of a range, and of a list as if its entries were intervals of one length."""
    return {
        key: parameter[int(shares[key] * len(parameter))]
        if isinstance(parameter, list)
        else parameter.at(shares[key])
        for key, parameter in space.items()
    }
