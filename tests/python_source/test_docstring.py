"""What is read from docstrings."""

from __future__ import annotations

from suite.python_source import docstring
from suite.python_source.module import read

SOURCE = '''
shared = """rate: The step,
        over two lines.
    decay: Shrinks it."""

class Base:
    """Base class.

    Args:
        name: From the base.
        units: Of the base.
    """

class Leaf(Base):
    """A summary that
    takes two lines.

    y = x

    Args:
        units: Of the leaf: a number,

            in a second paragraph.
        alpha, beta: Two
            at once.
        `gamma` (float): In backquotes.
        {{shared}}

    Returns:
        nothing: at all.

    Topic: models/cnn, reg/l2
    """

class Bare(Base):
    pass
'''


def definitions(tmp_path):
    file = tmp_path / "docs.py"
    file.write_text(SOURCE)
    return read(file).definitions


def test_summary_and_topics(tmp_path):
    text = docstring.documentation(definitions(tmp_path)["Leaf"])
    assert docstring.summary(text) == "A summary that takes two lines."
    assert docstring.topics(text) == ("models/cnn", "reg/l2")
    assert docstring.topics("no topic here") == ()


def test_argument_texts_of_the_class_then_of_its_bases(tmp_path):
    assert docstring.argument_texts(definitions(tmp_path)["Leaf"]) == {
        "units": "Of the leaf: a number, in a second paragraph.",
        "alpha": "Two at once.",
        "beta": "Two at once.",
        "gamma": "In backquotes.",
        "rate": "The step, over two lines.",
        "decay": "Shrinks it.",
        "name": "From the base.",
    }


def test_a_class_without_docstring_shows_its_base(tmp_path):
    assert docstring.documentation(definitions(tmp_path)["Bare"]).startswith("Base class.")


def test_without_arguments(tmp_path):
    text = docstring.documentation(definitions(tmp_path)["Leaf"])
    assert docstring.without_arguments(text) == (
        "A summary that\ntakes two lines.\n\ny = x\n\nReturns:\n    nothing: at all."
    )
