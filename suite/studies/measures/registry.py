"""Every measure that a study may name, by the file it stands in."""

from __future__ import annotations

from collections.abc import Mapping

from suite.studies.measures.measure import Measure


def _share(theme: str, name: str, *, exact: bool = False) -> Measure:
    """A measure between 0 and 1: a share, an accuracy."""
    return Measure(theme, name, 0.0, 1.0, exact)


def _positive(theme: str, name: str, *, exact: bool = False) -> Measure:
    """A measure that is never negative: a count, a norm, a distance."""
    return Measure(theme, name, 0.0, exact=exact)


_ALL = (
    # history.csv and diagnostics.jsonl of a run
    Measure("history", "last"),
    Measure("history", "first"),
    Measure("history", "highest"),
    Measure("history", "lowest"),
    Measure("history", "at"),
    Measure("history", "epochs_to", least=1),
    _share("history", "is_lost"),
    Measure("history", "measured"),
    # how large a model is
    _positive("sizes", "parameters", exact=True),
    _positive("sizes", "trainable_parameters", exact=True),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
