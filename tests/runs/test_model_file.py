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
    with pytest.raises(UserError, match=r"m\.keras: is damaged, or no Keras model"):
        load_model(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.json", "{}")
    with pytest.raises(UserError, match=r"m\.keras: is damaged, or no Keras model"):
        load_model(path)
