"""What is read from docstrings."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One line.", "One line."),
        ("\nBegins below.\n", "Begins below."),
        ("Over\n  two   lines.\n\nMore.", "Over two lines."),
        ("", ""),
        ("\n\n", ""),
    ],
)
def test_the_first_paragraph_is_one_line(text, first):
    assert docstring.summary(text) == first


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Topic: models/cnn", ("models/cnn",)),
        ("Topics: models/cnn, reg/l2.", ("models/cnn", "reg/l2")),
        ("First.\n\n    Topic: a/b\n", ("a/b",)),
        ("Topic:a/b", ("a/b",)),
        ("A topic: a/b", ()),
        ("Topics", ()),
    ],
)
def test_topics(text, found):
    assert docstring.topics(text) == found


SECTIONS = [
    ("Args:\n    a: Text.", {"a": "Text."}),
    ("Arguments:\n    a: Text.", {"a": "Text."}),
    ("Parameters:\n    a: Text.", {"a": "Text."}),
    ("Args:\n    a (int): Text.", {"a": "Text."}),
    ("Args:\n    a (int, optional): Text.", {"a": "Text."}),
    ("Args:\n    `a`: Text.", {"a": "Text."}),
    ("Args:\n    *a*: Text.", {}),
    ("Args:\n    **a: Text.", {"a": "Text."}),
    ("Args:\n    a, b: Both.", {"a": "Both.", "b": "Both."}),
    ("Args:\n    `a`, `b`: Both.", {"a": "Both.", "b": "Both."}),
    ("Args:\n    a:\n        Below.", {"a": "Below."}),
    ("Args:\n    a: One\n        two\n        three.", {"a": "One two three."}),
    ("Args:\n    a: Text: with a colon.", {"a": "Text: with a colon."}),
    ("Args:\n    a:Text.", {"a": "Text."}),
    ("Args:\n\ta: Tabs.", {"a": "Tabs."}),
    ("Args:\n  a: Two blanks.\n  b: More.", {"a": "Two blanks.", "b": "More."}),
    ("Args:\n    a: Text.\n\nReturns:\n    b: No argument.", {"a": "Text."}),
    ("Args:\n    a: Text.\nMore text.\n    b: No argument.", {"a": "Text."}),
    ("Args:\n    no colon at all", {}),
    ("Args:", {}),
    ("Keyword Args:\n    a: Text.", {}),
    ("Returns:\n    a: Text.", {}),
    ("Args:\n    a: First.\n\nArgs:\n    b: Second.", {"a": "First.", "b": "Second."}),
    ("Args:\n    größe: Of it.", {"größe": "Of it."}),
]


@pytest.mark.parametrize(("text", "found"), SECTIONS)
def test_sections_of_arguments(text, found):
    assert docstring.argument_section(text) == found


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A.\n\nArgs:\n    a: x\n\nReturns:\n    b", "A.\n\nReturns:\n    b"),
        ("A.\n\nTopic: a/b", "A."),
        ("A.\n\nArgs:\n    a: x\n", "A."),
        ("Args:\n    a: x\n\nB.", "B."),
        ("A.\n\n\n\n\nB.", "A.\n\nB."),
        ("    code\nA.", "code\nA."),
        ("", ""),
    ],
)
def test_the_text_beside_arguments_and_topics(text, left):
    assert docstring.without_arguments(text) == left


def test_the_texts_of_a_constructor_count(tmp_path):
    (tmp_path / "m.py").write_text(
        'class A:\n    """A.\n\n    Args:\n        a: Of the class.\n    """\n'
        '    def __init__(self, a, b):\n        """Make it.\n\n        Args:\n'
        '            a: Of the constructor.\n            b: Of the constructor.\n        """\n'
    )
    definition = read(tmp_path / "m.py").definitions["A"]
    assert docstring.argument_texts(definition) == {
        "a": "Of the constructor.",
        "b": "Of the constructor.",
    }


def test_nothing_is_said_where_nothing_is_written(tmp_path):
    (tmp_path / "m.py").write_text("class A: ...\ndef f(a): ...\n")
    for definition in read(tmp_path / "m.py").definitions.values():
        assert docstring.documentation(definition) == ""
        assert docstring.argument_texts(definition) == {}
