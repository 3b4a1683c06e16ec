"""When each cause is named. The order of `RULES` is the order in which evidence weighs."""

from __future__ import annotations

from collections.abc import Callable

from suite.doctor import capacity_rules as capacity
from suite.doctor import curve_rules as curves
from suite.doctor import data_rules as data
from suite.doctor import fact_rules as facts
from suite.doctor import generalization_rules as generalization
from suite.doctor import init_rules as init
from suite.doctor.case import Case
from suite.doctor.diagnosis import Evidence
from suite.doctor.facts import callback_rules as callbacks
from suite.doctor.facts import loss_rules as losses
from suite.doctor.facts import optimizer_rules as settings

Rule = Callable[[Case], Evidence | None]

# A cause may have several rules: a check before training and an examination after it, say.
RULES: tuple[Rule, ...] = (
    # What is wrong whatever the run does: data and definition.
    facts.nonfinite_input,
    facts.bad_labels,
    losses.loss_mismatch,
    losses.summed_loss,
    capacity.wrong_sign,
    # Equal images count as leaked, so that the inputs come first.
    facts.input_scale,
    data.blank_inputs,
    facts.leakage,
    facts.unbalanced_labels,
    data.target_range,
    data.unshuffled_data,
    data.conflicting_labels,
    facts.linear_network,
    facts.hidden_softmax,
    # Settings far out of the usual, where the run has learned little.
    facts.random_evaluation,
    facts.too_much_dropout,
    settings.too_much_decay,
    settings.class_weights,
    settings.clip_too_tight,
    settings.momentum_too_high,
    settings.bad_epsilon,
    facts.norm_small_batch,
    settings.norm_momentum,
    # Before the first step.
    init.symmetric_init,
    init.large_init,
    init.saturating_activation,
    capacity.saturating_activation,
    init.small_init,
    init.dead_start,
    facts.frozen_layers,
    # What came first in training.
    callbacks.stopped_early,
    curves.rate_decays_early,
    curves.rate_too_high,
    curves.too_few_steps,
    curves.rate_too_low,
    # Training against validation.
    generalization.random_evaluation,
    generalization.averaged_weights_lag,
    generalization.norm_momentum,
    generalization.feature_leak,
    generalization.shuffled_labels,
    generalization.data_shift,
    generalization.leakage,
    # The curves.
    generalization.overfitting,
    generalization.destructive_augmentation,
    capacity.too_weak_model,
    data.wrong_labels,
)
