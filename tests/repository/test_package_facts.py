"""What surrounds the package says of it what it is: versions, addresses, hooks, containers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from suite.package import REPOSITORY, SITE, VERSION
from tests.commands import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
CITATION = yaml.safe_load((CHECKOUT / "CITATION.cff").read_text("utf-8"))
# Of the environment of these tests, whether or not it is on the path.
HADOLINT = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which(
    "hadolint"
)
DOCKERFILE = CHECKOUT / "docker" / "gpu.Dockerfile"


def test_addresses_are_those_of_the_package():
    urls = PROJECT["urls"]
    assert (urls["Source"], urls["Documentation"]) == (REPOSITORY, SITE)
    assert all(url.startswith((REPOSITORY, SITE)) for url in urls.values())
    assert (CITATION["repository-code"], CITATION["url"]) == (REPOSITORY, SITE)


def test_the_version_is_told_once():
    assert PROJECT["dynamic"] == ["version"]
    assert CITATION["version"] == VERSION
    changes = (CHECKOUT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## (Unreleased|\d+\.\d+\.\d+)", changes, re.MULTILINE)


def test_the_hook_for_repositories_of_recipes_is_the_verb():
    (hook,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["id"] == "suite-check"
    assert hook["entry"] == "python -m suite check"


def test_the_container_for_development_sets_up_what_the_tests_need():
    text = (CHECKOUT / ".devcontainer" / "devcontainer.json").read_text("utf-8")
    facts = json.loads("\n".join(line for line in text.splitlines() if not line.startswith("//")))
    assert ".[test]" in facts["postCreateCommand"]
    version = re.search(r"python:1-(3\.\d+)-", facts["image"])[1]
    assert f"<3.{int(version.partition('.')[2]) + 1}" in PROJECT["requires-python"]


def test_the_image_for_a_gpu_runs_the_suite():
    lines = DOCKERFILE.read_text("utf-8").splitlines()
    assert 'ENTRYPOINT ["python", "-m", "suite"]' in lines
    assert "USER 1000" in lines


@pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")
def test_the_image_passes_hadolint():
    answer = subprocess.run([HADOLINT, DOCKERFILE], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
