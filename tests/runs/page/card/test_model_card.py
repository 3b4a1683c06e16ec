"""The model card says what the run's files say, and obeys none of them."""

from __future__ import annotations

import json

import pytest
import yaml

from suite.runs.directory.run_directory import RunDirectory
from suite.runs.page.card.markdown import block, code, escaped, table
from suite.runs.page.card.model_card import model_card
from suite.runs.run_record import RunRecord

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](https://evil.example/x.png)",
    "[click](javascript:alert(1))",
    "a | b",
    "`rm -rf`",
    "# heading\n\n- item",
    "---\nlicense: mit\n---",
    "$\\evil$",
    "&lt;b&gt;",
    "\x1b[31mred",
    "https://evil.example",
]
SETUP = {
    "layers": [
        {"name": "input", "output_shape": [None, 8, 8, 1]},
        {"name": "scores", "output_shape": [None, 2]},
    ],
    "targets": "classes",
    "samples": 1234,
    "validation_samples": 56,
    "batch_size": 32,
    "augment": ["random_flip"],
    "loss": {"kind": "sparse_categorical_crossentropy"},
    "optimizer": {"kind": "sgd", "learning_rate": {"kind": "cosine", "first": 0.1, "last": 0.0}},
}
RECIPE = {
    "topic": "models/cnn",
    "data": {"kind": "digits", "limit": None, "normalize": {"kind": "standard"}},
    "model": {"kind": "cnn"},
    "training": {"precision": "float32"},
}
SUMMARY = {
    "status": "finished",
    "recipe": "mine",
    "classes": ["cat", "dog"],
    "metrics": {"test_accuracy": 0.9375, "test_loss": None},
    "parameters": {"total": 12345},
    "seed": 3,
    "seconds": 61.0,
    "versions": {"suite": "0.1.0", "keras": "3.15.1"},
    "device": "2 cores",
}


@pytest.fixture
def card(tmp_path):
    """The card of a run with these files."""

    def make(summary=SUMMARY, setup=SETUP, recipe=RECIPE, findings=(), files=()):
        (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(recipe))
        (tmp_path / "setup.json").write_text(json.dumps(setup))
        (tmp_path / "findings.json").write_text(json.dumps(list(findings)))
        (tmp_path / "history.csv").write_text("epoch,loss,accuracy,val_accuracy\n1,0.25,0.9,0.8\n")
        directory = RunDirectory(tmp_path)
        directory.write_summary(summary)
        return model_card(RunRecord(directory), files)

    return make


def head_of(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_the_head_is_what_the_sites_read(card):
    head = head_of(card())
    assert head["pipeline_tag"] == "image-classification"
    assert head["tags"] == ["keras", "keras-training-suite", "models/cnn"]
    (entry,) = head["model-index"]
    (result,) = entry["results"]
    assert (entry["name"], result["dataset"]["name"]) == ("mine", "digits")
    assert result["metrics"] == [{"type": "accuracy", "value": 0.9375, "name": "test accuracy"}]
    assert "license" not in head


def test_it_says_what_the_run_says(card):
    text = card()
    assert "A network (`cnn`) of 12,345 parameters, finished after 1 epoch in 1:01." in text
    assert "It takes 8 x 8 x 1 numbers and gives a score for each of 2 classes." in text
    assert "| accuracy | 0.9000 | 0.8000 | 0.9375 |" in text
    assert "| loss | 0.2500 |  |  |" in text
    assert "| training examples | 1,234 |" in text
    assert "| learning rate | `cosine` from 0.1 to 0 |" in text
    assert "| normalization | `standard`, inside the model |" in text
    assert "python -m suite run recipe.yaml" in text
    assert "of seed 3" in text


def test_it_is_honest_about_the_end_of_the_run(card):
    finding = {
        "diagnostic": "mine",
        "text": "All is not well.",
        "severity": "warning",
        "layer": None,
        "step": None,
        "figure": None,
        "limit": None,
        "topic": None,
        "edit": None,
    }
    text = card({**SUMMARY, "status": "interrupted", "metrics": {}}, findings=[finding])
    assert "The run is interrupted after 1 epoch" in text
    assert "not measured on a test set" in text
    assert "All is not well." in text
    assert "model-index" not in text


def test_in_a_zip_it_names_the_script(card):
    needs = {"model": {"needs": {"a": "suite.layers.maxout:Maxout"}}}
    alone = card({**SUMMARY, **needs})
    assert "import suite  # the model has layers of it: Maxout" in alone
    assert "predict.py" not in alone
    beside = card({**SUMMARY, **needs}, files=["predict.py", "recipe.yaml"])
    assert "from predict import open_model" in beside
    assert "import suite" not in beside


def test_little_is_enough(card):
    text = card({"status": "failed"}, setup={}, recipe={"data": None, "model": 3})
    assert "A network, failed after 1 epoch." in text
    assert head_of(text)["library_name"] == "keras"


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_run_names_is_obeyed(card, text):
    recipe = {**RECIPE, "topic": text, "data": {"kind": text}, "model": {"kind": text}}
    summary = {**SUMMARY, "recipe": text, "classes": [text, "b"], "device": text}
    setup = {**SETUP, "augment": [text], "loss": {"kind": text}}
    found = card({**summary, "versions": {text: text}}, setup, recipe)
    # YAML reads back what was written, and nothing else is in the head.
    head = head_of(found) if "---\n" not in text else {"license": None}
    assert head.get("license") is None
    body = found[found.index("\n---\n") + 5 :]
    if "---\n" not in text:
        assert list(head) == ["library_name", "pipeline_tag", "tags", "model-index"]
    assert "<" not in body
    assert "\x1b" not in found
    cells = [line for line in body.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in cells} == {3, 5}
    assert "](" not in body.replace("\\](", "").replace("`" + text + "`", "")


def test_texts_in_markdown():
    assert escaped("a_b *c* <d> & [e]") == "a\\_b \\*c\\* &lt;d&gt; &amp; \\[e\\]"
    assert escaped("see https://x.y, a@b.c") == "see https&#58;//x.y, a&#64;b.c"
    assert code("a``b") == "``` a``b ```"
    assert code("a|b") == "`a\\|b`"
    assert block("a```b") == "````\na```b\n````"
    assert table(("a", "b"), []) == ""
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
