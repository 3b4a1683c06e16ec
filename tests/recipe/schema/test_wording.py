"""What a key accepts and what it was given, in the words of YAML."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from suite.catalog import Component
from suite.recipe.schema.base_settings import LARGEST_COUNT, Count, Settings, Share
from suite.recipe.schema.recipe_settings import RecipeSettings, TrainingSettings
from suite.recipe.schema.transfer_settings import FreezeSettings, TransferSettings
from suite.recipe.schema.wording import (
    any_of,
    block,
    described,
    expectation,
    hint_at,
    nested,
    options,
    received,
    unknown_key,
    whole_annotation,
)

RECEIVED = {
    "text": ("mlp", "'mlp'"),
    "a quote": ("it's", '"it\'s"'),
    "nothing": (None, "null"),
    "truth": (True, "true"),
    "a number": (3, "3"),
    "a small number": (1e-7, "1.0e-07"),
    "infinity": (float("inf"), ".inf"),
    "a list": ([1, "a", None], "[1, a, null]"),
    "a mapping": ({"kind": "sgd", "momentum": 0.9}, "{kind: sgd, momentum: 0.9}"),
    "no list": ([], "[]"),
    "60 letters": ("x" * 58, f"'{'x' * 58}'"),
    "61 letters": ("x" * 59, f"'{'x' * 55} ..."),
}


@pytest.mark.parametrize("case", RECEIVED)
def test_a_value_on_one_line(case):
    given, expected = RECEIVED[case]
    assert received(given) == expected


ANY_OF = {
    ("a",): "a",
    ("a", "b"): "a or b",
    ("a", "b", "c"): "a, b or c",
    ("a", "b", "a"): "a or b",
}


@pytest.mark.parametrize("words", ANY_OF)
def test_one_of_several(words):
    assert any_of(words) == ANY_OF[words]


HINTS = [
    ("momentun", ["momentum", "nesterov"], "; did you mean 'momentum'?"),
    ("crossentropy", ["mse", "sparse_crossentropy"], "; did you mean 'sparse_crossentropy'?"),
    ("rate", ["learning_rate", "decay_rate_of_all"], "; did you mean 'learning_rate'?"),
    ("sgd", ["adam", "sgd_and_more"], ""),
    ("zebra", ["adam", "sgd"], ""),
    ("", ["adam"], ""),
]


@pytest.mark.parametrize(("word", "accepted", "hint"), HINTS)
def test_the_name_that_could_be_meant(word, accepted, hint):
    assert hint_at(word, accepted) == hint
    assert hint_at(word, accepted, ":") == (hint or ":")


UNKNOWN = [
    (("epoch", ["epochs", "ema"]), "unknown key; did you mean 'epochs'? accepted: epochs, ema"),
    (("zzz", ["epochs", "ema"]), "unknown key; accepted: epochs, ema"),
    (
        ("epochs", ["model", "data"], ["training.epochs"]),
        "unknown key; did you mean 'training.epochs'? accepted: model, data",
    ),
    (
        ("data.batch_size", ["model", "data"]),
        "unknown key; a dot is for the command line, here it is written data: {batch_size: ...}",
    ),
    (("a.b", ["model"]), "unknown key; accepted: model"),
]


@pytest.mark.parametrize(("arguments", "message"), UNKNOWN)
def test_a_key_that_a_block_does_not_have(arguments, message):
    assert unknown_key(*arguments) == message


NESTED = {
    "a.b": "a: {b: ...}",
    "a.b.c": "a: {b: {c: ...}}",
    "a.b.c.d": "a: {b: {c: {d: ...}}}",
}


@pytest.mark.parametrize("key", NESTED)
def test_a_key_with_dots_as_a_recipe_writes_it(key):
    assert nested(key) == NESTED[key]


COMPONENT = "a name, or a mapping with `kind: name` and its arguments"


class _Short(Settings):
    kind: Literal["a", "b"] = "a"
    width: int = 3


DESCRIBED = [
    (int, "a whole number"),
    (float, "a number"),
    (str, "a text"),
    (bool, "true or false"),
    (Count, "a whole number of at least 1"),
    (Share, "a number above 0 and below 1"),
    (Annotated[int, Field(le=LARGEST_COUNT)], "a whole number"),
    (Annotated[int, Field(ge=2, le=5)], "a whole number of at least 2 and of at most 5"),
    (Annotated[str, Field(min_length=1)], "a text that is not empty"),
    (int | None, "a whole number"),
    (Count | Literal["auto"], "a whole number of at least 1 or 'auto'"),
    (Literal["a", "b", "c"], "'a', 'b' or 'c'"),
    (Literal["auto"] | bool, "'auto', true or false"),
    (list[int], "a list, each entry a whole number"),
    (list[int | str], "a list, each entry a whole number or a text"),
    (Annotated[Any, "a duration such as 2ep"], "a duration such as 2ep"),
    (Component, "a name, or a mapping with `kind: name` and its arguments"),
    (_Short, "'a', 'b' or a mapping with the keys `kind`, `width`"),
    (
        FreezeSettings,
        "a mapping with the keys `layers`, `first`, `through`, `statistics`",
    ),
]


@pytest.mark.parametrize(("annotation", "words"), DESCRIBED, ids=[words for _, words in DESCRIBED])
def test_what_an_annotation_accepts(annotation, words):
    assert described(annotation) == words


OPTIONS = [
    (Literal["a", "b"], ["a", "b"]),
    (Literal["a", 3], ["a"]),
    (Literal["a"] | int | Literal["b"], ["a", "b"]),
    (Annotated[Literal["a"], "x"], ["a"]),
    (_Short, ["a", "b"]),
    (int, []),
    (FreezeSettings, []),
]


@pytest.mark.parametrize(("annotation", "found"), OPTIONS, ids=str)
def test_the_texts_that_are_listed(annotation, found):
    assert options(annotation) == found


BLOCKS = [
    (FreezeSettings, FreezeSettings),
    (FreezeSettings | None, FreezeSettings),
    (Annotated[FreezeSettings, "x"] | Literal["a"], FreezeSettings),
    (int, None),
    (list[FreezeSettings], None),
]


@pytest.mark.parametrize(("annotation", "found"), BLOCKS, ids=str)
def test_the_block_that_an_annotation_takes(annotation, found):
    assert block(annotation) is found


EXPECTED = [
    ((), "RecipeSettings"),
    (("training",), "TrainingSettings"),
    (("training", "transfer"), "TrainingSettings"),
    (("transfer", "freeze", "statistics"), "bool"),
    (("transfer", "freeze", "nothing"), "FreezeSettings"),
]


@pytest.mark.parametrize(("path", "name"), EXPECTED)
def test_the_deepest_part_that_the_schema_describes(path, name):
    found = expectation(RecipeSettings, path)
    found = block(found) or found
    assert found.__name__ == name


def test_all_blocks_of_a_recipe_can_be_described():
    for model in (RecipeSettings, TrainingSettings, TransferSettings):
        assert issubclass(model, BaseModel)
        for name in model.model_fields:
            assert described(expectation(model, (name,)))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("seed", "a whole number of at least 0 and below 4294967296"),
        ("topic", "a text"),
        ("training.epochs", "a whole number of at least 1"),
        ("training.worker_wait", "a number above 0"),
        ("training.jit_compile", "'auto', true or false"),
        ("training.precision", "'float32', 'mixed_bfloat16' or 'mixed_float16'"),
        ("training.checkpoint_every", "`auto` or a duration such as 500st, 2ep, 10% or 10min"),
        ("training.class_weights", "'balanced', or a mapping of class names or numbers to weights"),
        ("data.batch_size", "a whole number of at least 1"),
        ("data.validation", "a number of at least 0 and below 1"),
        ("data.fold.of", "a whole number of at least 2"),
        (
            "data.class_counts",
            "a mapping of class names or numbers to numbers of training examples",
        ),
        ("data.one_hot", "'auto', true or false"),
        ("data.input_shape", "a list, each entry a whole number of at least 1 that is not empty"),
        ("transfer.rates", "a mapping of patterns of layer names to factors above 0"),
        ("transfer.unfreeze.every", "a duration such as 2ep or 500st"),
        ("model", COMPONENT),
        ("loss", f"'auto' or {COMPONENT}"),
        ("sweep.trials", "a whole number of at least 1"),
        ("name", "a text of letters, digits, `-`, `_`, `.` and `+` that can name a folder"),
    ],
)
def test_what_a_key_accepts(key, words):
    assert described(expectation(RecipeSettings, tuple(key.split(".")))) == words


def test_the_whole_annotation_of_a_field():
    fields: dict[str, Any] = TrainingSettings.model_fields
    assert described(whole_annotation(fields["epochs"])) == "a whole number of at least 1"
    assert whole_annotation(fields["determinism"]) is bool
