"""One variant of a study with one seed: what its measures look at."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from suite.errors import UserError
from suite.recipe import Recipe, TrainingRecipe
from suite.runs import RunDirectory
from suite.runs.run_record import RunRecord

if TYPE_CHECKING:
    import keras

    from suite.data.dataset import Dataset, Split
    from suite.training.assembly.assembly import Assembly


class Arm:
    """A variant with a seed.

    Args:
        recipe: of the variant, with the seed.
        folder: of its run; None where nothing is trained.

    Example:
        >>> arm = Arm(suite.load("models/mlp-digits"))
        >>> arm.seed, arm.inputs(3).shape
        (0, (3, 8, 8, 1))
    """

    def __init__(self, recipe: Recipe, folder: Path | None = None) -> None:
        self.recipe, self.folder = recipe, folder

    @property
    def seed(self) -> int:
        """Of everything random in it."""
        return self.recipe.seed

    @functools.cached_property
    def run(self) -> RunRecord:
        """What the run's files say.

        Raises:
            UserError: nothing was trained.
        """
        if self.folder is None:
            raise UserError("the study does not train, so there is no history and no test set")
        return RunRecord(RunDirectory(self.folder))

    @functools.cached_property
    def model(self) -> keras.Model:
        """The trained model; where nothing is trained, the initial one."""
        if self.folder is None:
            return self.initial_model
        from suite.runs.model_file import load_model

        return load_model(RunDirectory(self.folder).model_keras, compile=False)

    @functools.cached_property
    def initial_model(self) -> keras.Model:
        """The model as it is before the first step of the run, and compiled.

        Of a recipe without data, `data: {kind: null, input_shape: [32, 32, 3], classes: 10}`, the
        bare network: nothing normalizes its inputs.
        """
        from suite.training.process.process import process_settings

        settings, data = self.recipe.training, self.recipe.data
        with process_settings(self.seed, settings.precision, settings.determinism):
            if data.source is None:
                return self._assembly.outline(tuple(data.input_shape or ()), data.classes or 0)
            self._assembly.check_first()
            model = self._assembly.model
            self._assembly.initialize()
        return model

    @property
    def dataset(self) -> Dataset:
        """The data, split, as it is given to the model: the model itself normalizes."""
        return self._assembly.dataset

    @functools.cached_property
    def _assembly(self) -> Assembly:
        from suite.training.assembly.assembly import Assembly

        if not isinstance(self.recipe, TrainingRecipe):
            raise UserError("a surface has neither a model nor data")
        return Assembly(self.recipe)

    def inputs(self, count: int) -> np.ndarray:
        """The first examples of the training set: the same in all variants of one data set."""
        return np.asarray(self.dataset.train.inputs[:count])

    def labels(self, count: int) -> np.ndarray:
        """What `inputs` are labeled with."""
        return self.dataset.train.labels[:count]

    def targets(self, count: int) -> np.ndarray:
        """`labels` in the form that the loss takes."""
        from suite.training.assembly.dataset import as_the_loss_takes

        takes = as_the_loss_takes(self._assembly.task, self.dataset.classes)
        return takes(self.labels(count))

    @property
    def loss(self) -> Callable[[Any, Any], Any]:
        """Of the recipe, of targets and outputs, without penalties."""
        import keras

        found: Callable[[Any, Any], Any] = keras.losses.get(self.initial_model.loss)
        return found

    def test_inputs(self, count: int | None = None) -> np.ndarray:
        """The first examples of the test set; all of them by default."""
        return np.asarray(self._test.inputs[:count])

    def test_labels(self, count: int | None = None) -> np.ndarray:
        """What `test_inputs` are labeled with."""
        return self._test.labels[:count]

    @property
    def _test(self) -> Split:
        split = self.dataset.test
        if split is None:
            raise UserError(f"the data `{self.dataset.name}` has no test set")
        return split
