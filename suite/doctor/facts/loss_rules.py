"""Causes in the loss and in what it compares."""

from __future__ import annotations

from suite.doctor.case import Case, below
from suite.doctor.diagnosis import HINT, OWN, SURE, Evidence
from suite.doctor.facts.built import SATURATING, last_activations, output_units
from suite.doctor.facts.remedy import LAST, recipe_edit
from suite.doctor.outcome import poor, validation_accuracy
from suite.edit import Edit

# Losses that judge each output by itself, or by its distance from a target.
_ELEMENTWISE = (
    *(
        "cosine_similarity",
        "huber",
        "log_cosh",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
    ),
    *("mean_squared_error", "mean_squared_logarithmic_error"),
)
_HINGES = ("hinge", "squared_hinge")
_SCORES = ("categorical_hinge", "multi_class_hinge")
_CROSS_ENTROPIES = (
    *("binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"),
    *("binary_focal_crossentropy", "categorical_focal_crossentropy"),
)
# What a squared error of probabilities comes to in the time of a few epochs is no mistake.
_SLOW_BUT_RIGHT = 0.85
_RATES = ("softmax", "exponential", "softplus", "sigmoid")


def loss_mismatch(case: Case) -> Evidence | None:
    """A loss that the checks before training refuse; or one that is meant for something else."""
    found = case.find("loss_output")
    if found:
        edit = OWN if found["edit"] else _ending_edit(case) or _loss_edit(case)
        return Evidence.of(found, edit, _ending_advice(case))
    reasons = (_constant_output, _exchanged, _not_for_values, _not_for_classes, _wrong_ending)
    for text in (reason(case) for reason in reasons):
        if text is not None:
            edit = _ending_edit(case) or _loss_edit(case)
            # A squared error of one probability is slow, and no mistake.
            brier = case.built("loss.kind") in _ELEMENTWISE and output_units(case) == 1
            strength = HINT if brier and case.built("targets") == "classes" else SURE
            return Evidence(text, edit=edit, advice=_ending_advice(case), strength=strength)
    return None


def _constant_output(case: Case) -> str | None:
    """The softmax of a single output, which is 1 whatever comes in."""
    if output_units(case) != 1 or last_activations(case)[:1] != ["softmax"]:
        return None
    return "The model ends in the softmax of one output, which is always 1."


def _exchanged(case: Case) -> str | None:
    """A loss of one's own that takes the predictions for the labels."""
    name = below(case.examination, "loss_direction.exchanged")
    if name is None:
        return None
    return f"The loss is {name} with labels and predictions exchanged: `loss(y_true, y_pred)`."


def _not_for_values(case: Case) -> str | None:
    """A cross-entropy or a hinge of targets that are no classes."""
    kind = case.built("loss.kind", "")
    if case.built("targets") != "values" or not (kind.endswith("entropy") or kind in _HINGES):
        return None
    lowest, highest = case.examined("targets.min"), case.examined("targets.max")
    negative = min(case.column("loss"), default=0.0) < 0
    if not (negative or lowest < 0 or highest > 1):
        return None
    return f"The targets are real numbers, and {kind} is for classes."


def _not_for_classes(case: Case) -> str | None:
    """A loss for real numbers, counts or margins of classes, of which little is learned."""
    kind, last = case.built("loss.kind", ""), last_activations(case)[:1]
    if case.built("targets") != "classes" or not poor(case):
        return None
    if kind in _ELEMENTWISE and validation_accuracy(case) > _SLOW_BUT_RIGHT:
        return None
    ends = f"and the model ends in {last[0] or 'no activation'}" if last else "of each output"
    if kind in _ELEMENTWISE:
        return (
            f"{kind} compares each output with its target by itself, {ends}: its gradients fade "
            "where a class is far from being recognized."
        )
    bounded = bool(last) and last[0] in ("softmax", *SATURATING)
    one_margin = output_units(case) == 1 and last[:1] in ([None], ["tanh"])
    if (kind in _HINGES and not one_margin) or (kind in _SCORES and bounded):
        return f"{kind} wants margins of 1 between scores of any size, {ends}."
    if kind == "poisson" and last and (last[0] == "softmax" or last[0] not in _RATES):
        return f"{kind} is for counts, and the targets are classes."
    return None


def _wrong_ending(case: Case) -> str | None:
    """A cross-entropy that takes logits for probabilities or the other way round, in a net whose
    end the check before training does not see."""
    kind, last = case.built("loss.kind", ""), last_activations(case)[:1]
    if kind not in _CROSS_ENTROPIES or not last or not poor(case):
        return None
    wants_logits, ends = case.built("loss.from_logits", False), last[0] or "no activation"
    own = "sigmoid" if kind.startswith("binary_") else "softmax"
    if wants_logits and last[0] in ("softmax", *SATURATING, "relu"):
        return (
            f"The model ends in {ends}, but {kind} has from_logits=True and applies {own} itself."
        )
    if not wants_logits and last[0] not in ("softmax", "sigmoid", "hard_sigmoid"):
        return f"The model ends in {ends}, but {kind} expects probabilities, as of {own}."
    if not wants_logits and own == "softmax" and last[0] != "softmax":
        return f"The model ends in {ends}, but {kind} expects probabilities that sum to 1."
    return None


def _ending_advice(case: Case) -> str | None:
    """The last layer and the loss that go together, as the user's code would say it."""
    targets, units = case.built("targets"), case.built("classes") or output_units(case)
    if targets == "values":
        return 'end in `Dense(1, activation=None)`, with `loss="mean_squared_error"`'
    if targets == "labels":
        return (
            f"end in `Dense({units or 'labels'}, activation=None)`, with "
            "`keras.losses.BinaryCrossentropy(from_logits=True)`"
        )
    if targets is None and not case.setup:
        return None
    kind = case.built("loss.kind", "")
    # Of several outputs these take vectors of labels, which a program has made itself.
    own = case.built("origin") == "code"
    vectors = (own and kind in _ELEMENTWISE) or kind.startswith("categorical_")
    name = "Categorical" if vectors and output_units(case) != 1 else "SparseCategorical"
    if kind.startswith("binary_") and output_units(case) == 1:
        units, name = 1, "Binary"
    return (
        f"end in `Dense({units or 'classes'}, activation=None)`, with "
        f"`keras.losses.{name}Crossentropy(from_logits=True)`"
    )


def _ending_edit(case: Case) -> Edit | None:
    """The last activation that gives the probabilities that the loss takes."""
    kind, last = case.built("loss.kind", ""), last_activations(case)[:1]
    if case.built("loss.from_logits") or kind not in _CROSS_ENTROPIES or last in ([], [None]):
        return None
    right = "sigmoid" if kind.startswith("binary_") or output_units(case) == 1 else "softmax"
    if last[0] == right or (kind.startswith("binary_") and output_units(case) != 1):
        return None
    return recipe_edit(case, "model.last_activation", right, last[0], hints=LAST)


def _loss_edit(case: Case) -> Edit | None:
    """The cross-entropy that takes the model's outputs as they are."""
    old, last = case.fact("loss"), last_activations(case)[:1]
    if old is None or case.built("targets") != "classes" or output_units(case) == 1:
        return None
    if last not in ([None], ["softmax"]):
        return None
    sparse = "" if case.fact("data.one_hot") is True else "sparse_"
    logits = "true" if last == [None] else "false"
    kind = old.get("kind") if isinstance(old, dict) else old
    if str(kind).endswith("categorical_crossentropy"):
        return None
    return Edit("loss", kind, f"{{kind: {sparse}categorical_crossentropy, from_logits: {logits}}}")


def summed_loss(case: Case) -> Evidence | None:
    """A loss that is summed over the batch, and shows it at the start or in what is learned."""
    reduction = case.built("loss.reduction") or case.fact("loss.reduction")
    if reduction != "sum":
        return None
    change = recipe_edit(case, "loss.reduction", "sum_over_batch_size")
    found = case.find("init_loss", "loss/softmax")
    if found:
        return Evidence.of(found, change)
    if not poor(case):
        return None
    batch = case.built("batch_size") or case.fact("data.batch_size", "as many")
    text = f"The loss is summed over the batch: its gradients are {batch} times those of its mean."
    return Evidence(text, edit=change, advice='give the loss `reduction="sum_over_batch_size"`')
