"""The `summary` of a recipe's model, without training it."""

from __future__ import annotations

from suite.data import load_dataset
from suite.recipe import Recipe
from suite.summary import summarize
from suite.training.assembly.assemble import Assembler
from suite.training.process.process import process_settings


def describe_model(recipe: Recipe) -> str:
    """Layers, output shapes, parameters, multiply-adds and receptive fields as text.

    The data is loaded only where the recipe does not state `input_shape` and `classes`.
    """
    recipe = recipe.to_train
    data, settings = recipe.data, recipe.training
    assembler = Assembler(recipe)
    with process_settings(recipe.seed, settings.precision, determinism=False):
        if data.input_shape is not None:
            model = assembler.model(tuple(data.input_shape), data.classes, dataset=None)
        else:
            dataset = load_dataset(
                data.source,
                validation=data.validation,
                fold=data.part,
                seed=recipe.seed,
                doors=recipe.doors,
            )
            model = assembler.model(dataset.input_shape, dataset.classes, dataset)
        return summarize(model).to_text()
