"""The data that several models are measured on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import tensorflow as tf

from suite.data import Dataset, Split
from suite.errors import UserError
from suite.lab.ensemble.member import (
    Member,
    check_fits,
    check_same_source,
    check_same_validation,
)
from suite.recipe import TrainingRecipe
from suite.training.assembly.assembly import Assembly


@dataclass(frozen=True)
class SharedData:
    """The data of the first run among several models, with the validation set that it held out.

    Args:
        assembly: of that run's recipe.
        split_name: `test`, or `val` where there is no test set.
        split: what the models are measured on.
        infer: gives the outputs of a model; None is one forward pass.

    Example:
        >>> assembly = Assembly(suite.load("quickstart", "data={kind: moons, samples: 60}"))
        >>> SharedData(assembly, "test", assembly.dataset.test).describe(models=2)
        'moons, test set: 30 examples, 2 models'
    """

    assembly: Assembly
    split_name: Literal["test", "val"]
    split: Split
    infer: Callable[..., Any] | None = None

    @classmethod
    def of(cls, members: Sequence[Member]) -> SharedData:
        """Load it.

        Raises:
            UserError: a run or a model is of other data; there is neither a test nor a validation
                set, or the validation set that one run held out is not that of another.
        """
        first, recipe = _first_run(members)
        for member in members:
            check_same_source(member, first)
        assembly = Assembly(recipe)
        dataset = assembly.dataset
        if assembly.holds_out and dataset.test is None:
            for member in members:
                check_same_validation(member, first)
        split = dataset.validation if dataset.test is None else dataset.test
        if split is None:
            message = f"{dataset.name} has neither a validation nor a test set to evaluate on"
            raise recipe.problem(("data",), message)
        for member in members:
            check_fits(member, first, dataset)
        return cls(assembly, "val" if dataset.test is None else "test", split)

    @property
    def dataset(self) -> Dataset:
        """All of its splits."""
        return self.assembly.dataset

    def batches(self, split: Split | None = None) -> tf.data.Dataset:
        """One pass over a split, by default the one that the models are measured on."""
        return self.assembly.measuring_pipeline.evaluation(self.split if split is None else split)

    def describe(self, models: int) -> str:
        """`digits, test set: 364 examples, 3 models`."""
        number = f"{models} model{'' if models == 1 else 's'}"
        of = "test" if self.split_name == "test" else "validation"
        return f"{self.dataset.name}, {of} set: {len(self.split):,} examples, {number}"


def _first_run(members: Sequence[Member]) -> tuple[Member, TrainingRecipe]:
    """The first that lies in a run's folder, with that run's recipe."""
    for member in members:
        if member.recipe is not None:
            return member, member.recipe
    raise UserError(
        f"{members[0].path}: lies in no run's folder; name a run too, whose data is taken."
    )
