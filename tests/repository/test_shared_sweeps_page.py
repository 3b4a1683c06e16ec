"""The scripts of docs/shared-sweeps.md, run by two processes with what stands in for a cluster."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys

import pytest
import yaml

from tests.commands import CHECKOUT, environment, succeed

TEXT = (CHECKOUT / "docs" / "shared-sweeps.md").read_text("utf-8")
RECIPE = """
surface: quadratic
training: {steps: 200}
sweep: {metric: value, over: {optimizer.learning_rate: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05]}}
"""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="shell scripts")


def block(language):
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
    (text,) = [text for kind, text in fenced if kind == language]
    return text


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The table of one process."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "my_recipe.yaml").write_text(RECIPE)
    succeed("sweep", folder / "my_recipe.yaml", "--out", folder / "out", "--quiet")
    return table(folder / "out")


@pytest.fixture
def cluster(tmp_path):
    """A folder with the recipe and the commands that a cluster has; variables that find them."""
    commands = tmp_path / "commands"
    commands.mkdir()
    for name, script in {
        "python": f'exec {sys.executable} "$@"',
        "srun": 'exec "$@"',
        "ssh": 'shift; exec sh -c "$1"',
        "tail": "exit 0",
    }.items():
        (commands / name).write_text(f"#!/bin/sh\n{script}\n")
        (commands / name).chmod(0o755)
    (tmp_path / "my_recipe.yaml").write_text(RECIPE)
    variables = environment()
    return tmp_path, {**variables, "PATH": f"{commands}:{variables['PATH']}"}


def table(out):
    with (out / "sweep.csv").open(newline="") as file:
        return [{**row, "seconds": None} for row in csv.DictReader(file)]


def by_two(commands, folder, variables):
    """Start a command for each set of variables at once; what they say."""
    started = [
        subprocess.Popen(
            command,
            cwd=folder,
            env={**variables, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for command, own in commands
    ]
    said = [process.communicate(timeout=300)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    return said


@pytest.mark.slow
def test_a_slurm_array(alone, cluster):
    folder, variables = cluster
    (folder / "sweep.sh").write_text(block("bash"))
    jobs = [(["bash", "sweep.sh"], {"SLURM_ARRAY_TASK_ID": str(index)}) for index in (1, 2)]
    said = by_two(jobs, folder, variables)
    assert table(folder / "runs" / "mine") == alone
    done = re.findall(r"^trial (\d+) ", "".join(said), flags=re.MULTILINE)
    assert sorted(done) == [f"{number:03}" for number in range(6)]
    for text in said:  # whoever has done what, all say what came out
        assert f"next: python -m suite run {'runs/mine/best.yaml'}" in text


@pytest.mark.slow
def test_a_kubernetes_job(alone, cluster):
    folder, variables = cluster
    job = yaml.safe_load(block("yaml"))
    spec = job["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    (mount,) = container["volumeMounts"]
    assert mount["name"] == spec["volumes"][0]["name"]
    out = container["command"][-1]
    assert out.startswith(mount["mountPath"])
    command = [word.replace(mount["mountPath"], str(folder)) for word in container["command"]]
    pods = [(command, {"JOB_COMPLETION_INDEX": str(index)}) for index in (0, 1)]
    by_two(pods, folder, variables)
    assert table(folder / "mine") == alone


@pytest.mark.slow
def test_ssh(alone, cluster):
    folder, variables = cluster
    script = block("sh").replace("node1 node2 node3", "node1 node2").replace(' &"', '"')
    subprocess.run(["sh", "-ec", script], cwd=folder, env=variables, check=True, timeout=300)
    assert table(folder / "runs" / "mine") == alone
    for host in ("node1", "node2"):
        assert "best.yaml" in (folder / f"sweep-{host}.log").read_text()


def test_the_first_two_commands_are_ones_that_the_command_line_takes():
    fenced = re.findall(r"^```\n(python -m suite .*)\n```$", TEXT, flags=re.MULTILINE)
    assert len(fenced) == 2
    said = succeed("sweep", "--help")
    for command in fenced:
        options = re.findall(r"--\w+", command)
        assert options
        assert all(option in said for option in options)
