"""Recipes, sweeps, studies and exercises in the words of JSON Schema, for editors."""

from __future__ import annotations

from typing import Any

from suite.catalog.lookup import Lookup
from suite.package import VERSION
from suite.recipe.schema.settings_schema import block_schemas, recipe_definitions
from suite.studies.definition.study_settings import StudyFile, StudySettings
from suite.studies.exercises.exercise_settings import ExerciseFile


def file_schema(lookup: Lookup) -> dict[str, Any]:
    """One JSON schema (draft 2020-12) of all files that the suite reads: one with a `study` is a
    study, one with an `exercise` is that, any other is a recipe, which may hold a `sweep`.

    What it refuses, `check` refuses too; settings that contradict one another `check` alone sees.

    Args:
        lookup: where components are found; the user's callbacks among them.

    Example:
        >>> from suite.catalog import HERE
        >>> schema = file_schema(HERE)
        >>> schema["then"], "optimizers" in schema["$defs"]
        ({'$ref': '#/$defs/StudyFile'}, True)
    """
    blocks = block_schemas(StudyFile) | block_schemas(ExerciseFile)
    study = blocks[StudySettings.__name__]["properties"]
    about = {"description": study["recipe"]["description"]}
    study["recipe"] = {**about, "$ref": "#/$defs/recipe"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Recipe, sweep, study or exercise of the Keras training suite",
        "description": f"Keras training suite {VERSION}",
        "properties": {"study": {}, "exercise": {}},
        "if": {"type": "object", "required": ["study"]},
        "then": {"$ref": f"#/$defs/{StudyFile.__name__}"},
        "else": {
            "if": {"type": "object", "required": ["exercise"]},
            "then": {"$ref": f"#/$defs/{ExerciseFile.__name__}"},
            "else": {"$ref": "#/$defs/recipe"},
        },
        "$defs": {**recipe_definitions(lookup), **blocks},
    }
