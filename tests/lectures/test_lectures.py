"""The lectures' rows and the texts that show what belongs to them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from suite.catalog import HERE
from suite.lectures.lectures import LECTURES
from suite.lectures.overview import (
    components_of,
    diagnostics_of,
    recipe_topics,
    recipes_of,
    topics_text,
)
from suite.lectures.statements import statement, statements
from suite.recipe.text.shipped import header, shipped

ROOMS = list(dict.fromkeys(topic.partition("/")[0] for topic in LECTURES))


@pytest.mark.parametrize("topic", LECTURES)
def test_a_row_is_an_id_and_one_sentence(topic):
    assert re.fullmatch(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*", topic)
    sentence = LECTURES[topic]
    assert sentence.endswith(".")
    assert len(sentence) <= 80


def test_rooms_stand_together():
    rooms = [topic.partition("/")[0] for topic in LECTURES]
    assert rooms == sorted(rooms, key=ROOMS.index)
    assert len(set(LECTURES.values())) == len(LECTURES)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("model: mlp", []),
        ("topic: null", []),
        ("topic: ''", []),
        ("topic: models/mlp", ["models/mlp"]),
        ("topic: models/mlp, optim/sgd", ["models/mlp", "optim/sgd"]),
        ("topic: 'models/mlp,optim/sgd, '", ["models/mlp", "optim/sgd"]),
        ("# a comment\nmodel: mlp\ntopic: reg/l2  # and another", ["reg/l2"]),
    ],
)
def test_the_topics_of_a_recipe(tmp_path, text, topics):
    file = tmp_path / "r.yaml"
    file.write_text(text, "utf-8")
    assert recipe_topics(file) == topics


def test_every_shipped_recipe_belongs_to_its_rows():
    for name, path in shipped().items():
        for topic in recipe_topics(path):
            assert recipes_of(topic)[name] == header(path).partition("\n")[0]


@pytest.mark.parametrize(
    ("topic", "named"),
    [
        ("activations/maxout", {"layers/maxout"}),
        ("optim/adam", {"optimizers/adam"}),
        ("optim/l-bfgs", {"optimizers/l_bfgs"}),
        ("reg/dropout", {"layers/dropout"}),
        ("models/resnet", {"models/resnet", "models/plain"}),
        ("init/he", {"initializers/he_normal"}),
    ],
)
def test_components_of_a_row(topic, named):
    found = components_of(topic)
    assert named <= found.keys()
    for name in named:
        kind, _, short = name.partition("/")
        assert found[name] == HERE.find(kind, short).summary
    assert not any(name.startswith("callbacks/") for name in found)


@pytest.mark.parametrize("find", [recipes_of, components_of, diagnostics_of])
@pytest.mark.parametrize("topic", ["", "models", "no/such-row", "MODELS/MLP"])
def test_nothing_belongs_to_what_is_no_row(find, topic):
    assert find(topic) == {}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_shows_its_rows_in_full(room):
    text = topics_text(room)
    rows = [topic for topic in LECTURES if topic.partition("/")[0] == room]
    places = [text.index(f"{topic}\n{LECTURES[topic]}\n") for topic in rows]
    assert places == sorted(places)
    assert text.count("\nrecipes:") == text.count("\ncomponents:") == len(rows)
    assert text.count("\ndiagnostics:") == len(rows)


@pytest.mark.parametrize(
    ("word", "rows"),
    [
        ("relu", ["activations/relu", "activations/dying-relu", "activations/leaky-relu"]),
        ("batches", ["norm/batch-small-batches"]),
        ("search", ["practice/grid-search", "practice/random-search"]),
        ("momentum", ["optim/momentum"]),
    ],
)
def test_a_word_finds_its_rows(word, rows):
    text = topics_text(word)
    assert [topic for topic in LECTURES if f"{topic}\n{LECTURES[topic]}\n" in text] == rows


def test_what_has_nothing_says_none():
    text = topics_text("foundations/bias")
    assert re.search(r"^(recipes|components|diagnostics): none$", text, re.MULTILINE)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_overview_fits(width):
    indented = [line for line in topics_text(width=width).splitlines() if line[0] == " "]
    # A name is never cut: a line of one name alone may be longer.
    assert all(len(line) <= width or len(line.split()) <= 2 for line in indented)


def test_a_statement_stands_once_in_the_file_of_its_lecture():
    """YAML takes the last of two, and of two files the loader would."""
    written = {
        file.stem: re.findall(r"^(C\d+):", file.read_text("utf-8"), re.MULTILINE)
        for file in Path(statement.__file__).parent.glob("*.yaml")
    }
    counts = Counter(number for numbers in written.values() for number in numbers)
    assert [number for number, count in counts.items() if count > 1] == []
    assert set(counts) == set(statements())
    for number, one in statements().items():
        assert number in written[one.topic.partition("/")[0]], number
