"""Models measured alone and together: `python -m suite evaluate RUN [RUN ...]`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from suite.checks.loss_output import last_activations
from suite.checks.support.context import CheckContext
from suite.data import Dataset, Pipeline, Split
from suite.errors import UserError
from suite.lab.ensemble.averaged_model import average_models
from suite.lab.ensemble.calibration import Figures, Reliability, are_distributions, probabilities
from suite.lab.ensemble.member import (
    Member,
    check_fits,
    check_same_source,
    check_same_validation,
    open_members,
)
from suite.lab.inspect.measure import measure
from suite.runs.files.write_whole import write_whole_with
from suite.runs.pictures.rate_pictures import refuse_bad_picture
from suite.runs.pictures.reliability_picture import draw_reliability
from suite.tables import aligned
from suite.training.assembly.assembly import Assembly
from suite.training.process.keras_globals import standard_keras


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What models reach, alone and together.

    Args:
        data: what they were measured on, in words.
        split: `test`, or `val` where there is no test set.
        alone: path -> figures of the model there.
        together: the figures of the mean of the models' probabilities; None where the data has
            no classes.
        reliability: of that mean.
        averaged: the figures of the mean of the models' weights, where it was asked for.
        metrics: of a single run, as it was compiled: name -> value on each split.
    """

    data: str
    split: str
    alone: dict[str, Figures]
    together: Figures | None
    reliability: Reliability | None
    averaged: Figures | None
    metrics: dict[str, float]

    def to_text(self) -> str:
        """The metrics of a single run and its calibration error, else a table."""
        if self.metrics:
            ece = {} if self.together is None else {f"{self.split}_ece": self.together.ece}
            shown = {**self.metrics, **ece}
            return "\n".join(f"{name}  {value:.4f}" for name, value in shown.items())
        rows = list(self.alone.items())
        if len(rows) > 1:
            rows.append(("mean", Figures.mean(list(self.alone.values()))))
            rows.append(("ensemble", self.together))
        if self.averaged is not None:
            rows.append(("averaged weights", self.averaged))
        table = [("", "cross-entropy", "accuracy", "ece")]
        for name, row in rows:
            figures = (row.cross_entropy, row.accuracy, row.ece)
            table.append((name, *(f"{value:.4f}" for value in figures)))
        return "\n".join([self.data, *aligned(table, right={1, 2, 3})])


@standard_keras()
def evaluate(
    paths: Sequence[str | Path],
    picture: str | Path | None = None,
    average: str | Path | None = None,
) -> Evaluation:
    """Measure models on the test set of their data, each alone and all together.

    The ensemble's probabilities are the mean of the models':

        p(y | x) = 1 / K sum_k p_k(y | x)

    with p_k those of model k of K. By Jensen's inequality its cross-entropy is at most the mean of
    theirs. Each model makes one pass over the data, which is loaded once; where there is no test
    set, it is the validation set.

    Args:
        paths: runs of the same data, or `.keras` files, such as snapshots of a run; the data is
            that of the first run, or of the run in whose folder the first file lies.
        picture: a PNG file for the reliability diagram of the ensemble, or of the only model.
        average: a new `.keras` file for the mean of the models' weights, which is measured too.

    Raises:
        UserError: the models are not of the same data and classes, there is nothing to measure
            them on, or a file is missing or in the way.

    Reference:
        Hansen & Salamon (1990), Neural network ensembles;
        Huang et al. (2017), Snapshot ensembles: train 1, get M for free.

    Topic: reg/ensembles
    """
    if picture is not None:
        refuse_bad_picture(Path(picture))
    if average is not None:
        refuse_bad_average(Path(average), len(paths))
    members = open_members(paths)
    pipeline = evaluation_pipeline(members)
    if pipeline.dataset.targets != "classes":
        return without_classes(members, pipeline, picture)
    metrics, predicted = measure_members(members, pipeline)
    mean, labels = np.mean(predicted, axis=0), measured_split(pipeline.dataset)[1].labels
    evaluation = Evaluation(
        data=describe(pipeline.dataset, len(members)),
        split=measured_split(pipeline.dataset)[0],
        alone={
            str(member.path): Figures.of(one, labels)
            for member, one in zip(members, predicted, strict=True)
        },
        together=Figures.of(mean, labels),
        reliability=Reliability.of(mean, labels),
        averaged=None if average is None else measure_average(members, pipeline, Path(average)),
        metrics=metrics,
    )
    if picture is not None:
        name = members[0].name if len(members) == 1 else f"ensemble of {len(members)} models"
        draw_reliability(evaluation.reliability, Path(picture), name)
    return evaluation


def without_classes(
    members: Sequence[Member], pipeline: Pipeline, picture: str | Path | None
) -> Evaluation:
    """The metrics of one model of several labels per sample, or of real values.

    Raises:
        UserError: there are several models, whose classes would vote, or calibration was asked for.
    """
    name, dataset = members[0].path, pipeline.dataset
    held = "several labels per sample" if dataset.targets == "labels" else "real targets"
    if len(members) > 1:
        raise UserError(f"{name}: is of {held}; name one model, since an ensemble is of classes.")
    if picture is not None:
        raise UserError(f"{name}: is of {held}; there are no classes to draw the reliability of.")
    model, split = members[0].model, measured_split(dataset)[0]
    if not model.compiled:
        Assembly(members[0].recipe).compile_to_measure(model, dataset)
    metrics, _ = measure_members(members, pipeline)
    return Evaluation(describe(dataset, 1), split, {}, None, None, None, metrics)


def evaluation_pipeline(members: Sequence[Member]) -> Pipeline:
    """The data of the first run, with the validation set that it held out.

    Raises:
        UserError: a run or a model is of other data; there is neither a test nor a validation set,
            or the validation set that one run held out is not that of another.
    """
    first = first_run(members)
    for member in members:
        check_same_source(member, first)
    assembly = Assembly(first.recipe)
    dataset = assembly.dataset
    if assembly.holds_out and dataset.test is None:
        for member in members:
            check_same_validation(member, first)
    if dataset.test is None and dataset.validation is None:
        message = f"{dataset.name} has neither a validation nor a test set to evaluate on"
        raise first.recipe.problem(("data",), message)
    for member in members:
        check_fits(member, first, dataset)
    return assembly.measuring_pipeline


def first_run(members: Sequence[Member]) -> Member:
    """The first that lies in a run's folder, whose data is taken."""
    for member in members:
        if member.run is not None:
            return member
    raise UserError(
        f"{members[0].path}: lies in no run's folder; name a run too, whose data is taken."
    )


def measured_split(dataset: Dataset) -> tuple[str, Split]:
    """The test set or else the validation set, with its name in metrics."""
    return ("val", dataset.validation) if dataset.test is None else ("test", dataset.test)


def measure_members(
    members: Sequence[Member], pipeline: Pipeline
) -> tuple[dict[str, float], list[np.ndarray]]:
    """The probabilities that each model gives; of a single run its metrics, on each split."""
    name, split = measured_split(pipeline.dataset)
    validation = pipeline.dataset.validation
    metrics, predicted = {}, []
    is_single = len(members) == 1
    if is_single and members[0].is_run and validation is not None and name != "val":
        found, _ = measure(members[0].model, pipeline.evaluation(validation))
        metrics = {f"val_{key}": value for key, value in found.items()}
    for member in members:
        # Of several only the outputs count: one's loss may take labels of another form.
        model = member.model if is_single else member.network
        found, outputs = measure(model, pipeline.evaluation(split))
        if is_single:
            metrics |= {f"{name}_{key}": value for key, value in found.items()}
        if pipeline.dataset.targets == "classes":
            predicted.append(class_probabilities(model, outputs))
    return metrics, predicted


def measure_average(members: Sequence[Member], pipeline: Pipeline, path: Path) -> Figures:
    """Write the mean of the models' weights to a file, and measure it."""
    models = {member.path: member.model for member in members}
    averaged = average_models(models, pipeline.evaluation(pipeline.dataset.train))
    write_whole_with(path, averaged.save)
    split = measured_split(pipeline.dataset)[1]
    _, outputs = measure(averaged, pipeline.evaluation(split))
    return Figures.of(class_probabilities(averaged, outputs), split.labels)


def class_probabilities(model: keras.Model, outputs: np.ndarray) -> np.ndarray:
    """A model's outputs as probabilities, by what it ends in."""
    context = CheckContext(recipe=None, model=model, dataset=None, batch=(), classes=None)
    # Where the graph does not tell, the values do.
    last = last_activations(context) or ["softmax" if are_distributions(outputs) else None]
    return probabilities(outputs, last[0] if last[0] in ("softmax", "sigmoid") else None)


def describe(dataset: Dataset, models: int) -> str:
    """`digits, test set: 364 examples, 3 models`."""
    name, split = measured_split(dataset)
    number = f"{models} model{'' if models == 1 else 's'}"
    of = "test" if name == "test" else "validation"
    return f"{dataset.name}, {of} set: {len(split):,} examples, {number}"


def refuse_bad_average(path: Path, models: int) -> None:
    """Refuse a place for the mean of the weights, or a single model, before anything is read."""
    if models < 2:
        raise UserError("--average takes the mean of several models; name more than one.")
    if path.suffix != ".keras":
        raise UserError(f"{path}: name a .keras file for the averaged model with --average.")
    if path.exists():
        raise UserError(f"{path}: is already there; choose another file with --average.")
