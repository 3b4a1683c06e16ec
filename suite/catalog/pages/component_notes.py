"""What a component's own documentation leaves out and a user must know."""

from __future__ import annotations

from suite.catalog.entry import Entry

_SCALING = (
    "the sum is neither halved nor divided by a number of examples. A lecture that writes "
    "lambda/(2m) * {sum}, with m training examples, means {name} = lambda/(2m). The penalty is "
    "added to the mean loss of a batch, so that its weight does not depend on the batch size."
)
# By kind and name.
NOTES: dict[tuple[str, str], str] = {
    ("regularizers", "l1"): f"Adds l1 * sum |w|; {_SCALING.format(sum='sum |w|', name='l1')}",
    ("regularizers", "l2"): (
        f"Adds l2 * sum w^2, whose gradient is 2 * l2 * w; "
        f"{_SCALING.format(sum='sum w^2', name='l2')} The models' `weight_decay` is "
        "weight_decay/2 * sum w^2, that is l2 = weight_decay/2. This is the papers' coupled weight "
        "decay; the argument `weight_decay` of an optimizer is another (see `show adamw`)."
    ),
    ("regularizers", "l1_l2"): (
        "The elastic net: adds l1 * sum |w| + l2 * sum w^2, scaled as in `show l1` and `show l2`."
    ),
    ("optimizers", "adagrad_da"): (
        "`weight_decay` is refused: no weight depends on the one before, so that there is nothing "
        "to shrink; use `l2`."
    ),
}
# By kind and argument: of every component that takes it, unless its name has a note of its own.
ARGUMENT_NOTES: dict[tuple[str, str], str] = {
    ("optimizers", "weight_decay"): (
        "`weight_decay` is decoupled (Loshchilov and Hutter 2019): before each step every weight "
        "is multiplied by 1 - learning_rate * weight_decay, and no gradient knows of it. The "
        "papers' L2 is coupled: it is part of the loss, and its gradient passes through momentum "
        'and adaptive rates; write `penalties: [{layers: "*", kernel_regularizer: {kind: l2, '
        "l2: ...}}]`, or a model's `weight_decay`. With plain sgd, l2 = weight_decay/2 takes the "
        "same steps; with momentum it does not, and with adaptive rates least of all. Decoupled "
        "decay also shrinks biases and the scales of normalizations."
    ),
}


def notes(entry: Entry) -> list[str]:
    """The notes on a component."""
    if own := NOTES.get((entry.kind, entry.name)):
        return [own]
    taken = {(entry.kind, parameter.name) for parameter in entry.parameters}
    return [text for argument, text in ARGUMENT_NOTES.items() if argument in taken]
