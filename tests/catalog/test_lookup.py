"""Finding components by short name, dotted path and file."""

from __future__ import annotations

import pytest

from suite.catalog import HERE, Catalog, Doors, UnknownName
from suite.errors import UserError


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("optimizers", ["adamw", "AdamW", "adam_w", "ADAMW"]),
        ("layers", ["max_pooling2d", "MaxPooling2D", "MaxPool2D", "max_pool_2d"]),
        ("layers", ["conv2d", "Convolution2D"]),
        ("activations", ["silu", "swish", "Swish"]),
        ("initializers", ["stft", "STFTInitializer"]),
        ("regularizers", ["l1_l2", "L1L2"]),
        ("models", ["se_resnet", "SEResNet"]),
        ("augmentations", ["random_crop", "RandomCrop"]),
    ],
)
def test_spellings(kind, spellings):
    assert {HERE.find(kind, spelling).name for spelling in spellings} == {spellings[0]}


def test_ours_stand_before_keras():
    assert HERE.find("metrics", "accuracy").origin == "suite"
    assert HERE.find("metrics", "binary_accuracy").origin.startswith("keras ")


@pytest.mark.parametrize("name", ["Layer", "get", "serialize", "Input", "Wrapper", "legacy"])
def test_base_classes_and_helpers_are_no_components(name):
    with pytest.raises(UnknownName):
        HERE.find("layers", name)


def test_unknown_name():
    with pytest.raises(UnknownName, match="did you mean 'adam'") as caught:
        HERE.find("optimizers", "adan")
    assert caught.value.suggestions[0] == "adam"
    assert "sgd" in caught.value.accepted
    assert isinstance(caught.value, UserError)


def test_a_name_of_another_kind_is_said_to_be_one():
    with pytest.raises(UnknownName, match=r"\(a name in layers and activations\)"):
        HERE.find("optimizers", "relu")


def test_unknown_kind():
    with pytest.raises(UnknownName, match="did you mean 'layers'"):
        HERE.entries("layer")


def test_tfds_sets_resolve_to_the_source_tfds():
    assert HERE.find("data", "mnist").name == "tfds"
    with pytest.raises(UnknownName, match=r"\{kind: tfds, name: my_set\}"):
        HERE.find("data", "my_set")
    with pytest.raises(UnknownName) as caught:
        HERE.find("data", "fashion_mnst")
    assert caught.value.suggestions[0] == "fashion_mnist"


def test_dotted_path():
    entry = HERE.find("optimizers", "keras.optimizers:SGD")
    assert (entry.module, entry.attribute, entry.origin) == ("keras.optimizers", "SGD", "keras")
    assert entry.parameters == HERE.find("optimizers", "sgd").parameters


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("keras.optimizers:SGDD", "did you mean 'SGD'"),
        ("no_such_package:X", "no module 'no_such_package'"),
        ("keras.optimizers:", "must be `package.module:Name`"),
        ("keras.optimizers:a b", "must be `package.module:Name`"),
        ("keras.optimizers.SGD", "written keras.optimizers:SGD"),
        ("./missing.py:X", "no file './missing.py'; looked for "),
    ],
)
def test_wrong_paths(path, message):
    with pytest.raises(UserError, match=message):
        HERE.find("optimizers", path)


def test_files_relative_to_the_recipe_then_to_the_working_directory(tmp_path, monkeypatch):
    beside, here = tmp_path / "recipes", tmp_path / "here"
    beside.mkdir()
    here.mkdir()
    (beside / "net.py").write_text("def net(inputs, classes, width=1): ...\n")
    (here / "net.py").write_text("def net(inputs, classes, depth=1): ...\n")
    (here / "other.py").write_text("def net(inputs, classes): ...\n")
    monkeypatch.chdir(here)
    entry = Catalog(Doors(beside)).find("models", "./net.py:net")
    assert [one.name for one in entry.parameters] == ["width"]
    assert [one.name for one in entry.context] == ["inputs", "classes"]
    assert entry.origin == str(beside / "net.py")
    assert HERE.find("models", "net.py:net").file == here / "net.py"
    assert Catalog(Doors(beside)).find("models", "./other.py:net").file == here / "other.py"
    with pytest.raises(UnknownName, match="did you mean 'net'"):
        Catalog(Doors(beside)).find("models", "./net.py:nett")


def test_names_that_only_running_makes_are_left_unchecked(tmp_path):
    (tmp_path / "made.py").write_text("made = dict\n")
    entry = Catalog(Doors(tmp_path)).find("callbacks", "./made.py:made")
    assert entry.definition is None
    assert entry.open_ended
    assert entry.load() is dict


def test_broken_files_of_the_user_are_named(tmp_path):
    (tmp_path / "net.py").write_text("def net(inputs, classes):\n    return (\n")
    with pytest.raises(UserError, match=r"net\.py:2: '\(' was never closed"):
        Catalog(Doors(tmp_path)).find("models", "./net.py:net")
