"""The verbs and what each of them takes."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from suite.cli.parser import VERBS, build_parser, parse
from suite.package import FOLDER
from tests.commands import suite

NAMES = [module.rpartition(".")[2] for module in VERBS]


def test_every_verb_is_listed_once():
    files = {
        f"{file.parent.name}.{file.stem}"
        for file in (FOLDER / "cli").glob("*/*.py")
        if "def add_arguments(" in file.read_text("utf-8")
    }
    assert files == set(VERBS)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("module", VERBS)
def test_a_verb_tells_what_it_takes_and_does_it(module):
    verb = importlib.import_module(f"suite.cli.{module}")
    assert callable(verb.run)
    first = verb.__doc__.partition("\n")[0]
    assert first.startswith(f"`{module.rpartition('.')[2]}"), "the verb as it is typed"


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_verb(name):
    answer = suite(name, "--help")
    assert answer.status == 0
    assert answer.out.startswith(f"usage: python -m suite {name} [-h] [--traceback]")
    assert "show where an error arose" in answer.out


def test_help_names_every_verb_with_its_text():
    text = " ".join(build_parser().format_help().split())
    for name, said in zip(NAMES, VERBS.values(), strict=True):
        assert f" {name} {said}" in text
    assert "Exit status: 0 done; 1 the run failed; 2 the input is wrong; 130 interrupted" in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("run a.yaml", {"recipe": "a.yaml", "overrides": [], "quiet": False, "trains": True}),
        ("run a b=1 c=2", {"overrides": ["b=1", "c=2"]}),
        ("run a --quiet b=1", {"overrides": ["b=1"], "quiet": True}),
        ("run a b=1 --quiet c=2", {"overrides": ["b=1", "c=2"], "quiet": True}),
        ("run --resume out", {"recipe": None, "resume": Path("out")}),
        ("check a callbacks+=x", {"overrides": ["callbacks+=x"], "trains": False}),
        ("check a --deep", {"deep": True, "build": False}),
        ("check a --plugins p --plugins q", {"plugins": [Path("p"), Path("q")]}),
        ("list", {"kind": None, "plugins": []}),
        ("list layers", {"kind": "layers"}),
        ("launch --workers 2 a b=1 --quiet", {"workers": 2, "arguments": ["a", "b=1", "--quiet"]}),
        ("lr a --from 1e-4 --steps 5", {"lowest": 1e-4, "steps": 5, "preview": False}),
        ("doctor out --try", {"folder": "out", "try_edit": True}),
        ("report a b", {"runs": ["a", "b"]}),
        ("evaluate a --out b.png", {"runs": ["a"], "out": Path("b.png"), "average": None}),
        ("predict a b.png c.png", {"model": "a", "files": ["b.png", "c.png"]}),
        ("new callback mine", {"kind": "callback", "name": "mine", "folder": None}),
        ("copy a", {"recipe": "a", "destination": None}),
        ("show relu --traceback", {"name": "relu", "traceback": True}),
    ],
)
def test_words_are_understood(words, expected):
    options = vars(parse(words.split()))
    assert {name: options[name] for name in expected} == expected


def test_a_range_test_is_left_what_nobody_gave():
    options = vars(parse(["lr", "a"]))
    assert not {"lowest", "highest", "steps"} & options.keys()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "the following arguments are required: VERB"),
        ("fly", "invalid choice: 'fly'"),
        ("check", "the following arguments are required: RECIPE"),
        ("check a --fast", "unrecognized arguments: --fast"),
        ("list a b", "unrecognized arguments: b"),
        ("topics a b=1", "unrecognized arguments: b=1"),
        ("launch a", "the following arguments are required: --workers"),
        ("launch --workers two a", "argument --workers: invalid int value: 'two'"),
        ("lr a --from low", "argument --from: invalid float value: 'low'"),
        ("new layer mine", "argument kind: invalid choice: 'layer'"),
        ("predict a", "the following arguments are required: FILE"),
        ("run a --out", "argument --out: expected one argument"),
    ],
)
def test_words_that_are_refused(words, message):
    answer = suite(*words.split())
    assert (answer.status, answer.out) == (2, "")
    assert message in answer.err


def test_what_a_terminal_would_obey_is_shown():
    answer = suite("check", "a", "--\x1b[2J")
    assert "\x1b" not in answer.err
    assert r"--\x1b[2J" in answer.err
