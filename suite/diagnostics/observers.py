"""The diagnostics of a run, inside and outside the compiled step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import keras
import tensorflow as tf

from suite.diagnostics.diagnostic import Diagnostic
from suite.diagnostics.finding import Finding, FindingKey
from suite.diagnostics.measured import Measured, plain
from suite.diagnostics.plugin_failure import PluginFailure, blamed
from suite.diagnostics.step import NEEDS, Step
from suite.diagnostics.tools.batch_statistics import BatchStatistics
from suite.diagnostics.trace import Moment
from suite.diagnostics.unchanged_weights import unchanged_weights
from suite.suggest import close_names, did_you_mean


class Observers:
    """Calls the diagnostics of a run, and computes for them what they need and nothing else.

    Args:
        diagnostics: built here, in the scope of the strategy.
        model: compiled, its optimizer built.
        micro_batches: the parts of a batch that are computed one after the other.

    Raises:
        PluginFailure: a diagnostic asks for what does not exist, or fails to build; named with file
            and line.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile("sgd", "mse")
        >>> Observers([Diagnostic()], model).needs
        frozenset()
    """

    def __init__(
        self, diagnostics: Sequence[Diagnostic], model: keras.Model, micro_batches: int = 1
    ) -> None:
        self.model = model
        self.micro_batches = micro_batches
        self.diagnostics = list(diagnostics)
        self.variables = {v.path: v for v in model.trainable_variables}
        for diagnostic in self.diagnostics:
            check_needs(diagnostic)
            with blamed(diagnostic, "build"):
                diagnostic.build(model)
        self.needs = frozenset().union(*(diagnostic.needs for diagnostic in self.diagnostics))
        self.layers = self._layers("activations") + self._layers("activation_gradients")
        self.layers = list(dict.fromkeys(self.layers))
        self.statistics = self._batch_statistics()
        self.by_cadence: dict[int, list[Diagnostic]] = defaultdict(list)
        for diagnostic in self.diagnostics:
            self.by_cadence[diagnostic.every].append(diagnostic)
        self.forward = self._tapped_forward()
        self.said: set[FindingKey] = set()

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
        tensors = {name: self.model.get_layer(name).output for name in self.layers}
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

    def due(self, iteration: tf.Tensor) -> tf.Tensor:
        """Whether a diagnostic measures at this iteration."""
        return tf.reduce_any([iteration % every == 0 for every in self.by_cadence])

    def observe(self, moment: Moment) -> None:
        """Let each diagnostic measure that is due at this iteration."""
        for every, group in self.by_cadence.items():

            def measure(group: Sequence[Diagnostic] = tuple(group)) -> tf.Tensor:
                step = self._step(moment)
                for diagnostic in group:
                    with blamed(diagnostic, "observe"), unchanged_weights(self.model):
                        diagnostic.observe(step)
                return tf.constant(True)

            # Everything derived for the diagnostics is computed inside the branch: a step that is
            # not measured pays for a comparison.
            if every == 1:
                measure()
            else:
                tf.cond(moment.iteration % every == 0, measure, lambda: tf.constant(False))

    def _step(self, moment: Moment) -> Step:
        trace, before, scale = moment.trace(), moment.before, moment.scale
        unscaled = {
            path: gradient / tf.cast(scale, gradient.dtype)
            for path, gradient in zip(self.variables, moment.gradients, strict=True)
            if gradient is not None
        }
        updates = {}
        if "updates" in self.needs:
            updates = {path: v.value - before[path] for path, v in self.variables.items()}
        return Step(
            iteration=moment.iteration,
            x=moment.batch[0],
            y=moment.batch[1],
            y_pred=trace.predictions,
            loss=trace.loss * tf.distribute.get_strategy().num_replicas_in_sync,
            gradients=unscaled,
            activations={name: trace.tapped[name] for name in self.layers},
            activation_gradients={
                name: gradient / tf.cast(scale, gradient.dtype)
                for name, gradient in trace.tapped_gradients.items()
            },
            weights={path: before[path] for path in self.variables if path in before},
            updates=updates,
            batch_stats={name: read(before) for name, read in self.statistics.items()},
            micro_batches=self.micro_batches,
        )

    def report(self) -> dict[str, Measured]:
        """Each diagnostic's measurements since the last report, as plain numbers."""
        measured = {}
        for diagnostic in self.diagnostics:
            with blamed(diagnostic, "report"):
                values = {key: plain(value) for key, value in diagnostic.report().items()}
            for accumulator in diagnostic.accumulators.values():
                if not accumulator.lasting:
                    accumulator.reset()
            measured[diagnostic.name] = values
        return measured

    def new_findings(self) -> list[Finding]:
        """Findings that were in no earlier call."""
        fresh = []
        for diagnostic in self.diagnostics:
            with blamed(diagnostic, "findings"):
                found = list(diagnostic.findings())
            for finding in found:
                if finding.key not in self.said:
                    fresh.append(finding)
                    self.said.add(finding.key)
        return fresh

    def restore(self, findings: Iterable[Finding]) -> None:
        """Go on in a resumed run: what it has said already is not said again."""
        self.said = {finding.key for finding in findings}


def check_needs(diagnostic: Diagnostic) -> None:
    """Refuse a need that does not exist."""
    for need in diagnostic.needs:
        if need not in NEEDS:
            hint = did_you_mean(close_names(need, NEEDS), "")
            raise PluginFailure(
                f"{diagnostic.name}: needs {need!r}, which does not exist{hint} "
                f"(there are {', '.join(NEEDS)})",
                diagnostic,
            )
