"""Keras's tests that pass with Keras's `fit` and not with ours, and why that is meant to be so.

The keys are parts of test names.
"""

from __future__ import annotations

EXCEPTIONS: dict[str, str] = {
    "check_classifiers_one_label_sample_weights": (
        "it trains without a seed, and fails with Keras's `fit` too, now and then"
    ),
}


def reason(test: str) -> str | None:
    """Why a test may fail; None if it may not."""
    return next((why for part, why in EXCEPTIONS.items() if part in test), None)
