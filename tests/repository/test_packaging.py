"""What lands in an installation: all of the suite, and nothing beside it."""

from __future__ import annotations

import configparser
import subprocess
import sys
import tarfile
import zipfile

import pytest

import suite
from tests.commands import CHECKOUT
from tests.conftest import pip


def packages_on_disk():
    """Folders of suite/ with modules in them; callbacks/ and recipes/ are packages by setup.cfg."""
    modules = (CHECKOUT / "suite").rglob("*.py")
    folders = {file.relative_to(CHECKOUT).parent for file in modules}
    return {".".join(folder.parts) for folder in folders} | {"suite.callbacks", "suite.recipes"}


def test_setup_cfg_lists_every_package():
    setup = configparser.ConfigParser()
    setup.read(CHECKOUT / "setup.cfg")
    listed = setup["options"]["packages"].split()
    assert listed == sorted(packages_on_disk())


def test_every_package_says_what_it_is():
    for package in packages_on_disk() - {"suite.callbacks", "suite.recipes"}:
        file = CHECKOUT.joinpath(*package.split("."), "__init__.py")
        assert file.is_file()
        assert file.read_text().startswith('"""')


# Folders and the files in them that a wheel has.
CONTENT = (
    *(("suite", f"*.{kind}") for kind in ("py", "html", "css", "js")),
    ("callbacks", "*.py"),
    *(("recipes", f"*.{kind}") for kind in ("yaml", "csv")),
    *(("suite/lectures", f"*.{kind}") for kind in ("yaml", "json")),
    ("suite/runs/page/languages", "*.yaml"),
    ("suite/recipe/schema", "*.yaml"),
    ("suite/cli/lookup/templates", "*.txt"),
)
# Of the charts it has what was built, and not from what.
CHARTS = "suite/runs/page/render/echarts"


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_recipe_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    inside = {name for name in names if ".dist-info/" not in name}
    expected = {
        (f"suite/{path}" if path.parts[0] != "suite" else str(path))
        for folder, pattern in CONTENT
        for path in (file.relative_to(CHECKOUT) for file in (CHECKOUT / folder).rglob(pattern))
    }
    built = {f"{CHARTS}/{name}" for name in ("LICENSE", "NOTICE", "echarts.js.gz", "echarts.json")}
    assert inside == expected - {f"{CHARTS}/entry.js"} | built | {"suite/py.typed"}
    (metadata,) = [name for name in names if name.endswith(".dist-info/METADATA")]
    assert metadata.startswith(f"keras_training_suite-{suite.__version__}.")


@pytest.mark.slow
def test_a_source_distribution_builds_the_same_wheel(wheel, tmp_path):
    """With all that somebody needs who has nothing else: tests, recipes, documentation."""
    source = wheel.parent / "source"
    build = f"from setuptools.build_meta import build_sdist; build_sdist({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    (unpacked,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert {"LICENSE", "README.md", "pyproject.toml", "setup.cfg", "recipes", "suite"} <= {
        path.name for path in unpacked.iterdir()
    }
    pip("wheel", "--no-build-isolation", "--wheel-dir", tmp_path, unpacked)
    (again,) = tmp_path.glob("*.whl")
    assert contents(again) == contents(wheel)


def contents(wheel):
    """Name -> checksum of each file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {one.filename: one.CRC for one in archive.infolist() if "RECORD" not in one.filename}


@pytest.mark.slow
def test_the_wheel_finds_its_recipes_and_callbacks(installed, tmp_path):
    script = f"""
import suite
from suite.catalog import HERE
assert suite.__file__.startswith({str(installed)!r}), suite.__file__
assert suite.load("quickstart").data.kind == "digits"
assert suite.load("models/se-resnet20-cifar10").optimizer.kind == "sgd"
print(HERE.find("callbacks", "dead_neurons").file)
"""
    output = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert output.strip() == str(installed / "suite" / "callbacks" / "dead_neurons.py")
