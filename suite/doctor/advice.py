"""What to try, in the terms of whoever reads it: a change that the recipe takes, or the code."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

from suite.doctor.case import Case
from suite.doctor.diagnosis import Diagnosis, Evidence, Suspect
from suite.edit import Edit

Accepts = Callable[[str], bool]

# What to look at where a cause has no edit that the recipe takes, in Keras's own terms.
LOOK_AT: Mapping[str, str] = {
    "nonfinite_input": "look for values that are not finite: `np.isfinite(x).all()`",
    "bad_labels": "compare the labels of a batch with what the loss takes: their shape, their type "
    "and their range",
    "loss_mismatch": "end in as many units as there are classes, with softmax, or without an "
    "activation and with `from_logits=True` in the loss",
    "summed_loss": 'give the loss `reduction="sum_over_batch_size"`',
    "leakage": "take the validation examples out of the training set",
    "unbalanced_labels": "draw the classes equally often, or weigh them by `class_weight`",
    "linear_network": 'give every hidden layer an activation, such as `activation="relu"`',
    "hidden_softmax": 'take another activation for hidden layers, such as `activation="relu"`',
    "frozen_layers": "set `trainable = True` for layers that have learned nothing yet",
    "input_scale": "bring the inputs to mean 0 and deviation 1, for instance by a "
    "`keras.layers.Normalization` adapted to the training inputs",
    "symmetric_init": "draw the kernels at random: `he_normal` before ReLU, `glorot_uniform` "
    "before tanh and sigmoid",
    "small_init": "take an initializer that looks at the size of its layer: `he_normal` before "
    "ReLU, `glorot_uniform` before tanh and sigmoid",
    "large_init": "take an initializer that looks at the size of its layer: `he_normal` before "
    "ReLU, `glorot_uniform` before tanh and sigmoid",
    "dead_start": "begin with biases of zero, kernels of `he_normal` and inputs of mean 0",
    "saturating_activation": 'take `activation="relu"` in the hidden layers, or normalize before '
    "each activation",
    "norm_small_batch": "take larger batches, or `GroupNormalization` or `LayerNormalization`",
    "norm_momentum": "take `momentum=0.9` in `BatchNormalization`, or train for longer",
    "rate_decays_early": "let the schedule last as long as the run",
    "too_few_steps": "train for more epochs, or with smaller batches, so that there are some "
    "hundred steps",
    "rate_too_high": "take a tenth of the learning rate",
    "rate_too_low": "take ten times the learning rate",
    "overfitting": "stop earlier, or add data, augmentation, dropout or weight decay",
}


def advised(diagnosis: Diagnosis, case: Case, accepts: Accepts) -> Diagnosis:
    """The diagnosis with what its reader can do.

    Args:
        diagnosis: with the edits that rules and findings propose.
        case: of the run; where there is code and no recipe, edits become advice about the code.
        accepts: whether the recipe takes an override. An edit that it refuses is left out, and
            something to look at said instead.

    Example:
        >>> from suite.doctor.cause import CAUSES
        >>> evidence = Evidence("It ends early.", edit=Edit("training.epochs", 2, 9))
        >>> found = Diagnosis(CAUSES["too_few_steps"], evidence)
        >>> print(advised(found, Case([]), lambda override: True).edit)
        training.epochs: 2 -> 9
        >>> advised(found, Case([], setup={"origin": "code"}), lambda override: False).edit
        '`epochs=9` instead of 2'
    """
    from_code = case.built("origin") == "code"

    first = diagnosis.evidence.edit

    def kept(edit: Edit) -> Edit | str | None:
        if isinstance(first, Edit) and edit.key == first.key and edit is not first:
            return None  # of two values for a key the cause decides
        if from_code:
            return _in_code(edit, case)
        return edit if accepts(edit.override) else None

    changed: Diagnosis = _each(diagnosis, kept)
    evidence = changed.evidence
    if not (evidence.edit or evidence.advice):
        look = LOOK_AT.get(diagnosis.cause.name)
        evidence = dataclasses.replace(evidence, advice=look)
        changed = dataclasses.replace(changed, evidence=evidence)
    return changed


def _each(part: Any, kept: Callable[[Edit], Edit | str | None]) -> Any:
    """A part of a diagnosis with every edit in it replaced by what is kept of it."""
    if isinstance(part, Evidence):
        edit = kept(part.edit) if isinstance(part.edit, Edit) else part.edit
        return part if edit is part.edit else dataclasses.replace(part, edit=edit)
    if isinstance(part, Mapping):
        edit = Edit.understood(part["edit"]) if part.get("edit") else None
        left = kept(edit) if isinstance(edit, Edit) else edit
        return part if left == edit else {**part, "edit": left and str(left)}
    if isinstance(part, tuple):
        return tuple(_each(one, kept) for one in part)
    if isinstance(part, Diagnosis | Suspect):
        names = [one.name for one in dataclasses.fields(part)]
        changed = {name: _each(getattr(part, name), kept) for name in names}
        return dataclasses.replace(part, **changed)
    return part


def _in_code(edit: Edit, case: Case) -> str | None:
    """The edit of a recipe as advice about the user's own code; None where it says nothing."""
    block, _, argument = edit.key.partition(".")
    if edit.key == "optimizer.learning_rate":
        return f"`optimizer.learning_rate = {edit.new}` instead of {edit.old}"
    if block == "optimizer":
        owner, name = case.built("optimizer.class", "the optimizer"), argument.rpartition(".")[2]
        if argument.startswith("learning_rate."):
            owner = "the schedule of the learning rate"
        return f"`{name}={_python(edit.new)}` in {owner} instead of {edit.old}"
    if edit.key in _OF_FIT:
        return f"`{_OF_FIT[edit.key]}={_python(edit.new)}` instead of {edit.old}"
    if edit.key == "data.normalize":
        return LOOK_AT["input_scale"]
    return None


# The arguments of `suite.fit` that mean what a key of a recipe does.
_OF_FIT = {
    "training.epochs": "epochs",
    "data.batch_size": "batch_size",
    "training.clip_norm": "clip_norm",
    "training.class_weights": "class_weight",
}


def _python(value: str) -> str:
    """A value of YAML as Python writes it."""
    try:
        return repr(json.loads(value))
    except ValueError:
        return repr(value)
