"""The pictures of the diagnostics that come with the suite."""

from __future__ import annotations

import math

from suite.runs.page.charts.line_chart import Level
from suite.runs.page.sections.diagnostics.by_layer import ByLayer
from suite.runs.page.sections.diagnostics.histograms import Histograms
from suite.runs.page.sections.diagnostics.lines import Lines
from suite.runs.page.sections.diagnostics.over_time import OverTime
from suite.runs.page.sections.diagnostics.scene import PictureOf

# How all heat maps by layer are read; and the ends of the colors of shares.
ROWS = "Each row is a layer, from the input at the top to the output"
SHARE = (0.0, 1.0)

# Diagnostic -> what is drawn at once. They stand on the page in this order, then those of
# strangers.
PICTURES: dict[str, tuple[PictureOf, ...]] = {
    "loss_curve": (
        OverTime(
            numbers=["average", "median"],
            title="Loss within the epochs",
            unit="loss",
            reads=(
                "The average runs with the steps, the median is of the steps since the last "
                "report. A curve that rises for long diverges, one that stays flat from the start "
                "is stuck."
            ),
            log=None,
        ),
    ),
    "gradient_norm": (
        ByLayer(
            apart=("mean", "max", "last", "rms"),
            title="Gradient norm by layer",
            unit="gradient norm",
            reads=(
                f"{ROWS}; colors follow the logarithm. Rows that fade towards the input are "
                "a vanishing gradient, a bright column is a step at which it exploded."
            ),
            log=True,
        ),
        OverTime(
            name="gradient_norm_overall",
            numbers=["mean", "max"],
            each=("steps", "norms"),
            title="Gradient norm of all weights",
            unit="gradient norm",
            reads=(
                "The length of the whole gradient before clipping. Single high points are steps "
                "that threw the weights; it usually falls or stays level while the net learns."
            ),
            log=True,
        ),
    ),
    "update_ratio": (
        Lines(
            apart=("max",),
            title="Size of the updates against the weights",
            unit="update / weight",
            reads=(
                "How far one step moves a layer's weights. About 0.001 is usual; far above it "
                "the rate is too high, far below it nothing moves."
            ),
            levels=[
                Level(value=1e-3, text="usual: 0.001"),
                Level(value=0.1, text="too fast: 0.1"),
            ],
        ),
    ),
    "dead_neurons": (
        ByLayer(
            apart=("onset/", "active/"),
            title="Dead units by layer",
            unit="share of dead units",
            reads=(
                f"{ROWS}; the color is the share of its units that fire for less than 1 % of "
                "their inputs. Such a unit learns nothing any more."
            ),
            limits=SHARE,
        ),
    ),
    "activation_stats": (
        ByLayer(
            name="activation_stats_saturated",
            group="saturated",
            title="Saturated activations by layer",
            unit="share of saturated activations",
            reads=(
                f"{ROWS}; the color is the share of activations at the flat ends of their "
                "function, through which next to no gradient passes."
            ),
            limits=SHARE,
        ),
        ByLayer(
            group="std",
            title="Spread of the activations by layer",
            unit="standard deviation",
            reads=(
                f"{ROWS}; colors follow the logarithm. Rows that fade towards the output are a "
                "signal that shrinks from layer to layer, rows that brighten one that explodes."
            ),
            log=True,
        ),
        Histograms(
            name="activation_histogram",
            group="histogram",
            low=-5.0,
            high=5.0,
            title="Activations",
            unit="activation",
            reads=(
                f"{ROWS}; the color is the share of its activations in each interval, on a "
                "logarithmic scale. The first and the last of -5 to 5 hold all that lies beyond. "
                "Two bright ends are saturation, one bright column at 0 is a layer that hardly "
                "fires."
            ),
        ),
    ),
    "batchnorm_stats": (
        ByLayer(
            group="d_mu",
            title="Means of the batches against the moving ones",
            unit="standard deviations",
            reads=(
                f"{ROWS}; the color is how far a batch's means are from the moving ones. Above "
                "1, validation sees another net than training does."
            ),
        ),
        ByLayer(
            name="batchnorm_stats_variance",
            group="d_var",
            title="Variances of the batches against the moving ones",
            unit="|ln ratio|",
            reads=(
                f"{ROWS}; 0 is the same variance, {math.log(2):.2f} twice or half of the moving "
                "one, which is too far once training has settled."
            ),
        ),
    ),
    "learning_rate": (
        Lines(
            name="learning_rate_by_layer",
            apart=("rate",),
            common="rate",
            title="Learning rate, and what it comes to",
            unit="rate",
            reads=(
                "The rate that was set, and the effective rate of the layers: the length of an "
                "update by that of the gradient. Momentum raises it, clipping lowers it, adaptive "
                "optimizers give each layer its own."
            ),
        ),
    ),
    "distinct_units": (
        ByLayer(
            group="share",
            title="Distinct units by layer",
            unit="share of distinct units",
            reads=(
                f"{ROWS}; the color is the share of its units that no other one repeats. A layer "
                "whose units are all alike computes one number."
            ),
            limits=SHARE,
        ),
    ),
    "distance_from_start": (
        ByLayer(
            apart=("overall", "distance"),
            title="Distance from the start by layer",
            unit="relative distance",
            reads=(
                f"{ROWS}; the color is how far its weights have come from where they began, by "
                "their length at the beginning. A row that stays dark has hardly learned."
            ),
        ),
    ),
    "weight_stats": (
        ByLayer(
            title="Norm of the weights by layer",
            unit="norm",
            reads=(
                f"{ROWS}; colors follow the logarithm. Weights that keep growing ask for "
                "weight decay, weights that fade away have too much of it."
            ),
            log=True,
        ),
    ),
    "zero_weights": (
        ByLayer(
            apart=("overall", "near/"),
            title="Weights that are zero, by layer",
            unit="share of zeros",
            reads=f"{ROWS}; the color is the share of its weights that are exactly zero.",
            limits=SHARE,
        ),
    ),
    "input_drift": (
        ByLayer(
            apart=("spread/", "epoch/"),
            title="Drift of the inputs by layer",
            unit="standard deviations",
            reads=(
                f"{ROWS}; the color is how far the mean of its inputs has moved since the report "
                "before. Normalization and a lower rate calm it."
            ),
        ),
    ),
    "same_sign_gradients": (
        ByLayer(
            apart=("agreement/",),
            title="Units whose gradients share a sign, by layer",
            unit="share of units",
            reads=(
                f"{ROWS}; the color is the share of units whose weights can only all grow or all "
                "shrink in a step, so that descent zigzags. Inputs that are never negative do this."
            ),
            limits=SHARE,
        ),
    ),
    "gradient_histogram": (
        Histograms(
            apart=("edges",),
            edges="edges",
            title="Entries of the gradients by size",
            unit="size of an entry",
            reads=(
                f"{ROWS}; the color is the share of the gradient's entries of each size, on a "
                "logarithmic scale. A row that lies further left than those below it has a "
                "vanishing gradient."
            ),
        ),
    ),
    "noise_scale": (
        OverTime(
            numbers=["scale"],
            title="Gradient noise scale",
            unit="samples",
            reads=(
                "The batch size beyond which larger batches stop paying. It usually grows while "
                "the net learns; a batch far above it wastes samples."
            ),
            log=True,
            batch_size=True,
        ),
    ),
    "sharpness": (
        OverTime(
            numbers=["sharpness"],
            title="Sharpness of the loss",
            unit="per cent",
            reads=(
                "By how much a small change of all weights can raise the loss. Flat minima, with "
                "low values, are said to generalize better."
            ),
        ),
        OverTime(
            name="sharpness_eigenvalue",
            numbers=["eigenvalue"],
            title="Largest curvature of the loss",
            unit="eigenvalue",
            reads=(
                "The largest eigenvalue of the Hessian. Plain gradient descent is unstable where "
                "the learning rate is above 2 divided by it."
            ),
        ),
    ),
    "frozen_weights": (
        OverTime(
            numbers=["frozen"],
            title="Variables that do not move",
            unit="variables",
            reads="How many trainable variables no update has moved since the report before.",
        ),
    ),
    "finite": (
        OverTime(
            numbers=["non_finite", "skipped"],
            title="Numbers that are not finite",
            unit="count",
            reads=(
                "Entries that were NaN or infinite in the first bad step, and steps that the "
                "loss scale skipped."
            ),
            if_any=True,
        ),
    ),
    # Pictures of their own, which stand under "What the network looks at".
    "feature_maps": (),
    "filters": (),
}
