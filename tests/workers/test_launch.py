"""Several workers in one terminal."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from suite.runs.model_file import load_model
from suite.workers import launch as launching
from suite.workers import processes
from suite.workers.cluster import TOKEN, Cluster
from suite.workers.launch import free_ports
from tests.commands import environment, start, succeed, suite

SHORT = ("training.epochs=2", "data.batch_size=128", "optimizer={kind: sgd, learning_rate: 0.01}")


def rows(folder) -> list[dict]:
    with (folder / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_two_workers_equal_one_process(tmp_path):
    """With dropout and batch normalization: metrics of every epoch to 1e-4, diagnostics to 1e-3."""
    process = start(
        *("launch", "--workers", "2", "quickstart", *SHORT),
        *("--out", tmp_path / "two", "training.worker_wait=120"),
    )
    out, err = process.communicate(timeout=400)
    assert process.returncode == 0, out + err
    assert "[worker 0] epoch 2/2" in out
    assert "[worker 1]" not in out, "only worker 0 speaks"
    succeed("run", "quickstart", *SHORT, "--out", tmp_path / "one", "--quiet")
    for one, two in zip(rows(tmp_path / "one"), rows(tmp_path / "two"), strict=True):
        assert one.keys() == two.keys()
        for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
            assert float(two[name]) == pytest.approx(float(one[name]), rel=1e-4), name
        for name in ("gradient_norm/mean", "update_ratio/max", "batchnorm_stats/d_mu/block1_norm1"):
            assert float(two[name]) == pytest.approx(float(one[name]), rel=1e-3), name
    summary = json.loads((tmp_path / "two" / "summary.json").read_text())
    assert summary["status"] == "finished"
    outcome = json.loads((tmp_path / "two" / "outcome.json").read_text())
    assert "confusion" in outcome, "worker 0 has looked at the model, and the others have waited"


@pytest.mark.slow
def test_one_failure_ends_all_with_its_message(tmp_path):
    """Worker 1 alone cannot read its data."""
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("data: digits\nmodel: mlp\ncallbacks: [./plugin.py:OnlyFirst]\n")
    (tmp_path / "plugin.py").write_text(
        "import json, os, keras\n"
        "class OnlyFirst(keras.callbacks.Callback):\n"
        "    def on_epoch_begin(self, epoch, logs=None):\n"
        "        if json.loads(os.environ['TF_CONFIG'])['task']['index'] == 1:\n"
        "            raise SystemExit('worker one gives up')\n"
    )
    begin = time.monotonic()
    process = start("launch", "--workers", "2", recipe, "--out", tmp_path / "out")
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 1
    assert "[worker 1] worker one gives up" in out
    assert time.monotonic() - begin < 200


@pytest.mark.slow
def test_a_killed_worker_is_resumed_bit_for_bit(tmp_path, monkeypatch):
    """Worker 1 alone is killed in the second epoch; the same command then goes on."""
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        "data: {kind: digits, batch_size: 256}\n"
        "model: {kind: mlp, widths: [16], norm: batch, dropout: 0.2}\n"
        "initialization: lsuv\n"
        "training: {epochs: 3, checkpoint_every: 2st}\n"
        "callbacks: [./plugin.py:Die]\n"
    )
    (tmp_path / "plugin.py").write_text(
        "import json, os, signal, keras\n"
        "class Die(keras.callbacks.Callback):\n"
        "    def on_train_batch_end(self, batch, logs=None):\n"
        "        second = json.loads(os.environ['TF_CONFIG'])['task']['index'] == 1\n"
        "        step = str(self.model.optimizer.iterations.numpy())\n"
        "        if second and os.environ.get('DIE_AT') == step:\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    def finish(name):
        process = start("launch", "--workers", "2", recipe, "--out", tmp_path / name, "--quiet")
        return process.communicate(timeout=300)[0], process.returncode

    monkeypatch.setenv("DIE_AT", "7")
    out, status = finish("killed")
    assert status == 128 + signal.SIGKILL, out
    assert json.loads((tmp_path / "killed" / "summary.json").read_text())["steps"] < 12
    monkeypatch.delenv("DIE_AT")
    for name in ("killed", "whole"):
        out, status = finish(name)
        assert status == 0, out
    for file in ("model.keras", "best.keras"):
        weights = [load_model(tmp_path / name / file).get_weights() for name in ("killed", "whole")]
        for one, other in zip(*weights, strict=True):
            np.testing.assert_array_equal(one, other)


class Workers:
    """Two workers that were started by hand, each with arguments of its own."""

    def __init__(self, *arguments: list) -> None:
        ports = free_ports(2)
        self.addresses = tuple(f"127.0.0.1:{port}" for port in ports)
        self.said: list[list[str]] = [[], []]
        self.processes = []
        for index, given in enumerate(arguments):
            variables = {"TF_CONFIG": Cluster(self.addresses, index).to_tf_config()}
            process = subprocess.Popen(
                [sys.executable, "-m", "suite", "run", *map(str, given)],
                env=environment() | variables | {"CUDA_VISIBLE_DEVICES": "-1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            self.processes.append(process)
        self.readers = [
            threading.Thread(target=self.read, args=(index, process), daemon=True)
            for index, process in enumerate(self.processes)
        ]
        for reader in self.readers:
            reader.start()

    def read(self, index: int, process: subprocess.Popen) -> None:
        with process.stdout:
            self.said[index] += iter(process.stdout.readline, "")

    def wait_for(self, word: str) -> None:
        deadline = time.monotonic() + 120
        while not any(word in line for lines in self.said for line in lines):
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def ends(self, seconds: float) -> list[tuple[int, str]]:
        """Exit status and words of each."""
        deadline = time.monotonic() + seconds
        try:
            for process in self.processes:
                process.wait(max(0.0, deadline - time.monotonic()))
        finally:
            for process in self.processes:
                process.kill()
        for reader in self.readers:
            reader.join()
        return [
            (process.returncode, "".join(lines))
            for process, lines in zip(self.processes, self.said, strict=True)
        ]


def by_hand(recipe: Path, out: Path, *overrides: str) -> list:
    return [recipe, "training.strategy=multi_worker", "--out", out, *overrides]


def endless(folder: Path) -> list:
    recipe = folder / "recipe.yaml"
    recipe.write_text("data: digits\nmodel: mlp\ntraining: {epochs: 10000, diagnostics: none}\n")
    return by_hand(recipe, folder / "out")


@pytest.mark.slow
def test_workers_with_other_data_are_refused_and_do_not_hang(tmp_path, image_folder):
    """Folders of 12 and of 8 images, under equal recipes."""
    large = image_folder({"cat": 6, "dog": 6}, name="large")
    small = image_folder({"cat": 4, "dog": 4}, name="small")
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("data: {kind: folder, path: ., batch_size: 4}\nmodel: mlp\n")
    workers = Workers(
        by_hand(recipe, tmp_path / "out", f"data.path={large}"),
        by_hand(recipe, tmp_path / "out", f"data.path={small}"),
    )
    for status, text in workers.ends(120):
        assert status == 2, text
        assert "error: worker 1 would compute something else than worker 0:\n  data, " in text
        assert "data, training: 10 examples of 6x5x3 uint8" in text
        assert "Exception ignored" not in text
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("lost", [0, 1])
def test_a_lost_worker_is_named_and_the_other_ends(tmp_path, lost):
    workers = Workers(*[endless(tmp_path)] * 2)
    workers.wait_for("epoch")
    workers.processes[lost].kill()
    (status, text) = workers.ends(10)[1 - lost]
    assert status == 1
    errors = [line for line in text.splitlines() if line.startswith("error")]
    assert errors == [
        f"error: worker {lost} ({workers.addresses[lost]}) is gone, without a word. Start all "
        "workers again with the same command: the run goes on from its newest checkpoint."
    ]


@pytest.mark.slow
def test_a_signal_ends_a_worker_that_waits_for_others_in_vain(tmp_path):
    workers = Workers(*[endless(tmp_path)] * 2)
    workers.wait_for("epoch")
    chief, other = workers.processes
    chief.send_signal(signal.SIGSTOP)
    time.sleep(1.0)
    other.send_signal(signal.SIGTERM)
    assert other.wait(15) == 1
    chief.send_signal(signal.SIGCONT)
    (chief_status, chief_text), (_, text) = workers.ends(15)
    assert "error: SIGTERM: after 5 s there is no way to save the state" in text
    assert chief_status == 1
    assert f"worker 1 ({workers.addresses[1]}) was ended by a signal" in chief_text
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["status"] == "failed"


def test_a_worker_that_fails_first_gives_the_status(monkeypatch, capfd):
    script = (
        "import os, sys; i = '\"index\": 1' in os.environ['TF_CONFIG']; print('hi', flush=True)"
    )
    script += "\nif i: sys.exit(3)\nimport time; time.sleep(60)"
    monkeypatch.setattr(processes, "GRACE", 2.0)
    status = launching.launch(2, [], command=[sys.executable, "-c", script])
    assert status == 3
    lines = capfd.readouterr().out.splitlines()
    assert sorted(lines) == ["[worker 0] hi", "[worker 1] hi"]


def test_workers_share_a_token_that_nobody_else_knows(capfd):
    script = f"import os; print(os.environ[{TOKEN!r}], flush=True)"
    said = []
    for _ in range(2):
        assert launching.launch(2, [], command=[sys.executable, "-c", script]) == 0
        said += {line.partition("] ")[2] for line in capfd.readouterr().out.splitlines()}
    assert len(said) == 2, "one a run, and another the next time"
    assert min(map(len, said)) >= 32


def test_a_killed_worker_gives_its_signal():
    script = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert launching.launch(1, [], command=[sys.executable, "-c", script]) == 128 + signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_passed_on(number):
    script = (
        "import signal, sys, time\n"
        f"signal.signal({number:d}, lambda *_: sys.exit(130))\n"
        f"import os; os.kill(os.getppid(), {number:d})\n"
        "time.sleep(60)"
    )
    before = signal.signal(number, signal.SIG_DFL)  # the tests may run under nohup
    try:
        assert launching.launch(1, [], command=[sys.executable, "-c", script]) == 130
    finally:
        signal.signal(number, before)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells a child of its parent's end")
def test_workers_end_with_the_process_that_launched_them(tmp_path):
    mark = tmp_path / "pid"
    worker = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    script = (
        "import sys; from suite.workers.launch import launch; "
        f"launch(1, [], command=[sys.executable, '-c', {worker!r}])"
    )
    process = subprocess.Popen([sys.executable, "-c", script], env=environment())
    deadline = time.monotonic() + 30
    while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.wait()
    alive = Path("/proc", mark.read_text())
    while alive.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive.exists()


def test_a_recipe_that_is_refused_is_refused_once(tmp_path):
    process = start("launch", "--workers", "2", "quickstart", "optimizer.momentun=1")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "momentun" in out


def test_ports_are_free_and_different():
    assert len(set(free_ports(5))) == 5


def test_no_workers_are_refused():
    answer = suite("launch", "--workers", "0", "quickstart")
    assert answer.status == 2
    assert "--workers must be at least 1" in answer.err


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (None, "neither TF_CONFIG nor Slurm describes any"),
        ('{"cluster": {"worker": ["127.0.0.1:1"]}, "job": {}}', "unknown key job; accepted"),
        (
            '{"cluster": {"worker": ["127.0.0.1:PORT", "127.0.0.1:9"]}, '
            '"task": {"type": "worker", "index": 0}}',
            r"after 1 s there is still no sign of worker 1 (127.0.0.1:9)",
        ),
    ],
)
def test_workers_that_are_not_described_or_not_there(tmp_path, monkeypatch, config, message):
    """Exit status 2, one message, nothing written."""
    monkeypatch.delenv("TF_CONFIG", raising=False)
    monkeypatch.delenv("SLURM_STEP_NODELIST", raising=False)
    if config is not None:
        monkeypatch.setenv("TF_CONFIG", config.replace("PORT", str(free_ports(1)[0])))
    overrides = ("training.strategy=multi_worker", "training.worker_wait=1")
    answer = suite("run", "quickstart", *overrides, "--out", tmp_path / "out")
    assert answer.status == 2
    assert message in answer.err
    assert not (tmp_path / "out").exists()
