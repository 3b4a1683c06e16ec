"""A model that is measured beside others, and whether it belongs to them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from suite.data import Dataset
from suite.errors import UserError
from suite.given_path import same_name
from suite.recipe import TrainingRecipe, load
from suite.runs.model_file import load_model
from suite.runs.run import Run


@dataclass(frozen=True, eq=False)
class Member:
    """A model to measure.

    Args:
        path: of a run's folder, or of a `.keras` file.
        run: the run, or the one in whose folder the file lies; None for a file elsewhere.

    Example:
        >>> keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)]).save("net.keras")
        >>> member = Member.open("net.keras")
        >>> member.name, member.recipe, member.network.output_shape
        ('net.keras', None, (None, 3))
    """

    path: Path
    run: Run | None

    @classmethod
    def open(cls, path: str | Path) -> Member:
        """Find a run or a model file.

        Raises:
            UserError: there is neither, or the run has no data and no model.
        """
        path = Path(path)
        if path.suffix != ".keras":
            run = Run.open(path)
        elif not path.is_file():
            raise UserError(f"{path}: there is no such file.")
        elif not (path.parent / "recipe.yaml").is_file():
            return cls(path, None)
        else:
            run = Run.open(path.parent)
        if run.directory.is_of_code:
            raise UserError(
                f"{path}: is a run of suite.fit, whose data only your code knows; measure its "
                "model in Python: `keras.models.load_model` opens its model.keras."
            )
        if run.surface is not None:
            raise UserError(f"{path}: the run went over a surface; there is no model to evaluate.")
        return cls(path, run)

    @property
    def name(self) -> str:
        """Of the recipe, or of the file."""
        return self.path.name if self.whole_run is None else self.whole_run.name

    @property
    def whole_run(self) -> Run | None:
        """The run, where it is one as a whole and not a file."""
        return self.run if self.run is not None and self.path == self.run.path else None

    @functools.cached_property
    def recipe(self) -> TrainingRecipe | None:
        """The run's recipe."""
        return None if self.run is None else load(self.run.directory.recipe_yaml).to_train

    @functools.cached_property
    def model(self) -> keras.Model:
        """The model as its file holds it; that of a file outside of a run without its loss."""
        return self.network if self.whole_run is None else self.whole_run.model

    @functools.cached_property
    def network(self) -> keras.Model:
        """The model without loss and metrics, which may stand in files that are gone."""
        if self.whole_run is None:
            return load_model(self.path, compile=False)
        return self.whole_run.load_model(compile=False)


def open_members(paths: Sequence[str | Path]) -> list[Member]:
    """Find several runs or model files.

    Raises:
        UserError: one is missing, or named twice.
    """
    members = [Member.open(path) for path in paths]
    places = [member.path.resolve() for member in members]
    for index, place in enumerate(places):
        if place in places[:index]:
            raise UserError(f"{members[index].path}: is named twice; its vote would count double.")
    return members


def check_same_source(member: Member, first: Member) -> None:
    """Refuse a run of other data than the first one's."""
    if difference := _difference(member, first, _source):
        raise UserError(f"{member.path}: is of other data than {first.path}: data.{difference}.")


def check_same_validation(member: Member, first: Member) -> None:
    """Refuse a run that held out other examples than the first."""
    if difference := _difference(member, first, _held_out):
        raise UserError(
            f"{member.path}: held out other examples for validation than {first.path}: "
            f"{difference}, and the data has no test set."
        )


def _source(recipe: TrainingRecipe) -> dict[str, Any]:
    source = recipe.data.source
    return {} if source is None else {"kind": source.kind, **dict(sorted(source.arguments.items()))}


def _held_out(recipe: TrainingRecipe) -> dict[str, Any]:
    """What decides which examples validate."""
    data = recipe.data
    return {"seed": recipe.seed, "data.validation": data.validation, "data.fold": data.part}


def _difference(
    member: Member, first: Member, values: Callable[[TrainingRecipe], dict[str, Any]]
) -> str | None:
    """`seed is 1 here and 0 there`: the first value in which the recipes of two members differ."""
    if member.recipe is None or first.recipe is None:
        return None
    here, there = values(member.recipe), values(first.recipe)
    for key in here | there:
        if here.get(key) != there.get(key):
            return f"{key} is {here.get(key)} here and {there.get(key)} there"
    return None


def check_fits(member: Member, first: Member, dataset: Dataset) -> None:
    """Refuse a model of other classes, of inputs of another shape, or of more than one output."""
    names = None if member.run is None else member.run.output_names(dataset.targets)
    if names is not None and [*map(same_name, names)] != [*map(same_name, dataset.class_names)]:
        raise UserError(
            f"{member.path}: was trained on the {dataset.targets} {', '.join(names)} "
            f"(summary.json), but {dataset.name} has {', '.join(dataset.class_names)}."
        )
    model, shape = member.model, dataset.input_shape
    if any(len(getattr(model, ends, None) or ()) != 1 for ends in ("inputs", "outputs")):
        raise UserError(f"{member.path}: a model of one input and one output is needed.")
    wanted, outputs = model.input_shape[1:], model.output_shape[1:]
    if len(wanted) != len(shape) or any(
        size not in (None, there) for size, there in zip(wanted, shape, strict=True)
    ):
        raise UserError(
            f"{member.path}: takes inputs of shape {wanted}, but those of {dataset.name} have the "
            f"shape {shape}."
        )
    if len(outputs) != 1 or _columns(model) < dataset.classes:
        raise UserError(
            f"{member.path}: has outputs of shape {outputs}, but {dataset.name} has "
            f"{dataset.classes} {dataset.targets}."
        )
    if dataset.targets == "classes" and _columns(model) != _columns(first.model):
        raise UserError(
            f"{member.path}: gives probabilities of {_columns(model)} classes, but {first.path} of "
            f"{_columns(first.model)}."
        )


def _columns(model: keras.Model) -> int:
    """How many classes it gives probabilities of; a single output stands for two."""
    return max(int(model.output_shape[-1]), 2)
