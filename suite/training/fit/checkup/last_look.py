"""What `suite.fit` reads of its model before training, and measures after it, for the doctor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from suite.diagnostics import Diagnostic
from suite.examination import ExaminationContext, Examples, examine, in_trouble
from suite.examination.outcome.held_out import HeldOut
from suite.examination.outcome.outcome import budget_of, outcome
from suite.examination.support.labels import target_kind
from suite.summary.setup import Plan, describe_setup
from suite.training.callbacks.stopped_by import stopped_by
from suite.training.fit.data.known_arrays import Arrays, as_arrays, known_classes
from suite.training.fit.fit_loop import FitLoop


@dataclass(frozen=True)
class Held:
    """The data of a run, as far as it can be looked at.

    Args:
        training: inputs and targets of all training samples, or of the first ones.
        validation: the same of validation.
        batches: the first ones, as they were trained on.
        samples, validation_samples: how many there are in all, where that is known.
        features: the names of the columns, where the inputs are a table that has them.
    """

    training: Arrays | None
    validation: Arrays | None
    batches: Sequence[Any]
    samples: int | None
    validation_samples: int | None
    features: Sequence[str] = ()

    @property
    def targets(self) -> Any:
        return None if self.training is None else self.training[1]


def set_up(loop: FitLoop, held: Held, class_weight: Mapping[int, float] | None) -> dict[str, Any]:
    """What is trained, and how, as `setup.json` has it."""
    model, engine = loop.model, loop.engine
    named = [one for one in loop.hooks.callbacks if type(one) is not keras.callbacks.History]
    return describe_setup(
        model,
        Plan(
            "code",
            targets=target_kind(model, held.targets),
            classes=known_classes(model, held.targets),
            class_weights=None if class_weight is None else _named(class_weight),
            callbacks=[one for one in named if not isinstance(one, Diagnostic)],
            batch_size=engine.batch_size or None,
            samples=held.samples,
            validation_samples=held.validation_samples,
            steps_per_epoch=engine.steps_per_epoch or None,
            epochs=loop.options.epochs,
            clip_norm=loop.options.clip_norm,
        ),
    )


def examined(loop: FitLoop, held: Held) -> dict[str, Any]:
    """What is measured after a run in trouble; nothing after any other."""
    if held.training is None:
        return {}
    findings, rows = loop.reporter.findings, loop.record.rows
    if not in_trouble(rows, findings, _variance(loop.model, held.targets)):
        return {}
    batches = [as_arrays(keras.utils.unpack_x_y_sample_weight(one)) for one in held.batches]
    context = ExaminationContext(
        loop.model,
        Examples(*held.training),
        None if held.validation is None else Examples(*held.validation),
        batches=[Examples(*one) for one in batches if one is not None],
        batch_size=loop.engine.batch_size or 32,
    )
    return examine(context)


def looked_at(loop: FitLoop, held: Held) -> dict[str, Any]:
    """What the trained model does on the validation data, as `outcome.json` has it."""
    model, data = loop.model, held.validation
    held_out = None if data is None else HeldOut.of_arrays(model, *data, features=held.features)
    deadline, pace = budget_of(loop.record.rows)
    return outcome(model, held_out, deadline, pace)


def _variance(model: keras.Model, targets: Any) -> float | None:
    """Of real targets."""
    if target_kind(model, targets) != "values":
        return None
    return float(np.var(np.asarray(targets, np.float64), axis=0).mean())


def summed_up(loop: FitLoop, status: str, seconds: float) -> dict[str, Any]:
    """How the run ended, as `summary.json` has it."""
    model, position = loop.model, loop.position
    is_cut_short = status == "finished" and position.epoch < loop.options.epochs
    ended = stopped_by(loop.hooks.callbacks, position.step) if is_cut_short else None
    return {
        "status": status,
        "origin": "code",
        "parameters": {"trainable": _size(model.trainable_weights), "total": _size(model.weights)},
        "epochs": len(loop.record.rows),
        "steps": position.step,
        "seconds": round(seconds, 3),
        **({} if ended is None else {"stopped_by": ended}),
    }


def _named(class_weight: Mapping[int, float]) -> dict[str, float]:
    return {str(name): weight for name, weight in class_weight.items()}


def _size(weights: Sequence[keras.Variable]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)
