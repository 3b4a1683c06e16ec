"""The checks of a release see what is damaged, and nothing where all is well."""

from __future__ import annotations

import shutil
import zipfile

import pytest

from benchmarks import release
from suite.package import VERSION
from tests.commands import CHECKOUT


@pytest.fixture
def copy(tmp_path):
    """What the checks read, with a changelog in which the version stands."""
    for name in ("recipes", "notebooks"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    shutil.copy(CHECKOUT / "CITATION.cff", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n## {VERSION} - 2026-01-31\n")
    return tmp_path


def test_nothing_is_said_of_a_whole_copy(copy):
    release.version(copy)
    release.notebooks(copy)
    release.schema(copy)


@pytest.mark.parametrize(
    ("check", "file", "old", "new"),
    [
        (release.version, "CITATION.cff", f"version: {VERSION}", "version: 9.9.9"),
        (release.version, "CHANGELOG.md", f"## {VERSION} - ", "## Unreleased - "),
        (release.notebooks, "notebooks/lectures/init.ipynb", "import suite", "import keras"),
        (release.schema, "recipes/quickstart.yaml", "model:", "modell:"),
    ],
    ids=["citation", "changelog", "notebooks", "schema"],
)
def test_a_damaged_copy_fails(copy, check, file, old, new):
    text = (copy / file).read_text("utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(release.Fails):
        check(copy)


def packed(path, names):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return path


def test_a_wheel_without_a_license_fails(tmp_path):
    names = [
        f"{release.ECHARTS}/LICENSE",
        f"{release.ECHARTS}/NOTICE",
        "a.dist-info/licenses/LICENSE",
    ]
    release.licenses(packed(tmp_path / "whole.whl", names))
    for name in names:
        others = [one for one in names if one != name]
        with pytest.raises(release.Fails, match="lacks"):
            release.licenses(packed(tmp_path / "less.whl", others))


def test_another_wheel_fails(tmp_path):
    one, other = (packed(tmp_path / f"{name}.whl", [name]) for name in "ab")
    release.same(one, one)
    with pytest.raises(release.Fails, match="another wheel"):
        release.same(one, other)


def test_a_site_that_is_not_built_fails(tmp_path):
    with pytest.raises(release.Fails):
        release.site(tmp_path, tmp_path / "site")


def test_a_folder_of_runs_stays_behind_and_the_package_of_that_name_does_not():
    names = ["runs", "build", ".git", "suite", "a.egg-info"]
    assert release.leftovers(str(CHECKOUT), names) == {"runs", "build", ".git", "a.egg-info"}
    assert release.leftovers(str(CHECKOUT / "suite"), ["runs", "data"]) == set()
