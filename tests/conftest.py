"""What tests of several rooms need."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from PIL import Image

from tests.commands import CHECKOUT, HOME

# TensorFlow's graphs live as long as the process; looking through them for garbage every few
# thousand objects takes a fifth of the time of all tests.
gc.set_threshold(50_000, 20, 20)

ARCHIVE = CHECKOUT.parent / "shared" / "data" / "cifar10-jpeg.tar.xz"


# Of a wheel's suite the source is not looked at; that of the checkout is the same.
collect_ignore = ["test_examples.py"] if HOME != CHECKOUT else []


def pytest_report_header() -> str:
    """Which suite is tested: the checkout's, or a wheel's."""
    return f"suite: {HOME / 'suite'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the slow tests no coverage is measured, and of a test of many cases that of the first:
    the others would cost more than they tell."""
    if config.pluginmanager.hasplugin("_cov"):
        cases: Counter[str] = Counter()
        for item in items:
            test = item.nodeid.partition("[")[0]
            cases[test] += 1
            if item.get_closest_marker("slow") or cases[test] > 1:
                item.add_marker("no_cover")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Decoded data goes to a temporary folder, in this process and in those it starts."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("SUITE_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="module", autouse=True)
def graphs_forgotten() -> Iterator[None]:
    """What a file of tests traced goes when it is done: two processes shall fit into the memory."""
    if "tensorflow" not in sys.modules:
        yield
        return
    from suite.training.process.custom_gradients import gradients_held_by_graphs

    with gradients_held_by_graphs():
        yield


@pytest.fixture(scope="session", autouse=True)
def wide_screen() -> Iterator[None]:
    """Lines are not broken, however long the names of temporary folders are, in this process and in
    those it starts; tests of narrow screens say how narrow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "1000")
        yield


@pytest.fixture(scope="session")
def cifar10_folder() -> Path:
    """CIFAR-10 as 60,000 JPEG files in train/<class>/ and test/<class>/.

    SUITE_CIFAR10 names the folder or the archive; without it the archive is expected in
    shared/data beside the checkout. The archive is unpacked once per machine.
    """
    source = Path(os.environ.get("SUITE_CIFAR10", ARCHIVE))
    if source.is_dir():
        return source
    if not source.is_file():
        pytest.skip(f"no CIFAR-10: {source} is absent and SUITE_CIFAR10 does not name it")
    folder = Path(platformdirs.user_cache_dir("suite-tests")) / "cifar10"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            target = Path(temporary) / "cifar10"
            with tarfile.open(source) as archive:
                archive.extractall(target, filter="data")
            target.rename(folder)
    return folder


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built in a copy, so that nothing is left in the working tree."""
    pytest.importorskip("setuptools", minversion="77", reason="pyproject.toml needs setuptools 77")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(
        CHECKOUT, source, ignore=shutil.ignore_patterns(".*", "*.egg-info", "__pycache__")
    )
    for leftover in ("build", "dist", "runs"):
        shutil.rmtree(source / leftover, ignore_errors=True)
    pip("wheel", "--no-build-isolation", "--wheel-dir", folder, source)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which that wheel is installed; first on PYTHONPATH, it wins."""
    folder = tmp_path_factory.mktemp("installed")
    pip("install", "--target", folder, wheel)
    return folder


def pip(verb: str, *arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", verb, "-q", "--no-deps", "--no-index", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.fixture
def image_folder(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of random images: `image_folder({"train/cat": 3, "train/dog": 3})`."""

    def make(
        counts: dict[str, int],
        size: tuple[int, int] = (6, 5),
        suffix: str = ".png",
        name: str = "images",
    ) -> Path:
        generator = np.random.default_rng(0)
        root = tmp_path / name
        for folder, count in counts.items():
            (root / folder).mkdir(parents=True)
            for index in range(count):
                pixels = generator.integers(0, 256, (*size, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(root / folder / f"{index:03}{suffix}")
        return root

    return make
