"""Opening model files."""

from __future__ import annotations

import sys
import zipfile

import keras
import pytest

from suite.errors import UserError
from suite.losses.sparse_categorical_focal_crossentropy import SparseCategoricalFocalCrossentropy
from suite.runs.model_file import load_model


@keras.saving.register_keras_serializable(package="elsewhere")
class Twice(keras.layers.Layer):
    def call(self, inputs):
        return 2 * inputs


def saved(path, loss="mse", layer=None):
    inputs = keras.Input((3,))
    x = inputs if layer is None else layer(inputs)
    model = keras.Model(inputs, keras.layers.Dense(2)(x))
    model.compile(loss=loss)
    model.optimizer.build(model.trainable_variables)
    model.save(path)
    return path


@pytest.fixture
def forgotten(monkeypatch):
    """Keras forgets a class inside the test, as a process does that has not imported it."""

    def forget(name, module=None):
        monkeypatch.delitem(keras.saving.get_custom_objects(), name)
        if module is not None:
            monkeypatch.delitem(sys.modules, module)

    return forget


def test_a_class_of_the_suite_is_imported_when_a_file_names_it(tmp_path, forgotten):
    path = saved(tmp_path / "m.keras", SparseCategoricalFocalCrossentropy(gamma=3.0))
    name = "sparse_categorical_focal_crossentropy"
    forgotten("suite>SparseCategoricalFocalCrossentropy", f"suite.losses.{name}")
    model = load_model(path)
    assert type(model.loss).__name__ == "SparseCategoricalFocalCrossentropy"
    assert model.loss.gamma == 3.0
    assert not load_model(path, compile=False).compiled


def test_a_class_of_others_is_named(tmp_path, forgotten):
    path = saved(tmp_path / "m.keras", layer=Twice())
    assert load_model(path).count_params() == 8
    forgotten("elsewhere>Twice")
    with pytest.raises(UserError, match=r"m\.keras: holds the class 'Twice', which is neither"):
        load_model(path)


def test_what_is_no_model_is_refused(tmp_path):
    path = tmp_path / "m.keras"
    path.write_text("not a model")
    with pytest.raises(UserError, match=r"m\.keras: is damaged, or not a Keras model"):
        load_model(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.json", "{}")
    with pytest.raises(UserError, match=r"m\.keras: is damaged, or not a Keras model"):
        load_model(path)


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path, contents):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def test_code_in_a_file_is_not_run(tmp_path):
    path = saved(tmp_path / "m.keras", layer=keras.layers.Lambda(lambda x: x + 1))
    with pytest.raises(UserError, match=r"m\.keras: holds a Lambda layer, that is Python code"):
        load_model(path)


@pytest.mark.parametrize(
    "change",
    [
        {"config.json": b"[]"},
        {"config.json": b"3"},
        {"config.json": b"{"},
        {"config.json": b"\xff"},
        {"config.json": b"[" * 100_000},
        {"config.json": b'{"class_name": "Functional", "config": 3}'},
        {"config.json": b'{"class_name": "function", "module": "x"}'},
        {"model.weights.h5": b""},
        {"model.weights.h5": b"no weights"},
        {"suite_compilation.json": b"[3]"},
        {"suite_compilation.json": b"{"},
    ],
)
def test_an_archive_of_other_content_is_refused(tmp_path, change):
    contents = members(saved(tmp_path / "m.keras"))
    path = written(tmp_path / "m.keras", contents | change)
    with pytest.raises(UserError, match=r"m\.keras: (is damaged|cannot be opened)"):
        load_model(path)


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5"])
def test_an_archive_that_lacks_a_part_is_refused(tmp_path, name):
    contents = members(saved(tmp_path / "m.keras"))
    del contents[name]
    with pytest.raises(UserError, match=r"m\.keras: (is damaged|cannot be opened)"):
        load_model(written(tmp_path / "m.keras", contents))


def test_a_changed_weight_is_seen(tmp_path):
    """Keras itself reads stored members without a look at their checksums."""
    path = saved(tmp_path / "m.keras")
    weights = members(path)["model.weights.h5"]
    content = bytearray(path.read_bytes())
    place = content.find(weights[2000:2064]) + 30
    assert place > 30
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"m\.keras: is damaged.*weights\.h5"):
        load_model(path)
