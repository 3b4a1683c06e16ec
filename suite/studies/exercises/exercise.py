"""An exercise: a recipe to change until something that is measured is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from pydantic import ValidationError

from suite.errors import UserError
from suite.formula import FormulaError
from suite.lectures.languages import lecture_texts
from suite.recipe import Recipe, load
from suite.recipe.text.shipped import shipped_beside
from suite.screen import quoted
from suite.studies.claims.claim import Claim, read_claim
from suite.studies.definition.measure_text import MeasureText, measures_of
from suite.studies.exercises.exercise_settings import ExerciseFile
from suite.suggest import close_names, did_you_mean

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # by libyaml, where it was built in


@dataclass(frozen=True, eq=False)
class Exercise:
    """An exercise of a lecture; `load_exercise` reads one.

    Args:
        name: `activations/dying-relu`.
        topic: of the lectures.
        title: what is to be reached, in a few words.
        asks: the task, for a student.
        base: the recipe to begin with, `changes` of the file included.
        begins: the same in words, as the command line takes it: `optim/sgd training.epochs=4`.
        seeds: with how many an answer must succeed: with every one of 0, 1, ...
        keeps: keys that an answer may not change, as `training.epochs`, `data`.
        measures: by their names.
        goals: comparisons of measures, all of which must hold.
        hints: one at a time.

    Example:
        >>> load_exercise("activations/dying-relu").goals[0].text
        'dead < 0.05'
    """

    name: str
    topic: str
    title: str
    asks: str
    base: Recipe
    begins: str
    seeds: int
    keeps: tuple[str, ...]
    measures: Mapping[str, MeasureText]
    goals: tuple[Claim, ...]
    hints: tuple[str, ...]

    def told_in(self, language: str) -> Exercise:
        """The same task with its title, what it asks and its hints in a language, where they are.

        Example:
            >>> load_exercise("loss/margin").told_in("zh").title
            '及时达到间隔'
        """
        texts = lecture_texts(language).exercise(self.name)
        hints = tuple(texts.get("hints", self.hints))
        title, asks = texts.get("title", self.title), texts.get("asks", self.asks)
        return replace(self, title=title, asks=asks, hints=hints)

    def to_text(self) -> str:
        """The task, its goals, and what may not be changed."""
        parts = [f"{self.name}: {self.title}", " ".join(self.asks.split())]
        parts.append(f"begin with:\n  python -m suite run {self.begins}")
        parts.append("goals: " + ", ".join(goal.text for goal in self.goals))
        if self.keeps:
            parts.append(f"as they are: {', '.join(self.keeps)}")
        return "\n\n".join(parts)


def load_exercise(name: str) -> Exercise:
    """Read a shipped exercise.

    Raises:
        UserError: there is none of that name, with what is close, or its file is wrong.

    Example:
        >>> load_exercise("activations/dying-relu").base.name
        'dying-relu'
    """
    known = exercises()
    if name not in known:
        hint = did_you_mean(close_names(name, known, 3), ";")
        raise UserError(f"no exercise is called '{name}'{hint} there are: {', '.join(known)}")
    path = known[name]
    try:
        file = ExerciseFile.model_validate(yaml.load(path.read_text("utf-8"), _LOADER))
        settings = file.exercise
        goals = tuple(read_claim(goal) for goal in settings.goals)
        used = [figure.measure for goal in goals for figure in goal.figures]
        measures = measures_of(settings.measures, used)
        for goal in goals:
            goal.refuse_unknown(list(measures), [])
            goal.refuse_idle({one: measures[one.measure].range for one in goal.figures})
    except (ValidationError, FormulaError) as error:
        raise UserError(f"{path}: {error}") from error
    return Exercise(
        name,
        file.topic,
        settings.title,
        settings.asks,
        load(settings.base, *settings.changes),
        " ".join([settings.base, *(quoted(change) for change in settings.changes)]),
        settings.seeds,
        tuple(settings.keeps),
        measures,
        goals,
        tuple(settings.hints),
    )


def exercises() -> Mapping[str, Path]:
    """The files of the shipped exercises, by their names.

    Example:
        >>> "activations/dying-relu" in exercises()
        True
    """
    return shipped_beside("exercises")


def solution_of(name: str) -> Sequence[str]:
    """Overrides that solve an exercise; they are kept apart, in `solutions/`.

    Example:
        >>> solution_of("activations/dying-relu")
        ['optimizer.learning_rate=0.05']
    """
    path = shipped_beside("solutions")[name]
    found: list[str] = yaml.load(path.read_text("utf-8"), _LOADER)["solution"]
    return found
