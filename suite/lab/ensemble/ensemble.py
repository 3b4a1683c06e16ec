"""Models measured alone and together: `python -m suite evaluate RUN [RUN ...]`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from suite.checks.loss_output import last_activations
from suite.checks.support.context import CheckContext
from suite.errors import UserError
from suite.examination.outcome.reliability import (
    Figures,
    Reliability,
    are_distributions,
    probabilities,
)
from suite.lab.ensemble.averaged_model import average_models
from suite.lab.ensemble.evaluation import Evaluation
from suite.lab.ensemble.member import Member, open_members
from suite.lab.ensemble.shared_data import SharedData
from suite.lab.inspect.measure import measure
from suite.runs.files.write_whole import write_whole_with
from suite.runs.pictures.picture import refuse_bad_picture
from suite.runs.pictures.reliability_picture import draw_reliability
from suite.training.process.keras_globals import standard_keras
from suite.training.step.view_mean import ViewKind, check_images, view_mean


@standard_keras()
def evaluate(
    paths: Sequence[str | Path],
    picture: str | Path | None = None,
    average: str | Path | None = None,
    tta: ViewKind | None = None,
) -> Evaluation:
    """Measure models on the test set of their data, each alone and all together.

    The ensemble's probabilities are the mean of the models':

        p(y | x) = 1 / K sum_k p_k(y | x)

    with p_k those of model k of K. By Jensen's inequality its cross-entropy is at most the mean of
    theirs. Where there is no test set, it is the validation set.

    Args:
        paths: runs of the same data, or `.keras` files, such as snapshots of a run; the data is
            that of the first run, or of the run in whose folder the first file lies.
        picture: a PNG file for the reliability diagram of the ensemble, or of the only model.
        average: a new `.keras` file for the mean of the models' weights, which is measured too.
        tta: test-time augmentation: each model's outputs are their mean over views of an image, see
            `view_mean`.

    Raises:
        UserError: the models are not of the same data and classes, there is nothing to measure
            them on, or a file is missing or in the way.

    Reference:
        Hansen & Salamon (1990), Neural network ensembles;
        Huang et al. (2017), Snapshot ensembles: train 1, get M for free.

    Topic: reg/ensembles
    """
    _refuse_bad_places(picture, average, len(paths))
    members = open_members(paths)
    data = SharedData.of(members)
    if tta is not None:
        check_images(data.dataset.input_shape)
        data = replace(data, infer=view_mean(tta))
    if data.dataset.targets != "classes":
        return _without_classes(members, data, picture)
    evaluation = _evaluate_classes(members, data, average)
    if picture is not None and evaluation.reliability is not None:
        name = members[0].name if len(members) == 1 else f"ensemble of {len(members)} models"
        draw_reliability(evaluation.reliability, Path(picture), name)
    return evaluation


def _evaluate_classes(
    members: Sequence[Member], data: SharedData, average: str | Path | None
) -> Evaluation:
    """The figures of each model, of the mean of their probabilities, and of their mean weights."""
    metrics, predicted = _measure_all(members, data)
    mean, labels = np.mean(predicted, axis=0), data.split.labels
    return Evaluation(
        data=data.describe(len(members)),
        split=data.split_name,
        alone={
            str(member.path): Figures.of(one, labels)
            for member, one in zip(members, predicted, strict=True)
        },
        together=Figures.of(mean, labels),
        reliability=Reliability.of(mean, labels),
        averaged=None if average is None else _measure_average(members, data, Path(average)),
        metrics=metrics,
    )


def _without_classes(
    members: Sequence[Member], data: SharedData, picture: str | Path | None
) -> Evaluation:
    """The metrics of one model of several labels a sample, or of real values.

    Raises:
        UserError: there are several models, whose classes would vote, or calibration was asked for.
    """
    name = members[0].path
    held = "several labels a sample" if data.dataset.targets == "labels" else "real targets"
    if len(members) > 1:
        raise UserError(f"{name}: is of {held}; name one model, since an ensemble is of classes.")
    if picture is not None:
        raise UserError(f"{name}: is of {held}; there are no classes to draw the reliability of.")
    metrics, _ = _measure_one(members[0], data)
    return Evaluation(data.describe(1), data.split_name, {}, None, None, None, metrics)


def _measure_all(
    members: Sequence[Member], data: SharedData
) -> tuple[dict[str, float], list[np.ndarray]]:
    """The metrics of a single run, and the probabilities that each model gives."""
    if len(members) == 1:
        metrics, outputs = _measure_one(members[0], data)
        return metrics, [_class_probabilities(members[0].model, outputs)]
    # Of several only the outputs count: one's loss may take labels of another form.
    networks = [member.network for member in members]
    return {}, [
        _class_probabilities(one, measure(one, data.batches(), data.infer)[1]) for one in networks
    ]


def _measure_one(member: Member, data: SharedData) -> tuple[dict[str, float], np.ndarray]:
    """Metrics on each split that there is, and the outputs on the one that is measured.

    A file has those of its run where they are all there is to say: where there are no classes.
    """
    model = member.model
    metrics: dict[str, float] = {}
    if not model.compiled and (member.whole_run is not None or data.dataset.targets != "classes"):
        data.assembly.compile_to_measure(model)  # the file could not hold its loss or a metric
    validation = data.dataset.validation
    if member.whole_run is not None and validation is not None and data.split_name != "val":
        found, _ = measure(model, data.batches(validation), data.infer)
        metrics = {f"val_{key}": value for key, value in found.items()}
    found, outputs = measure(model, data.batches(), data.infer)
    return metrics | {f"{data.split_name}_{key}": value for key, value in found.items()}, outputs


def _measure_average(members: Sequence[Member], data: SharedData, path: Path) -> Figures:
    """Write the mean of the models' weights to a file, and measure it."""
    models = {member.path: member.model for member in members}
    averaged = average_models(models, data.batches(data.dataset.train))
    write_whole_with(path, averaged.save)
    _, outputs = measure(averaged, data.batches(), data.infer)
    return Figures.of(_class_probabilities(averaged, outputs), data.split.labels)


def _class_probabilities(model: keras.Model, outputs: np.ndarray) -> np.ndarray:
    """A model's outputs as probabilities, by what it ends in."""
    context = CheckContext(recipe=None, model=model, dataset=None, batch=(), classes=None)
    # Where the graph does not tell, the values do.
    last = last_activations(context) or ["softmax" if are_distributions(outputs) else None]
    return probabilities(outputs, last[0] if last[0] in ("softmax", "sigmoid") else None)


def _refuse_bad_places(picture: str | Path | None, average: str | Path | None, models: int) -> None:
    """Refuse files that cannot be written, before anything is read."""
    if picture is not None:
        refuse_bad_picture(Path(picture))
    if average is not None:
        _refuse_bad_average(Path(average), models)


def _refuse_bad_average(path: Path, models: int) -> None:
    """Refuse a place for the mean of the weights, or a single model, before anything is read."""
    if models < 2:
        raise UserError("--average takes the mean of several models; name more than one.")
    if path.suffix != ".keras":
        raise UserError(f"{path}: name a .keras file for the averaged model with --average.")
    if path.exists():
        raise UserError(f"{path}: is already there; choose another file with --average.")
