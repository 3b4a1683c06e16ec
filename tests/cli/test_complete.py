"""What a shell offers: argcomplete's question asked as bash asks it, and timed."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from suite.cli.lookup.completion import SHELLS
from tests.commands import environment, succeed

# What argcomplete's part in bash sets; its answer comes by file descriptor 8.
_ASKED = {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "\n", "COMP_TYPE": "9"}


def offered(line: str, folder) -> set[str]:
    """What is offered at the end of a command line."""
    variables = environment() | _ASKED | {"COMP_LINE": line, "COMP_POINT": str(len(line))}
    read, write = os.pipe()
    command = f'exec 8>&{write}; exec "{sys.executable}" -m suite 9>/dev/null >/dev/null'
    with open(read) as answer:
        subprocess.run(
            ["bash", "-c", command], env=variables, cwd=folder, pass_fds=[write], check=False
        )
        os.close(write)
        return {word.strip() for word in answer.read().split("\n")}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("c", {"check", "copy", "completion"}),
        ("run quick", {"quickstart"}),
        ("run mi", {"mine.yaml"}),
        ("check models/res", {"models/resnet20-digits"}),
        ("run quickstart --r", {"--resume"}),
        ("run quickstart training.prec", {"training.precision="}),
        ("run quickstart training.precision=", {"training.precision=mixed_bfloat16"}),
        ("run quickstart training.determinism=", {"training.determinism=false"}),
        ("run optim/sgd optimizer.mom", {"optimizer.momentum="}),
        ("run quickstart optimizer.kind=ada", {"optimizer.kind=adamw"}),
        ("run quickstart callb", {"callbacks=", "callbacks+="}),
        ("run quickstart callbacks+=dead", {"callbacks+=dead_neurons"}),
        ("list opt", {"optimizers"}),
        ("show layers/den", {"layers/dense"}),
        ("show activations/dy", {"activations/dying-relu"}),
        ("topics mod", {"models", "models/resnet"}),
        ("study init/z", {"init/zeros"}),
        ("grade act", {"activations/dying-relu"}),
        ("export runs --to on", {"onnx"}),
    ],
)
def test_what_is_offered(typed, expected, tmp_path):
    (tmp_path / "mine.yaml").write_text("model: mlp")
    assert expected <= offered(f"keras-suite {typed}", tmp_path)


def test_a_recipe_with_a_mistake_still_offers_keys(tmp_path):
    (tmp_path / "bad.yaml").write_text("modle: [")
    assert "training.epochs=" in offered("keras-suite run bad.yaml training.ep", tmp_path)


def test_it_is_as_quick_as_a_person_types(tmp_path):
    """A third of a second, and on a busy machine a few times that."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        offered("keras-suite run quickstart optimizer.", tmp_path)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 1.5


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_is_told(shell):
    assert "keras-suite" in succeed("completion", shell)


def test_bash_takes_what_it_is_told(tmp_path):
    (tmp_path / "told").write_text(succeed("completion", "bash"))
    told = subprocess.run(
        ["bash", "-c", "source told && complete -p keras-suite"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_python_argcomplete" in told.stdout
