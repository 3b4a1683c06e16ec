"""`evaluate`: models alone and together."""

from __future__ import annotations

import json
import math

import keras
import numpy as np
import pytest
from PIL import Image

from suite.data import load_dataset
from suite.errors import UserError
from suite.lab.ensemble import ensemble
from suite.lab.ensemble.ensemble import evaluate
from suite.recipe import load
from suite.training.assembly import dataset
from tests.commands import succeed, suite

RECIPE = """\
name: made
seed: {seed}
data: {{{data}, batch_size: 20}}
model: {{kind: mlp, widths: [4]}}
training: {{epochs: 1}}
"""
MOONS = "kind: moons, samples: 60"


def network(seed, units=2, activation=None, inputs=2, hidden=8):
    """An untrained model whose outputs are not all alike."""
    normal = [
        keras.initializers.RandomNormal(stddev=2.0, seed=2 * seed + index) for index in (0, 1)
    ]
    x = keras.Input((inputs,))
    h = keras.layers.Dense(hidden, "tanh", kernel_initializer=normal[0], kernel_regularizer="l2")(x)
    y = keras.layers.Dense(units, activation, kernel_initializer=normal[1])(h)
    model = keras.Model(x, y)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=activation is None)
    if units == 1:
        loss = keras.losses.BinaryCrossentropy(from_logits=activation is None)
    model.compile("sgd", loss, metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)
    return model


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Makes the folder of a run with a given model: `made("a", network(0))`."""
    monkeypatch.chdir(tmp_path)

    def make(name, model=None, data=MOONS, seed=0, classes=("0", "1")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "recipe.yaml").write_text(RECIPE.format(seed=seed, data=data))
        summary = {"status": "finished", "recipe": "made", "metrics": {}, "classes": classes}
        (folder / "summary.json").write_text(json.dumps(summary))
        if model is not None:
            model.save(folder / "model.keras")
        return name

    return make


@pytest.fixture
def moons(made):
    """The test set of the runs."""
    return load_dataset(load(f"{made('data')}/recipe.yaml").data.source).test


def slow_softmax(outputs):
    powers = [[math.exp(float(value)) for value in row] for row in outputs]
    return np.array([[power / sum(row) for power in row] for row in powers])


def test_the_ensemble_is_the_mean_of_the_probabilities(made, moons):
    models = [network(0), network(1, activation="softmax"), network(2, 1, "sigmoid"), network(3, 1)]
    runs = [made(f"r{index}", model) for index, model in enumerate(models)]
    found = evaluate(runs)
    y = [model.predict(moons.inputs, verbose=0).astype(np.float64) for model in models]
    of_logit = 1 / (1 + np.exp(-y[3]))
    by_hand = [
        slow_softmax(y[0]),
        y[1],
        np.hstack([1 - y[2], y[2]]),
        np.hstack([1 - of_logit, of_logit]),
    ]
    mean = sum(by_hand) / 4
    rows = np.arange(len(moons))
    for figures, p in zip([*found.alone.values(), found.together], [*by_hand, mean], strict=True):
        loss = -np.log(p[rows, moons.labels]).mean()
        assert figures.cross_entropy == pytest.approx(loss, rel=1e-5)
        assert figures.accuracy == pytest.approx((p.argmax(-1) == moons.labels).mean())
    assert list(found.alone) == runs
    alone = [figures.cross_entropy for figures in found.alone.values()]
    assert found.together.cross_entropy < np.mean(alone)  # Jensen
    assert found.reliability.error == found.together.ece
    assert found.metrics == {}


def test_alone_a_run_has_the_metrics_of_keras_and_a_calibration_error(made, moons):
    model = network(0)
    found = evaluate([made("r", model)])
    expected = model.evaluate(moons.inputs, moons.labels, return_dict=True, verbose=0)
    assert list(found.metrics) == ["val_loss", "val_accuracy", "test_loss", "test_accuracy"]
    for name, value in expected.items():
        assert found.metrics[f"test_{name}"] == pytest.approx(value, rel=1e-5)
    # The loss has the penalty on the weights, the cross-entropy has not.
    assert found.alone["r"].cross_entropy < found.metrics["test_loss"] - 0.01
    lines = found.to_text().splitlines()
    assert [line.split()[0] for line in lines] == [*found.metrics, "test_ece"]
    assert lines[-1].split() == ["test_ece", f"{found.together.ece:.4f}"]


def test_the_table(made):
    runs = [made(name, network(seed)) for seed, name in enumerate(("a", "longer"))]
    first, header, *rows = evaluate(runs).to_text().splitlines()
    assert first == "moons, test set: 30 examples, 2 models"
    assert header.split() == ["cross-entropy", "accuracy", "ece"]
    assert [row.split()[0] for row in rows] == ["a", "longer", "mean", "ensemble"]
    assert len({len(row) for row in [header, *rows]}) == 1
    figures = np.array([[float(word) for word in row.split()[1:]] for row in rows])
    np.testing.assert_allclose(figures[2], figures[:2].mean(axis=0), atol=1e-4)


def test_files_of_models_beside_runs_and_elsewhere(made, tmp_path):
    made("r", network(0))
    network(1).save(tmp_path / "r" / "snapshot.keras")
    network(2).save(tmp_path / "far.keras")
    of_file = evaluate(["r/snapshot.keras"])
    assert of_file.metrics == {}
    assert len(of_file.to_text().splitlines()) == 3
    together = evaluate(["far.keras", "r", "r/snapshot.keras"])
    assert together.alone["r/snapshot.keras"] == of_file.alone["r/snapshot.keras"]
    assert len({figures.cross_entropy for figures in together.alone.values()}) == 3
    with pytest.raises(UserError, match=r"far\.keras: lies in no run's folder; name a run too"):
        evaluate(["far.keras"])


def test_the_data_is_loaded_once_and_each_model_makes_one_pass(made, monkeypatch):
    calls = []
    for module, name in ((dataset, "load_dataset"), (ensemble, "measure")):
        original = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, f=original, n=name, **k: [calls.append(n), f(*a, **k)][1]
        )
    evaluate([made(str(seed), network(seed)) for seed in range(3)])
    assert calls == ["load_dataset", *["measure"] * 3]


def test_the_average_of_the_weights_is_written_and_measured(made, tmp_path):
    runs = [made(str(seed), network(seed)) for seed in range(2)]
    found = evaluate(runs, average="mean.keras")
    average = keras.models.load_model(tmp_path / "mean.keras")
    expected = np.mean([network(seed).get_weights()[0] for seed in range(2)], axis=0)
    np.testing.assert_allclose(average.get_weights()[0], expected, rtol=1e-6)
    assert evaluate(["mean.keras", "0"]).alone["mean.keras"] == found.averaged
    assert found.to_text().splitlines()[-1].startswith("averaged weights ")


def test_without_a_test_set_the_validation_set_serves(made, tmp_path):
    random = np.random.default_rng(0)
    arrays = {"x": random.normal(size=(100, 2)).astype(np.float32), "y": np.arange(100) % 2}
    np.savez(tmp_path / "d.npz", **arrays)
    data = f"kind: arrays, path: {tmp_path / 'd.npz'}"
    runs = [made(name, network(index), data) for index, name in enumerate("ab")]
    found = evaluate(runs)
    assert found.split == "val"
    assert found.data == "d, validation set: 10 examples, 2 models"
    assert evaluate(["a"]).to_text().splitlines()[-1].startswith("val_ece  ")
    made("c", network(2), data, seed=1)
    made("d", network(2), f"{data}, validation: 0.2")
    for name, what in (("c", "seed is 1 here and 0 there"), ("d", "data.validation is 0.2 here")):
        with pytest.raises(UserError, match=f"{name}: held out other examples .* than a: {what}"):
            evaluate(["a", name])
    made("e", network(2), f"{data}, validation: 0.0")
    with pytest.raises(UserError, match="d has neither a validation nor a test set"):
        evaluate(["e"])


def test_a_diverged_model_shows(made):
    lost = network(1)
    lost.set_weights([np.full(weight.shape, np.nan) for weight in lost.weights])
    lines = evaluate([made("a", network(0)), made("lost", lost)]).to_text().splitlines()
    assert "nan" not in lines[2]
    for line in lines[3:]:
        assert line.split()[1] == line.split()[3] == "nan"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"data": "kind: xor, samples: 60"}, "is of other data than a: data.kind is xor here"),
        ({"data": "kind: moons, samples: 80"}, "data.samples is 80 here and 60 there"),
        ({"data": f"{MOONS}, noise: 0.3"}, "data.noise is 0.3 here and "),
        (
            {"classes": ["cat", "dog"]},
            r"on the classes cat, dog \(summary\.json\), but moons has 0, 1",
        ),
        ({"model": {"units": 3}}, "gives probabilities of 3 classes, but a of 2"),
        ({"model": {"inputs": 3}}, r"takes inputs of shape \(3,\), but those of moons have the"),
        ({"model": None}, "the run is finished and has no model.keras"),
    ],
)
def test_what_does_not_belong_together_is_refused(made, changes, message):
    made("a", network(0))
    arguments = changes.get("model", {})
    others = {key: value for key, value in changes.items() if key != "model"}
    made("b", None if arguments is None else network(1, **arguments), **others)
    with pytest.raises(UserError, match=f"^b: .*{message}"):
        evaluate(["a", "b"])


def test_too_few_outputs_and_several_outputs(made):
    made("r", network(0), "kind: blobs, samples: 60", classes=["0", "1", "2"])
    with pytest.raises(UserError, match=r"has outputs of shape \(2,\), but blobs has 3 classes"):
        evaluate(["r"])
    x = keras.Input((2,))
    made("two", keras.Model(x, [keras.layers.Dense(2)(x), keras.layers.Dense(2)(x)]))
    with pytest.raises(UserError, match="two: a model of one input and one output is needed"):
        evaluate(["two"])


def test_paths_that_cannot_be_used(made, tmp_path):
    made("r", network(0))
    made("s", network(1))
    (tmp_path / "taken.keras").touch()
    for arguments, message in (
        (["r", "./r"], "r: is named twice"),
        (["r", "r/none.keras"], "r/none.keras: there is no such file"),
        (["r", "none"], "none: there is no such folder"),
        (["r", "--out", "r"], "r: name a .png file for the picture with --out"),
        (["r", "--average", "m.keras"], "--average takes the mean of several models"),
        (["r", "s", "--average", "m.h5"], "m.h5: name a .keras file"),
        (["r", "s", "--average", "taken.keras"], "taken.keras: is already there"),
    ):
        answer = suite("evaluate", *arguments)
        assert answer.status == 2
        assert answer.err.startswith(f"error: {message}")


def test_a_surface_has_no_model(tmp_path):
    succeed("run", "optim/surface-quadratic", "training.steps=5", "--out", tmp_path / "walk")
    answer = suite("evaluate", tmp_path / "walk")
    assert answer.status == 2
    assert "walk: the run went over a surface; there is no model to evaluate" in answer.err


@pytest.mark.slow
def test_snapshots_of_a_cyclic_run(tmp_path):
    out = tmp_path / "run"
    succeed(
        "run",
        "reg/ensembles",
        "training={epochs: 2, diagnostics: none}",
        "optimizer.learning_rate.period=1ep",
        'callbacks=[{kind: model_checkpoint, filepath: "s{epoch}.keras", save_freq: 1ep}]',
        "--out",
        out,
    )
    snapshots = sorted(out.glob("s*.keras"))
    assert [path.name for path in snapshots] == ["s1.keras", "s2.keras"]
    pictures = ["--out", tmp_path / "r.png", "--average", tmp_path / "mean.keras"]
    screen = succeed("evaluate", *snapshots, *pictures)
    *_, average, picture = screen.splitlines()
    assert average.startswith("averaged weights ")
    assert picture == f"picture: {tmp_path / 'r.png'}"
    Image.open(tmp_path / "r.png").verify()
    # The last snapshot is the finished model.
    rows = {line.split()[0]: line.split()[1:] for line in screen.splitlines()[2:4]}
    accuracy = json.loads((out / "summary.json").read_text("utf-8"))["metrics"]["test_accuracy"]
    assert float(rows[str(snapshots[-1])][1]) == pytest.approx(accuracy, abs=6e-5)
