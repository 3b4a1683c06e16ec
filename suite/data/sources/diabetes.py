"""A regression on real measurements that needs no download."""

from __future__ import annotations

import numpy as np

from suite.data.dataset import Dataset, Split

_FEATURES = (
    "age",
    "sex",
    "body mass index",
    "blood pressure",
    "total cholesterol",
    "LDL cholesterol",
    "HDL cholesterol",
    "total / HDL cholesterol",
    "log triglycerides",
    "blood sugar",
)


def diabetes() -> Dataset:
    """Progression of the disease of 442 patients a year after ten measurements.

    The target is a whole number from 25 to 346, of mean 152 and standard deviation 77. The
    measurements are age, sex, body mass index, blood pressure and six blood serum values, in their
    own units. The split is fixed: of the patients in random order a fifth is for testing, a tenth
    for validation: 310 / 44 / 88.

    Shapes:
        inputs: (N, 10), float32. targets: (N, 1), float32.

    Example:
        >>> data = diabetes()
        >>> len(data.train), len(data.validation), len(data.test)
        (310, 44, 88)

    Reference: Efron, Hastie, Johnstone, Tibshirani, 2004, Least angle regression.
    """
    from sklearn.datasets import load_diabetes

    bunch = load_diabetes(scaled=False)
    inputs = bunch.data.astype(np.float32)
    values = bunch.target.astype(np.float32)[:, None]
    order = np.random.default_rng(442).permutation(len(inputs))
    parts = np.split(order, [310, 354])
    train, validation, test = (Split(inputs[rows], values[rows]) for rows in parts)
    return Dataset(
        "diabetes",
        train,
        validation,
        test,
        ("progression",),
        origin={},
        targets="values",
        features=_FEATURES,
    )
