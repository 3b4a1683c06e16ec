"""One component of the catalog: what its source tells, and its import."""

from __future__ import annotations

import keras
import pytest

from suite.catalog import HERE, Catalog, Doors
from suite.errors import UserError

SOURCE = '''"""My parts."""
import keras


def net(inputs, classes, width=3):
    """A net.

    Args:
        width: of each layer.

    Topic: models/mine
    """


def half(inputs): ...
def swapped(inputs=None, classes=3): ...
class Net: ...
made = keras.layers.Dense
'''


@pytest.fixture
def mine(tmp_path):
    (tmp_path / "parts.py").write_text(SOURCE)
    return Catalog(Doors(tmp_path))


def names(parameters):
    return [one.name for one in parameters]


@pytest.mark.parametrize(
    ("kind", "name", "context", "parameters"),
    [
        ("models", "net", ["inputs", "classes"], ["width"]),
        ("models", "half", [], ["inputs"]),
        ("models", "swapped", [], ["inputs", "classes"]),
        ("models", "Net", [], []),
        ("activations", "net", [], ["inputs", "classes", "width"]),
        ("losses", "net", ["inputs", "classes"], ["width"]),
        ("callbacks", "net", [], ["inputs", "classes", "width"]),
    ],
)
def test_what_the_suite_gives_and_what_a_recipe_may(mine, kind, name, context, parameters):
    entry = mine.find(kind, f"./parts.py:{name}")
    if kind == "activations":  # one value is given: the first parameter
        context, parameters = parameters[:1], parameters[1:]
    assert names(entry.context) == context
    assert names(entry.parameters) == parameters


def test_what_its_docstring_says(mine):
    entry = mine.find("models", "./parts.py:net")
    assert entry.summary == "A net."
    assert entry.topics == ("models/mine",)
    assert entry.argument_texts == {"width": "of each layer."}
    assert entry.line == 5
    assert not entry.open_ended


def test_what_only_running_makes_tells_nothing(mine):
    entry = mine.find("layers", "./parts.py:made")
    assert (entry.definition, entry.documentation, entry.summary) == (None, "", "")
    assert (entry.parameters, entry.context, entry.argument_texts) == ((), (), {})
    assert entry.open_ended
    assert entry.line == 1
    assert entry.load() is keras.layers.Dense


@pytest.mark.parametrize(
    ("kind", "name", "is_known"),
    [
        ("layers", "dense", True),
        ("layers", "maxout", True),
        ("callbacks", "dead_neurons", True),
        ("layers", "keras.layers:Dense", False),
        ("layers", "suite.layers.maxout:Maxout", False),
    ],
)
def test_what_the_suite_and_keras_bring_by_a_name_of_theirs(kind, name, is_known):
    assert HERE.find(kind, name).is_known is is_known


@pytest.mark.parametrize(
    ("kind", "name", "origin", "module", "attribute"),
    [
        ("layers", "dense", "keras ", "keras.layers", "Dense"),
        ("losses", "mse", "keras ", "keras.losses", "MeanSquaredError"),
        ("layers", "maxout", "suite", "suite.layers.maxout", "Maxout"),
        ("models", "resnet", "suite", "suite.models.resnet", "resnet"),
        ("data", "digits", "suite", "suite.data.sources.digits", "digits"),
        ("layers", "keras.layers:Dense", "keras", "keras.layers", "Dense"),
    ],
)
def test_where_it_is(kind, name, origin, module, attribute):
    entry = HERE.find(kind, name)
    assert entry.origin.startswith(origin)
    assert (entry.module, entry.attribute) == (module, attribute)
    assert entry.file.is_file()
    assert entry.load().__name__ == attribute


def test_a_keras_component_has_the_lectures_topics():
    assert HERE.find("optimizers", "adam").topics == ("optim/adam",)
    assert HERE.find("layers", "dense").topics[0] == "foundations/neuron"
    assert HERE.find("layers", "masking").topics == ()


def test_a_file_that_fails_is_named_with_its_line(tmp_path):
    (tmp_path / "bad.py").write_text("x = 1\nraise OSError('no disk')\ndef net(): ...\n")
    entry = Catalog(Doors(tmp_path)).find("data", "./bad.py:net")
    with pytest.raises(UserError, match=r"bad\.py:2: OSError: no disk"):
        entry.load()


def test_two_entries_of_one_place_are_equal(mine):
    one, other = (mine.find("models", "./parts.py:net") for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert "definition" not in repr(one)
