"""The example that `--help` of a verb shows does what it says."""

from __future__ import annotations

import importlib
import shlex
import threading
import urllib.request

import keras
import pytest
from sklearn.datasets import load_digits

from suite.cli.parser import PROGRAM, VERBS
from tests.commands import start, succeed, suite

EXAMPLES = {name: importlib.import_module(f"suite.cli.{name}").EXAMPLE for name in VERBS}
# Examples that take long, or that go on until somebody stops them, are tested by themselves.
LONG = {"training.sweep", "training.launch"}
# What an example needs before it.
RUN = "run quickstart optimizer.learning_rate=0.01 --out runs/first"


def marked(name):
    return pytest.param(name, marks=pytest.mark.slow) if name in LONG else name


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A working directory in which two runs have ended, with an image of a seven."""
    folder = tmp_path_factory.mktemp("examples")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert EXAMPLES["training.run"] == RUN
        succeed(*shlex.split(RUN))
        succeed("run", "quickstart", "training.epochs=1", "--out", "runs/second", "--quiet")
        image = load_digits().images[7][..., None]
        keras.utils.save_img("seven.png", image, scale=True)
        yield folder


@pytest.mark.parametrize("name", VERBS)
def test_help_shows_it(name):
    shown = " ".join(suite(name.rpartition(".")[2], "--help").out.split())
    assert f"example: {PROGRAM} {EXAMPLES[name]}" in shown


@pytest.mark.parametrize(
    "name", [marked(name) for name in VERBS if name not in ("training.run", "results.watch")]
)
def test_it_runs(folder, name):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        answer = suite(*shlex.split(EXAMPLES[name]))
    assert answer.status == 0, answer.err
    assert answer.out.strip()


def test_watch_serves_the_page(folder):
    words = [word for word in shlex.split(EXAMPLES["results.watch"]) if word != "--open"]
    process = start(*words, cwd=folder)
    stop = threading.Timer(60, process.kill)
    stop.start()
    line = next(line for line in process.stdout if "http://" in line)
    address = next(word for word in line.split() if word.startswith("http://"))
    with urllib.request.urlopen(address.rstrip(".,")) as page:
        assert page.status == 200
    stop.cancel()
    process.terminate()
    process.communicate()
