"""What leads out of the run directory of a recipe from the web, text by text."""

from __future__ import annotations

import pytest

from suite.catalog import Component, Doors
from suite.catalog.arguments.reach import names_code, strays
from suite.catalog.names.doors import CLOSED, NAMES_CODE, OPEN, own_texts

CODE = NAMES_CODE
FILE = "names a file of this machine, or a host, which a recipe from the web may not"
PLAIN = "must be a plain name of a file in the run directory"
READ = "is a file that others read"


def found(kind, arguments, name="anything", doors=CLOSED):
    return list(strays(kind, Component(name, arguments), doors))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("package.module:Name", True),
        ("./file.py:Name", True),
        ("os:system", True),
        (" os : system ", True),
        ("a:b:c", True),
        ("C:\\x.py:f", True),
        ("x:y z", False),
        ("x:", False),
        (":x", False),
        (" :x", False),
        ("x:1", False),
        ("relu", False),
        ("", False),
        ("12:30", False),
        ("a: b", True),
        ("größe:länge", True),
    ],
)
def test_what_has_the_form_of_code(text, expected):
    assert names_code(text) is expected


@pytest.mark.parametrize(
    ("argument", "text", "message"),
    [
        ("loss", "os:system", CODE),
        ("x", "./file.py:f", CODE),
        ("x", "/etc/passwd", FILE),
        ("x", "~/x", FILE),
        ("x", "~", FILE),
        ("x", "./x", FILE),
        ("x", "../x", FILE),
        ("x", "a/../../x", FILE),
        ("x", "..", FILE),
        ("x", "a/..", FILE),
        ("x", " /x", FILE),
        ("x", "\\\\host\\share", FILE),
        ("x", ".\\x", FILE),
        ("x", "C:\\x", FILE),
        ("x", "c:/x", FILE),
        ("x", "https://x.org/y", FILE),
        ("x", "gs://bucket/x", FILE),
        ("x", "a\0b", FILE),
        ("path", "x", FILE),
        ("data_dir", "x", FILE),
        ("file", "x", FILE),
        ("log_dir", "x", FILE),
        ("root", "x", FILE),
        ("urls", "x", FILE),
        ("host", "x", FILE),
        ("vocabulary", "words.txt", FILE),
        ("backup_dir", "x", FILE),
    ],
)
def test_a_stranger_s_text_that_leads_out(argument, text, message):
    [(place, said)] = found("layers", {argument: text})
    assert place == (argument,)
    assert said.startswith(message)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("activation", "relu"),
        ("padding", "same"),
        ("name", "conv1"),
        ("monitor", "val_loss"),
        ("pattern", "a.b"),
        ("x", "..."),
        ("x", "..a"),
        ("x", "a..b"),
        ("x", "50%"),
        ("x", "10ep"),
        ("x", ""),
        ("x", "a/b"),
        ("path", 3),
        ("path", None),
        ("units", 3),
        ("vocabulary", ["a", "b"]),
        ("paths_of_units", "x"),
        ("profile", "x"),
    ],
)
def test_what_leads_nowhere(argument, value):
    assert found("layers", {argument: value}) == []


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": "os:system"}, ("x", "a")),
        ({"a": {"b": "os:system"}}, ("x", "a", "b")),
        (["y", "os:system"], ("x", 1)),
        ([["os:system"]], ("x", 0, 0)),
        ([{"a": ["/x"]}], ("x", 0, "a", 0)),
        ({"kind": "dense", "units": "os:system"}, ("x", "units")),
        ({"kind": "dense", "deep": {"kind": "y", "z": "/x"}}, ("x", "deep", "z")),
    ],
)
def test_at_any_depth(value, place):
    assert [one for one, _ in found("layers", {"x": value})] == [place]


def test_what_keras_would_build_from_a_configuration():
    assert found("layers", {"x": {"class_name": "Lambda"}}) == [(("x", "class_name"), CODE)]


OUTPUTS = [
    ("x.csv", None),
    ("a/b.csv", None),
    ("a b-c+d_e.f", None),
    ("été.csv", None),
    ("..x", None),
    ("weights-{epoch:02d}.keras", None),
    ("m-{val_loss:.3f}.keras", None),
    ("{epoch}/{batch:d}.h5", None),
    ("/x.csv", PLAIN),
    ("../x.csv", PLAIN),
    ("a/../x.csv", PLAIN),
    ("a//b", PLAIN),
    ("a/", PLAIN),
    (".", PLAIN),
    ("./x", PLAIN),
    ("~x", PLAIN),
    ("a\\b", PLAIN),
    ("a:b", PLAIN),
    ("a\nb", PLAIN),
    ("{epoch!r}", PLAIN),
    ("{0}", PLAIN),
    ("{epoch:>99999}", PLAIN),
    ("{a.b}", PLAIN),
    ("summary.json", READ),
    ("SUMMARY.JSON", READ),
    ("summary.json.", READ),
    ("ｓummary.json", READ),
    ("recipe.yaml", READ),
    ("checkpoints/x", READ),
    ("Checkpoints/x", READ),
    ("callbacks/x.csv", READ),
    ("x.py", READ),
    ("a/x.PY", READ),
    ("x.pth", READ),
    ("x.so", READ),
    ("x.yml", READ),
    ("x.sh", READ),
    ("x.ipynb", READ),
]


@pytest.mark.parametrize(("text", "message"), OUTPUTS)
@pytest.mark.parametrize("argument", ["filename", "filepath", "folder", "log_dir"])
def test_files_that_callbacks_write(argument, text, message):
    problems = found("callbacks", {argument: text})
    assert [place for place, _ in problems] == ([] if message is None else [(argument,)])
    assert all(said.startswith(message) for _, said in problems)


def test_a_file_that_is_open_already():
    assert found("callbacks", {"filename": 1}) == [
        (("filename",), "must be a text, the name of a file. Received: 1")
    ]


def test_below_the_run_directory_a_full_path_is_a_plain_name(tmp_path):
    doors = Doors(own=frozenset(), home=tmp_path / "run")
    inside, beside = tmp_path / "run" / "x.csv", tmp_path / "x.csv"
    assert found("callbacks", {"filename": str(inside)}, doors=doors) == []
    assert found("callbacks", {"filename": str(beside)}, doors=doors)
    assert found("callbacks", {"filename": str(tmp_path / "run")}, doors=doors)


@pytest.mark.parametrize(
    ("kind", "name", "arguments", "message"),
    [
        ("callbacks", "remote_monitor", {}, "sends figures to a host"),
        ("callbacks", "RemoteMonitor", {}, "sends figures to a host"),
        ("layers", "tfsm_layer", {}, "runs a graph that lies on this machine"),
        ("models", "application", {"weights": "imagenet"}, "downloads, and a recipe from the web"),
        ("data", "tfds", {"name": "my/set:1.0.0"}, "names a set that the catalog does not list"),
        ("data", "tfds", {"name": "mnist; rm"}, "names a set that the catalog does not list"),
    ],
)
def test_components_that_reach_out(kind, name, arguments, message):
    [(_, said)] = found(kind, arguments, name)
    assert said.startswith(message)


@pytest.mark.parametrize("name", ["mnist", "MNIST", "mnist:3.*.*", "mnist_corrupted/fog:1.0.0"])
def test_sets_that_the_catalog_lists(name):
    assert found("data", {"name": name}, "tfds") == []


def test_through_open_doors_everything_goes():
    arguments = {"x": "os:system", "path": "/etc/passwd", "y": {"class_name": "Lambda"}}
    assert found("layers", arguments, doors=OPEN) == []
    assert found("callbacks", {"filename": "summary.json"}, "remote_monitor", OPEN) == []


def test_the_user_s_own_texts_go_through():
    doors = Doors(own=own_texts(["/my/data", "os:system"], []))
    assert found("data", {"path": "/my/data"}, doors=doors) == []
    assert found("data", {"path": "/my/other"}, doors=doors)
    assert found("layers", {"x": "os:system", "y": "os:remove"}, doors=doors) == [(("y",), CODE)]
