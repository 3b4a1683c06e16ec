"""The model card says what the run's files say, and obeys none of them."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from markdown_it import MarkdownIt

from suite.runs.directory.run_directory import RunDirectory
from suite.runs.page.card.markdown import block, code, escaped, prose, table
from suite.runs.page.card.model_card import model_card
from suite.runs.run_record import RunRecord
from suite.screen import plain

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

    def make(summary=SUMMARY, setup=SETUP, recipe=RECIPE, findings=(), files=(), best=False):
        (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(recipe))
        (tmp_path / "setup.json").write_text(json.dumps(setup))
        (tmp_path / "findings.json").write_text(json.dumps(list(findings)))
        rows = ["epoch,loss,accuracy,val_accuracy", "1,0.25,0.9,0.8", "2,0.2,0.95,0.75", ""]
        (tmp_path / "history.csv").write_text("\n".join(rows))
        directory = RunDirectory(tmp_path)
        directory.write_summary(summary)
        return model_card(RunRecord(directory), files, best)

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
    assert "A network (`cnn`) of 12,345 parameters, finished after 2 epochs in 1:01." in text
    assert "It takes 8 x 8 x 1 numbers and gives a score for each of 2 classes." in text
    assert "| accuracy | 0.9500 | 0.7500 | 0.9375 |" in text
    assert "| loss | 0.2000 |  |  |" in text
    assert "| training examples | 1,234 |" in text
    assert "| learning rate | `cosine` from 0.1 to 0 |" in text
    assert "| normalization | `standard`, inside the model |" in text
    assert "python -m suite run recipe.yaml" in text
    assert "of seed 3" in text


def test_it_is_honest_about_the_end_of_the_run(card):
    finding = {
        "diagnostic": "mine",
        "text": "All of `a_b` is <not> well.",
        "severity": "warning",
        "layer": None,
        "step": None,
        "figure": None,
        "limit": None,
        "topic": None,
        "edit": None,
    }
    text = card({**SUMMARY, "status": "interrupted", "metrics": {}}, findings=[finding])
    assert "The run is interrupted after 2 epochs" in text
    assert "not measured on a test set" in text
    assert "- Warning: All of `a_b` is &lt;not&gt; well." in text
    assert "model-index" not in text


def test_the_best_model_has_the_figures_of_its_epoch(card):
    summary = {**SUMMARY, "metrics": {**SUMMARY["metrics"], "best_epoch": 1}}
    text = card(summary, best=True)
    assert "| accuracy | 0.9000 | 0.8000 |  |" in text
    assert "It is the model of epoch 1, the best of 2 on validation." in text
    assert "not measured on a test set" in text
    assert "model-index" not in text
    same = card({**summary, "metrics": {**summary["metrics"], "best_epoch": 2}}, best=True)
    assert "| accuracy | 0.9500 | 0.7500 | 0.9375 |" in same


def test_in_a_zip_it_names_the_script(card):
    needs = {"model": {"needs": {"a": "suite.layers.maxout:Maxout"}}}
    alone = card({**SUMMARY, **needs})
    assert "import suite  # the model has layers of it: Maxout" in alone
    assert "predict.py" not in alone
    beside = card({**SUMMARY, **needs}, files=["predict.py", "recipe.yaml"])
    assert "from predict import open_model" in beside
    assert "it takes images, `.csv` or `.npy` files" in beside
    assert "import suite" not in beside


def test_little_is_enough(card):
    text = card({"status": "failed"}, setup={}, recipe={"data": None, "model": 3})
    assert "A network, failed after 2 epochs." in text
    assert head_of(text)["library_name"] == "keras"


def rendered(text):
    """The tags of the HTML that a reader of Markdown makes of a card without its head."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(body_of(text))
    return re.findall(r"<(/?\w+)", html), html


def body_of(text):
    return text[text.index("\n---\n") + 5 :]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_run_names_is_obeyed(card, text):
    def about(name):
        recipe = {**RECIPE, "topic": name, "data": {"kind": name}, "model": {"kind": name}}
        setup = {**SETUP, "augment": [name], "loss": {"kind": name}}
        said = {"recipe": name, "classes": [name, "b"], "device": name, "versions": {name: name}}
        return card({**SUMMARY, **said}, setup, recipe)

    hostile, harmless = about(text), about("word")
    # The same headings, tables and paragraphs, and not a tag more.
    assert rendered(hostile)[0] == rendered(harmless)[0]
    assert "\x1b" not in hostile
    head = yaml.safe_load(hostile[4 : hostile.index("\n---\n\n")])
    assert list(head) == ["library_name", "pipeline_tag", "tags", "model-index"]
    (entry,) = head["model-index"]
    assert " ".join(entry["name"].split()) == " ".join(plain(text).split())


def test_names_are_shown_as_they_are(card):
    name = "a_b *c* <d> `e` | f"
    html = rendered(card({**SUMMARY, "recipe": name}))[1]
    assert "<h1>a_b *c* &lt;d&gt; `e` | f</h1>" in html
    html = rendered(card(recipe={**RECIPE, "data": {"kind": name}}))[1]
    assert "<code>a_b *c* &lt;d&gt; `e` | f</code>" in html


def test_texts_in_markdown():
    assert prose("`a_b` of `c` is *d* ` e") == "\\`a\\_b\\` of \\`c\\` is \\*d\\* \\` e"
    assert prose("in `a_b` and `<c>` it_is") == "in `a_b` and `<c>` it\\_is"
    assert escaped("a_b *c* <d> & [e]") == "a\\_b \\*c\\* &lt;d&gt; &amp; \\[e\\]"
    assert escaped("see https://x.y, a@b.c") == "see https&#58;//x.y, a&#64;b.c"
    assert code("a``b") == "``` a``b ```"
    assert code("a|b") == "`a\\|b`"
    assert block("a```b") == "````\na```b\n````"
    assert table(("a", "b"), []) == ""
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
