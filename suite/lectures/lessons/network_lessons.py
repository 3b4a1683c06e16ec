"""What the lectures say of initialization, normalization and models."""

from __future__ import annotations

from suite.lectures.lessons.lesson import Lesson

NETWORK: dict[str, Lesson] = {
    "init/zeros": Lesson(
        (
            "If all weights begin at zero, all units of a layer compute the same, get the same "
            "gradient, and stay equal for ever."
        ),
        "The share of distinct units, and whether the loss moves at all.",
        ("distinct_units", "gradient_norm"),
    ),
    "init/constant": Lesson(
        "Any other constant breaks the symmetry of the units as little as zero does.",
        "The share of distinct units by layer.",
        ("distinct_units",),
    ),
    "init/small": Lesson(
        (
            "With 0.01 N(0, 1) signals shrink from layer to layer on their way forward, and so do "
            "gradients on their way back."
        ),
        (
            "The spread of the activations, whose rows fade towards the output, and the gradient "
            "norm by layer."
        ),
        ("activation_stats", "gradient_norm"),
    ),
    "init/large": Lesson(
        "With 1.0 N(0, 1) a tanh sits at its flat ends, where gradients vanish.",
        "Saturated activations by layer, and two bright ends in the histograms.",
        ("activation_stats", "gradient_norm"),
    ),
    "init/xavier": Lesson(
        (
            "A variance of 1/n keeps the scale of signals through tanh layers; with ReLU, which "
            "drops half of them, it halves it at each layer."
        ),
        "The spread of the activations by layer at the first steps.",
        ("activation_stats",),
    ),
    "init/he": Lesson(
        "A variance of 2/n makes up for the half that a ReLU drops and keeps the scale of signals.",
        "The spread of the activations by layer, which should be level at the first steps.",
        ("activation_stats",),
    ),
    "init/sparse": Lesson(
        (
            "Each unit begins with a fixed number of inputs, about ten, and all other weights are "
            "zero."
        ),
        "The share of weights that are zero, which falls as training reaches them.",
        ("zero_weights",),
    ),
    "init/bias": Lesson(
        (
            "Biases begin at zero, as the weights break the symmetry; a small positive bias for "
            "ReLU is disputed."
        ),
        "Dead units at the first steps.",
        ("dead_neurons",),
    ),
    "init/pretraining": Lesson(
        (
            "Layer by layer, without labels, each layer learns to restore its input; then the "
            "whole net is trained with labels from there."
        ),
        "How low the loss begins, and how far the weights travel from there.",
        ("distance_from_start",),
    ),
    "norm/batch": Lesson(
        (
            "Each channel is brought to mean 0 and variance 1 over the batch, then scaled and "
            "shifted by what is learned. Higher rates work, and first weights matter less; at "
            "inference moving statistics take the batch's place."
        ),
        (
            "Batch against moving statistics: where they differ, validation sees another net than "
            "training."
        ),
        ("batchnorm_stats",),
    ),
    "norm/batch-small-batches": Lesson(
        (
            "Statistics of a few samples are noise: with two samples a device batch normalization "
            "loses many points, and group normalization none."
        ),
        "How far the batches' means and variances are from the moving ones.",
        ("batchnorm_stats",),
    ),
    "norm/group": Lesson(
        (
            "Group normalization takes its statistics over groups of channels of one sample, and "
            "does not care for the batch size."
        ),
        "The validation accuracy against a run with batch normalization and as small a batch.",
    ),
    "norm/layer": Lesson(
        "Layer normalization takes its statistics over all features of one sample.",
        "The spread of the activations by layer.",
        ("activation_stats",),
    ),
    "norm/instance": Lesson(
        (
            "Instance normalization takes its statistics over each channel of one sample, and so "
            "removes contrast."
        ),
        "The validation accuracy: what contrast told is lost.",
    ),
    "norm/weight": Lesson(
        (
            "Each kernel is a direction times a length, w = g v / |v|, which are learned apart. It "
            "needs no batch, but the outputs are not bound, so that first values matter."
        ),
        "The spread of the activations at the first steps, and the gradient norm.",
        ("activation_stats", "gradient_norm"),
    ),
    "norm/local-response": Lesson(
        (
            "A strong unit damps its neighbors in other channels at the same place, as nerves do; "
            "AlexNet had it."
        ),
        "The validation accuracy against a run without it.",
    ),
    "models/mlp": Lesson(
        "In a fully connected net a third layer often helps, and more of them rarely do.",
        "The table of layers: which of them has nearly all of the parameters.",
    ),
    "models/cnn": Lesson(
        (
            "Convolutions look for the same small pattern everywhere, pools make the map smaller; "
            "early layers see edges, late ones parts."
        ),
        "The first layer's filters, and the receptive field that grows from layer to layer.",
    ),
    "models/resnet": Lesson(
        (
            "Deeper plain nets train worse, even on the training set. Shortcuts let a block learn "
            "the difference from the identity, and gradients pass by."
        ),
        "The gradient norm by layer, which hardly fades towards the input, and the training loss.",
        ("gradient_norm",),
    ),
    "models/se-resnet": Lesson(
        (
            "A gate sees the mean of each channel over the whole image and weighs the channels, at "
            "the cost of a few percent more parameters."
        ),
        "The number of parameters, and the validation accuracy against the plain residual net.",
    ),
}
