"""The lectures' rows: every topic that is named exists, and a row without recipe is a known one."""

from __future__ import annotations

import re

import pytest

from suite.catalog import HERE, KINDS, UnknownName
from suite.lectures.lectures import LECTURES
from suite.lectures.overview import (
    components_of,
    diagnostics_of,
    recipe_topics,
    recipes_of,
    topics_text,
)
from suite.recipe.text.shipped import shipped
from tests.commands import CHECKOUT

# It may only shrink.
WITHOUT_RECIPE: set[str] = set()
ROOMS = {topic.partition("/")[0] for topic in LECTURES}


def named(text: str) -> set[str]:
    """What has the form of a topic and stands alone in quotes, so no path and no component."""
    text = re.sub(r"\n *Example:\n.*?\"{3}", "", text, flags=re.DOTALL)  # which may load a recipe
    found = re.findall(r"""["']([a-z]+/[a-z0-9-]+)["']""", text)
    return {one for one in found if one.partition("/")[0] in ROOMS}


def test_every_row_has_an_id_and_one_sentence():
    assert len(LECTURES) == 78
    for topic, statement in LECTURES.items():
        assert re.fullmatch(r"[a-z]+/[a-z0-9-]+", topic)
        assert 20 < len(statement) < 80
        assert statement.endswith(".")
    assert len(set(LECTURES.values())) == len(LECTURES)


@pytest.mark.parametrize("name", shipped())
def test_the_topics_of_a_recipe_exist_and_its_header_names_the_first(name):
    path = shipped()[name]
    topics = recipe_topics(path)
    assert topics
    assert set(topics) <= LECTURES.keys()
    first = path.read_text("utf-8").partition("\n")[0]
    assert first.startswith(("# Quickstart", "# Your own images")) or topics[0] in first


def test_the_topics_of_components_exist():
    for kind in KINDS:
        for entry in HERE.entries(kind):
            assert set(entry.topics) <= LECTURES.keys(), entry.name


def test_the_topics_of_findings_exist():
    files = [*(CHECKOUT / "callbacks").glob("*.py"), *(CHECKOUT / "suite").rglob("*.py")]
    topics = {topic for file in files for topic in named(file.read_text("utf-8"))}
    assert len(topics) > 20
    assert topics <= LECTURES.keys()


def test_every_other_row_has_a_recipe():
    assert {topic for topic in LECTURES if not recipes_of(topic)} == WITHOUT_RECIPE


def test_a_row_knows_what_belongs_to_it():
    assert "models/resnet20-digits" in recipes_of("models/resnet")
    assert {"layers/maxout", "layers/maxout_conv2d"} == components_of("activations/maxout").keys()
    assert "callbacks/dead_neurons" in diagnostics_of("activations/dying-relu")
    assert "checks/init_symmetry" in diagnostics_of("init/constant")
    assert "callbacks/early_stopping" in diagnostics_of("reg/early-stopping")


def test_the_overview_has_every_row_within_the_width():
    lines = topics_text(width=90).splitlines()
    assert [line.partition("  ")[0] for line in lines if line[0] != " "] == list(LECTURES)
    assert "    recipes: data/spiral" in "\n".join(lines)
    assert max(len(line) for line in lines if line[0] == " ") <= 90


def test_one_row_and_one_room_in_full():
    text = topics_text("optim/l-bfgs")
    assert text.startswith(f"optim/l-bfgs\n{LECTURES['optim/l-bfgs']}\n\nrecipes:\n")
    assert "\n  optim/l-bfgs  Lec" in text
    text = topics_text("models/resnet")
    assert "\n  models/resnet20-digits " in text
    assert "\n  models/plain " in text
    assert topics_text("loss").count("\n\n\n") == 0
    assert [one for one in LECTURES if f"{one}\n{LECTURES[one]}" in topics_text("loss")] == [
        "loss/softmax",
        "loss/svm",
        "loss/focal",
    ]


def test_an_unknown_row_is_refused():
    with pytest.raises(UnknownName, match="unknown topic 'models/resnett'; did you mean 'models/"):
        topics_text("models/resnett")


def test_a_topic_is_told_in_another_language():
    text = topics_text("activations/dying-relu", 80, "zh")
    assert text.splitlines()[1] == "对所有数据都输出负值的神经元再也不会更新。"
    assert "\n讲义中的陈述:\n  C104  成立: 初始权重不好时" in text
    assert "python -m suite study activations/dying-rate" in text
    for line in text.splitlines():
        wide = sum(not letter.isascii() for letter in line)
        assert len(line) + wide <= 80
