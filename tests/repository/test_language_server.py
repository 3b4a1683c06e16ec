"""An editor completes and explains a recipe by the JSON schema: in yaml-language-server of npm."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from suite.catalog import HERE
from suite.studies.file_schema import file_schema
from tests.repository.language_server import LanguageServer

SCRIPT = os.environ.get("SUITE_YAML_SERVER", "")
pytestmark = pytest.mark.skipif(
    not SCRIPT, reason="SUITE_YAML_SERVER names no yaml-language-server of npm"
)
MODELINE = "# yaml-language-server: $schema=recipe.schema.json\n"


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editor")
    (folder / "recipe.schema.json").write_text(json.dumps(file_schema(HERE)))
    with LanguageServer(Path(SCRIPT), folder) as server:
        yield server


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("|", {"model", "optimizer", "training", "study"}),
        ("model: mlp\ntraining:\n  |", {"epochs", "keep_best"}),
        ("model: mlp\ntraining:\n  precision: |", {"mixed_bfloat16"}),
        ("model: |", {"mlp", "resnet"}),
        ("optimizer: a|", {"adam", "adamw"}),
        ("model: mlp\noptimizer:\n  kind: |", {"adam", "rprop"}),
        ("model: mlp\noptimizer:\n  kind: sgd\n  |", {"momentum", "nesterov"}),
        ("model: mlp\ncallbacks:\n  - g|", {"gradient_norm", "early_stopping"}),
        ("model: mlp\ndata:\n  kind: |", {"digits", "mnist", "folder"}),
        ("model: mlp\ndata:\n  kind: folder\n  |", {"path", "batch_size"}),
        ("model: mlp\ndata:\n  normalize: |", {"zca_whitening"}),
        ("topic: a\nstudy:\n  |", {"claims", "variants"}),
    ],
)
def test_what_is_offered(editor, text, offered):
    assert offered <= set(editor.offers(MODELINE + text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tr|aining: {epochs: 3}", "How the model is trained"),
        ("training: {cl|ip_norm: 3}", "global norm of the gradients"),
        ("optimizer: {kind: s|gd}", "Gradient descent"),
        ("optimizer: {kind: sgd, mom|entum: 0.9}", "accelerates gradient descent"),
        ("callbacks: [{kind: dead_neurons, ev|ery: 50}]", "every"),
    ],
)
def test_what_is_explained(editor, text, told):
    assert told in editor.explains(MODELINE + text)


def test_a_mistake_is_underlined_and_nothing_else(editor):
    right = "model: mlp\noptimizer: {kind: sgd, momentum: 0.9}\n"
    assert editor.complains(MODELINE + right) == []
    told = editor.complains(MODELINE + right.replace("momentum", "momentun"))
    assert len(told) == 1
    assert "momentun" in told[0]
