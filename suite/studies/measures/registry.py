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
    _positive("sizes", "multiply_adds", exact=True),
    _positive("sizes", "network_depth", exact=True),
    _positive("sizes", "map_size", exact=True),
    _positive("sizes", "map_depth", exact=True),
    _positive("sizes", "output_size"),
    _positive("sizes", "left_over"),
    # what a value sees, and which layer feeds which
    _positive("fields", "receptive_field", exact=True),
    _positive("fields", "receptive_field_by_gradient", exact=True),
    _positive("fields", "places_that_see", exact=True),
    _share("wiring", "depends_on", exact=True),
    _positive("wiring", "change_between"),
    # what a layer looks for
    _share("kernels", "edge_share"),
    _share("kernels", "class_share"),
    _share("kernels", "template_share"),
    _share("kernels", "vote_share"),
    # transfer
    _positive("transfer", "moved_layers"),
    _positive("transfer", "layers_from_source", exact=True),
    # searches and cross-validation, without nets
    _positive("search", "best_value"),
    _positive("search", "late_value"),
    _positive("search", "tried_values"),
    _positive("search", "grid_trials"),
    Measure("search", "edge_distance", 0.0, 0.5),
    Measure("folds", "estimate_deviation", 0.0, 0.5),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
