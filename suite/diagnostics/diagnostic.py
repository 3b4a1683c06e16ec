"""The contract of a diagnostic."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import keras
import numpy as np
import tensorflow as tf

from suite.diagnostics.finding import Finding
from suite.diagnostics.state import attributes, set_attributes
from suite.diagnostics.step import Step
from suite.suggest import close_names, did_you_mean

# Steps of a run that counts as short, and how often a longer one is measured by default.
SHORT_RUN, SPARSE = 1000, 50
_AGGREGATION = {
    "sum": tf.VariableAggregation.SUM,
    "mean": tf.VariableAggregation.MEAN,
    "same": tf.VariableAggregation.ONLY_FIRST_REPLICA,
}


@dataclass(frozen=True)
class Accumulator:
    """A variable that a diagnostic fills inside the step and reads on the host.

    Args:
        variable: assign to it in `observe`.
        initial: its value after a reset.
        lasting: whether it keeps its value when a report has been given.
    """

    variable: tf.Variable
    initial: tf.Tensor
    lasting: bool

    def reset(self) -> None:
        self.variable.assign(self.initial)


class Diagnostic(keras.callbacks.Callback):
    """A plugin that measures inside the compiled training step, on the device.

    A subclass says what it needs, makes accumulators in `build`, fills them in `observe`, and reads
    them in `report`:

        class LossSpread(suite.Diagnostic):
            def build(self, model):
                self.low = self.accumulator("low", initial=float("inf"), reduce="same")

            def observe(self, step):
                self.low.assign(tf.minimum(self.low, step.loss))

            def report(self):
                return {"low": self.low}

    It observes and never changes: training with and without it gives the same weights, bit for bit.
    As a `keras.callbacks.Callback` it stands in the same list as stock ones; its scalars reach
    their logs as `loss_spread/low`.

    Args:
        every: measured at steps 0, every, 2 every, ...; at least 1. In a recipe a duration. None
            is every `dense` steps of a run of up to 1,000 steps, which ends before the measuring is
            felt, and every 50 steps of a longer one, or of one whose length nobody knows.

    Attributes:
        needs: what `Step` must hold, of gradients, activations, activation_gradients, weights,
            updates, batch_stats.
        keeps: names of the attributes that a checkpoint keeps, beside the accumulators; without
            it all attributes. What follows from the model or the recipe is made anew by `build`.
        dense: how often a short run is measured by default.
        layers: names of the layers whose activations or batch statistics are wanted; set in
            `build`.
        batches: gives the run's stream of training batches from a step on; for what is measured
            between two steps, on the host.
        probe_set: gives so many training samples as one batch, the same ones whatever the seed and
            the batch size of the run; for what is compared between runs.

    Example:
        >>> class LossSpread(Diagnostic):
        ...     keeps = frozenset({"low"})
        >>> LossSpread(every=10).name
        'loss_spread'
    """

    needs: ClassVar[frozenset[str] | set[str]] = frozenset()
    keeps: ClassVar[frozenset[str] | set[str]]
    dense: ClassVar[int] = 1

    def __init__(self, every: int | None = 1) -> None:
        super().__init__()
        self._follows_length = every is None
        every = self.dense if every is None else every
        if isinstance(every, bool) or not isinstance(every, int) or every < 1:
            raise ValueError(
                f"Argument `every` must be a whole number of at least 1. Received: every={every!r}"
            )
        self.every = every
        self.layers: Sequence[str] = ()
        self.batches: Callable[[int], tf.data.Dataset] | None = None
        self.probe_set: Callable[[int], Any] | None = None
        self._accumulators: dict[str, Accumulator] = {}

    @property
    def name(self) -> str:
        """The class's name in snake_case; the prefix of its keys in the logs."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def is_lost(self) -> bool:
        """Whether the state of the run is beyond repair, as after a NaN; it is then not saved."""
        return False

    @property
    def run_steps(self) -> float:
        """Length of the run; infinite where nobody knows."""
        run = self.params or {}
        return (run.get("steps") or math.inf) * (run.get("epochs") or math.inf)

    def follow_length(self) -> None:
        """Choose the cadence that was left to the length of the run; it is known by now."""
        if self._follows_length:
            self.every = self.dense if self.run_steps <= SHORT_RUN else SPARSE

    def build(self, model: keras.Model) -> None:
        """Choose layers and make accumulators; called once, in the strategy's scope."""

    def observe(self, step: Step) -> None:
        """Measure. Pure TensorFlow, traced into the compiled step of each replica."""
        raise TypeError(f"{type(self).__name__} must define observe(step)")

    def report(self) -> Mapping[str, Any]:
        """Named scalars and vectors of what was measured since the last report; on the host.

        Accumulators that are not lasting start anew afterwards.
        """
        return {}

    def findings(self) -> list[Finding]:
        """What there is to say now; called after each report. Repetitions are dropped."""
        return []

    def state(self) -> dict[str, Any]:
        """What a checkpoint must know for a resumed run to go on, beside the accumulators.

        By default the attributes that the class declares in `keeps`, or all where it declares none,
        and nothing needs to be done: numbers, texts, containers of every kind, arrays, dates,
        paths, enums, dataclasses and objects of classes of the same file keep their types. What
        belongs to the process (functions, models, open files) is left out. An attribute of any
        other type is refused before the first step; a diagnostic with such a one returns here what
        to save of it, and puts it back in `restore`.
        """
        declared = self.declared()
        if declared is None:
            return attributes(self)
        return {name: getattr(self, name) for name in sorted(declared)}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state; called in a resumed run after `build` and `on_train_begin`."""
        set_attributes(self, state)

    @classmethod
    def declared(cls) -> frozenset[str] | None:
        """All that the class and those it derives from declare in `keeps`; None where one of them
        declares nothing, so that all attributes are the state: those of a class that is derived
        from a shipped one are not lost."""
        derived = cls.__mro__[: cls.__mro__.index(Diagnostic)]
        if not derived or any("keeps" not in vars(kind) for kind in derived):
            return None
        return frozenset().union(*(vars(kind)["keeps"] for kind in derived))

    def accumulator(
        self,
        name: str,
        shape: Sequence[int] = (),
        *,
        initial: float = 0.0,
        dtype: str = "float32",
        reduce: Literal["sum", "mean", "same"] = "sum",
        lasting: bool = False,
    ) -> tf.Variable:
        """A variable to fill in `observe`; on the host, `.numpy()` reads all replicas together.

        Args:
            name: unique in this diagnostic.
            shape: of the value.
            initial: the value it starts from, after each report too.
            dtype: of the value.
            reduce: how reading combines the replicas: `sum` and `mean` of what each measured on its
                samples, or `same` for what is equal on all, as everything from global gradients.
            lasting: keep the value when a report has been given.
        """
        value = tf.constant(np.full(tuple(shape), initial, dtype))
        variable = tf.Variable(
            value,
            trainable=False,
            name=f"{self.name}/{name}",
            synchronization=tf.VariableSynchronization.ON_READ,
            aggregation=_AGGREGATION[reduce],
        )
        self._accumulators[name] = Accumulator(variable, value, lasting)
        return variable

    def discard(self, name: str) -> None:
        """Forget an accumulator, in whose place there is another one."""
        del self._accumulators[name]

    @property
    def accumulators(self) -> Mapping[str, Accumulator]:
        """All accumulators by name: the state that a checkpoint keeps."""
        return self._accumulators

    def choose_layers(self, model: keras.Model, wanted: Sequence[str] | None) -> list[str] | None:
        """The names as they are, after a check; None for None.

        Raises:
            ValueError: the model has no layer of such a name; with close matches.
        """
        if wanted is None:
            return None
        names = [layer.name for layer in model.layers]
        for name in wanted:
            if name not in names:
                hint = did_you_mean(close_names(name, names, 3), f"; it has {names}")
                raise ValueError(f"Argument `layers`: the model has no layer {name!r}{hint}")
        return list(wanted)
