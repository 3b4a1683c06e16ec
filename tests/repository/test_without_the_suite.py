"""The models of the shipped recipes, opened by Keras alone."""

from __future__ import annotations

import os
import sys

import numpy as np
import pytest

from suite.for_keras import tell_keras
from suite.lab.inspect.check_build import built
from suite.recipe import load
from suite.training.export.export import export_model
from suite.training.process.process import process_settings
from tests.repository.plain_keras import expect, opened
from tests.repository.test_shipped_recipes import NAMES, names_our_own, stand_in

# A recipe of each kind of model, normalization, loss and optimizer that is not all Keras's own.
# SUITE_WHOLE_TABLES=1 takes all of them.
SOME = [
    "activations/maxout",
    "data/pca-whitening",
    "models/resnet20-digits",
    "norm/weight",
    "optim/l-bfgs",
    "quickstart",
    "reg/dropconnect",
    "reg/stochastic-depth",
]
__all__ = ["stand_in"]


@pytest.mark.slow
def test_every_model_opens_or_is_said_to_need_the_suite(stand_in, tmp_path):
    plain, ours = [], []
    for name in NAMES if os.environ.get("SUITE_WHOLE_TABLES") else SOME:
        recipe = load(name)
        recipe = recipe.replace(*stand_in(recipe))
        if recipe.transfer is not None:
            continue  # begins with another recipe's run
        for precision in ("float32", "mixed_bfloat16"):
            folder = tmp_path / f"{name.replace('/', '-')}+{precision}"
            with process_settings(recipe.seed, precision, determinism=False):
                context = built(recipe, lambda text: None)
                expect(context.model, np.asarray(context.dataset.train.inputs[:4]), folder)
                needs = export_model(context.model, folder / "model.keras").needs
            assert bool(needs) == names_our_own(recipe), name
            (ours if needs else plain).append(folder)
    assert len(plain) > len(ours) > 0
    found = opened(*plain) | opened(*ours, first="import suite")
    assert len(found) == len(plain) + len(ours)
    for place, one in found.items():
        assert "error" not in one, (place, one)
        assert one["off"] <= (1e-6 if place.endswith("float32") else 0.05), place
        assert one["policies"] == ["float32"]


def test_keras_may_be_imported_first():
    import keras

    registered = keras.saving.get_custom_objects()
    kept = {name: registered.pop(name) for name in list(registered) if name == "suite>Maxout"}
    modules = [name for name in sys.modules if name == "suite.layers.maxout"]
    for name in modules:
        kept[name] = sys.modules.pop(name)
    try:
        tell_keras()
        assert "suite>Maxout" in registered
    finally:
        for name in modules:
            sys.modules[name] = kept[name]
        registered |= {name: one for name, one in kept.items() if ">" in name}
