"""The quickstart from the first command to the last, on real data."""

from __future__ import annotations

import csv
import json
import shlex
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from PIL import Image

import suite as package
from suite.data.sources.digits import digits
from tests.commands import succeed, suite

# Plain Keras, which knows nothing of the suite, on raw pixels.
PLAIN_KERAS = """
import sys
import keras, numpy as np
model = keras.models.load_model(sys.argv[1])
test = np.load(sys.argv[2])
predicted = model.predict(test["x"], verbose=0).argmax(axis=-1)
evaluated = model.evaluate(test["x"], test["y"], verbose=0, return_dict=True)
assert not [name for name in sys.modules if name.partition(".")[0] == "suite"]
print((predicted == test["y"]).mean(), evaluated["accuracy"], evaluated["loss"])
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The run directory of the quickstart, and what the command printed."""
    out = tmp_path_factory.mktemp("runs") / "quick start"
    return out, succeed("run", "quickstart", "--out", out)


@pytest.fixture
def path(finished):
    return finished[0]


def summary(path):
    return json.loads((path / "summary.json").read_text("utf-8"))


def history(path):
    with open(path / "history.csv", newline="") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def weights(path):
    """The bytes of every weight in model.keras; the archive around them holds the time."""
    with zipfile.ZipFile(path / "model.keras") as archive:
        return archive.read("model.weights.h5")


def test_the_run_directory_is_complete(path):
    names = {file.name for file in path.iterdir()}
    assert names >= {
        "recipe.yaml",
        "history.csv",
        "findings.json",
        "summary.json",
        "model.keras",
        "checkpoints",
        "curves.png",
        "diagnostics.jsonl",
    }
    assert not [name for name in names if name.startswith(".")]  # written whole: nothing is left
    Image.open(path / "curves.png").verify()


def test_a_healthy_run_is_told_nothing_worse_than_notes(path):
    for finding in json.loads((path / "findings.json").read_text("utf-8")):
        assert finding["severity"] == "note"
        assert finding["text"]


def test_the_history_has_a_row_an_epoch(path):
    rows = history(path)
    assert [row["epoch"] for row in rows] == list(range(1, 13))
    assert [row["step"] for row in rows] == [19 * epoch for epoch in range(1, 13)]
    measured = {"loss", "accuracy", "val_loss", "val_accuracy"}
    kept = {"epoch", "step", "learning_rate", "seconds", "images_per_second"}
    assert {name for name in rows[0] if "/" not in name} == measured | kept
    assert "gradient_norm/mean" in rows[0]  # what the diagnostics measured


def test_the_summary_agrees_with_the_history_and_the_model(path):
    found, rows = summary(path), history(path)
    assert found["status"] == "finished"
    assert found["seed"] == 0
    assert found["parameters"] == {"trainable": 53098, "total": 53290}
    assert found["metrics"]["val_accuracy"] == rows[-1]["val_accuracy"]
    assert found["metrics"]["best_val_accuracy"] == max(row["val_accuracy"] for row in rows)
    assert found["metrics"]["test_accuracy"] >= 0.98
    assert {"suite", "python", "keras", "tensorflow", "numpy"} <= set(found["versions"])
    assert found["device"]
    assert found["seconds"] > 0


def test_the_screen_shows_a_line_an_epoch_and_what_to_do_next(finished):
    path, screen = finished
    epochs = [line for line in screen.splitlines() if line.startswith("epoch ")]
    _, _, now = screen.partition("what to do now:\n")
    command, page = now.splitlines()
    assert len(epochs) == 12
    assert epochs[0].startswith("epoch  1/12  loss ")
    assert f"{path}\n" in screen
    accuracy = f"{summary(path)['metrics']['test_accuracy']:.4f}"
    assert ["test_accuracy", accuracy] in [line.split() for line in screen.splitlines()]
    assert shlex.split(command.split(":", 1)[1]) == ["python", "-m", "suite", "evaluate", str(path)]
    assert page == f"page: {path / 'report.html'}"


@pytest.mark.slow
def test_the_resolved_recipe_repeats_the_run_bit_for_bit(path, tmp_path):
    recipe = package.load(path / "recipe.yaml")
    assert recipe == package.load("quickstart")
    succeed("run", path / "recipe.yaml", "--out", tmp_path / "again")
    assert weights(tmp_path / "again") == weights(path)
    timed = ("seconds", "images_per_second")
    for row, again in zip(history(path), history(tmp_path / "again"), strict=True):
        assert {k: v for k, v in row.items() if k not in timed} == {
            k: v for k, v in again.items() if k not in timed
        }


@pytest.mark.slow
def test_the_model_opens_in_plain_keras_and_takes_raw_pixels(path, tmp_path):
    test = digits().test
    np.savez(tmp_path / "test.npz", x=test.inputs, y=test.labels)
    command = [sys.executable, "-W", "error::UserWarning", "-c", PLAIN_KERAS]
    output = subprocess.run(
        [*command, path / "model.keras", tmp_path / "test.npz"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    predicted, evaluated, loss = map(float, output.split())
    metrics = summary(path)["metrics"]
    assert predicted == pytest.approx(metrics["test_accuracy"], abs=1e-6)
    assert evaluated == pytest.approx(metrics["test_accuracy"], abs=1e-6)
    assert loss == pytest.approx(metrics["test_loss"], rel=1e-4)


def test_evaluate_measures_the_same(path):
    lines = dict(line.split() for line in succeed("evaluate", path).splitlines())
    for name in ("val_accuracy", "val_loss", "test_accuracy", "test_loss"):
        assert float(lines[name]) == pytest.approx(summary(path)["metrics"][name], abs=6e-5)


def test_predict_names_the_class_of_image_files(path, tmp_path):
    test = digits().test
    files = []
    for index in range(20):
        files.append(tmp_path / f"{index:02}.png")
        Image.fromarray(test.inputs[index, ..., 0]).save(files[-1])
    lines = succeed("predict", path, *files).splitlines()
    named = [line.removeprefix(str(file)).split() for line, file in zip(lines, files, strict=True)]
    guessed = np.array([int(best) for best, *_ in named])
    assert (guessed == test.labels[:20]).sum() >= 19
    assert all(probability.endswith("%") for _, probability, *_ in named)
    assert succeed("predict", path / "best.keras", files[0]).split()[1] in "0123456789"
    answer = suite("predict", path, tmp_path / "absent.png", path / "history.csv")
    assert answer.status == 2
    assert f"{tmp_path / 'absent.png'}: cannot be read as an image" in answer.err


def test_report_shows_figures_and_makes_the_page_anew(path):
    (path / "report.html").unlink()
    screen = succeed("report", path)
    assert "test_accuracy" in screen
    assert str(path / "report.html") in screen
    assert (path / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_run_opens_again_and_shows_itself(path):
    run = package.Run.open(path)
    assert run.summary["metrics"] == summary(path)["metrics"]
    assert run.model.count_params() == 53290
    assert run.history.columns[:2] == ["epoch", "step"]
    page = run._repr_mimebundle_()["text/html"]
    assert "data:image/png;base64," in page
    assert "test accuracy" in page


def test_without_out_the_run_lies_below_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    succeed("run", "quickstart", "--quiet", "training.epochs=1")
    (made,) = (tmp_path / "runs" / "quickstart").iterdir()
    assert summary(made)["status"] == "finished"


def test_overrides_may_stand_before_and_after_the_options(tmp_path):
    screen = succeed(
        "run",
        "quickstart",
        "training.epochs=1",
        "--out",
        tmp_path / "out",
        "callbacks+=terminate_on_nan",
        "data.batch_size=200",
    )
    assert screen.count("epoch 1/1  ") == 1
    recipe = package.load(tmp_path / "out" / "recipe.yaml")
    assert (recipe.training.epochs, recipe.data.batch_size) == (1, 200)
    assert [component.kind for component in recipe.callbacks] == ["terminate_on_nan"]


def test_quiet_says_only_where_the_run_is(tmp_path):
    screen = succeed("run", "quickstart", "--quiet", "training.epochs=1", "--out", tmp_path / "q")
    assert not [line for line in screen.splitlines() if line.startswith("epoch ")]
    assert screen.startswith("finished after 1 epoch in ")


def test_check_list_show_copy_diff_and_summary(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert succeed("check", "quickstart") == "quickstart: no problems found (quickstart)\n"
    assert "optimizers (" in succeed("list")
    assert "\n  sgd " in succeed("list", "optimizers")
    assert "\nmodels/resnet20-cifar10 " in succeed("list", "recipes")
    assert "momentum = 0.0" in succeed("show", "sgd")
    assert succeed("copy", "models/se-resnet20-digits", "mine.yaml") == (
        "mine.yaml\nrun it:  python -m suite run mine.yaml\n"
    )
    # What the copy extends is found from its new place.
    assert succeed("diff", "models/se-resnet20-digits", "mine.yaml") == (
        "name: 'se-resnet20-digits' -> 'mine'\n"
    )
    table = succeed("summary", "mine.yaml", "model.ratio=8")
    assert "stage1_block1_conv1" in table
    assert "multiply-adds" in table
    assert not (tmp_path / "runs").exists()


def test_help_names_every_verb_and_every_exit_status():
    text = succeed("--help")
    verbs = "run check list show summary copy new diff report doctor evaluate predict"
    for word in [*verbs.split(), "0", "1", "2", "130"]:
        assert f" {word} " in " ".join(text.split())
    assert "RECIPE" in succeed("run", "--help")


@pytest.mark.parametrize(
    "arguments",
    [(), ("train",), ("run",), ("check", "quickstart", "--quick"), ("show", "sgd", "a=b")],
)
def test_a_command_that_does_not_exist_is_refused_in_a_line_or_two(arguments):
    answer = suite(*arguments)
    assert answer.status == 2
    assert "error: " in answer.err
    assert len(answer.err.splitlines()) < 10
