"""Further pictures of the diagnostics that come with the suite."""

from __future__ import annotations

from suite.runs.page.sections.diagnostics.by_layer import ByLayer
from suite.runs.page.sections.diagnostics.over_time import OverTime
from suite.runs.page.sections.diagnostics.scene import PictureOf
from suite.runs.page.sections.diagnostics.shipped import ROWS, SHARE
from suite.runs.page.sections.diagnostics.spreads import Activity, Spreads, first_dead

# Diagnostic -> what is drawn for those who look closer.
CLOSER: dict[str, tuple[PictureOf, ...]] = {
    "dead_neurons": (Activity(), first_dead),
    "activation_stats": (
        ByLayer(
            name="activation_stats_mean",
            group="mean",
            title="Mean of the activations by layer",
            unit="mean",
            reads=f"{ROWS}; the color is the mean activation.",
        ),
        ByLayer(
            name="activation_stats_near_zero",
            group="near_zero",
            title="Activations next to zero by layer",
            unit="share next to zero",
            reads=f"{ROWS}; the color is the share of activations below 0.01 in size.",
            limits=SHARE,
        ),
    ),
    "batchnorm_stats": (
        Spreads(
            name="batchnorm_stats_scales",
            title="Scales and offsets of the normalizations, at the end",
            reads="A channel whose gamma is next to 0 is as good as gone.",
            groups=["gamma", "beta"],
        ),
        OverTime(
            name="batchnorm_stats_smallest_variance",
            numbers=["smallest_variance"],
            title="Smallest moving variance",
            unit="variance",
            reads="Of all channels. One next to 0 belongs to a channel that is constant.",
            log=True,
        ),
    ),
    "distance_from_start": (
        OverTime(
            name="distance_from_start_overall",
            numbers=["distance"],
            title="Distance of all weights from the start",
            unit="distance",
            reads="How far all weights together have come from where they began.",
        ),
    ),
    "distinct_units": (
        ByLayer(
            name="distinct_units_effective",
            group="effective",
            title="Effective number of units by layer",
            unit="units",
            reads=f"{ROWS}; as many uncorrelated units would carry as much.",
        ),
    ),
    "input_drift": (
        ByLayer(
            name="input_drift_spread",
            group="spread",
            title="Drift of the inputs' spread by layer",
            unit="|ln ratio|",
            reads=f"{ROWS}; how much the inputs' deviation has changed since the report before.",
        ),
        ByLayer(
            name="input_drift_epoch",
            group="epoch",
            title="Drift of the inputs since the epoch before, by layer",
            unit="standard deviations",
            reads=f"{ROWS}; the color is how far the mean of its inputs has moved in an epoch.",
        ),
    ),
    "same_sign_gradients": (
        ByLayer(
            name="same_sign_gradients_agreement",
            group="agreement",
            title="How far the signs of a unit's gradients agree, by layer",
            unit="agreement",
            reads=f"{ROWS}; 1 is one sign for all weights of each unit.",
            limits=SHARE,
        ),
    ),
    "zero_weights": (
        ByLayer(
            name="zero_weights_near",
            group="near",
            apart=("overall",),
            title="Weights next to zero by layer",
            unit="share next to zero",
            reads=f"{ROWS}; the color is the share of its weights within the tolerance of zero.",
            limits=SHARE,
        ),
        OverTime(
            name="zero_weights_overall",
            numbers=["overall"],
            title="Weights that are zero, in all kernels",
            unit="share of zeros",
            reads="The sparsity of the whole network.",
        ),
    ),
}
