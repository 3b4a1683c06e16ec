"""What follows from each cause: which findings it explains, and which other suspicions."""

from __future__ import annotations

from suite.doctor.diagnosis import DECISIVE, HINT, PlainFinding, Suspect

# A finding is known by its diagnostic, and where that says several things, by its topic as well.
_STUCK = frozenset({"loss_curve:practice/babysitting"})
_SLOW = frozenset({"update_ratio:practice/babysitting", "frozen_weights"})
_THROWN = frozenset(
    {
        "finite",
        "update_ratio:optim/learning-rate",
        "loss_curve:optim/learning-rate",
        "gradient_norm:optim/learning-rate",
        "gradient_norm:foundations/backprop",
    }
)
_DEAD = frozenset({"dead_neurons", "activation_stats", "distinct_units"})
_FADED = frozenset(
    {
        f"gradient_norm:{topic}"
        for topic in (
            "activations/sigmoid",
            "activations/tanh",
            "init/he",
            "init/small",
            "norm/batch",
            "foundations/backprop",
        )
    }
)
_START = frozenset({"init_loss", "init_gain"})
_DRIFT = frozenset({"batchnorm_stats:norm/batch"})
_REPEATED = frozenset({"distinct_inputs"})
_GAP = frozenset({"loss_curve:reg/early-stopping"})
_UNLEARNED = _STUCK | _SLOW | _FADED
_BLOWN = _STUCK | _THROWN | _DEAD | _FADED | _DRIFT

EXPLAINS: dict[str, frozenset[str]] = {
    "nonfinite_input": _BLOWN | _START,
    "bad_labels": _BLOWN | _START | _SLOW | _GAP,
    "loss_mismatch": _BLOWN | _START | _SLOW,
    "summed_loss": _BLOWN | _START,
    "input_scale": _BLOWN | _START | _SLOW | _GAP,
    "leakage": frozenset(),
    "unbalanced_labels": _START | _GAP,
    "linear_network": _STUCK,
    "hidden_softmax": _UNLEARNED | _START,
    "frozen_layers": _UNLEARNED,
    "too_much_dropout": _UNLEARNED | _DEAD | _START | _DRIFT,
    "too_much_decay": _UNLEARNED | _DEAD | _START,
    "clip_too_tight": _UNLEARNED | frozenset({"gradient_norm:optim/learning-rate"}),
    "momentum_too_high": _BLOWN | _GAP,
    "norm_small_batch": _STUCK | _DRIFT | _THROWN | _GAP,
    "norm_momentum": _DRIFT | _GAP,
    "random_evaluation": _GAP,
    "averaged_weights_lag": _DRIFT | _GAP,
    "symmetric_init": _UNLEARNED | _DEAD | _START,
    "large_init": _BLOWN | _START | _GAP,
    "small_init": _UNLEARNED | _DEAD | _START,
    "dead_start": _UNLEARNED | _DEAD | _START,
    "saturating_activation": _UNLEARNED | _DEAD | _START,
    "rate_decays_early": _STUCK | _SLOW,
    "rate_too_high": _BLOWN | _SLOW | _GAP,
    "rate_too_low": _UNLEARNED | _DRIFT,
    "too_few_steps": _STUCK | _SLOW | _DRIFT,
    "wrong_sign": _THROWN | _STUCK | _DEAD | _FADED,
    "target_range": _BLOWN | _SLOW | _START | frozenset({"target_range"}),
    "class_weights": _BLOWN | _START | frozenset({"class_weights"}),
    "bad_epsilon": _UNLEARNED | _DRIFT,
    "stopped_early": _STUCK | _SLOW | _DRIFT,
    "wrong_labels": _STUCK | _GAP,
    "conflicting_labels": _STUCK | _GAP | _REPEATED,
    "blank_inputs": _UNLEARNED | _DEAD | _GAP | _REPEATED,
    "unshuffled_data": _THROWN | _STUCK | _DRIFT | _GAP | frozenset({"batch_variety"}),
    "shuffled_labels": _STUCK | _GAP,
    "data_shift": _GAP,
    "feature_leak": _GAP,
    "destructive_augmentation": _STUCK,
    "overfitting": _GAP,
    "too_weak_model": _STUCK,
}
# Suspicions that rest on how training went: whatever spoils training brings them along.
_OF_TRAINING = frozenset(
    {
        "stopped_early",
        "rate_decays_early",
        "rate_too_high",
        "rate_too_low",
        "too_few_steps",
        "saturating_activation",
        "destructive_augmentation",
        "wrong_labels",
        "too_weak_model",
        "overfitting",
    }
)


def explains(cause: str, finding: PlainFinding) -> bool:
    """Whether the finding follows from the cause.

    Example:
        >>> explains("rate_too_high", {"diagnostic": "dead_neurons", "topic": None})
        True
    """
    name = finding["diagnostic"]
    known = EXPLAINS.get(cause, frozenset())
    return name in known or f"{name}:{finding['topic']}" in known


def accounts_for(first: Suspect, other: Suspect) -> bool:
    """Whether the first makes the other superfluous: it leaves what the other was suspected for."""
    finding = other.evidence.finding
    if other.evidence.weight <= HINT or (finding and explains(first.cause.name, finding)):
        return True
    spoils_training = bool(EXPLAINS.get(first.cause.name, frozenset()) & (_STUCK | _GAP))
    of_training = other.cause.name in _OF_TRAINING
    return of_training and spoils_training and other.evidence.weight < DECISIVE
