"""What a user's own file defines is known to Keras under the file's name."""

from __future__ import annotations

import types

import keras
import pytest

from suite.catalog import KINDS, Catalog, Doors
from suite.catalog.keras_registry import SAVED, register, register_file

FILE = """
import keras

class Twice(keras.layers.Layer):
    def call(self, x): return 2 * x

def half(x): return x / 2

short = lambda x: x

class Plain: ...

@keras.saving.register_keras_serializable(package="mine", name="Kept")
class Named(keras.layers.Layer): ...
"""


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Keras's own table, as it was before."""
    objects = keras.saving.get_custom_objects()
    before = dict(objects)
    yield objects
    objects.clear()
    objects.update(before)


@pytest.fixture
def module(tmp_path):
    (tmp_path / "parts.py").write_text(FILE)
    Catalog(Doors(tmp_path)).find("layers", "./parts.py:Twice").load()
    return tmp_path


@pytest.mark.parametrize("name", ["parts>Twice", "parts>half", "parts>short", "mine>Kept"])
def test_classes_and_functions_are_registered(module, registry, name):
    assert name in registry


@pytest.mark.parametrize("name", ["parts>Plain", "parts>Named", "parts>keras"])
def test_what_keras_cannot_save_or_has_a_name_is_left_alone(module, registry, name):
    assert name not in registry


def test_a_lambda_gets_the_name_that_it_is_assigned_to(registry):
    module = types.ModuleType("anywhere")
    module.short = eval("lambda x: x", {"__name__": "anywhere"})
    register_file(module, "parts")
    assert module.short.__name__ == "short"
    assert registry["parts>short"] is module.short


def test_what_a_file_imports_is_not_its_own(registry):
    module = types.ModuleType("anywhere")
    module.Dense, module.relu = keras.layers.Dense, keras.activations.relu
    before = dict(registry)
    register_file(module, "parts")
    assert registry == before


@pytest.mark.parametrize("part", [3, "text", None, object(), [], keras.layers.Dense, len])
def test_what_is_no_class_or_function_of_the_user_s(registry, part):
    before = dict(registry)
    register(part, "parts", "name")
    assert registry == before


def test_the_file_that_was_loaded_last_has_the_name(tmp_path, registry):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "parts.py").write_text(FILE)
    one, two = (
        Catalog(Doors(tmp_path / folder)).find("layers", "./parts.py:Twice")
        for folder in ("one", "two")
    )
    first, second = one.load(), two.load()
    assert registry["parts>Twice"] is second
    assert one.load() is first
    assert registry["parts>Twice"] is first


def test_a_saved_model_finds_the_user_s_part(module, tmp_path):
    layer = keras.saving.get_custom_objects()["parts>Twice"]
    inputs = keras.Input((1,))
    keras.Model(inputs, layer()(inputs)).save(tmp_path / "m.keras")
    assert type(keras.models.load_model(tmp_path / "m.keras").layers[-1]) is layer


def test_kinds_of_which_a_part_is_saved():
    assert set(KINDS) > SAVED
    assert not SAVED & {"callbacks", "data", "augmentations", "initializations", "surfaces"}


@pytest.mark.parametrize("kind", ["data", "callbacks", "surfaces"])
def test_other_kinds_register_nothing(tmp_path, registry, kind):
    (tmp_path / "other.py").write_text(FILE)
    before = set(registry)
    Catalog(Doors(tmp_path)).find(kind, "./other.py:half").load()
    assert set(registry) - before == {"mine>Kept"}
