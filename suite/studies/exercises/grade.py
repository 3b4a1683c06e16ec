"""Grade an answer to an exercise: what it comes to, and whether that is enough."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.errors import UserError
from suite.recipe import Recipe, TrainingRecipe, load
from suite.runs import RunDirectory
from suite.runs.numbers import show
from suite.runs.run_record import RunRecord
from suite.studies.claims.terms import ONLY, Figure
from suite.studies.definition.study_settings import MOST_SEEDS
from suite.studies.exercises.exercise import Exercise, load_exercise
from suite.studies.measures.arm import Arm
from suite.tables import aligned

Answer = str | Path | Recipe | RunRecord


@dataclass(frozen=True, eq=False)
class Grade:
    """What an answer comes to.

    Args:
        exercise: that is answered.
        figures: the measures of each seed.
        changed: keys that differ from the exercise's recipe although they must not.

    Example:
        >>> exercise = load_exercise("activations/dying-relu")
        >>> figures = {Figure("dead", "only"): 0.01, Figure("test_accuracy", "only"): 0.96}
        >>> Grade(exercise, [figures], ()).is_enough
        True
    """

    exercise: Exercise
    figures: Sequence[Mapping[Figure, float]]
    changed: Sequence[str]

    @property
    def is_enough(self) -> bool:
        """Whether every goal is met with every seed, and nothing was changed that must stay."""
        return not self.changed and all(
            goal.is_met(seed) for goal in self.exercise.goals for seed in self.figures
        )

    def to_text(self) -> str:
        """A line for each goal, and the verdict."""
        rows = [["goal", "measured", ""]]
        for goal in self.exercise.goals:
            shown = [
                f"{figure.measure} " + ", ".join(show(seed[figure]) for seed in self.figures)
                for figure in goal.figures
            ]
            met = [goal.is_met(seed) for seed in self.figures]
            word = "met" if all(met) else f"met with {sum(met)} of {len(met)} seeds"
            rows.append([goal.text, "; ".join(shown), word if any(met) else "not met"])
        lines = [f"{self.exercise.name}: {self.exercise.title}", "", *aligned(rows), ""]
        if self.changed:
            lines.append(f"must stay as it is: {', '.join(self.changed)}")
        lines.append("enough" if self.is_enough else "not yet")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.to_text()


def grade(exercise: str, *answer: Answer, seeds: int | None = None) -> Grade:
    """Measure an answer to an exercise.

    Args:
        exercise: its name, `activations/dying-relu`; `python -m suite grade` lists them.
        answer: changes of the exercise's recipe, each as `optimizer.learning_rate=0.01`; or a
            recipe, or the path of one, which is trained with each seed; or a finished run, or its
            folder, which is measured as it is.
        seeds: in place of the exercise's own number.

    Raises:
        UserError: there is no such exercise, or the answer is none.
        RunFailure: a run broke.

    Example:
        >>> found = grade("activations/dying-relu", "optimizer.learning_rate=0.05", seeds=1)
        >>> found.is_enough
        True
    """
    if seeds is not None and not (type(seeds) is int and 1 <= seeds <= MOST_SEEDS):
        raise UserError(f"seeds must be a whole number from 1 to {MOST_SEEDS}, not {seeds!r}")
    task = load_exercise(exercise)
    if len(answer) == 1 and (record := _as_run(answer[0])) is not None:
        recipe = load(record.directory.recipe_yaml)
        arm = Arm(recipe, record.path)
        return Grade(task, [_measured(task, arm)], _changed(task, recipe))
    recipe = _as_recipe(task, answer)
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(seeds or task.seeds):
            figures.append(_trained(task, recipe.replace(f"seed={seed}"), Path(folder, str(seed))))
    return Grade(task, figures, _changed(task, recipe))


def _as_run(answer: Answer) -> RunRecord | None:
    """The run that is meant; None where a recipe is."""
    if isinstance(answer, RunRecord):
        return answer
    if isinstance(answer, str | Path) and (Path(answer) / "summary.json").is_file():
        return RunRecord(RunDirectory(Path(answer)))
    return None


def _as_recipe(task: Exercise, answer: Sequence[Answer]) -> Recipe:
    """The recipe that is meant: its path, itself, or the exercise's with changes."""
    texts = [one for one in answer if isinstance(one, str)]
    if len(texts) == len(answer) and all("=" in text for text in texts):
        return task.base.replace(*texts) if texts else task.base
    match answer:
        case [Recipe() as recipe]:
            return recipe
        case [str() | Path() as path]:
            return load(path)
    raise UserError(
        "an answer is one recipe, one run, or changes such as 'optimizer.learning_rate=0.01'"
    )


def _trained(task: Exercise, recipe: Recipe, folder: Path) -> Mapping[Figure, float]:
    from suite.training.run import run

    done = run(recipe, folder, quiet=True, page=False)
    if done.status == "interrupted":  # half a training is no answer
        raise KeyboardInterrupt
    return _measured(task, Arm(recipe, folder))


def _measured(task: Exercise, arm: Arm) -> Mapping[Figure, float]:
    if not isinstance(arm.recipe, TrainingRecipe):
        raise UserError("an exercise is answered by a recipe that trains a model")
    known = arm.run.summary.get("metrics", {})

    def figure(name: str) -> float:
        value = known.get(name)
        return math.nan if value is None else float(value)

    fixed = {"arm": arm, "seed": arm.seed}
    return {
        Figure(name, ONLY): measure.evaluate(figure, {}, fixed)
        for name, measure in task.measures.items()
    }


def _changed(task: Exercise, recipe: Recipe) -> list[str]:
    """The keys that must stay and differ."""
    different = [key for key, _, _ in recipe.diff(task.base)]
    return [
        key
        for key in different
        if any(key == kept or key.startswith(f"{kept}.") for kept in task.keeps)
    ]
