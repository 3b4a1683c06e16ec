"""Class folders and files whose names are no UTF-8, and processes that take no more than ASCII."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import suite
from suite.data.files.image_folders import find_images
from suite.data.files.walk import Walk
from suite.given_path import same_name
from tests.commands import environment, succeed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux")
CLASSES = (b"caf\xe9", b"plain", "thé".encode(), "水".encode())
THREE_VERBS = """
import sys
from suite.cli.main import main
recipe, out = sys.argv[1:]
for command in (["run", recipe, "--out", out, "--quiet"], ["report", out], ["evaluate", out]):
    if status := main(command):
        sys.exit(status)
"""
SHOWN = ("caf\\xe9", "plain", "thé", "水")


@pytest.fixture
def folder(tmp_path):
    random = np.random.default_rng(0)
    for name in CLASSES:
        for split in (b"train", b"test"):
            place = os.path.join(os.fsencode(tmp_path), b"images", split, name)
            os.makedirs(place)
            for index in range(8):
                with open(os.path.join(place, b"b\xe9%d.png" % index), "wb") as file:
                    pixels = random.integers(0, 256, (6, 6), dtype=np.uint8)
                    Image.fromarray(pixels).save(file, "PNG")
    return tmp_path / "images"


@pytest.fixture
def recipe(folder, tmp_path):
    path = tmp_path / "été.yaml"
    path.write_text(
        "data: {kind: folder, path: images, color: grayscale, batch_size: 8, validation: 0.2}\n"
        "model: {kind: mlp, widths: [4]}\n"
        "training: {epochs: 1}\n",
        "utf-8",
    )
    return path


def test_names_have_one_spelling_that_can_be_written(folder):
    classes, files = find_images(Walk(folder))
    assert classes == SHOWN
    assert files["train"].labels.tolist() == sorted([0, 1, 2, 3] * 8)
    json.dumps([*files["train"].files.stamps()], ensure_ascii=False).encode()
    assert all(os.path.isfile(path) for path in files["train"].paths)


def test_one_name_in_several_forms():
    assert same_name("cafe\u0301") == same_name("café") == "café"
    assert same_name(os.fsdecode(b"caf\xe9")) == "caf\\xe9"


def test_a_run_over_such_folders_says_their_names(recipe, tmp_path):
    run = suite.run(suite.load(recipe), tmp_path / "run", quiet=True)
    assert run.summary["classes"] == list(SHOWN)
    file = next((tmp_path / "images" / "test").glob("plain/*0.png"))
    said = succeed("predict", run.path, file)
    assert "b\\udce90.png" in said


@pytest.mark.slow
def test_a_process_that_takes_ascii_alone_does_the_same(recipe, tmp_path):
    out = tmp_path / "été"
    variables = environment() | {"LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", THREE_VERBS, str(recipe), str(out)]
    done = subprocess.run(command, capture_output=True, env=variables, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout
    assert done.stdout.isascii()
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["classes"] == list(SHOWN)
    assert summary["recipe"] == "été"
