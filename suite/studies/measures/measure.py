"""A measure: where its function is, and what it can come to."""

from __future__ import annotations

import functools
import importlib
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A function of `suite/studies/measures/`, under its own name.

    What it takes says what it is of: `arm`, a variant with a seed; `seed`, drawn numbers; neither
    of them, a fact that is the same whenever it is computed.

    Args:
        theme: the file it stands in.
        name: of the function.
        least, most: between which its values lie, both inclusive; a claim that these decide
            already is refused.
        exact: whether an arm's value is the same with every seed and before any training, as the
            number of parameters is.

    Example:
        >>> measure = Measure("history", "last")
        >>> measure.takes_arm, measure.is_exact, measure.signature.parameters["column"].kind.name
        (True, False, 'POSITIONAL_OR_KEYWORD')
    """

    theme: str
    name: str
    least: float = -math.inf
    most: float = math.inf
    exact: bool = False

    @functools.cached_property
    def function(self) -> Callable[..., float]:
        module = importlib.import_module(f"suite.studies.measures.{self.theme}")
        found: Callable[..., float] = getattr(module, self.name)
        return found

    @functools.cached_property
    def signature(self) -> inspect.Signature:
        """Of the function, `arm` and `seed` with it."""
        return inspect.signature(self.function)

    @property
    def takes_arm(self) -> bool:
        return "arm" in self.signature.parameters

    @property
    def takes_seed(self) -> bool:
        return "seed" in self.signature.parameters

    @property
    def is_exact(self) -> bool:
        """Whether it needs neither several seeds nor a trained model."""
        return self.exact or not (self.takes_arm or self.takes_seed)

    @property
    def summary(self) -> str:
        """The first sentence of its description."""
        return " ".join((inspect.getdoc(self.function) or "").partition("\n\n")[0].split())
