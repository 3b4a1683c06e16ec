"""What the lectures say of optimizers and losses."""

from __future__ import annotations

from suite.lectures.lessons.lesson import Lesson

OPTIMIZATION: dict[str, Lesson] = {
    "optim/sgd": Lesson(
        (
            "Steps down the gradient of a batch are noisy; they zigzag in long valleys and slow "
            "down at saddle points."
        ),
        "The path or the loss: a zigzag that gets nowhere, or a plateau.",
        ("gradient_norm",),
    ),
    "optim/momentum": Lesson(
        (
            "A velocity adds up the gradients: it carries over saddles and along valleys, and may "
            "overshoot."
        ),
        "The effective rate, which momentum of 0.9 raises about tenfold.",
        ("learning_rate",),
    ),
    "optim/nesterov": Lesson(
        (
            "Nesterov's momentum looks where the velocity leads before it takes the gradient, and "
            "corrects itself sooner."
        ),
        "Overshoots, which should be smaller than with plain momentum.",
        ("learning_rate",),
    ),
    "optim/adagrad": Lesson(
        (
            "AdaGrad divides each weight's step by the root of the sum of its squared gradients; "
            "that sum only grows, and the steps shrink to nothing."
        ),
        "The effective rate of the layers, which falls all the time.",
        ("learning_rate", "update_ratio"),
    ),
    "optim/adadelta": Lesson(
        (
            "AdaDelta takes the ratio of two running averages as its step, so that no rate has to "
            "be chosen."
        ),
        "The size of the updates, which is small at first.",
        ("update_ratio",),
    ),
    "optim/rmsprop": Lesson(
        (
            "RMSProp is AdaGrad that forgets: a running average of squared gradients, so that "
            "steps do not die."
        ),
        "The effective rate of the layers, which differs between them and does not fade.",
        ("learning_rate",),
    ),
    "optim/adam": Lesson(
        (
            "Adam joins momentum and RMSProp and corrects the bias of their first steps; it is the "
            "first thing to try."
        ),
        "The size of the updates: about the learning rate itself in each weight.",
        ("update_ratio", "learning_rate"),
    ),
    "optim/ftrl": Lesson(
        (
            "FTRL follows the regularized leader: with L1 it keeps weights at exactly zero while "
            "it learns online."
        ),
        "The share of weights that are zero.",
        ("zero_weights",),
    ),
    "optim/adagrad-da": Lesson(
        (
            "Dual averaging computes the weights anew from the mean of all gradients at every "
            "step, and gives sparse ones with L1."
        ),
        "The share of weights that are zero, and the size of the updates.",
        ("zero_weights", "update_ratio"),
    ),
    "optim/proximal-gd": Lesson(
        (
            "After a gradient step the L1 penalty is taken exactly: weights within its reach "
            "become zero."
        ),
        "The share of weights that are exactly zero.",
        ("zero_weights",),
    ),
    "optim/proximal-adagrad": Lesson(
        "The proximal step with AdaGrad's step size for each weight.",
        "The share of weights that are exactly zero.",
        ("zero_weights",),
    ),
    "optim/rprop": Lesson(
        (
            "Rprop looks at the sign of the full gradient only and gives each weight its own step, "
            "which grows while the sign stays."
        ),
        "The loss, which should fall smoothly: on small batches it would not.",
    ),
    "optim/newton": Lesson(
        (
            "Newton's method uses the curvature and needs no rate, but the Hessian has as many "
            "entries as the square of the number of weights."
        ),
        "How few iterations it takes, and how long each is.",
    ),
    "optim/l-bfgs": Lesson(
        (
            "L-BFGS makes up the curvature from a few past gradients; it wants the full batch, and "
            "little noise."
        ),
        "How few iterations it takes to the lowest training loss, and what validation says of it.",
    ),
    "optim/learning-rate": Lesson(
        (
            "Too high a rate explodes, a high one settles early at a bad loss, a low one crawls. "
            "Begin without decay, look at the loss, then decide where to lower the rate."
        ),
        "The size of the updates against the weights, about 0.001, and the shape of the loss.",
        ("update_ratio", "learning_rate"),
    ),
    "optim/schedules": Lesson(
        (
            "The rate is lowered in steps, exponentially, as 1/t, along a cosine, or in cycles; "
            "SGD with momentum gains more by it than Adam."
        ),
        "Drops of the loss where the rate falls.",
        ("learning_rate",),
    ),
    "loss/softmax": Lesson(
        (
            "The cross-entropy of softmax probabilities asks for the right class to be ever more "
            "probable; a guess among C classes costs ln C."
        ),
        "Where the loss begins: near ln C.",
    ),
    "loss/svm": Lesson(
        "The hinge loss is content once the right score leads all others by a margin.",
        "The loss, which can be exactly zero, and outputs that are no probabilities.",
    ),
    "loss/focal": Lesson(
        "The focal loss lets easy examples count less, so that rare classes are heard.",
        "The recall of the rare classes in the figures of each class.",
    ),
}
