"""Blocks of plain keys: what each accepts, refuses and makes of it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from suite.recipe.schema.recipe_settings import (
    DataSettings,
    FoldSettings,
    NormalizeSettings,
    RecipeSettings,
    TrainingSettings,
)


@pytest.mark.parametrize(
    ("block", "given"),
    [
        (FoldSettings, {"index": 0}),
        (FoldSettings, {"index": -1, "of": 3}),
        (FoldSettings, {"index": 0, "of": 1}),
        (FoldSettings, {"index": 0, "of": 3, "more": 1}),
        (NormalizeSettings, {"kind": "zca"}),
        (NormalizeSettings, {"components": 0}),
        (NormalizeSettings, {"components": 1.5}),
        (NormalizeSettings, {"components": -0.5}),
        (NormalizeSettings, {"epsilon": -1.0}),
        (TrainingSettings, {"epochs": 0}),
        (TrainingSettings, {"checkpoint_every": "0ep"}),
        (TrainingSettings, {"checkpoint_every": "1.5st"}),
        (TrainingSettings, {"checkpoint_every": "10"}),
        (TrainingSettings, {"checkpoint_every": "never"}),
        (TrainingSettings, {"checkpoint_every": "-1ep"}),
        (TrainingSettings, {"keep_best": "accuracy"}),
        (TrainingSettings, {"keep_best": "val_"}),
        (TrainingSettings, {"precision": "float16"}),
        (DataSettings, {"batch_size": 0}),
        (DataSettings, {"validation": 1.0}),
        (DataSettings, {"classes": 1}),
        (DataSettings, {"input_shape": []}),
        (RecipeSettings, {"name": "a b"}),
        (RecipeSettings, {"name": ".hidden"}),
        (RecipeSettings, {"name": ""}),
        (RecipeSettings, {"seed": 2**32}),
        (RecipeSettings, {"sed": 3}),
    ],
)
def test_blocks_refuse(block, given):
    with pytest.raises(ValidationError):
        block(**given)


@pytest.mark.parametrize(
    ("block", "given", "key", "expected"),
    [
        (TrainingSettings, {"checkpoint_every": "500st"}, "checkpoint_every", "500st"),
        (TrainingSettings, {"checkpoint_every": ".5ep"}, "checkpoint_every", ".5ep"),
        (TrainingSettings, {"checkpoint_every": "10min"}, "checkpoint_every", "10min"),
        (TrainingSettings, {"keep_best": "val_auc"}, "keep_best", "val_auc"),
        (TrainingSettings, {"steps_per_execution": 1e2}, "steps_per_execution", 100),
        (TrainingSettings, {"steps_per_execution": "auto"}, "steps_per_execution", "auto"),
        (NormalizeSettings, {"components": 1.0}, "components", 1.0),
        (NormalizeSettings, {"components": 1}, "components", 1),
        (NormalizeSettings, {"epsilon": 0.0}, "epsilon", 0.0),
        (DataSettings, {"normalize": "scale"}, "normalize", NormalizeSettings(kind="scale")),
        (
            DataSettings,
            {"normalize": {"kind": "pca_whitening", "components": 1e2}},
            "normalize",
            NormalizeSettings(kind="pca_whitening", components=100),
        ),
        (DataSettings, {"fold": {"index": 1, "of": 3}}, "part", (1, 3)),
        (DataSettings, {}, "part", None),
        (DataSettings, {"kind": None}, "source", None),
        (RecipeSettings, {"name": "cafe\u0301"}, "name", "caf\u00e9"),
        (RecipeSettings, {"seed": 1e3}, "seed", 1000),
    ],
)
def test_blocks_accept(block, given, key, expected):
    found = getattr(block(**given), key)
    assert found == expected
    assert type(found) is type(expected)
