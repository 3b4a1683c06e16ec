"""The causes that the doctor can name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """Why a run fails.

    Args:
        name: the id, as tables and tests use it.
        sentence: what is wrong, in words that a student understands.
        topic: the lecture topic that explains it.
        decided_by: the measurement that tells it from causes which leave the same signs.

    Example:
        >>> CAUSES["overfitting"].sentence
        'The net learns its training data by heart.'
    """

    name: str
    sentence: str
    topic: str
    decided_by: str = ""


_TABLE = (
    ("nonfinite_input", "The data holds values that are not finite.", "data/normalization"),
    ("bad_labels", "The labels are not what the loss takes.", "data/one-hot"),
    ("loss_mismatch", "The loss does not fit the model's output.", "loss/softmax"),
    (
        "summed_loss",
        "The loss is summed over the batch: its gradients are as many times too large.",
        "loss/softmax",
    ),
    (
        "leakage",
        "Validation examples stand in the training set: the score is worth little.",
        "practice/cross-validation",
    ),
    ("unbalanced_labels", "Some classes have next to no examples.", "loss/focal"),
    (
        "linear_network",
        "Layers without an activation between them are one linear layer.",
        "foundations/universality",
    ),
    (
        "hidden_softmax",
        "A softmax between hidden layers lets next to nothing pass.",
        "activations/softmax",
    ),
    (
        "frozen_layers",
        "Layers with random weights are frozen: they never learn.",
        "practice/transfer",
    ),
    ("input_scale", "The inputs are not normalized.", "data/normalization"),
    ("symmetric_init", "All units of a layer begin alike and stay alike.", "init/zeros"),
    ("too_much_dropout", "Dropout leaves too little to learn from.", "reg/dropout"),
    ("too_much_decay", "The penalty on the weights outweighs the loss.", "reg/l2"),
    (
        "class_weights",
        "The weights of the classes in the loss leave little of some, or of all.",
        "loss/focal",
    ),
    ("clip_too_tight", "Clipping leaves next to nothing of the gradients.", "optim/learning-rate"),
    (
        "momentum_too_high",
        "The momentum remembers more steps than it should: training swings.",
        "optim/momentum",
    ),
    (
        "bad_epsilon",
        "The epsilon outweighs what it should only keep from a division by zero.",
        "optim/adam",
    ),
    (
        "small_init",
        "The initial weights are too small: signals fade from layer to layer.",
        "init/small",
    ),
    ("large_init", "The initial weights are too large: signals blow up or saturate.", "init/large"),
    (
        "dead_start",
        "Units were dead before the first step: the initial biases or weights kill them.",
        "activations/dying-relu",
    ),
    (
        "saturating_activation",
        "The activation saturates: its gradient vanishes in a deep net.",
        "activations/sigmoid",
    ),
    (
        "norm_small_batch",
        "Batch normalization takes its statistics from too few samples.",
        "norm/batch-small-batches",
    ),
    (
        "norm_momentum",
        "The moving statistics of batch normalization never arrive: "
        "validation sees another net than training.",
        "norm/batch",
    ),
    (
        "rate_decays_early",
        "The learning rate decays before anything is learned.",
        "optim/schedules",
    ),
    (
        "stopped_early",
        "A callback ended the run, or took the learning rate away, too soon.",
        "reg/early-stopping",
    ),
    (
        "wrong_sign",
        "The loss points the wrong way: the better the answer, the larger it is.",
        "loss/softmax",
    ),
    ("target_range", "The targets are out of the range of the output.", "data/normalization"),
    ("blank_inputs", "Many inputs are blank, or the same.", "data/normalization"),
    (
        "conflicting_labels",
        "Equal inputs carry different labels.",
        "practice/babysitting",
    ),
    ("unshuffled_data", "The samples come in the order of their classes.", "data/batch-size"),
    (
        "random_evaluation",
        "The net draws at random in inference mode too.",
        "reg/dropout",
    ),
    (
        "averaged_weights_lag",
        "The averaged weights have not caught up with those in training.",
        "reg/polyak",
    ),
    (
        "feature_leak",
        "A column of the inputs gives the target away.",
        "practice/cross-validation",
    ),
    (
        "shuffled_labels",
        "The labels of one part are numbered or ordered in another way than those of the other.",
        "practice/cross-validation",
    ),
    (
        "data_shift",
        "Validation inputs are of another kind than training inputs.",
        "data/normalization",
    ),
    (
        "too_weak_model",
        "The model cannot represent what it is to learn.",
        "foundations/universality",
        "a net that is twice as wide and a layer deeper: does it learn more of its training data?",
    ),
    ("too_few_steps", "The run ends after too few steps.", "data/batch-size"),
    ("rate_too_high", "The learning rate is too high.", "optim/learning-rate"),
    (
        "rate_too_low",
        "The learning rate is too low.",
        "optim/learning-rate",
        "a range test of the learning rate (`lr`): does the loss fall faster at a higher one?",
    ),
    (
        "destructive_augmentation",
        "The augmentation destroys what the labels are about.",
        "data/augmentation",
        "the same run without augmentation: does it learn more?",
    ),
    (
        "wrong_labels",
        "The labels have little to do with the inputs.",
        "practice/babysitting",
        "some inputs beside their labels: are they right?",
    ),
    (
        "overfitting",
        "The net learns its training data by heart.",
        "reg/early-stopping",
        "the same run with more data, or with dropout: does validation come closer to training?",
    ),
)
CAUSES: dict[str, Cause] = {row[0]: Cause(*row) for row in _TABLE}
