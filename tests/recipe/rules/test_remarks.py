"""Keys that nothing listens to are said, and their nearest neighbors are not."""

from __future__ import annotations

import zipfile

import pytest

from suite.recipe.rules.remarks import REMARKS, TRAINING_REMARKS

SAID = {
    "validation_of_the_source": [
        (
            "data: {kind: arrays, path: own.npz, validation: 0.3}",
            "r.yaml:2:49 data.validation: does nothing: the data has a validation set of its own",
        ),
        ("data: {kind: folder, path: images, validation: 0}", "data.validation: does nothing"),
        (
            "data: {validation: 0.2, fold: {index: 0, of: 3}}",
            "data.validation: does nothing: data.fold says which part validates",
        ),
    ],
    "shape_beside_a_source": [
        ("data: {kind: digits, input_shape: [8, 8, 1], classes: 10}", "data.input_shape: serves"),
    ],
    "scale_of_nothing": [
        ("data: {normalize: {kind: none, per: feature}}", "data.normalize.per: does nothing"),
    ],
    "arguments_of_the_optimizer": [
        ("optimizer: {kind: sgd, nesterov: true}", "optimizer.nesterov: does nothing: optimizer.m"),
        ("optimizer: {kind: adam, ema_momentum: 0.9}", "optimizer.ema_momentum: does nothing"),
    ],
    "settings_of_workers": [
        ("training: {worker_wait: 5.0}", "training.worker_wait: does nothing"),
        (
            "training: {strategy: one_device, sync_batch_norm: false}",
            "training.sync_batch_norm: does nothing",
        ),
    ],
    "arguments_of_the_norm": [
        ("model: {kind: mlp, norm_groups: 4}", "model.norm_groups: does nothing: model.norm is n"),
        ("model: {kind: mlp, norm: batch, norm_groups: 4}", "model.norm_groups: does nothing"),
        ("model: {kind: mlp, norm: weight, norm_position: after}", "model.norm_position: does"),
    ],
    "samples_of_batch_norm": [
        (
            "model: {kind: mlp, norm: batch}\ndata: {batch_size: 8}\n"
            "training: {gradient_accumulation: 8}",
            "training.gradient_accumulation: leaves batch normalization one sample at a time",
        ),
        (
            "model: {kind: sequential, layers: [batch_normalization]}\ndata: {batch_size: 1}",
            "data.batch_size: leaves batch normalization one sample at a time",
        ),
    ],
    "packages_of_trackers": [
        (
            "training: {track: [tensorboard, ./own.py:Lacking]}",
            "training.track.1: needs no_such, which is not installed: pip install 'no_such'",
        ),
    ],
}
SILENT = [
    "data: {kind: arrays, path: own.npz}",
    "data: {kind: arrays, path: none.npz, validation: 0.3}",
    "data: {kind: arrays, path: nowhere.npz, validation: 0.3}",
    "data: {validation: 0.3}",
    "data: {input_shape: [8, 8, 1], classes: 10}",
    "data: {normalize: {kind: standard, per: feature}}",
    "optimizer: {kind: sgd, nesterov: true, momentum: 0.9}",
    "training: {worker_wait: 5.0, strategy: multi_worker}",
    "model: {kind: mlp, norm: group, norm_groups: 4}",
    "model: {kind: mlp, norm: group}\ndata: {batch_size: 1}",
    "model: {kind: mlp, norm: batch}\ndata: {batch_size: 8}\ntraining: {gradient_accumulation: 4}",
    "training: {track: [tensorboard]}",
]


@pytest.fixture(autouse=True)
def data(folder):
    (folder / "own.py").write_text("class Lacking:\n    package = 'no_such'\n")
    (folder / "images" / "val").mkdir(parents=True)
    for name, member in (("own", "x_val.npy"), ("none", "x_test.npy")):
        with zipfile.ZipFile(folder / f"{name}.npz", "w") as archive:
            archive.writestr(member, b"")


def found(loaded, text):
    head = "" if text.startswith("model") else "model: mlp\n"
    return [str(remark) for remark in loaded(head + text).remarks()]


def test_every_remark_has_a_case():
    assert sorted(SAID) == sorted(rule.__name__ for rule in (*REMARKS, *TRAINING_REMARKS))


@pytest.mark.parametrize(("text", "says"), [case for cases in SAID.values() for case in cases])
def test_said(loaded, text, says):
    (remark,) = found(loaded, text)
    assert remark.startswith("r.yaml:")
    assert says in remark


@pytest.mark.parametrize("text", SILENT)
def test_not_said(loaded, text):
    assert found(loaded, text) == []
