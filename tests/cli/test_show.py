"""`show` and `topics`: components, keys of a recipe and topics, by name."""

from __future__ import annotations

import pytest

from suite.catalog import UnknownName
from suite.cli.lookup.show_text import show_text
from suite.lectures.overview import topics_text
from suite.recipe.schema.key_texts import all_keys, key_text
from tests.commands import succeed, suite


def test_every_key_has_a_text():
    assert [key.name for key in all_keys() if len(key.text.split()) < 2] == []


@pytest.mark.parametrize("key", all_keys(), ids=lambda key: key.name)
def test_the_page_of_a_key(key):
    text = key_text(key.name)
    assert text.startswith(f"{key.name}  (key of a recipe)\n")
    assert max(map(len, text.splitlines())) <= 100
    assert "Settings`" not in text
    assert key.block is not None or f"Default: {key.default}" in text


def test_a_block_shows_its_keys_with_their_defaults():
    text = succeed("show", "training")
    assert "\n  epochs = 10\n" in text
    assert "\n  strategy = 'auto'\n      `one_device`; `mirrored`: a replica on each GPU;" in text


def test_data_is_a_block_and_says_where_the_sources_are():
    assert "python -m suite list data" in succeed("show", "data")


def test_a_key_is_found_by_its_last_part():
    assert key_text("class_counts") == key_text("data.class_counts")
    assert succeed("show", "class_counts").startswith("data.class_counts  (key of a recipe)")


def test_several_keys_of_a_name_are_all_shown():
    text = key_text("kind")
    assert "data.kind  (key" in text
    assert "data.normalize.kind  (key" in text


def test_a_name_of_a_key_and_of_a_component_shows_both():
    text = show_text("steps")
    assert "training.steps  (key of a recipe)" in text
    text = show_text("seed")
    assert text.startswith("seed  (key of a recipe)")


def test_an_argument_is_shown_for_each_component_that_has_it():
    text = succeed("show", "data.on_corrupt")
    assert text.startswith("data.on_corrupt  (argument of a component)\n\nOf data/folder:\n")
    assert "one of refuse, skip" in text
    assert "python -m suite show data/folder" in text
    text = show_text("optimizer.momentum")
    assert "Of optimizers/sgd:\n  momentum = 0.0\n" in text
    assert "Of schedules/one_cycle:\n  steps (required)" in show_text(
        "optimizer.learning_rate.steps"
    )


@pytest.mark.parametrize("name", ["model.nope", "nobody.momentum", "optimizer.", ".", "a.b.c"])
def test_an_argument_of_nothing_is_unknown(name):
    with pytest.raises(UnknownName, match="unknown name"):
        show_text(name)


def test_a_topic():
    text = succeed("show", "activations/dying-relu")
    assert "A unit that is negative for all data never updates again." in text
    assert "callbacks/dead_neurons" in text


def test_a_component_is_shown_as_before():
    assert succeed("show", "early_stopping").startswith("callbacks/early_stopping  (keras")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("trainng", "training"),
        ("class_count", "class_counts"),
        ("early_stoping", "early_stopping"),
        ("activations/dying-rellu", "activations/dying-relu"),
    ],
)
def test_a_mistyped_name_is_answered_with_what_was_meant(name, meant):
    answer = suite("show", name)
    assert answer.status == 2
    assert repr(meant) in answer.err


def test_a_name_of_nothing():
    with pytest.raises(UnknownName, match="unknown name 'qqq'"):
        show_text("qqq")
    assert len(suite("show", "x" * 10_000).err) < 11_000


def test_a_word_finds_the_topics_that_bear_it():
    text = topics_text("relu")
    assert [line for line in text.splitlines() if line.startswith("activations/")] == [
        "activations/relu",
        "activations/dying-relu",
        "activations/leaky-relu",
    ]
    assert topics_text("resnet").startswith("models/resnet\n")
    with pytest.raises(UnknownName, match="unknown topic 'relus'"):
        topics_text("relus")


def test_list_recipes_fits_a_screen(monkeypatch):
    monkeypatch.delenv("COLUMNS")
    lines = succeed("list", "recipes").splitlines()
    assert max(map(len, lines)) <= 100
    assert any(line.startswith("models/resnet20-cifar10 ") for line in lines)
