"""What the file of an exercise may hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from suite.recipe.schema.base_settings import Settings, Whole


class ExerciseSettings(Settings):
    """The `exercise` block.

    Args:
        title: what is to be reached, in a few words.
        asks: the task, for a student.
        base: the recipe to begin with, a shipped name or a path.
        changes: overrides of it, `optimizer.learning_rate=10`, which make the trouble.
        seeds: with how many an answer must succeed: with every one of 0, 1, ...
        keeps: keys that an answer may not change, as `training.epochs`, `data`.
        measures: name -> measure, as `dead_share(dense1)`.
        goals: comparisons of measures, `dead < 0.05`, all of which must hold.
        hints: one at a time.

    Example:
        >>> ExerciseSettings(title="t", asks="a", base="init/zeros", goals=["units > 9"]).seeds
        3
    """

    title: str
    asks: str
    base: str
    changes: list[str] = Field(default_factory=list)
    seeds: Annotated[Whole, Field(ge=1)] = 3
    keeps: list[str] = Field(default_factory=list)
    measures: dict[str, str] = Field(default_factory=dict)
    goals: Annotated[list[str], Field(min_length=1)]
    hints: list[str] = Field(default_factory=list)


class ExerciseFile(Settings):
    """The top level of an exercise's file.

    Args:
        topic: of the lectures.
        exercise: see `ExerciseSettings`.

    Example:
        >>> list(ExerciseFile.model_fields)
        ['topic', 'exercise']
    """

    topic: str
    exercise: ExerciseSettings
