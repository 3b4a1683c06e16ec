"""A source that is trained once, and recipes that start from it."""

from __future__ import annotations

import pytest

import suite

MODEL = "model: {kind: cnn, filters: [4, 6], dense: [8], norm: batch, weight_decay: 0.001}"
SOURCE = f"""
data: {{kind: digits, only: [0, 1, 2, 3, 4], batch_size: 256, normalize: min_max}}
{MODEL}
training: {{epochs: 3, diagnostics: none}}
"""
RECIPE = f"""
data: {{kind: digits, only: [5, 6, 7], batch_size: 64}}
{MODEL}
transfer: {{source: source}}
optimizer: {{kind: adamw, learning_rate: 0.01, weight_decay: 0.1}}
training: {{epochs: 2, clip_norm: 1.0, ema: 0.9, steps_per_execution: 8, diagnostics: none}}
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """With source.yaml, its run `source`, and recipe.yaml, which starts from it."""
    folder = tmp_path_factory.mktemp("transfer")
    (folder / "source.yaml").write_text(SOURCE)
    (folder / "recipe.yaml").write_text(RECIPE)
    suite.run(suite.load(folder / "source.yaml"), folder / "source", quiet=True)
    return folder


@pytest.fixture
def recipe(folder):
    """The recipe with overrides."""
    return lambda *overrides: suite.load(folder / "recipe.yaml", *overrides)


@pytest.fixture
def source(folder):
    """The source's model."""
    from suite.runs.model_file import load_model

    return load_model(folder / "source" / "model.keras", compile=False)
