"""Causes that stand in the data or in the definition of the net."""

from __future__ import annotations

from suite.doctor.case import ENOUGH, Case
from suite.doctor.diagnosis import OWN, Evidence
from suite.doctor.facts.built import Layer, has_kernel, highest, layers
from suite.doctor.facts.optimizer_rules import lags
from suite.doctor.facts.remedy import HIDDEN, layers_edit, quoted, recipe_edit
from suite.doctor.outcome import accuracies, poor, validation_accuracy
from suite.edit import Edit

# A note on the inputs is worth a diagnosis where the figure is so far beyond its limit.
FAR = 10.0
_RANDOM = ("rate", "stddev")
_LARGEST_DROPOUT, _EXTREME_DROPOUT = 0.5, 0.75
_LARGEST_NOISE = 1.0
# Of the same training samples, in training mode and in inference mode.
_LOSSES, _COSTLY = ("train_mode_loss", "train_loss"), 3.0
# What a net that was left a quarter of its units should reach all the same.
ALMOST = 0.93


def nonfinite_input(case: Case) -> Evidence | None:
    found = case.find("finite", "data/normalization") or case.find("input_scale", least="error")
    return Evidence.of(found) if found else None


def bad_labels(case: Case) -> Evidence | None:
    found = case.find("labels", least="error")
    return Evidence.of(found) if found else None


def leakage(case: Case) -> Evidence | None:
    found = case.find("leakage", least="error")
    return Evidence.of(found) if found else None


def unbalanced_labels(case: Case) -> Evidence | None:
    found = case.find("labels", "loss/focal")
    return Evidence.of(found) if found else None


def linear_network(case: Case) -> Evidence | None:
    found = case.find("architecture", "foundations/universality")
    if found is None:
        return None
    names = [
        one["name"]
        for one in layers(case)[:-1]
        if has_kernel(one) and one.get("activation") is None and one["name"] == found["layer"]
    ]
    edit = layers_edit(case, names, "activation", "relu") or OWN
    name = f"`{found['layer']}` and the hidden layers after it" if found["layer"] else "them"
    return Evidence.of(found, edit, f'`activation="relu"` in {name}')


def hidden_softmax(case: Case) -> Evidence | None:
    found = case.find("architecture", "activations/softmax")
    if found is None:
        return None
    names = [found["layer"]] if found["layer"] else []
    edit = recipe_edit(case, "model.activation", "relu", "softmax", hints=HIDDEN)
    edit = edit or layers_edit(case, names, "activation", "relu")
    return Evidence.of(found, edit or OWN, f'`activation="relu"` in {quoted(names) or "it"}')


def input_scale(case: Case) -> Evidence | None:
    """A warning; or a note, where a normalization behind hides inputs that are far out."""
    found = case.find("input_scale") or case.find("input_scale", least="note")
    if found is None:
        return None
    far = found["figure"] > FAR * found["limit"] or found["figure"] * FAR < found["limit"]
    if found["severity"] != "warning" and not far:
        return None
    kinds = {one.get("kind") for one in layers(case)}
    own = kinds & {"rescaling", "normalization"} and case.fact("data.normalize.kind") != "standard"
    return Evidence.of(found, advice=_AS_THEY_COME if own and not found["edit"] else None)


_AS_THEY_COME = "give the model its inputs as they come, since it scales them itself"


def frozen_layers(case: Case) -> Evidence | None:
    """Weights that are not trained, and that no training before has brought."""
    found = case.find("architecture", "practice/transfer", least="note")
    if not poor(case) or any(one.get("learned") for one in layers(case)):
        return None
    if found:
        edit = _thawed(case, [found["layer"]]) if found["layer"] else None
        return Evidence.of(found, edit or OWN, f"`{found['layer']}.trainable = True`")
    frozen = [one for one in layers(case) if has_kernel(one) and not one.get("trainable", True)]
    if not frozen or case.fact("transfer") is not None or case.fact("model.weights"):
        return None
    kept = sum(one.get("parameters", 0) for one in frozen)
    names = [one["name"] for one in frozen]
    return Evidence(
        f"{quoted(names)} {'is' if len(names) == 1 else 'are'} frozen: {kept:,} weights stay what "
        "they were.",
        figure=float(len(names)),
        limit=0.0,
        edit=_thawed(case, names),
        advice=f"`trainable = True` for {quoted(names)}, unless they have been trained before",
    )


def _thawed(case: Case, names: list[str]) -> Edit | None:
    """The edit that lets layers learn."""
    edit = layers_edit(case, names, "trainable", True)
    edit = edit or recipe_edit(case, "model.frozen", False, True, hints=("freez", "froz"))
    return edit or recipe_edit(case, "model.trainable", True, False, hints=("train",))


def random_evaluation(case: Case) -> Evidence | None:
    """Dropout or noise that is called as in training whatever the model is."""
    names = [one["name"] for one in layers(case) if one.get("in_training") and _is_random(one)]
    if not names or not (poor(case) or lags(case)):
        return None
    if case.examined("inference.unrepeated") == 0:  # Keras has overruled the call
        return None
    return Evidence(
        f"{quoted(names)} {'is' if len(names) == 1 else 'are'} called with training=True, so that "
        "every evaluation draws anew.",
        figure=float(len(names)),
        limit=0.0,
        advice=f"call {quoted(names)} without `training=True`",
    )


def _is_random(layer: Layer) -> bool:
    return any(isinstance(layer.get(name), int | float) and layer[name] for name in _RANDOM)


def too_much_dropout(case: Case) -> Evidence | None:
    """More than half of the units dropped, where the net learns little without dropout too."""
    found = case.find("architecture", "reg/dropout")
    rate, names = highest(case, "rate")
    learned = max(validation_accuracy(case), case.examined("inference.train_accuracy"))
    enough = ALMOST if rate >= _EXTREME_DROPOUT else ENOUGH
    little = poor(case) or (accuracies(case) or [ENOUGH])[-1] < ENOUGH
    if not case.lost and (learned >= enough or not little):
        return None
    if (drowned := _drowned(case)) is not None:
        return drowned
    if found is None and rate <= _LARGEST_DROPOUT:
        return None
    edit = layers_edit(case, names, "rate", _LARGEST_DROPOUT)
    edit = edit or recipe_edit(case, "model.dropout", _LARGEST_DROPOUT, built=rate)
    advice = f"`rate={_LARGEST_DROPOUT}` at most in {quoted(names)}" if names else None
    if found:
        return Evidence.of(found, edit or OWN, advice)
    return Evidence(
        f"{quoted(names)} drops {rate:.0%} of the units; half of them is the usual most.",
        figure=rate,
        limit=_LARGEST_DROPOUT,
        edit=edit,
        advice=advice,
    )


def _drowned(case: Case) -> Evidence | None:
    """Noise that is larger than what it is added to."""
    noise, names = highest(case, "stddev", counts=lambda one: "noise" in one.get("kind", ""))
    with_noise, without = (case.examined(f"inference.{name}") for name in _LOSSES)
    costly = noise > 0 and with_noise > _COSTLY * without
    if noise <= _LARGEST_NOISE and not costly:
        return None
    edit = layers_edit(case, names, "stddev", 0.1)
    costs = f", and costs a loss of {with_noise:.3g} instead of {without:.3g}" if costly else ""
    return Evidence(
        f"{quoted(names)} adds noise of deviation {noise:g} to values of about 1{costs}.",
        figure=noise,
        limit=_LARGEST_NOISE,
        edit=edit or recipe_edit(case, "model.noise", 0.1, noise, hints=("nois", "drop")),
        advice=f"`stddev=0.1` in {quoted(names)}",
    )


def norm_small_batch(case: Case) -> Evidence | None:
    found = case.find("batchnorm_stats", "norm/batch-small-batches")
    return Evidence.of(found) if found and (poor(case) or lags(case)) else None
