"""The site, built once for all tests of a process."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import CHECKOUT, environment


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as CONTRIBUTING.md says, in a copy of `docs/`, so that nothing is left in it."""
    pytest.importorskip("pydata_sphinx_theme", reason="needs pip install '.[docs]'")
    folder = tmp_path_factory.mktemp("site")
    for name in ("docs", "suite", "callbacks", "recipes", "README.md"):
        (folder / name).symlink_to(CHECKOUT / name)
    for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "pyproject.toml"):
        (folder / name).symlink_to(CHECKOUT / name)
    (folder / "docs").unlink()
    ignored = shutil.ignore_patterns("lookup", "learn", "__pycache__")
    shutil.copytree(CHECKOUT / "docs", folder / "docs", ignore=ignored)
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    answer = subprocess.run(
        [*command, "docs", "site"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return folder / "site"
