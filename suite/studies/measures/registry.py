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
    Measure("history", "epochs_run", least=1),
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
    _positive("shapes.fields", "receptive_field", exact=True),
    _positive("shapes.fields", "receptive_field_by_gradient", exact=True),
    _positive("shapes.fields", "places_that_see", exact=True),
    _share("shapes.wiring", "depends_on", exact=True),
    _positive("shapes.wiring", "change_between"),
    # what a layer looks for
    _share("network.kernels", "edge_share"),
    _share("network.kernels", "class_share"),
    _share("network.kernels", "template_share"),
    _share("network.kernels", "vote_share"),
    # transfer
    _positive("practice.transfer", "moved_layers"),
    _positive("practice.transfer", "layers_from_source", exact=True),
    # searches and cross-validation, without nets
    _positive("practice.search", "best_value"),
    _positive("practice.search", "late_value"),
    _positive("practice.search", "tried_values"),
    _positive("practice.search", "grid_trials"),
    Measure("practice.search", "edge_distance", 0.0, 0.5),
    Measure("practice.folds", "estimate_deviation", 0.0, 0.5),
    # the units of a layer
    _positive("network.units", "distinct_units"),
    _positive("network.units", "distinct_gradients"),
    _share("network.units", "dead_share"),
    _share("network.units", "silent_share"),
    _share("network.units", "idle_share"),
    _share("network.units", "revived_share"),
    _share("network.units", "firing_share"),
    _share("network.units", "near_zero_share"),
    _share("network.units", "saturated_share"),
    _positive("network.units", "input_mean_drift"),
    # the numbers that run through a model
    _positive("network.signals", "deviation"),
    _positive("network.signals", "deviation_ratio"),
    _positive("network.signals", "second_moment"),
    _positive("network.signals", "second_moment_ratio"),
    _positive("network.signals", "mean_to_deviation"),
    Measure("network.signals", "lowest_output"),
    Measure("network.signals", "highest_output"),
    _positive("network.signals", "response"),
    # inputs, batches, components and contours
    _positive("data.inputs", "seen_mean"),
    _positive("data.inputs", "seen_deviation"),
    Measure("data.inputs", "input_condition", least=1),
    Measure("data.inputs", "input_width", least=1, exact=True),
    _share("data.inputs", "ones_per_input", exact=True),
    _share("data.inputs", "zero_inputs", exact=True),
    _share("data.inputs", "accuracy_by_training_statistics"),
    _share("data.inputs", "accuracy_by_own_statistics"),
    _share("data.inputs", "shifted_accuracy"),
    _share("data.inputs", "turned_accuracy"),
    _share("data.inputs", "swallowed"),
    Measure("data.batches", "steps_per_epoch", least=1, exact=True),
    _positive("data.batches", "activation_megabytes", exact=True),
    Measure("data.batches", "gradient_agreement", -1.0, 1.0),
    _positive("data.batches", "seconds_to"),
    Measure("data.batches", "step_agreement", -1.0, 1.0),
    _positive("data.batches", "distance_left"),
    _share("data.batches", "escaped_share"),
    _positive("data.components", "covariance_error"),
    _share("data.components", "largest_correlation"),
    Measure("data.components", "components_for", least=1, exact=True),
    _share("data.components", "variance_share", exact=True),
    _share("data.components", "whitened_share", exact=True),
    _positive("data.components", "eigenvector_frequency", exact=True),
    _share("data.components", "reconstruction_error", exact=True),
    _positive("data.contours", "zigzags"),
    _share("data.contours", "straightness"),
    _positive("data.contours", "steps_to_arrive"),
    _positive("data.contours", "steps_across"),
    # gradients and weights
    Measure("network.first_loss", "initial_loss"),
    _positive("network.gradients", "gradient_norm"),
    _positive("network.gradients", "gradient_ratio"),
    _share("network.gradients", "same_sign_share"),
    _positive("network.weights", "distance_from_start"),
    _positive("network.weights", "relative_distance"),
    _share("network.weights", "zero_weight_share"),
    _positive("network.weights", "links"),
    Measure("network.weights", "weight_mean"),
    _positive("network.zigzag", "steps_to_learn"),
    _positive("network.zigzag", "detour"),
    _positive("network.cost", "milliseconds"),
    # gates, activations and losses by themselves
    Measure("calculus.graphs", "graph_value"),
    Measure("calculus.graphs", "graph_gradient"),
    Measure("calculus.graphs", "gate_jacobian"),
    Measure("calculus.curves", "activation"),
    Measure("calculus.curves", "derivative"),
    _positive("calculus.curves", "steepest"),
    _share("calculus.curves", "flat_share"),
    Measure("calculus.curves", "mean_output"),
    Measure("calculus.curves", "lowest_value"),
    _positive("calculus.curves", "distance_from_identity"),
    _positive("calculus.backward", "jacobian_off_diagonal"),
    _positive("calculus.backward", "batch_norm_gradient_error"),
    _positive("calculus.backward", "gradient_error"),
    Measure("calculus.convexity", "least_curvature"),
    _positive("calculus.convexity", "bend"),
    # what normalizations compute, by themselves
    _positive("normalization.statistics", "mean_left"),
    _positive("normalization.statistics", "variance_off"),
    _positive("normalization.statistics", "batch_effect"),
    _positive("normalization.statistics", "stored_statistics"),
    _positive("normalization.statistics", "output_deviation"),
    _positive("normalization.statistics", "numbers_squared"),
    _positive("normalization.batch_norm", "identity_distance"),
    _positive("normalization.batch_norm", "mean_after"),
    _positive("normalization.batch_norm", "inference_variance"),
    _positive("normalization.batch_norm", "mean_batch_variance"),
    _share("normalization.batch_norm", "weight_of_batch"),
    _positive("normalization.local_response", "response_gain"),
    _positive("normalization.local_response", "response_difference"),
    _positive("normalization.local_response", "channels_in_window"),
    # nets with and without normalization
    _positive("normalization.networks", "scale_effect"),
    _positive("normalization.networks", "amplification"),
    _positive("normalization.networks", "batch_noise"),
    _positive("normalization.networks", "skewness"),
    _share("normalization.networks", "share_within"),
    _share("normalization.networks", "moved_accuracy"),
    _share("normalization.networks", "falling_share"),
    _positive("normalization.uneven_batches", "loss_after"),
    # dropout, penalties, averages of models
    _share("regularization.dropout", "zeroed_share"),
    _positive("regularization.dropout", "mean_kept"),
    _positive("regularization.dropout", "sum_under_mask"),
    _positive("regularization.dropout", "subnet_bits"),
    _share("regularization.dropout", "masked_accuracy"),
    _share("regularization.dropout", "subnet_agreement"),
    _share("regularization.dropout", "unit_correlation"),
    _positive("regularization.penalties", "penalty_per_square", exact=True),
    _positive("regularization.penalties", "kernel_norm"),
    _positive("regularization.penalties", "largest_unit_norm"),
    _share("regularization.penalties", "tiny_weights"),
    _positive("regularization.penalties", "region_lengths"),
    _share("regularization.penalties", "regions_change"),
    _share("regularization.ensemble", "ensemble_accuracy"),
    _share("regularization.ensemble", "member_accuracy"),
    _share("regularization.ensemble", "snapshots_accuracy"),
    _share("regularization.ensemble", "snapshot_accuracy"),
    # ways over surfaces
    _positive("surfaces.path", "sign_changes"),
    _positive("surfaces.path", "steps_to_height"),
    _positive("surfaces.path", "first_step"),
    _positive("surfaces.path", "last_step"),
    _positive("surfaces.path", "steep_to_flat"),
    _positive("surfaces.path", "overshoot"),
    _share("surfaces.critical_points", "saddle_share"),
    _positive("surfaces.critical_points", "hessian_numbers"),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
