"""Optimizers that compare one gradient with the next want the same samples in both."""

from __future__ import annotations

from suite.checks.support.context import CheckContext
from suite.diagnostics import Finding

_TOPICS = {"LBFGS": "optim/l-bfgs", "NewtonCG": "optim/newton"}


def full_batch(context: CheckContext) -> list[Finding]:
    """Whether an optimizer for the full batch gets it.

    Rprop looks at the sign of a gradient alone, and lengthens its step while the sign stays.
    Between two small batches the sign of a small component changes by chance: steps shrink where
    they should not, and nine small gradients weigh more than one large one of the other sign.

        warning   Rprop, and a batch smaller than the training set
        note      L-BFGS or Newton, which are trained by whole passes: nothing is there to measure
                  in the steps of batches

    Topic: optim/rprop, optim/l-bfgs, optim/newton, data/batch-size

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile("adam", "mse")
        >>> full_batch(CheckContext(None, model, None, (np.zeros((8, 2)), np.zeros(8)), 2))
        []
    """
    optimizer = getattr(context.model.optimizer, "inner_optimizer", context.model.optimizer)
    name = type(optimizer).__name__
    if getattr(optimizer, "full_batch", False):
        text = (
            f"{name} takes the whole training set in each of its steps, so the diagnostics of "
            "training.diagnostics: auto, which measure in the steps of batches, fall away."
        )
        return [Finding("full_batch", text, "note", topic=_TOPICS.get(name))]
    if not getattr(optimizer, "compares_gradients", False) or context.dataset is None:
        return []
    return _too_small(context, name, len(context.dataset.train))


def _too_small(context: CheckContext, name: str, samples: int) -> list[Finding]:
    """A batch that is not the whole training set."""
    batch = len(context.labels)
    if batch >= samples:
        return []
    text = (
        f"{name} looks at the sign of the gradient only, which small batches turn by chance: the "
        f"batch has {batch} of {samples} training samples."
    )
    return [
        Finding(
            "full_batch",
            text,
            figure=batch / samples,
            limit=1.0,
            topic="optim/rprop",
            edit=context.edit("data.batch_size", samples),
        )
    ]
