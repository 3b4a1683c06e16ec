"""Cars: two features whose units have nothing to do with each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.toy import three_splits

_YOUNGEST, _OLDEST, _FARTHEST = 18.0, 90.0, 200_000.0


def cars(samples: int = 1000, outliers: float = 0.0, seed: int = 0) -> Dataset:
    """Age of the driver, 18 to 90 years, and mileage of the car, 0 to 200,000 km.

    With age and mileage as shares a and m of their ranges, each U(0, 1), a car is in an accident
    where the driver is young for what was driven:

        class 1  iff  m > a

    As they come, a kilometre counts as much as a year, so that the loss is a narrow valley, of a
    condition of 10^7. Normalized, two weights separate the classes.

    Args:
        samples: training points; validation and test have half as many each.
        outliers: share in [0, 1) of the training cars whose mileage was entered in metres.
        seed: equal seeds give equal cars.

    Shapes:
        inputs: (N, 2), float32.

    Example:
        >>> data = cars(samples=200)
        >>> data.features, data.train.inputs.max(axis=0).round(-1).tolist()
        (('age', 'mileage'), [90.0, 199020.0])

    Topic: data/normalization
    """
    if not 0 <= outliers < 1:
        raise ValueError(f"Argument `outliers` must be in [0, 1). Received: outliers={outliers}")
    if samples < 4:
        raise ValueError(f"Argument `samples` must be at least 4. Received: samples={samples}")
    dataset = three_splits("cars", _draw, samples, ("none", "accident"), seed)
    wrong = np.random.default_rng([seed, 3]).uniform(size=samples) < outliers
    train = dataset.train
    factors = np.where(wrong[:, None], [1, 1000], 1).astype(np.float32)
    train = replace(train, inputs=np.asarray(train.inputs) * factors)
    return replace(dataset, train=train, features=("age", "mileage"))


def _draw(generator: np.random.Generator, count: int) -> Split:
    shares = generator.uniform(size=(count, 2))
    labels = (shares[:, 1] > shares[:, 0]).astype(np.int32)
    inputs = shares * [_OLDEST - _YOUNGEST, _FARTHEST] + [_YOUNGEST, 0.0]
    return Split(inputs.astype(np.float32), labels)
