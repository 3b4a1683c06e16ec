"""A recipe from the web names what the suite and Keras bring, wherever and however it is spelt.

Here every place of the schema meets a few spellings, and a few places meet every one. All of them:

    SUITE_WHOLE_TABLES=1 python -m pytest tests/recipe/test_trust.py
"""

from __future__ import annotations

import importlib
import itertools
import os
from pathlib import Path

import pytest

from suite import catalog
from suite.catalog import Component
from suite.catalog.doors import CLOSED, NAMES_CODE, Untrusted
from suite.catalog.reach import OF_THE_RUN
from suite.recipe import RecipeError, load, sources
from suite.recipe.dialect import dump
from suite.recipe.problems import key_text
from suite.runs import RunDirectory
from tests.recipe.strangers import CODE, HARMLESS, SPELLINGS, at, is_component, places

URL = "https://x.org/r.yaml"
WHOLE = bool(os.environ.get("SUITE_WHOLE_TABLES"))
PLACES = dict(places())
COMPONENTS = [path for path, kind in places() if is_component(kind)]
FEW = ("subprocess:Popen", "./code.py:Évil", "from_the_folder")


@pytest.fixture
def here(folder):
    """A folder with code that leaves a trace when it runs."""
    (folder / "code.py").write_text(CODE, "utf-8")
    (folder / "sub").mkdir()
    (folder / "callbacks").mkdir()
    text = CODE.replace("Boom", "FromTheFolder")
    (folder / "callbacks" / "own.py").write_text(text, "utf-8")
    yield folder
    assert not list(folder.rglob("RAN"))


@pytest.fixture
def web(monkeypatch):
    pages = {}
    monkeypatch.setattr(sources, "fetch", lambda url: pages[url].encode())
    return pages


def spelt(text, folder):
    return text.replace("{path}", str(folder)).replace("{folder}", folder.name)


def judged(web, recipe, *overrides):
    """The problems of a recipe from the web by key."""
    web[URL] = dump(recipe)
    try:
        load(URL, *overrides)
    except RecipeError as error:
        return {problem.key: problem.message for problem in error.problems}
    return {}


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


ENTRIES = [(kind, entry) for kind in catalog.KINDS for entry in catalog.entries(kind, CLOSED)]


@pytest.mark.parametrize("kind", catalog.KINDS)
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
                found = catalog.problems(kind, Component(entry.name, arguments), CLOSED)
                assert {path[:1] for path, _ in found} & {(parameter.name,), ("kind",)}, (
                    entry,
                    text,
                )
                deep = Component(entry.name, {parameter.name: {"a": [text]}})
                assert catalog.problems(kind, deep, CLOSED), (entry, text)


FILES = [
    "/tmp/x",
    "//host/x",
    "../x",
    "a/../../x",
    "a/..",
    "..",
    ".",
    "~/x",
    "~root/x",
    "$HOME/x",
    "${HOME}/x",
    "%TEMP%/x",
    "C:\\x",
    "C:x",
    "\\\\host\\share\\x",
    "a\\..\\..\\x",
    "https://x.org/x",
    "gs://bucket/x",
    "file:///tmp/x",
    "x\0y",
    "x\n",
    "",
    "recipe.yaml",
    "RECIPE.yaml",
    "recipe.yaml.",
    "ſummary.json",
    "ｒecipe.yaml",
    "x.py .",
    "./recipe.yaml",
    "checkpoints/x",
    "callbacks/x.csv",
    "model.keras",
    "x.py",
    "x.PY",
    "sub/x.pth",
    "{epoch!s:.>2.0}/x",
    "{epoch.__class__}",
    "{epoch:09999999d}",
    "{0}/x",
    "{}",
]
WRITERS = (
    ("csv_logger", "filename"),
    ("model_checkpoint", "filepath"),
    ("tensorboard", "log_dir"),
    ("filters", "folder"),
    ("feature_maps", "folder"),
)


@pytest.mark.parametrize("file", FILES, ids=repr)
def test_what_callbacks_write_stays_in_the_run_directory(here, web, file):
    for kind, argument in WRITERS:
        if file or kind != "csv_logger":
            path = ("callbacks", 0)
            component = {"kind": kind, argument: file}
            key = f"callbacks.0.{argument}"
            assert key in judged(web, at(path, component)), (kind, file)
            # The second wall, at which the paths lie in the run directory already.
            doors = catalog.Doors(own=frozenset(), home=here / "run")
            full = Component(kind, {argument: str(here / "run" / file)})
            with pytest.raises(catalog.ComponentError) as caught:
                catalog.build("callbacks", full, doors=doors)
            assert caught.value.path == (argument,)


def test_what_callbacks_may_write(web, here):
    for file in (
        "x.csv",
        "a/b c.csv",
        "m-{epoch:02d}-{val_loss:.3f}.keras",
        "été.csv",
        "..x",
        "a.b",
    ):
        assert judged(web, at(("callbacks", 0), {"kind": "csv_logger", "filename": file})) == {}


def test_no_file_of_the_run_itself_is_forgotten():
    properties = [name for name, one in vars(RunDirectory).items() if isinstance(one, property)]
    files = {getattr(RunDirectory(Path("x")), name) for name in properties}
    own = {file.name for file in files if isinstance(file, Path) and file.name != "tensorboard"}
    assert own - set(OF_THE_RUN) == set()
    assert len(own) > 8


def test_a_link_out_of_the_run_directory_is_no_way_out(here):
    (here / "run").mkdir()
    (here / "run" / "away").symlink_to(here / "sub")
    doors = catalog.Doors(own=frozenset(), home=here / "run")
    logger = Component("csv_logger", {"filename": str(here / "run" / "away" / "x.csv")})
    with pytest.raises(catalog.ComponentError, match="plain name of a file in the run directory"):
        catalog.build("callbacks", logger, doors=doors)
    inner = Component("csv_logger", {"filename": str(here / "run" / "x.csv")})
    assert catalog.build("callbacks", inner, doors=doors).filename == str(here / "run" / "x.csv")


RAW = {"normalize": "none"}
THERE = "names a file of this machine"
UNLISTED = "names a set that the catalog does not list"


def stack(layer):
    return {"kind": "sequential", "layers": [layer]}


def logger(file):
    return {"callbacks": [{"kind": "csv_logger", "filename": file}]}


@pytest.mark.parametrize(
    ("recipe", "key", "message"),
    [
        ({"callbacks": ["remote_monitor"]}, "callbacks.0.kind", "sends figures to a host"),
        ({"callbacks": [{"kind": "csv_logger", "filename": 5}]}, "callbacks.0.filename", "a text"),
        (
            {"callbacks": [{"kind": "csv_logger", "filename": True}]},
            "callbacks.0.filename",
            "a text",
        ),
        ({"callbacks": [{"kind": "RemoteMonitor", "root": "x"}]}, "callbacks.0.root", "a host"),
        (
            {"model": stack({"kind": "TFSMLayer", "filepath": "x"})},
            "model.layers.0.kind",
            "runs a graph that lies on this machine",
        ),
        (
            {
                "model": {
                    "kind": "sequential",
                    "layers": [{"kind": "string_lookup", "vocabulary": "x"}],
                }
            },
            "model.layers.0.vocabulary",
            THERE,
        ),
        (
            {"loss": {"kind": "huber", "name": {"class_name": "X", "module": "os", "config": {}}}},
            "loss.name.class_name",
            NAMES_CODE,
        ),
        (
            {
                "model": {"kind": "application", "weights": "imagenet"},
                "data": {"normalize": "none"},
            },
            "model.weights",
            "downloads, and a recipe from the web reaches no host",
        ),
        (
            {"data": {"kind": "folder", "path": "images"}},
            "data.path",
            THERE,
        ),
        (
            {"data": {"kind": "arrays", "path": "/etc/x"}},
            "data.path",
            THERE,
        ),
        ({"data": {"kind": "mnist", "data_dir": "sub"}}, "data.data_dir", THERE),
        (
            {"data": {"kind": "tfds", "name": "kaggle:x"}},
            "data.name",
            UNLISTED,
        ),
        (
            {"data": {"kind": "tfds", "name": "../x"}},
            "data.name",
            UNLISTED,
        ),
        (
            {"transfer": {"source": "./local.yaml"}},
            "transfer.source",
            THERE,
        ),
        ({"transfer": {"source": "sub"}}, "transfer.source", THERE),
    ],
    ids=str,
)
def test_no_host_and_no_file_of_this_machine(here, web, recipe, key, message):
    found = judged(web, {"model": "mlp", **recipe})
    assert message in found[key]


def test_what_the_catalog_knows_is_free(web):
    for recipe in (
        {"data": "mnist"},
        {"data": {"kind": "tfds", "name": "mnist_corrupted/fog"}},
        {"transfer": {"source": "models/mlp-digits"}},
        {"callbacks": ["tensorboard", "filters", {"kind": "early_stopping", "monitor": "loss"}]},
        {
            "model": {
                "kind": "sequential",
                "layers": [{"kind": "string_lookup", "vocabulary": ["x"]}],
            }
        },
    ):
        assert judged(web, {"model": "mlp", **recipe}) == {}


def test_the_second_wall_imports_nothing_that_find_let_through(here, monkeypatch):
    """Where the first wall fails, whoever builds refuses all the same."""
    entry = catalog.find("callbacks", "./code.py:Boom")
    monkeypatch.setattr(importlib.import_module("suite.catalog.build"), "find", lambda *_: entry)
    with pytest.raises(Untrusted):
        catalog.build("callbacks", Component("./code.py:Boom"), doors=CLOSED)
