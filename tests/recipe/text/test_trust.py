"""A recipe from the web names what the suite and Keras bring, wherever and however it is spelt.

Here every place of the schema meets a few spellings, and a few places meet every one. All of them:

    SUITE_WHOLE_TABLES=1 python -m pytest tests/recipe/text/test_trust.py
"""

from __future__ import annotations

import itertools
import os

import pytest

from suite.catalog import HERE, KINDS, Catalog, Component
from suite.catalog.names.doors import CLOSED, Untrusted
from suite.recipe.text.key_path import key_text
from tests.recipe.strangers import HARMLESS, SPELLINGS, at, is_component, judged, places, spelt

WHOLE = bool(os.environ.get("SUITE_WHOLE_TABLES"))
PLACES = dict(places())
COMPONENTS = [path for path, kind in places() if is_component(kind)]
FEW = ("subprocess:Popen", "./code.py:Évil", "from_the_folder")


def is_refused(web, path, value):
    """Whether the very place is named, or what stands in it."""
    found = judged(web, at(path, value))
    key = key_text(path)
    return any(one == key or one.startswith(f"{key}.") for one in found)


@pytest.mark.parametrize("path", PLACES, ids=key_text)
def test_no_place_of_the_schema_takes_a_stranger_s_name(here, web, path):
    for text in SPELLINGS if WHOLE else FEW:
        if key_text(path) not in HARMLESS:
            assert is_refused(web, path, spelt(text, here)), repr(text)
        else:
            judged(web, at(path, spelt(text, here)))


def test_the_list_of_harmless_places_has_nothing_else():
    assert {key_text(path) for path in PLACES} >= HARMLESS


@pytest.mark.parametrize("text", SPELLINGS, ids=repr)
@pytest.mark.parametrize(
    "path", COMPONENTS if WHOLE else [("callbacks", 0), ("surface",), ("initialization",)]
)
def test_no_component_is_found_by_any_spelling(here, web, path, text):
    text = spelt(text, here)
    assert is_refused(web, path, text)
    assert is_refused(web, path, {"kind": text})
    assert is_refused(web, path, {"kind": text, "args": ["ls"]})


# The kinds by which the catalog looks names up inside a component.
NESTED = (
    (("model", "activation"), None),
    (("model", "activation", "kind"), None),
    (("model", "kernel_initializer"), None),
    (("optimizer", "learning_rate", "kind"), None),
    (("loss", "an_argument", "kind"), None),
    (("callbacks", 0, "an_argument", 0, "deep", "kind"), None),
    (("sweep", "over", "model"), "list"),
    (("sweep", "over", "model.activation"), "list"),
    (("sweep", "over", "callbacks"), "lists"),
    (("sweep", "over", "optimizer.learning_rate"), "kinds"),
    (("sweep", "over", "surface"), "list"),
    (("sweep", "over", "transfer.source"), "list"),
    (("sweep", "over", "data.kind"), "list"),
)


@pytest.mark.parametrize("text", SPELLINGS if WHOLE else (*FEW, *SPELLINGS[1:30:4]), ids=repr)
@pytest.mark.parametrize(("path", "form"), NESTED, ids=str)
def test_no_component_inside_another_and_none_of_a_sweep(here, web, path, form, text):
    text = spelt(text, here)
    forms = {"list": [text], "lists": [[text]], "kinds": [{"kind": text}]}
    assert judged(web, at(path, forms.get(form, text)))


@pytest.mark.parametrize("text", SPELLINGS if WHOLE else (*FEW, *SPELLINGS[2:30:4]), ids=repr)
def test_no_layer_of_a_stack(here, web, text):
    text = spelt(text, here)
    for layer in ({"kind": text}, {"kind": "bidirectional", "layer": {"kind": text}}, text):
        recipe = {"model": {"kind": "sequential", "layers": [{"kind": "flatten"}, layer]}}
        assert any(key.startswith("model.layers.1") for key in judged(web, recipe))


ENTRIES = [(kind, entry) for kind in KINDS for entry in Catalog(CLOSED).entries(kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_no_argument_of_any_component_takes_code_or_leads_out(here, kind):
    # In quotes it is nobody's name; as a component it was refused above.
    texts = [text for text in SPELLINGS if (":" in text or "/" in text) and text[0] not in "'\"`"]
    texts = [spelt(text, here) for text in texts if "\uff1a" not in text]
    texts += ["/etc/passwd", "../x", "~/x", "a/../../x", "C:\\x", "\\\\host\\x", "https://x.org/"]
    turn = itertools.cycle(texts)
    for entry in [entry for one, entry in ENTRIES if one == kind]:
        for parameter in entry.parameters:
            for text in texts if WHOLE else [next(turn)]:
                arguments = {parameter.name: text}
                found = Catalog(CLOSED).problems(kind, Component(entry.name, arguments))
                assert {path[:1] for path, _ in found} & {(parameter.name,), ("kind",)}, (
                    entry,
                    text,
                )
                deep = Component(entry.name, {parameter.name: {"a": [text]}})
                assert Catalog(CLOSED).problems(kind, deep), (entry, text)


def test_the_second_wall_imports_nothing_that_find_let_through(here, monkeypatch):
    """Where the first wall fails, whoever builds refuses all the same."""
    entry = HERE.find("callbacks", "./code.py:Boom")
    monkeypatch.setattr(Catalog, "find", lambda *_: entry)
    with pytest.raises(Untrusted):
        Catalog(CLOSED).build("callbacks", Component("./code.py:Boom"))
