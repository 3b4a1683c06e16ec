"""What a recipe from the web may write and reach: its run directory, and no host."""

from __future__ import annotations

from pathlib import Path

import pytest

from suite.catalog import Catalog, Component, ComponentError, Doors
from suite.catalog.arguments.reach import OF_THE_RUN
from suite.catalog.names.doors import NAMES_CODE
from suite.runs import RunDirectory
from tests.recipe.strangers import at, judged

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
            doors = Doors(own=frozenset(), home=here / "run")
            full = Component(kind, {argument: str(here / "run" / file)})
            with pytest.raises(ComponentError) as caught:
                Catalog(doors).build("callbacks", full)
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
    doors = Doors(own=frozenset(), home=here / "run")
    logger = Component("csv_logger", {"filename": str(here / "run" / "away" / "x.csv")})
    with pytest.raises(ComponentError, match="plain name of a file in the run directory"):
        Catalog(doors).build("callbacks", logger)
    inner = Component("csv_logger", {"filename": str(here / "run" / "x.csv")})
    assert Catalog(doors).build("callbacks", inner).filename == str(here / "run" / "x.csv")


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
