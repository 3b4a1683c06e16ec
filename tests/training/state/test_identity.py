"""A run goes on only with the code and the data that it began with, wherever they lie."""

from __future__ import annotations

import json
import os
import shutil

import numpy as np
import pytest
from PIL import Image

import suite
from suite.errors import UserError
from suite.recipe.resume import load_resumed_recipe
from tests.commands import suite as command

RECIPE = """
data: {kind: folder, path: ./images, batch_size: 4}
model: ./net.py:net
callbacks: [./net.py:Stop]
training: {epochs: 2, diagnostics: none}
"""
CODE = """
import os
import keras
from parts import units

def net(inputs, classes):
    x = keras.layers.Dense(units(), name="hidden")(keras.layers.Flatten(name="flat")(inputs))
    return keras.layers.Dense(classes, name="logits")(x)

class Stop(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if os.environ.get("STOP_AT") == str(int(self.model.optimizer.iterations)):
            os.kill(os.getpid(), 2)
"""


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A project whose run was interrupted, in `project/run`."""
    root = tmp_path_factory.mktemp("identity") / "project"
    for name, value in (("cat", 0), ("dog", 200)):
        (root / "images" / name).mkdir(parents=True)
        for index in range(6):
            pixels = np.full((4, 4, 3), value + index, np.uint8)
            Image.fromarray(pixels).save(root / "images" / name / f"{index}.png")
    (root / "recipe.yaml").write_text(RECIPE)
    (root / "net.py").write_text(CODE)
    (root / "parts.py").write_text("def units():\n    return 3\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root))
        patch.setenv("STOP_AT", "1")
        run = suite.run(suite.load(root / "recipe.yaml"), root / "run", quiet=True)
    assert run.status == "interrupted"
    return root


@pytest.fixture
def project(begun, tmp_path, monkeypatch):
    """That project moved to another folder."""
    place = tmp_path / "elsewhere"
    shutil.copytree(begun, place)
    monkeypatch.syspath_prepend(str(place))
    return place


def resume(project, force=False):
    files = ("data.path=./images", "model=./net.py:net", "callbacks=[./net.py:Stop]")
    here = os.getcwd()
    os.chdir(project)
    try:
        recipe = load_resumed_recipe(project / "run", files, force=force)
        return suite.run(recipe, project / "run", resume=True, quiet=True, force=force)
    finally:
        os.chdir(here)


def test_moved_with_all_its_files_it_goes_on(project, begun):
    begun.rename(begun.with_name("hidden"))
    try:
        assert resume(project).status == "finished"
    finally:
        begun.with_name("hidden").rename(begun)
    assert str(project / "images") in (project / "run" / "recipe.yaml").read_text()


def replace_image(project):
    Image.fromarray(np.full((4, 4, 3), 99, np.uint8)).save(project / "images" / "cat" / "3.png")


def add_image(project):
    shutil.copy(project / "images" / "cat" / "3.png", project / "images" / "cat" / "new.png")


def edit_callback(project):
    (project / "net.py").write_text(CODE + "# another word\n")


def edit_import(project):
    (project / "parts.py").write_text("def units():\n    return 1 + 2\n")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (replace_image, r"\n  data, training: 10 examples of 4x4x3 uint8, content \w+ -> 10 ex"),
        (add_image, r"\n  data, training: 10 examples .* -> 11 examples"),
        (edit_callback, r"\n  callbacks\.0: the content of net\.py differs\n"),
        (edit_import, r"\n  model: the content of parts\.py differs\n"),
    ],
)
def test_what_has_changed_is_named_and_refused(project, change, message):
    change(project)
    before = {path: path.read_bytes() for path in (project / "run").rglob("*") if path.is_file()}
    with pytest.raises(UserError, match=message) as refused:
        resume(project)
    assert str(refused.value).endswith("start a new run, or insist with --force.")
    assert {path: path.read_bytes() for path in before} == before


def test_who_insists_goes_on_and_is_told(project, capsys):
    edit_callback(project)
    files = ("model=" + str(project / "net.py:net"), f"data.path={project / 'images'}")
    callbacks = f"callbacks=[{project / 'net.py:Stop'}]"
    arguments = ("run", "--resume", project / "run", *files, callbacks)
    answer = command(*arguments)
    assert answer.status == 2
    assert "callbacks.0: the content of net.py differs" in answer.err
    answer = command(*arguments, "--force")
    assert answer.status == 0, answer.err
    assert "callbacks.0: the content of net.py differs" in answer.out
    text = (project / "run" / "identity.json").read_text()
    assert json.loads(text)["code"]["model"]["net.py"] in text


def test_an_older_run_without_an_identity_goes_on(project):
    (project / "run" / "identity.json").unlink()
    edit_import(project)
    with pytest.raises(UserError, match=r"recipe has changed.*\n  data\.path: "):
        resume(project)
    assert resume(project, force=True).status == "finished"


def test_a_damaged_identity_is_said(project, capsys):
    (project / "run" / "identity.json").write_bytes(b'{"code": \xff')
    recipe = suite.load(project / "recipe.yaml")
    assert suite.run(recipe, project / "run", resume=True).status == "finished"
    assert "identity.json is damaged" in capsys.readouterr().out
