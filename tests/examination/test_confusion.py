"""Permuted labels, and answers that are all the same."""

from __future__ import annotations

import itertools

import keras
import numpy as np
import pytest

from suite.examination import ExaminationContext, Examples
from suite.examination.confusion import confusion, permutation
from tests.examination.digits import changed, context, known, splits


def test_a_healthy_net_is_best_as_it_is():
    found = confusion(context())
    for part in found.values():
        assert part["predicted_classes"] == 10
        assert part["top_share"] < 0.2
        assert part["permutation"]["share"] == pytest.approx(part["accuracy"])
        assert part["permutation"]["of"] == list(range(10))


def test_permuted_validation_labels_are_named():
    _, validation = splits()
    order = np.random.default_rng(0).permutation(10)
    found = confusion(context(validation=changed(validation, targets=order[validation.targets])))
    assert found["validation"]["accuracy"] < 0.4
    assert found["validation"]["permutation"]["share"] > 0.9
    # Class order[c] is answered by c.
    assert found["validation"]["permutation"]["of"] == np.argsort(order).tolist()
    assert found["training"]["permutation"]["of"] == list(range(10))


def test_one_answer_to_everything():
    model = known()
    model.get_layer("logits").set_weights([np.zeros((64, 10)), np.eye(10)[3]])
    found = confusion(context(model))["training"]
    assert (found["predicted_classes"], found["top_share"]) == (1, 1.0)


def test_the_best_permutation_is_that_of_trying_all():
    counts = np.random.default_rng(0).integers(0, 20, (5, 5))
    tried = itertools.permutations(range(5))
    best = max(sum(counts[t, p] for t, p in enumerate(order)) for order in tried)
    found = permutation(counts)
    assert found["share"] == pytest.approx(best / counts.sum())
    assert sum(counts[t, p] for t, p in enumerate(found["of"])) == best


def test_values_have_no_classes():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    train = Examples(np.ones((4, 1)), np.linspace(0, 1, 4)[:, None])
    assert confusion(ExaminationContext(model, train)) is None
