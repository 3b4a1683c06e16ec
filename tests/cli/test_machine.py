"""The machine around a run: its streams, its environment, and what Keras was told elsewhere."""

from __future__ import annotations

import errno
import importlib.util
import io
import json
import os
import signal
import subprocess
import sys

import pytest

from suite.cli.main import main
from suite.runs import History
from suite.training.loop.interrupt import StopRequest
from tests.commands import CHECKOUT, environment, suite

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs bash and /dev/full")
RUN = ("run", "quickstart", "training.epochs=3", "callbacks=[]")


def shell(arguments, redirection, **variables):
    """`python -m suite ...` in a shell; its own status, whatever it is piped into."""
    command = f'"$0" -m suite "$@" {redirection}; exit ${{PIPESTATUS[0]}}'
    return subprocess.run(
        ["bash", "-c", command, sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment() | variables,
        check=False,
    )


def summary(out):
    return json.loads((out / "summary.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The run of all tests here, in a process like any other."""
    out = tmp_path_factory.mktemp("machine") / "whole"
    assert suite(*RUN, "--out", out).status == 0
    return History.read(out / "history.csv")


def figures(history):
    return {name: history.column(name) for name in history.metrics}


@pytest.mark.slow
def test_a_full_disk_behind_standard_output_ends_no_training(whole, tmp_path, monkeypatch, capsys):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    assert main([*RUN, "--out", str(tmp_path / "run")]) == 0
    message = "error: standard output cannot be written: No space left on device\n"
    assert capsys.readouterr().err == message
    assert summary(tmp_path / "run")["status"] == "finished"
    assert figures(History.read(tmp_path / "run" / "history.csv")) == figures(whole)


@linux
@pytest.mark.slow
def test_closed_streams_end_no_training(whole, tmp_path):
    done = shell([*RUN, "--out", tmp_path / "run"], ">&- 2>&- <&-")
    assert done.returncode == 0
    assert summary(tmp_path / "run")["status"] == "finished"
    assert figures(History.read(tmp_path / "run" / "history.csv")) == figures(whole)


@linux
@pytest.mark.slow
def test_what_keras_was_told_elsewhere_changes_nothing(whole, tmp_path):
    (tmp_path / "keras").mkdir()
    told = {"floatx": "float16", "image_data_format": "channels_first", "epsilon": 1e-3}
    (tmp_path / "keras" / "keras.json").write_text(json.dumps(told | {"backend": "torch"}))
    done = shell(
        [*RUN, "--out", tmp_path / "é"],
        "| head -1",
        PYTHONIOENCODING="ascii",
        KERAS_HOME=str(tmp_path / "keras"),
        KERAS_BACKEND="mxnet",
        KERAS_MAX_EPOCHS="1",
        KERAS_MAX_STEPS_PER_EPOCH="1",
    )
    assert done.stderr == "note: KERAS_BACKEND is mxnet; the suite trains on TensorFlow\n"
    assert done.returncode == 0
    assert figures(History.read(tmp_path / "é" / "history.csv")) == figures(whole)
    assert done.stdout.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "variables", "message"),
    [("[]", {}, "attribute 'get'")],
)
def test_settings_that_keras_refuses_are_named(content, variables, message, tmp_path):
    (tmp_path / "keras.json").write_text(content)
    done = shell(["summary", "quickstart"], "", KERAS_HOME=str(tmp_path), **variables)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: Keras cannot be imported, since {tmp_path}/keras.json")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_backend_that_matplotlib_lacks_is_named():
    done = shell(["summary", "quickstart"], "", MPLBACKEND="nope")
    message = "error: MPLBACKEND=nope: matplotlib has no such backend; unset it.\n"
    assert (done.returncode, done.stderr) == (2, message)


@pytest.mark.slow
def test_python_with_another_backend_is_refused():
    if importlib.util.find_spec("jax") is None:
        pytest.skip("jax is not installed")
    code = "import keras, suite\ntry:\n    suite.run\nexcept suite.UserError as e:\n    print(e)"
    variables = environment() | {"KERAS_BACKEND": "jax"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=variables, cwd=CHECKOUT
    )
    assert done.stdout.startswith("Keras computes by jax, and the suite trains on TensorFlow"), done
    assert "set KERAS_BACKEND to tensorflow" in done.stdout


@pytest.mark.parametrize("verb", [("run", "quickstart"), ("list", "layers"), ("show", "relu")])
def test_plugins_that_are_not_there_are_refused_at_once(verb, tmp_path):
    answer = suite(*verb, "--plugins", tmp_path / "nope")
    message = f"error: --plugins {tmp_path / 'nope'}: there is no such folder"
    assert answer.status == 2
    assert answer.err.startswith(message)
    (tmp_path / "nope").touch()
    assert "is a file; give a folder" in suite(*verb, "--plugins", tmp_path / "nope").err


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_a_closed_terminal_asks_a_run_to_stop_but_not_under_nohup(monkeypatch):
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup
    try:
        with StopRequest() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
        assert stop.received == signal.SIGHUP
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with StopRequest() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
        assert stop.received is None
    finally:
        signal.signal(signal.SIGHUP, before)
