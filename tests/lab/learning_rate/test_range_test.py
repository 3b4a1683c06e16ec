"""`lr RECIPE`: the range test against plain Keras, and what the command says and leaves."""

from __future__ import annotations

import numpy as np
import pytest

import suite as package
from suite.data import Pipeline
from suite.lab.learning_rate.range_test import range_test
from suite.training.assembly.assembly import Assembly
from suite.training.process.process import process_settings
from tests.commands import succeed, suite

PLAIN = ("models/mlp-digits", "model.dropout=0", "data.batch_size=32")


def by_hand(recipe, rates):
    """The loss of each step of stock Keras on the recipe's batches, one rate per step."""
    assembly = Assembly(recipe)
    with process_settings(recipe.seed, "float32", determinism=True):
        pipeline = Pipeline(assembly.dataset, recipe.data.batch_size, seed=recipe.seed)
        model = assembly.model
        losses = []
        for rate, batch in zip(rates, pipeline.training().take(len(rates)), strict=True):
            model.optimizer.learning_rate = rate
            model.reset_metrics()
            losses.append(float(model.train_on_batch(*batch, return_dict=True)["loss"]))
        return losses


@pytest.mark.parametrize("schedule", ["0.1", "{kind: cosine, initial_learning_rate: 0.1}"])
def test_losses_are_those_of_stock_keras_with_a_rising_rate(schedule, tmp_path):
    optimizer = "optimizer={kind: sgd, momentum: 0.9, learning_rate: 0.1}"
    if schedule != "0.1":  # it is replaced as well as a number
        schedule = schedule.replace("}", ", decay_steps: 100%}")
    recipe = package.load(*PLAIN, optimizer, f"optimizer.learning_rate={schedule}")
    found = range_test(recipe, tmp_path / "lr.png", lowest=1e-4, highest=0.1, steps=25)
    rates = 1e-4 * 1e3 ** (np.arange(25) / 24)
    np.testing.assert_allclose(found.curve.rates, rates, rtol=1e-5)
    expected = by_hand(package.load(*PLAIN, optimizer), rates)
    np.testing.assert_allclose(found.curve.losses, expected, rtol=1e-4)


def test_the_command_leaves_one_picture_and_says_what_it_did(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = succeed("lr", *PLAIN, "optimizer=sgd", "--to", "1000", "--steps", "60").splitlines()
    assert [path.name for path in tmp_path.iterdir()] == ["lr-mlp-digits.png"]
    done, ended, steepest, minimum, picture = lines
    assert " of 60 steps of sgd, from 1e-6 to " in done
    assert done.endswith("in place of optimizer.learning_rate")
    assert int(done.split(" of 60")[0].split()[-1]) < 60
    assert ended == "ended early: the smoothed loss exceeded 4 times its minimum"
    assert 1e-3 < float(steepest.split()[2]) < 1
    assert 1e-3 < float(minimum.split()[3]) < 1
    assert picture == "picture: lr-mlp-digits.png"


def test_rates_too_low_to_learn_suggest_nothing(tmp_path):
    arguments = ("--from", "1e-9", "--to", "1e-7", "--out", tmp_path / "low.png")
    lines = succeed("lr", *PLAIN, *arguments).splitlines()
    assert lines[1].startswith("no suggestion: the loss does not fall")
    assert (tmp_path / "low.png").is_file()


def test_rates_that_end_too_early_are_told(tmp_path):
    arguments = ("--to", "0.05", "--steps", "20", "--out", tmp_path / "early.png")
    lines = succeed("lr", *PLAIN, "optimizer=sgd", *arguments).splitlines()
    assert lines[-2] == "the loss still falls at the last rate: try a higher --to"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "0"), "must rise from `--from`, above 0"),
        (("--from", "nan"), "must rise from `--from`, above 0"),
        (("--to", "inf"), "must rise from `--from`, above 0"),
        (("--from", "0.1", "--to", "0.01"), "--from 0.1 --to 0.01"),
        (("--steps", "9"), "at least 10. Received: --steps 9"),
        (("--out", "lr.jpg"), "lr.jpg: name a .png file"),
        (("--out", "."), ".: name a .png file"),
        (("--preview", "--steps", "50"), "--preview trains nothing"),
        (("data={kind: null, input_shape: [8, 8, 1], classes: 10}",), "names no data"),
        (("data.batch_size=5000",), "larger than the training set"),
        (("optimizer=l_bfgs", "model.dropout=0.0"), "optimizer: l_bfgs has no learning rate"),
        (
            ("--preview", "optimizer=newton_cg", "model.dropout=0.0"),
            "optimizer: newton_cg has no learning rate",
        ),
    ],
)
def test_refused(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = suite("lr", "models/mlp-digits", *arguments)
    assert answer.status == 2
    assert said in answer.err
    assert not list(tmp_path.iterdir())


def test_a_loss_that_is_broken_from_the_start_is_no_matter_of_the_rate(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = suite("lr", *PLAIN, "model.kernel_initializer={kind: constant, value: 1e38}")
    assert answer.status == 2
    assert "not finite in the first step" in answer.err
    assert not list(tmp_path.iterdir())
