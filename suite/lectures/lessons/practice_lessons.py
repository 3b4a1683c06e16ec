"""What the lectures say of regularization and of finding settings."""

from __future__ import annotations

from suite.lectures.lessons.lesson import Lesson

PRACTICE: dict[str, Lesson] = {
    "reg/l2": Lesson(
        "A penalty on the squares of the weights keeps them small and spread out.",
        "The norm of the weights by layer, and the gap between training and validation.",
        ("weight_stats",),
    ),
    "reg/l1": Lesson(
        "A penalty on the size of the weights drives many of them to zero, and so chooses inputs.",
        "The share of weights that are zero or next to it.",
        ("zero_weights",),
    ),
    "reg/max-norm": Lesson(
        (
            "The weights of each unit stay within a ball, so that even a high rate cannot blow "
            "them up; it fits dropout."
        ),
        "The norm of the weights, which levels off at the limit.",
        ("weight_stats",),
    ),
    "reg/dropout": Lesson(
        (
            "Each step leaves out units at random, half of the hidden ones, few of the inputs: the "
            "net is an average of many subnets."
        ),
        "The training loss, which is higher, and the gap to validation, which is smaller.",
    ),
    "reg/dropconnect": Lesson(
        "Each step leaves out weights at random instead of units.",
        "The gap between training and validation.",
    ),
    "reg/stochastic-depth": Lesson(
        (
            "Each step leaves out whole residual blocks at random, late ones more often: training "
            "sees shallower nets."
        ),
        "The gap between training and validation, and the seconds an epoch takes.",
    ),
    "reg/fractional-max-pooling": Lesson(
        "Pools of random size shrink a map by less than half at a time, differently at each step.",
        "The output shapes in the table of layers, and the gap to validation.",
    ),
    "reg/batchnorm": Lesson(
        "The noise of the batch's statistics is often regularization enough, without dropout.",
        "The gap between training and validation.",
        ("batchnorm_stats",),
    ),
    "reg/early-stopping": Lesson(
        (
            "Where validation turns although training goes on, the net begins to learn its data by "
            "heart: stop there."
        ),
        "The epoch at which the validation loss is least.",
    ),
    "reg/augmentation": Lesson(
        "More varied data closes the gap between training and validation where nothing else does.",
        "The gap between training and validation.",
    ),
    "reg/ensembles": Lesson(
        (
            "The mean of several independent nets, or of snapshots of one cyclic run, is better "
            "than each of them."
        ),
        "The accuracy of the members against that of their mean.",
    ),
    "reg/polyak": Lesson(
        "A moving average of the weights is steadier than the last ones and is used to test.",
        "The validation curve, which is smoother than the training one.",
    ),
    "practice/babysitting": Lesson(
        (
            "Watch the loss, the gap between training and validation and the size of the updates, "
            "and change one thing at a time."
        ),
        "All three; updates are about 0.001 of the weights.",
        ("update_ratio",),
    ),
    "practice/grid-search": Lesson(
        (
            "Every combination of values is tried: fine for two or three settings, and hopeless "
            "beyond."
        ),
        "How often the same value of the setting that matters is tried.",
    ),
    "practice/random-search": Lesson(
        (
            "Random points try a new value of every setting each time, and so cover the one that "
            "matters better."
        ),
        "The importance of each setting in the comparison of the trials.",
    ),
    "practice/bayesian": Lesson(
        "A model of the results so far proposes the next point, until the budget ends.",
        "Whether later trials are better than the first ones.",
    ),
    "practice/coarse-to-fine": Lesson(
        "Search a wide range first, a few epochs each, then a narrow one around the best, longer.",
        "Whether the best values lie at an edge of the range: then it was too narrow.",
    ),
    "practice/cross-validation": Lesson(
        (
            "Each of k parts is validation once and training otherwise, so that a choice does not "
            "hang on one split."
        ),
        "How far the folds differ: a smaller difference between settings says nothing.",
    ),
    "practice/transfer": Lesson(
        (
            "With few data of a similar kind train a new head on old features; with many train "
            "everything from the old weights; with data of another kind freeze fewer layers."
        ),
        "The distance from the start by layer: frozen layers stay at zero.",
        ("distance_from_start",),
    ),
}
