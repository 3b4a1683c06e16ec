"""The examples of docs/workers.md, tried as far as one machine can."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
import yaml

from suite.training.replicas.workers import workers_of_environment
from suite.workers.cluster import Cluster
from suite.workers.launch import free_ports
from tests.commands import CHECKOUT, environment, succeed

TEXT = (CHECKOUT / "docs" / "workers.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
    return [text for kind, text in fenced if kind == language]


def config_of(script: str, **variables: str) -> str:
    """What `TF_CONFIG` is after the lines of a script that set it."""
    lines = [line for line in script.splitlines() if "TF_CONFIG" in line]
    shell = "\n".join([*lines, 'printf "%s" "$TF_CONFIG"'])
    return subprocess.run(
        ["sh", "-c", shell], env=os.environ | variables, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.slow
def test_by_hand(tmp_path):
    """Both machines' commands as they stand, with ports of this machine for their addresses."""
    script = blocks("")[1]
    first, second = free_ports(2)
    script = script.replace("192.168.0.1:23456", f"127.0.0.1:{first}")
    script = script.replace("192.168.0.2:23456", f"127.0.0.1:{second}")
    script = script.replace("python -m", f"{sys.executable} -m")
    script = script.replace("quickstart", "quickstart training.epochs=1")
    variables = environment()
    processes = []
    for index in range(2):
        text = script.replace('"index": 0', f'"index": {index}')
        folder = tmp_path / str(index)
        folder.mkdir()
        processes.append(
            subprocess.Popen(
                ["sh", "-ec", text],
                cwd=folder,
                env=variables,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
    said = [process.communicate(timeout=300)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert "finished after 1 epoch" in said[0]
    assert said[1] == ""
    assert (tmp_path / "0" / "runs" / "two" / "model.keras").is_file()
    assert list((tmp_path / "1").iterdir()) == []


def test_launch_is_a_command():
    (command,) = [line for line in blocks("")[0].splitlines() if line]
    assert command.startswith("python -m suite launch --workers 2 quickstart")
    assert "--workers" in succeed("launch", "--help")


def test_kubernetes_gives_each_pod_its_place():
    service, job = yaml.safe_load_all(blocks("yaml")[0])
    spec = job["spec"]["template"]["spec"]
    script = spec["containers"][0]["command"][-1]
    for index in range(job["spec"]["completions"]):
        cluster = Cluster.of_tf_config(config_of(script, JOB_COMPLETION_INDEX=str(index)))
        assert cluster.index == index
        # The pod of an indexed job is called <job>-<index>, in the service's subdomain.
        name = f"{job['metadata']['name']}-{index}.{service['metadata']['name']}"
        assert cluster.addresses[index].startswith(f"{name}:")
    assert spec["subdomain"] == service["metadata"]["name"]
    assert service["spec"]["selector"]["job-name"] == job["metadata"]["name"]
    assert_recipe_command(script)


def test_slurm_starts_a_task_a_worker(monkeypatch):
    (script,) = blocks("bash")
    nodes, tasks = (
        int(re.search(rf"--{name}=(\d+)", script)[1]) for name in ("nodes", "ntasks-per-node")
    )
    variables = {
        "SLURM_STEP_NODELIST": f"node[1-{nodes}]",
        "SLURM_STEP_NUM_TASKS": str(nodes * tasks),
        "SLURM_STEP_TASKS_PER_NODE": f"{tasks}(x{nodes})",
        "SLURM_PROCID": "5",
        "SLURM_LOCALID": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TF_CONFIG", raising=False)
    cluster = workers_of_environment()
    assert (len(cluster.addresses), cluster.index) == (8, 5)
    assert_recipe_command(script)


def assert_recipe_command(script: str) -> None:
    """The line that trains is one that the command line takes."""
    (line,) = [line for line in script.splitlines() if "suite run" in line]
    words = line.split()
    arguments = words[words.index("run") + 1 :]
    overrides = [word for word in arguments if "=" in word]
    assert "training.strategy=multi_worker" in overrides
    assert "no problems found" in succeed("check", "quickstart", *overrides)
