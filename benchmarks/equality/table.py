"""The cases and arrangements that are compared."""

from __future__ import annotations

from suite.catalog import HERE

EPOCHS, STEPS = 3, 10
# Wrappers around other optimizers.
NOT_ALONE = ("loss_scale_optimizer", "multi_optimizer")
OPTIONS = {
    "plain": {},
    "clip_norm": {"clip_norm": 0.1},
    "gradient_accumulation": {"micro_batches": 2},
    "ema": {"ema": 0.9},
    "lookahead": {"lookahead": {"every": 4, "alpha": 0.5, "power": 1.0, "steps": 30}},
    "eight steps per call": {"steps_per_execution": 8},
    "dropout": {"dropout": True},
    "no batch norm": {"norm": False},
}
# Name -> (worker processes, replicas in each).
ARRANGEMENTS = {
    "one device": (1, 1),
    "2 replicas": (1, 2),
    "2 workers": (2, 1),
    "2 workers x 2 replicas": (2, 2),
}


def all_cases() -> list[str]:
    """Every optimizer of the catalog; with one of them, every option."""
    names = [entry.name for entry in HERE.entries("optimizers")]
    options = [f"{optimizer} + {option}" for optimizer in ("sgd", "adamw") for option in OPTIONS]
    plain = [name for name in names if name not in NOT_ALONE]
    return plain + [case for case in options if not case.endswith("plain")]
