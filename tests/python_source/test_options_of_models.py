"""What is read of options is what the functions have: order, defaults, texts."""

from __future__ import annotations

import importlib
import inspect

import pytest

from suite.python_source.docstring import argument_texts
from suite.python_source.module import locate, read
from suite.python_source.options import option_fields

SOURCE = """
class Base(TypedDict, total=False):
    depth: Annotated[Depth, Option(20, "Layers.")]
    scale: Annotated[float, Option(1.5, "Of "
        "everything.")]

class Rest(TypedDict, total=False):
    width: Annotated[int | None, Option(None, "Channels.")]

class Options(Base, Rest, total=False):
    name: Annotated[str, Option("a", "Its name.")]

def model(inputs, *, own=1, **options: Unpack[Options]):
    '''A model.

    Args:
        inputs: Images.
        own: Of its own.
    '''
"""


@pytest.fixture
def model(tmp_path):
    file = tmp_path / "source.py"
    file.write_text(SOURCE)
    return read(file).definitions["model"]


def test_fields_of_bases_come_first_in_the_order_of_the_bases(model):
    assert [field.name for field in option_fields(model)] == ["depth", "scale", "width", "name"]


def test_their_texts_stand_beside_those_of_the_docstring(model):
    assert argument_texts(model) == {
        "inputs": "Images.",
        "own": "Of its own.",
        "depth": "Layers.",
        "scale": "Of everything.",
        "width": "Channels.",
        "name": "Its name.",
    }


@pytest.mark.parametrize(
    "dotted",
    [
        "suite.models.resnet.resnet",
        "suite.models.se_resnet.se_resnet",
        "suite.models.plain.plain",
        "suite.models.mlp.mlp",
        "suite.models.cnn.cnn",
        "suite.models.application.application",
        "suite.initializations.lsuv.lsuv",
        "suite.initializations.greedy_autoencoders.greedy_autoencoders",
    ],
)
def test_a_function_has_what_is_read(dotted):
    module, _, name = dotted.rpartition(".")
    function = getattr(importlib.import_module(module), name)
    documented = inspect.getdoc(function)
    fields = option_fields(locate(dotted))
    assert fields
    names = list(inspect.signature(function).parameters)
    assert names[-len(fields) :] == [field.name for field in fields]
    for field in fields:
        assert f"\n    {field.name}: " in documented
        assert " ".join(field.text.split()) in " ".join(documented.split())
