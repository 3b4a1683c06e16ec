"""What is measured of a trained model, in the order in which it is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import keras
import numpy as np

from suite.checks.support.untouched import untouched
from suite.errors import one_line
from suite.examination.outcome.calibration import calibration
from suite.examination.outcome.confusion import confusion
from suite.examination.outcome.estimates import estimates
from suite.examination.outcome.feature_maps import feature_maps
from suite.examination.outcome.filters import filters
from suite.examination.outcome.held_out import HeldOut
from suite.examination.outcome.per_class import per_class
from suite.examination.outcome.predict import predict
from suite.examination.outcome.predictions import Predictions
from suite.examination.outcome.sample_form import form_of
from suite.examination.outcome.worst import worst
from suite.examination.support.deadline import Deadline

_T = TypeVar("_T")

LEAST_SECONDS = 0.3
MOST_SECONDS = 30.0
_SHARE = 0.02
# A short budget is spent late on a machine that has much else to do; training was too.
_LONGEST = 10.0
# Seconds of training, most of which were not spent on compiling; and what a training step takes
# beside a forward pass that is not compiled.
_LONG, _PASSES = 10.0, 2
# Of the budget, for the predictions: an image must still pass through the layers.
_OF_PREDICTIONS = 0.8
# A single image is still looked at where the last batch took longer than it should have.
_OVER = 0.5

# Of the predictions; the name of each is its key in `outcome.json`.
MEASUREMENTS: tuple[Callable[[Predictions], Any], ...] = (
    confusion,
    per_class,
    estimates,
    calibration,
    worst,
)


def budget_of(rows: Sequence[Mapping[str, float]]) -> tuple[Deadline, float]:
    """How long it may take after a run, and the seconds that a sample will take.

    The budget is 2 % of training, but 0.3 seconds at least, and 30 at most. A sample's time is half
    of that in training, in its fastest epoch; 0 after a single one of less than 10 seconds, which
    were spent on compiling.

    Args:
        rows: of the history, with `seconds` and `images_per_second`.

    Example:
        >>> deadline, pace = budget_of([{"seconds": 60.0, "images_per_second": 100.0}])
        >>> deadline.seconds, round(pace, 4)
        (1.2, 0.005)
    """
    trained = sum(row.get("seconds", 0.0) for row in rows)
    speeds = [row["images_per_second"] for row in rows if row.get("images_per_second", 0.0) > 0]
    seconds = min(MOST_SECONDS, max(LEAST_SECONDS, _SHARE * trained))
    is_known = bool(speeds) and (trained >= _LONG or len(speeds) > 1)
    return Deadline(seconds, _LONGEST), 1 / (_PASSES * max(speeds)) if is_known else 0.0


def outcome(
    model: keras.Model, held: HeldOut | None, deadline: Deadline, per_sample: float = 0.0
) -> dict[str, Any]:
    """What `outcome.json` holds: what the model does, on samples that it was not trained on.

        split, samples, of   what was looked at: the split, how many of its samples, of how many
        kind                 `classes`, `labels` or `values`
        not_finite           how many samples have outputs that are not finite
        confusion, per_class, estimates, calibration, worst, filters, feature_maps
                             each as its function says; absent where it means nothing
        not_measured         name -> why not

    The model and all random states stay as they were.

    Args:
        model: compiled and trained.
        held: what it is shown; None where there is nothing.
        deadline: no batch of samples is begun after it.
        per_sample: seconds that a sample will take, as far as training tells; else 0.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Softmax()])
        >>> model.compile(loss="sparse_categorical_crossentropy")
        >>> held = HeldOut.of_arrays(model, np.eye(2), np.array([0, 1]))
        >>> outcome(model, held, Deadline(1.0))["confusion"]["counts"]
        [[1, 0], [0, 1]]
    """
    noted = _Noted()
    with untouched(model):
        if held is None:
            noted.refused["predictions"] = "there is no test set and no validation set"
        else:
            _predictions(noted, model, held, deadline, per_sample)
        noted.measure("filters", lambda: filters(model))
        if held is not None and form_of(model, held.examples.inputs) == "image":
            noted.measure("feature_maps", lambda: _maps(model, held, deadline))
    return noted.plain()


class _Noted:
    """What is found, and what could not be, with its reason."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self.refused: dict[str, str] = {}

    def attempt(self, name: str, step: Callable[[], _T]) -> _T | None:
        """Take a step; None where it fails."""
        try:
            return step()
        except Exception as error:  # of a model or data of any kind: the run has ended well
            self.refused[name] = f"{type(error).__name__}: {one_line(error)}"
            return None

    def measure(self, name: str, step: Callable[[], Any]) -> None:
        """Take a step that finds something, or nothing."""
        figures = self.attempt(name, step)
        if figures is not None:
            self.found[name] = figures

    def plain(self) -> dict[str, Any]:
        return {**self.found, "not_measured": self.refused} if self.refused else self.found


def _predictions(
    noted: _Noted, model: keras.Model, held: HeldOut, deadline: Deadline, per_sample: float
) -> None:
    """One pass over the samples, and all that is read off it."""
    if held.kind is None:
        noted.refused["predictions"] = "what the targets stand for cannot be told from the loss"
        return
    own = deadline.part(_OF_PREDICTIONS)
    found = noted.attempt("predictions", lambda: predict(model, held, own, per_sample))
    if found is None:
        noted.refused.setdefault("predictions", _too_slow(deadline))
        return
    noted.found |= {
        "split": held.split,
        "samples": len(found),
        "of": len(held),
        "kind": held.kind,
        "not_finite": int((~found.sound).sum()),
    }
    for measurement in MEASUREMENTS:
        noted.measure(measurement.__name__, partial(measurement, found))


def _too_slow(deadline: Deadline) -> str:
    return (
        f"a few samples alone would take longer than the {deadline.seconds:.2g} s of the processor "
        "that may be spent on it, 2 % of the training"
    )


def _maps(model: keras.Model, held: HeldOut, deadline: Deadline) -> dict[str, Any] | None:
    """Of the first sample of the split."""
    if deadline.left < -_OVER * deadline.seconds:
        raise TimeoutError("no time was left")
    image = np.asarray(held.examples.inputs[0:1])[0]
    maps = feature_maps(model, image)
    if maps is None:
        return None
    names = {"true": _name(held, int(held.labels[0]))} if held.kind == "classes" else {}
    return {"index": 0, **names, **maps}


def _name(held: HeldOut, number: int) -> str:
    return str(held.names[number]) if number < len(held.names) else str(number)
