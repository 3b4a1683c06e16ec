"""The `summary` of a recipe's model, without training it."""

from __future__ import annotations

import keras

from suite.recipe import Recipe
from suite.summary import summarize
from suite.training.assembly.assembly import Assembly
from suite.training.process.process import process_settings
from suite.training.step.xla_choice import XlaChoice


def describe_model(recipe: Recipe, width: int = 100) -> str:
    """Layers, output shapes, parameters, multiply-adds and receptive fields as text.

    The data is loaded only where the recipe does not state `input_shape` and `classes`.

    Args:
        recipe: of the model.
        width: of the longest line.

    Example:
        >>> data = "data={kind: null, input_shape: [3], classes: 2}"
        >>> recipe = suite.load("quickstart", data, "model={kind: mlp, widths: [4]}")
        >>> describe_model(recipe).splitlines()[-1]
        'XLA            no: a step has too little to do'
    """
    recipe = recipe.to_train
    data, assembly = recipe.data, Assembly(recipe)
    with process_settings(recipe.seed, recipe.training.precision, determinism=False):
        if data.input_shape is None or data.classes is None:
            trains = len(assembly.dataset.train) >= data.batch_size
            network = assembly.network
            xla = assembly.xla if trains else assembly.choose_xla(network, None)
            return _text(network, xla, width)
        outline = assembly.outline(tuple(data.input_shape), data.classes)
        return _text(outline, assembly.choose_xla(outline, None), width)


def _text(model: keras.Model, xla: XlaChoice, width: int) -> str:
    return f"{summarize(model).to_text(width)}\n{'XLA':<15}{xla}"
