"""Some diagnostics inside the compiled step: what is handed to them, and what it is made of."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from suite.diagnostics.diagnostic import Diagnostic
from suite.diagnostics.plugin_failure import blamed
from suite.diagnostics.step import Step
from suite.diagnostics.tools.batch_statistics import BatchStatistics
from suite.diagnostics.tools.graph import output_of
from suite.diagnostics.tools.rows import tables_of
from suite.diagnostics.trace import Seen
from suite.diagnostics.unchanged_weights import unchanged_weights


class StepObserver:
    """Lets diagnostics observe a step, and computes what they need and nothing else.

    A step that one of them observes holds all of it. So there is one for the steps that are
    measured, and one for those that only the diagnostics of every step see (`Observers`).

    Args:
        diagnostics: built.
        model: compiled, its optimizer built.
        micro_batches: the parts of a batch that are computed one after the other.
        is_measured: what the diagnostics find in `Step.is_measured`.

    Attributes:
        taken_every: so many iterations from one such step to the next, or a divisor of it.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile("sgd", "mse")
        >>> observer = StepObserver([Diagnostic()], model)
        >>> observer.layers, observer.weights()
        ([], {})
    """

    def __init__(
        self,
        diagnostics: Sequence[Diagnostic],
        model: keras.Model,
        micro_batches: int = 1,
        is_measured: bool = True,
    ) -> None:
        self.model = model
        self.is_measured = is_measured
        self.taken_every = 1
        self.micro_batches = micro_batches
        self.diagnostics = list(diagnostics)
        self.variables = {v.path: v for v in model.trainable_variables}
        self.needs = frozenset().union(*(diagnostic.needs for diagnostic in self.diagnostics))
        layers = self._layers("activations") + self._layers("activation_gradients")
        self.layers = list(dict.fromkeys(layers))
        self.statistics = self._batch_statistics()
        self.by_cadence: dict[int, list[Diagnostic]] = defaultdict(list)
        for diagnostic in self.diagnostics:
            self.by_cadence[diagnostic.every].append(diagnostic)
        self.forward = self._tapped_forward()

    def _layers(self, need: str) -> list[str]:
        return [
            layer
            for diagnostic in self.diagnostics
            if need in diagnostic.needs
            for layer in diagnostic.layers
        ]

    def _batch_statistics(self) -> dict[str, BatchStatistics]:
        statistics = {}
        for diagnostic in self.diagnostics:
            if "batch_stats" in diagnostic.needs:
                with blamed(diagnostic, "build"):
                    for name in diagnostic.layers:
                        layer = self.model.get_layer(name)
                        statistics[name] = BatchStatistics(layer, self.micro_batches)
        return statistics

    def _tapped_forward(self) -> Callable[[Any], tuple[Any, dict[str, tf.Tensor]]]:
        """The model's own forward pass, which also hands out the wanted layers' tensors."""
        tensors = {name: output_of(self.model, name) for name in self.layers}
        if not tensors:
            knows = self.model._call_has_training_arg
            return lambda x: (self.model(x, training=True) if knows else self.model(x), {})
        graph = getattr(self.model, "_functional", None) or self.model  # a Sequential holds one
        # By its structures, so that dicts and lists go in and come out as they are.
        tap = keras.Model(graph._inputs_struct, [graph._outputs_struct, *tensors.values()])

        def forward(x: Any) -> tuple[Any, dict[str, tf.Tensor]]:
            predictions, *values = tap(x, training=True)
            return predictions, dict(zip(tensors, values, strict=True))

        return forward

    def differentiated(self, tapped: dict[str, tf.Tensor]) -> dict[str, tf.Tensor]:
        """Those of the tapped tensors whose gradients somebody needs."""
        names = self._layers("activation_gradients")
        return {name: tapped[name] for name in names}

    def weights(self) -> dict[str, tf.Tensor]:
        """A copy of the variables as they are now, of which somebody will ask what they were."""
        copies: dict[str, tf.Tensor] = {}
        for statistics in self.statistics.values():
            copies |= statistics.before()
        if self.needs & {"weights", "updates"}:
            copies |= {path: tf.identity(v.value) for path, v in self.variables.items()}
        return copies

    def observe(self, batch: tuple[Any, ...], before: Mapping[str, tf.Tensor], seen: Seen) -> None:
        """Let each diagnostic measure that is due at this iteration.

        Args:
            batch: inputs, labels and sample weights of this replica.
            before: what `weights` gave before the step.
            seen: what the step has handed out.
        """
        for every, group in self.by_cadence.items():

            def measure(group: Sequence[Diagnostic] = tuple(group)) -> tf.Tensor:
                # What is derived for the group is computed where it is due only.
                step = self._step(batch, before, seen)
                with contextlib.ExitStack() as tables:
                    for table in tables_of(group):
                        tables.enter_context(table.open(seen.iteration))
                    for diagnostic in group:
                        with blamed(diagnostic, "observe"):
                            diagnostic.observe(step)
                return tf.constant(True)

            with unchanged_weights(self.model):
                if self.taken_every % every == 0:
                    measure()
                else:
                    tf.cond(seen.iteration % every == 0, measure, lambda: tf.constant(False))

    def _step(self, batch: tuple[Any, ...], before: Mapping[str, tf.Tensor], seen: Seen) -> Step:
        trace = seen.trace
        gradients = {
            path: seen.unscaled(gradient)
            for path, gradient in zip(self.variables, seen.gradients, strict=True)
            if gradient is not None
        }
        updates = {}
        if "updates" in self.needs:
            updates = {path: v.value - before[path] for path, v in self.variables.items()}
        return Step(
            iteration=seen.iteration,
            x=batch[0],
            y=batch[1],
            y_pred=trace.predictions,
            loss=trace.loss * tf.distribute.get_strategy().num_replicas_in_sync,
            gradients=gradients,
            activations={name: trace.tapped[name] for name in self.layers},
            activation_gradients={
                name: seen.unscaled(gradient) for name, gradient in trace.tapped_gradients.items()
            },
            weights={path: before[path] for path in self.variables if path in before},
            updates=updates,
            batch_stats={name: read(before) for name, read in self.statistics.items()},
            micro_batches=self.micro_batches,
            is_measured=self.is_measured,
        )
