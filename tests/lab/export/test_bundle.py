"""The zip: the same bytes each time, nothing of this machine in it, and a script that predicts."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from suite.errors import UserError
from suite.lab.export.bundle.bundle import write
from suite.lab.export.bundle.model_parts import ModelParts
from suite.lab.export.bundle.without_paths import MachinePaths
from suite.lab.export.export import export
from suite.lab.export.source import Source
from suite.lab.inspect.predict import predict_files
from suite.layers.maxout import Maxout
from suite.recipe import load
from suite.runs.run import Run
from suite.training.assembly.assembly import Assembly
from tests.commands import environment
from tests.lab.export.runs import CLASSES, RECIPE, image_net, made_run, row_net

OWN_LAYER = """
import keras


class Doubled(keras.layers.Layer):
    def call(self, inputs):
        return 2 * inputs
"""
CODE = '<script>see("PLACE")</script>'
PAGE = f'<p>PLACE</p>{CODE}<script type="application/json">{{"place": "PLACE"}}</script>'
# The process finds the suite that is tested nowhere but in the folder of the zip; where it is
# installed, NumPy lies beside it, and the script's own folder goes first.
ALONE = """
import runpy, sys
from pathlib import Path
def is_of_the_suite_alone(path):
    return Path(path, "suite").is_dir() and not Path(path, "numpy").is_dir()
sys.path[:] = [path for path in sys.path if not is_of_the_suite_alone(path)]
sys.meta_path[:] = [one for one in sys.meta_path if "editable" not in str(one)]
if not Path("parts").is_dir():
    sys.modules["suite"] = None
sys.argv = ["predict.py", *sys.argv[1:]]
try:
    runpy.run_path("predict.py", run_name="__main__")
finally:
    found = sys.modules.get("suite")
    assert found is None or Path(found.__file__).is_relative_to(Path.cwd()), found
"""


def zipped(folder, model, recipe="", **said):
    """The zip of a run, not asked for its outputs."""
    run = Run.open(made_run(folder, model, recipe, classes=CLASSES, **said))
    write(Source(run), folder / "made.zip")
    return folder / "made.zip"


def unpacked(path):
    folder = path.parent / "unpacked"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def test_the_same_run_gives_the_same_bytes(tmp_path):
    first = zipped(tmp_path / "run", image_net()).read_bytes()
    again = tmp_path / "again.zip"
    write(Source(Run.open(tmp_path / "run")), again)
    assert again.read_bytes() == first


def test_it_has_what_a_colleague_asks_for_and_no_path_of_this_machine(tmp_path):
    data = tmp_path / "anna" / "numbers"
    recipe = RECIPE.replace("kind: moons, samples: 240", f"kind: arrays, path: {data}")
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "report.html").write_text(PAGE.replace("PLACE", str(folder)))
    (folder / "history.csv").write_text("epoch,loss\n1,0.5\n")
    (folder / "curves.png").write_bytes(b"png")
    path = zipped(folder, row_net(2, 3), recipe, variables={"HOME": str(Path.home())})
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        texts = {
            name: archive.read(name).decode()
            for name in names
            if not name.endswith((".keras", ".png"))
        }
    assert names == sorted(names)
    assert {"README.md", "model.keras", "predict.py", "predict.json", "curves.png"} <= {*names}
    assert {"report.html", "recipe.yaml", "summary.json", "history.csv"} <= {*names}
    code = CODE.replace("PLACE", str(folder))
    assert texts["report.html"] == PAGE.replace("PLACE", "./run").replace(
        CODE.replace("PLACE", "./run"), code
    )
    assert "path: ./numbers}" in texts["recipe.yaml"]
    for name, text in texts.items():
        assert str(tmp_path) not in text.replace(code, ""), name
        if name != "predict.py" and str(Path.home()) != "/":
            assert not re.search(rf"{re.escape(str(Path.home()))}\b", text), name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("/home/anna/a/x.html", "./a/x.html"),
        ('"/home/anna/a"', '"./a"'),
        ("/home/anna/about", "/home/anna/about"),
        ("/data/b & c/d.py:Layer", "./d.py:Layer"),
        ("/data/b &amp; c/d.py", "./d.py"),
        ('{"p": "/data/b \\u0026 c/d.py"}', '{"p": "./d.py"}'),
        ("and/data/b & c/d.py", "and/data/b & c/d.py"),
    ],
)
def test_paths_are_told_by_their_last_name(text, wanted):
    recipe = {"model": {"layers": ["/data/b & c/d.py:Layer"], "ratio": "1/2"}}
    assert MachinePaths(Path("/home/anna/a"), recipe, {}).hidden_in(text) == wanted


def test_a_class_without_a_file_is_refused(tmp_path):
    made = {}
    exec("import keras\nclass Lost(keras.layers.Identity):\n    pass", made)
    made["Lost"].__module__ = "__main__"
    lost = keras.saving.register_keras_serializable("lost")(made["Lost"])
    x = keras.Input((2,))
    with pytest.raises(UserError, match="holds lost:Lost, which no file of its own defines"):
        ModelParts.of(keras.Model(x, lost()(x)), "model.keras")


def test_layers_of_the_suite_come_with_all_that_they_import():
    x = keras.Input((2,))
    parts = ModelParts.of(keras.Model(x, Maxout(3)(x)), "model.keras")
    code = {name for name in parts.files if not name.endswith("__init__.py")}
    assert code == {
        "LICENSE",
        "suite/layers/maxout.py",
        "suite/layers/_maxout_pieces.py",
        "suite/tensors.py",
    }
    assert "Apache License" in parts.files["LICENSE"]


def predicted(folder, *files):
    """What `predict.py` prints in a process that has no other suite than the zip's."""
    command = [sys.executable, "-c", ALONE, *map(str, files)]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.slow
def test_the_script_says_of_an_image_what_the_suite_says(tmp_path):
    model = image_net()
    folder = unpacked(zipped(tmp_path / "run", model))
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    files = [tmp_path / "a.png", tmp_path / "b.jpg"]
    for file in files:
        Image.fromarray(pixels).save(file)
        pixels = pixels[::-1]
    wanted = list(predict_files(model, CLASSES, files))
    assert [line.split() for line in predicted(folder, *files)] == [one.split() for one in wanted]


@pytest.mark.slow
def test_the_script_opens_layers_of_the_suite_and_of_the_user(tmp_path):
    """The zip is compared by `export` itself, and its script run where no suite is installed."""
    (tmp_path / "own.py").write_text(OWN_LAYER)
    layers = "[{kind: maxout, units: 4}, ./own.py:Doubled, {kind: dense, units: 3}]"
    recipe = f"seed: 0\ndata: {{kind: spiral}}\nmodel: {{kind: sequential, layers: {layers}}}\n"
    (tmp_path / "mine.yaml").write_text(recipe)
    loaded = load(tmp_path / "mine.yaml")
    model = Assembly(loaded.to_train).network
    folder = made_run(tmp_path / "run", model, loaded.to_yaml(), classes=CLASSES)
    found = export(folder)
    assert "on 100 test" in found.compared
    with zipfile.ZipFile(found.path) as archive:
        assert "./parts/own.py:Doubled" in archive.read("recipe.yaml").decode()
    (tmp_path / "rows.csv").write_text("first,second\n0.1,0.2\n-1,3\n")
    place = unpacked(found.path)
    lines = predicted(place, tmp_path / "rows.csv")
    shares = keras.ops.softmax(model(np.array([[0.1, 0.2], [-1, 3]], "float32"))).numpy()
    for row, (line, share) in enumerate(zip(lines, shares, strict=True)):
        name, best = line.split("  ")[:2]
        assert name == f"{tmp_path / 'rows.csv'}[{row}]"
        assert best == f"{CLASSES[share.argmax()]} {share.max():.1%}"
