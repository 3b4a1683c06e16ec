"""The first number that is not finite."""

from __future__ import annotations

import functools
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Finding, Step
from suite.diagnostics.tools.edits import learning_rate_edit
from suite.diagnostics.tools.measures import sums_of_squares
from suite.diagnostics.tools.weights import gradients_of, trainable_weights

# What each replica sees of its own samples; gradients and weights are the same on all.
SAMPLES = ("inputs", "logits", "loss")

_UNSEEN = np.int64(-1)


class Finite(Diagnostic):
    """Finds the first step and the first layer with a NaN or an infinity, and ends the run.

        bad(x) = number of entries of x that are NaN or infinite

    over the inputs, the logits, the loss, every gradient before clipping, and every weight after
    the update. A loss alone shows little: max-pooling on a processor swallows NaN, so that a
    network whose first weights are all NaN can sit at ln C forever. Where other
    diagnostics measure now and then, the steps between are looked at by their loss alone: what is
    lost stays lost, and the next step that is measured tells where.

    Logs `non_finite`, the sum of bad entries in the first bad step (0 while there is none), and
    with a loss scale `skipped`, the number of steps since the last report that the optimizer
    skipped because their scaled gradients overflowed. Those are no findings: finding the largest
    scale by trial is how loss scaling works.

    Speaks of the first bad step as an error, naming the first layer in the order of the forward
    pass with a bad gradient or weight, and sets `model.stop_training`: the run ends at this report
    with its state saved. With `training.on_nan: restore_and_lower_rate` it goes on from the last
    checkpoint before, up to three times.

    Args:
        every: measured at every so many steps. Weights stay NaN once they are, so a larger number
            still finds them, later.

    Example:
        >>> sorted(Finite().needs)
        ['gradients']
        >>> tensors = [tf.constant([1.0, float("nan")]), tf.constant([float("inf")])]
        >>> bad_entries(tensors).numpy().tolist()
        [1, 1]

    Topic: optim/learning-rate, data/normalization
    """

    needs = frozenset({"gradients"})
    keeps = frozenset()

    def build(self, model: keras.Model) -> None:
        self.weights = trainable_weights(model)
        self.variables = {v.path: v for v in model.trainable_variables}
        self.is_scaled = isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
        self.lower_rate = learning_rate_edit(model, 0.1)
        count = len(self.weights)
        lasting = functools.partial(self.accumulator, dtype="int64", lasting=True)
        self.first_step = lasting("first_step", initial=-1, reduce="same")
        self.samples = lasting("samples", (len(SAMPLES),))
        self.tensors = lasting("tensors", (2, count), reduce="same")
        self.skipped = self.accumulator("skipped", dtype="int64", reduce="same")

    def observe(self, step: Step) -> None:
        if self.is_scaled:
            # These gradients never reach the weights.
            bad = _looks_bad(list(step.gradients.values()))
            self.skipped.assign_add(tf.cast(bad, tf.int64))
        if step.is_measured:
            self.look(step)
        else:
            self.glance(step)

    def glance(self, step: Step) -> None:
        """Note the step if its loss is not finite; where it began, the next look will find."""
        first = tf.convert_to_tensor(self.first_step)
        now = tf.where(tf.math.is_finite(step.loss), _UNSEEN, tf.cast(step.iteration, tf.int64))
        self.first_step.assign(tf.where(first < 0, now, first))

    def look(self, step: Step) -> None:
        """Count in the first bad step, or in the first that is looked at after it."""
        gradients = gradients_of({} if self.is_scaled else step.gradients, self.weights)
        after = [tf.convert_to_tensor(self.variables[w.path].value) for w in self.weights]
        # Sparse and ragged tensors by their parts; an input that is optional may be absent.
        parts = tf.nest.flatten(step.x, expand_composites=True)
        inputs = [part for part in parts if part is not None and part.dtype.is_floating]
        samples = [inputs, tf.nest.flatten(step.y_pred, expand_composites=True), [step.loss]]

        def record() -> tf.Tensor:
            in_samples = tf.stack([tf.reduce_sum(bad_entries(part)) for part in samples])
            in_tensors = tf.stack([bad_entries(gradients), bad_entries(after)])
            found = tf.reduce_any(in_samples > 0) | tf.reduce_any(in_tensors > 0)
            first, now = tf.convert_to_tensor(self.first_step), tf.cast(step.iteration, tf.int64)
            self.first_step.assign(tf.where(found & (first < 0), now, first))
            self.samples.assign(in_samples)
            self.tensors.assign(in_tensors)
            return tf.constant(True)

        # One pass over each tensor says whether there is anything to count.
        suspicious = _looks_bad([*tf.nest.flatten(samples), *gradients, *after])
        counted = tf.convert_to_tensor(self.samples), tf.convert_to_tensor(self.tensors)
        uncounted = sum(tf.reduce_sum(counts) for counts in counted) == 0
        tf.cond(uncounted & suspicious, record, lambda: tf.constant(False))

    @property
    def is_lost(self) -> bool:
        return int(self.first_step.numpy()) >= 0

    def report(self) -> dict[str, Any]:
        found = self.is_lost
        if found:
            self.model.stop_training = True
        # At least the loss, of which a glance knows before anything has been counted.
        count = max(1, self.samples.numpy().sum() + self.tensors.numpy().sum()) if found else 0
        scaled = {"skipped": int(self.skipped.numpy())} if self.is_scaled else {}
        return {"non_finite": int(count), **scaled}

    def findings(self) -> list[Finding]:
        step = int(self.first_step.numpy())
        if step < 0:
            return []
        samples = dict(zip(SAMPLES, self.samples.numpy().tolist(), strict=True))
        layer, what, count = self.first_place(samples)
        cause = ""
        if samples["inputs"]:
            cause = f" The batch itself holds {samples['inputs']} such values."
        return [
            Finding(
                self.name,
                f"{count} values that are not finite in {what}: nothing can be learned any more."
                + cause,
                severity="error",
                layer=layer,
                step=step,
                figure=float(count),
                limit=0.0,
                topic="data/normalization" if cause else "optim/learning-rate",
                edit=None if cause else self.lower_rate,
            )
        ]

    def first_place(self, samples: dict[str, int]) -> tuple[str | None, str, int]:
        """Layer, place and number of the first bad values in the order of the forward pass."""
        gradients, after = self.tensors.numpy().tolist()
        for weight, gradient, value in zip(self.weights, gradients, after, strict=True):
            if gradient or value:
                what = "gradient" if gradient else "value"
                return weight.layer, f"the {what} of `{weight.path}`", gradient or value
        place = next((name for name in ("logits", "loss", "inputs") if samples[name]), "loss")
        names = getattr(self.model, "output_names", None) or [None]  # no graph, no names
        layer = names[0] if place == "logits" else None
        return layer, f"the {place}", max(1, samples[place])


def _looks_bad(tensors: list[tf.Tensor]) -> tf.Tensor:
    """Whether an entry is NaN or infinite, or so large (1e19) that its square is."""
    return tf.logical_not(tf.reduce_all(tf.math.is_finite(sums_of_squares(tensors))))


def bad_entries(tensors: list[tf.Tensor]) -> tf.Tensor:
    """For each tensor the number of entries that are NaN or infinite."""
    if not tensors:
        return tf.zeros([0], tf.int64)
    # All at once: a few operations for each of hundreds of weights take seconds to trace.
    flat = tf.constant([-1])
    entries = tf.concat([tf.reshape(tf.cast(t, tf.float32), flat) for t in tensors], 0)
    bad = tf.cast(tf.logical_not(tf.math.is_finite(entries)), tf.float64)
    sizes = [t.shape.num_elements() for t in tensors]
    if None in sizes:
        sizes = tf.stack([tf.size(t) for t in tensors])
    ends = tf.concat([[0], tf.cumsum(sizes)], 0)
    totals = tf.gather(tf.concat([tf.zeros([1], tf.float64), tf.cumsum(bad)], 0), ends)
    return tf.cast(totals[1:] - totals[:-1], tf.int64)
