"""Recipes: YAML with positions, `extends` and overrides, checked without TensorFlow."""

from suite.catalog.arguments.duration import Duration, is_duration
from suite.recipe.copy import copy_recipe
from suite.recipe.recipe import Recipe, SurfaceRecipe, SweepRecipe, TrainingRecipe, load
from suite.recipe.schema.recipe_settings import DataSettings, NormalizeSettings, TrainingSettings
from suite.recipe.text.problems import Problem, RecipeError
from suite.recipe.text.shipped import header, list_recipes, shipped

__all__ = [
    "DataSettings",
    "Duration",
    "NormalizeSettings",
    "Problem",
    "Recipe",
    "RecipeError",
    "SurfaceRecipe",
    "SweepRecipe",
    "TrainingRecipe",
    "TrainingSettings",
    "copy_recipe",
    "header",
    "is_duration",
    "list_recipes",
    "load",
    "shipped",
]
