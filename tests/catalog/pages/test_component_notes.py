"""Notes that `show` adds to what a component says of itself."""

from __future__ import annotations

import pytest

from suite.catalog import HERE
from suite.catalog.pages.component_notes import ARGUMENT_NOTES, NOTES
from suite.catalog.pages.component_pages import component_pages


def shown(name):
    return " ".join(component_pages(HERE, name).split())


@pytest.mark.parametrize("key", NOTES, ids="/".join)
def test_each_note_is_shown_with_its_component(key):
    assert f"Note: {NOTES[key]}" in shown("/".join(key))


@pytest.mark.parametrize(("kind", "argument"), ARGUMENT_NOTES, ids="/".join)
def test_each_note_on_an_argument_is_shown_with_every_component_that_takes_it(kind, argument):
    note = f"Note: {ARGUMENT_NOTES[kind, argument]}"
    takers = [
        entry.name
        for entry in HERE.entries(kind)
        if any(one.name == argument for one in entry.parameters)
    ]
    assert len(takers) > 10
    for entry in HERE.entries(kind):
        expected = entry.name in takers and (kind, entry.name) not in NOTES
        assert (note in shown(f"{kind}/{entry.name}")) == expected


def test_what_each_says():
    assert "`weight_decay` is decoupled" in shown("sgd")
    assert "lambda/(2m) * sum w^2, with m training examples, means l2 = lambda/(2m)" in shown("l2")
    assert "no weight depends on the one before" in shown("adagrad_da")
    assert "Note:" not in shown("relu")


def test_notes_keep_the_width():
    assert (
        max(map(len, component_pages(HERE, "regularizers/l2", width=80).splitlines()[8:-1])) <= 80
    )
