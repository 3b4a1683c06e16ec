"""`show KEY`: what is said of the recipe's own keys."""

from __future__ import annotations

import re

import pytest

from suite.language import LANGUAGES
from suite.recipe.schema.key_texts import Key, all_keys, key_text, texts_in
from suite.recipe.schema.recipe_settings import DataSettings, RecipeSettings, TrainingSettings

KEYS = {key.name: key for key in all_keys()}


def test_every_key_of_every_block():
    assert RecipeSettings.model_fields.keys() <= KEYS.keys()
    assert {f"data.{name}" for name in DataSettings.model_fields} <= KEYS.keys()
    assert {f"training.{name}" for name in TrainingSettings.model_fields} <= KEYS.keys()
    assert {"data.fold.of", "data.normalize.per", "transfer.freeze.first"} <= KEYS.keys()
    assert {"penalties.layers", "sweep.folds", "transfer.unfreeze.every"} <= KEYS.keys()


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.name)
def test_every_key_has_a_text_and_says_what_it_accepts(key):
    assert key.text
    assert key.text[0] == key.text[0].upper()
    assert re.search("see `[A-Z]", key.text) is None  # it is shown below instead
    assert key.block is not None or key.accepted


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("seed", "0"),
        ("topic", "null"),
        ("loss", "'auto'"),
        ("metrics", "[accuracy]"),
        ("optimizer", "{kind: adam, learning_rate: 0.001}"),
        ("training.epochs", "10"),
        ("training.sync_batch_norm", "true"),
        ("training.worker_wait", "60.0"),
        ("data.kind", "'digits'"),
        ("data.augment", "[]"),
        ("data.fold.of", "required"),
        ("sweep.over", "{}"),
        ("penalties.layers", "required"),
    ],
)
def test_defaults(name, default):
    assert KEYS[name].default == default


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("data", DataSettings),
        ("training", TrainingSettings),
        ("seed", None),
        ("model", None),
        ("metrics", None),
    ],
)
def test_blocks(name, block):
    assert KEYS[name].block is block


def test_a_key_knows_its_owner():
    key = KEYS["training.epochs"]
    assert key == Key(("training", "epochs"), TrainingSettings, key.field)


def test_a_page_of_a_plain_key():
    assert key_text("training.ema") == (
        "training.ema  (key of a recipe)\n"
        "\n"
        "Decay of a moving average of the weights, which then validates and is saved.\n"
        "\n"
        "Accepts a number above 0 and below 1.\n"
        "Default: null"
    )


def test_a_page_of_a_block_lists_its_keys():
    page = key_text("data.fold")
    assert page is not None
    lines = page.splitlines()
    assert lines[0] == "data.fold  (key of a recipe)"
    assert lines[lines.index("Keys:") + 1] == "  index = required"
    assert "  of = required" in lines
    assert max(map(len, lines)) <= 100


def test_the_page_of_data_points_to_its_sources():
    page = key_text("data")
    assert page is not None
    assert page.endswith("Any other key is an argument of the source: python -m suite list data")
    assert "  normalize\n" in page  # a block has no default of its own
    assert "  batch_size = 128\n" in page


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("seed", ["seed"]),
        ("class_counts", ["data.class_counts"]),
        ("kind", ["data.kind", "data.normalize.kind", "sweep.kind", "sweep.prune.kind"]),
        ("layers", ["transfer.freeze.layers", "transfer.unfreeze.layers", "penalties.layers"]),
        ("data.kind", ["data.kind"]),
    ],
)
def test_the_last_part_is_enough(name, pages):
    text = key_text(name)
    assert text is not None
    heads = [line for line in text.splitlines() if line.endswith("  (key of a recipe)")]
    assert [head.split("  ")[0] for head in heads] == pages


@pytest.mark.parametrize("name", ["", "nothing", "training.", "data.learning_rate", "fold.index.x"])
def test_no_such_key(name):
    assert key_text(name) is None


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_every_key_is_told_in_other_languages(language):
    texts = texts_in(language)
    assert sorted(texts) == sorted({key.name for key in all_keys()})
    for key in all_keys():
        told = texts[key.name]
        assert told.endswith("。")
        assert set(re.findall("`[^`]+`", key.text)) <= set(re.findall("`[^`]+`", told)), key.name
    assert "每轮每个训练样本用一次" in key_text("data.sampling", language=language)
