"""Keras's tests that pass with Keras's `fit` and not with ours, and why that is meant to be so.

The keys are ends of test names; parameters in brackets may be left out.
"""

from __future__ import annotations

EXCEPTIONS: dict[str, str] = {}


def reason(test: str) -> str | None:
    """Why a test may fail; None if it may not."""
    return next((why for end, why in EXCEPTIONS.items() if end in test), None)
