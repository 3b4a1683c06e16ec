"""Weather: a category as input, as a number or one-hot."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.toy import three_splits

_WEATHER = ("sun", "clouds", "rain", "storm", "snow", "fog")
_VEHICLES = ("bicycle", "bus", "car")
# Which of the vehicles a weather calls for: the order of the weathers says nothing about it.
_TAKEN = np.array([0, 1, 2, 1, 2, 0], np.int32)


def weather(
    samples: int = 600, encoding: Literal["one_hot", "number"] = "one_hot", seed: int = 0
) -> Dataset:
    """Six kinds of weather, and which of three vehicles is taken in each.

        sun 0, fog 5 -> bicycle;   clouds 1, storm 3 -> bus;   rain 2, snow 4 -> car

    The numbers are names: twice clouds is not rain. A linear classifier takes their order for one.

    Args:
        samples: training examples, at least 6; validation and test have half as many each.
        encoding: `one_hot`: six columns, of which one is 1; `number`: one column.
        seed: equal seeds give equal examples.

    Shapes:
        inputs: (N, 6) one-hot, (N, 1) as a number; float32.

    Example:
        >>> data = weather(encoding="number")
        >>> data.features, sorted(set(data.train.inputs[:, 0].tolist()))
        (('weather',), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0])

    Topic: data/one-hot
    """
    if encoding not in ("one_hot", "number"):
        raise ValueError(
            f"Argument `encoding` must be 'one_hot' or 'number'. Received: encoding={encoding!r}"
        )
    if samples < 6:
        raise ValueError(f"Argument `samples` must be at least 6. Received: samples={samples}")

    def draw(generator: np.random.Generator, count: int) -> Split:
        # Each as often as the others, but for a remainder: no weather is missing by chance.
        seen = generator.permutation(np.arange(count) % len(_WEATHER))
        columns = np.eye(len(_WEATHER)) if encoding == "one_hot" else np.arange(6.0)[:, None]
        return Split(columns[seen].astype(np.float32), _TAKEN[seen])

    names = tuple(f"weather={one}" for one in _WEATHER)
    features = names if encoding == "one_hot" else ("weather",)
    return replace(three_splits("weather", draw, samples, _VEHICLES, seed), features=features)
