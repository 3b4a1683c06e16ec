"""The diagnostics of `suite.fit`, of which those that nobody has named may fail."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence

import keras

from suite.diagnostics import Diagnostic, Finding, Observers
from suite.diagnostics.measured import Measured
from suite.diagnostics.plugin_failure import PluginFailure
from suite.training.fit.fit_refusals import WITH_GRAPH


class QuietObservers(Observers):
    """Observers that go on without a diagnostic of `suite.fit`'s own that fails.

    What the user has named must do what it says, and fails aloud. The others are there unasked:
    one that cannot look at a model is left out, and none of them ends the training.

    Args:
        diagnostics: all of them.
        model: compiled, its optimizer built.
        quiet: those that nobody has named.

    Example:
        >>> class Broken(Diagnostic):
        ...     def report(self):
        ...         raise ValueError("no")
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile("sgd", "mse")
        >>> broken = Broken()
        >>> QuietObservers([broken], model, [broken]).report()
        {'broken': {}}
    """

    def __init__(
        self, diagnostics: Sequence[Diagnostic], model: keras.Model, quiet: Collection[Diagnostic]
    ) -> None:
        self.quiet = list(quiet)
        super().__init__(diagnostics, model)

    @classmethod
    def that_can_look(
        cls, diagnostics: Sequence[Diagnostic], model: keras.Model, quiet: Collection[Diagnostic]
    ) -> QuietObservers:
        """Observers without those of the quiet ones that cannot be built for this model.

        Raises:
            PluginFailure: a diagnostic that the user has named cannot be built.
        """
        left = list(diagnostics)
        while True:
            try:
                return cls(left, model, quiet)
            except PluginFailure as failure:
                if failure.callback not in quiet:
                    raise
                left.remove(failure.callback)
            except (AttributeError, KeyError, ValueError):  # no way to the outputs of a layer
                blind = [one for one in left if one in quiet and WITH_GRAPH & set(one.needs)]
                if not blind:
                    raise
                left = [one for one in left if one not in blind]

    def leave_out_quiet(self) -> None:
        """Go on with those alone that the user has named."""
        named = [one for one in self.diagnostics if one not in self.quiet]
        QuietObservers.__init__(self, named, self.model, ())

    def read(self, diagnostic: Diagnostic) -> Measured:
        """What one reports; a quiet one neither fails nor ends the training."""
        if diagnostic not in self.quiet:
            return super().read(diagnostic)
        measured: Measured = {}
        with self._training_goes_on():
            measured = super().read(diagnostic)
        return measured

    def heard(self, diagnostic: Diagnostic) -> list[Finding]:
        """What one has to say; of a quiet one that fails, nothing."""
        if diagnostic not in self.quiet:
            return super().heard(diagnostic)
        found: list[Finding] = []
        with self._training_goes_on():
            found = super().heard(diagnostic)
        return found

    @contextlib.contextmanager
    def _training_goes_on(self) -> Iterator[None]:
        stops = self.model.stop_training
        with contextlib.suppress(PluginFailure):
            yield
        if self.model.stop_training != stops:  # setting an attribute of a model is slow
            self.model.stop_training = stops
