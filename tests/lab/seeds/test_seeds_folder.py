"""The folder of several seeds where a run's, or a sweep's, is expected."""

from __future__ import annotations

import json
import signal
import time

import pytest

import suite as package
from suite.lab.seeds.seeds_folder import open_seeds
from suite.lab.watch.watched import Watched
from tests.commands import start, succeed, suite

RECIPE = """
data: {kind: digits, limit: 100, batch_size: 50}
model: {kind: mlp, widths: [8]}
training: {epochs: 1, diagnostics: none}
"""


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    file = tmp_path_factory.mktemp("recipe") / "small.yaml"
    file.write_text(RECIPE, "utf-8")
    return file


@pytest.fixture(scope="module")
def seeds(recipe):
    out = recipe.parent / "seeds-of-it"
    said = succeed("run", recipe, "--seeds", "2", "--out", out)
    assert said.splitlines()[0].endswith(f"small: 2 seeds, in {out}")
    assert "seed 1 (2/2)  test_accuracy 0." in said
    assert said.splitlines()[-1] == f"page: {out / 'report.html'}"
    return out


def test_each_seed_is_the_run_of_that_seed(seeds, recipe, tmp_path):
    import keras

    succeed("run", recipe, "seed=1", "--out", tmp_path / "one", "--quiet")
    one, other = (folder / "model.keras" for folder in (tmp_path / "one", seeds / "seeds" / "1"))
    left, right = (keras.models.load_model(file).get_weights() for file in (one, other))
    assert all((a == b).all() for a, b in zip(left, right, strict=True))
    assert succeed("diff", tmp_path / "one", seeds / "seeds" / "1") == "no difference\n"


def test_the_same_command_reads_what_is_there(seeds, recipe):
    before = (seeds / "seeds" / "1" / "summary.json").stat().st_mtime_ns
    said = succeed("run", recipe, "--seeds", "2", "--out", seeds)
    assert "figure" in said
    assert (seeds / "seeds" / "1" / "summary.json").stat().st_mtime_ns == before
    assert "figure" in succeed("run", "--resume", seeds)


def test_without_its_number_the_folder_is_refused(seeds, recipe):
    answer = suite("run", recipe, "--out", seeds)
    assert answer.status == 2
    assert "holds the runs of 2 seeds; add --seeds 2 to go on with them" in answer.err


def test_a_single_run_is_not_resumed_as_seeds(seeds, recipe, tmp_path):
    one = tmp_path / "one"
    succeed("run", recipe, "--out", one, "--quiet")
    summary = json.loads((one / "summary.json").read_text("utf-8"))
    (one / "summary.json").write_text(json.dumps({**summary, "status": "interrupted"}), "utf-8")
    answer = suite("run", recipe, "--seeds", "2", "--out", one)
    assert answer.status == 2
    assert "holds a single run; resume it without --seeds" in answer.err


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5"])
def test_a_number_that_is_none(recipe, number):
    answer = suite("run", recipe, "--seeds", number)
    assert answer.status == 2
    assert "must be a whole number of at least 1" in answer.err


def test_report_and_doctor(seeds):
    (seeds / "report.html").unlink()
    text = succeed("report", seeds)
    assert text.startswith(f"small: finished after 2 of 2 seeds: {seeds}\nfigure")
    assert "Repeated runs" in (seeds / "report.html").read_text("utf-8")
    assert succeed("doctor", seeds).startswith("seed 0  finished\n  ")
    answer = suite("doctor", seeds, "--try")
    assert answer.status == 2
    assert "is of several seeds; --try takes one of its runs" in answer.err


def test_chance_comes_first_on_the_page(seeds):
    assert package.compare(seeds).sections[0].name == "seeds"


def test_plot_lists_the_bands(seeds):
    assert "val_accuracy_over_seeds" in succeed("plot", seeds)


def test_diff_of_the_seeds_with_themselves(seeds):
    lines = succeed("diff", seeds, seeds).splitlines()
    assert lines[0] == "the same recipe"
    assert next(line for line in lines if line.startswith("test_accuracy")).endswith("(2)")


def test_a_run_is_asked_for(seeds):
    answer = suite("evaluate", seeds)
    assert answer.status == 2
    assert f"holds the runs of several seeds; name one, as {seeds}/seeds/0." in answer.err


def test_watch_sees_how_far_they_are(seeds, tmp_path):
    look = Watched(seeds).look()
    assert (look.says, look.is_over, look.goes_on) == ("finished after 2 of 2 seeds", True, False)


def test_from_python(seeds, recipe):
    loaded = package.load(recipe)
    found = package.run(loaded, seeds, seeds=2, quiet=True)
    assert found.summary() == open_seeds(seeds).summary()


def test_a_damaged_summary_is_named(seeds, tmp_path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "recipe.yaml").write_bytes((seeds / "recipe.yaml").read_bytes())
    (tmp_path / "summary.json").write_text('{"status": "finished"}', "utf-8")
    answer = suite("report", tmp_path)
    assert answer.status == 2
    assert "summary.json: is damaged: count" in answer.err


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_what_a_signal_ends_goes_on_to_the_same(recipe, tmp_path, number):
    longer = "training.epochs=40", "training.checkpoint_every=1ep"
    given = "run", recipe, *longer, "--seeds", "2", "--out"
    with start(*given, tmp_path / "cut") as process:
        for line in process.stdout:
            if line.startswith("seed 0 (1/2)"):
                break
        history = tmp_path / "cut" / "seeds" / "1" / "history.csv"
        while not history.is_file() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(number)
        process.communicate()
    assert process.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL)
    status = json.loads((tmp_path / "cut" / "summary.json").read_text("utf-8"))["status"]
    assert status == ("interrupted" if number == signal.SIGINT else "running")
    succeed("run", "--resume", tmp_path / "cut")
    succeed(*given, tmp_path / "whole")
    one, other = (open_seeds(tmp_path / name) for name in ("cut", "whole"))
    assert one.summary()["figures"] == other.summary()["figures"]
