"""Which part of a recipe an error in a step comes from, by the way it took."""

from __future__ import annotations

import traceback

from suite.errors import compiled_hint, one_line
from suite.training.step import step

# Functions of Keras's on the way from the step to a part, the innermost last.
_OF_LOSS = ("compute_loss", "_compute_loss")
_OF_METRICS = ("compute_metrics",)


def part_at_fault(error: BaseException) -> tuple[tuple[str, ...], str] | None:
    """The key of the recipe and one sentence; None where no step was being computed."""
    frames = traceback.extract_tb(error.__traceback__)
    if step.__file__ not in {frame.filename for frame in frames}:
        return None
    names = {frame.name for frame in frames}
    if names & set(_OF_METRICS):
        part, what = "metrics", "the metrics do not take what the model gives"
    elif names & set(_OF_LOSS):
        part, what = "loss", "the loss does not take what the model gives"
    elif names & {"apply", "apply_gradients"}:
        part, what = "optimizer", "the optimizer cannot take a step"
    else:
        part, what = "model", "the model cannot compute a batch of the data"
    hint = compiled_hint(error)
    what = f"the {part} cannot be compiled" if hint else what
    return (part,), f"{what} ({type(error).__name__}: {one_line(error)}){hint}"
