"""Which charts a word names."""

from __future__ import annotations

import pytest

from suite.errors import UserError
from suite.runs.page.charts.section import Section, Text
from suite.runs.page.charts.table import Table
from suite.runs.page.named_charts import list_charts, named_charts


def table(name, title="A title"):
    return Table(name=name, title=title, columns=["a"], rows=[])


SECTIONS = [
    Section(name="overview", title="Overview", parts=[Text(paragraphs=["words"])]),
    Section(name="curves", title="Curves", parts=[table("loss", "Loss"), table("accuracy")]),
    Section(
        name="diagnostics",
        title="Inside",
        parts=[table("gradient_norm"), table("gradient_norm_overall"), table("update_ratio")],
    ),
]


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("loss", ["loss"]),
        ("gradient_norm", ["gradient_norm"]),
        ("Gradient-Norm ", ["gradient_norm"]),
        ("gradient", ["gradient_norm", "gradient_norm_overall"]),
        ("curves", ["loss", "accuracy"]),
    ],
)
def test_a_name_a_section_or_how_several_begin(what, names):
    assert [chart.name for chart in named_charts(SECTIONS, what, "run")] == names


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("los", r"^run: has no picture 'los'; did you mean 'loss'\? It has: loss, accuracy, "),
        ("ratio", r"did you mean 'update_ratio'\?"),
        ("overview", r"has no picture 'overview'\. It has"),
        ("", r"has no picture ''\. It has"),
        ("gradient_", r"has no picture"),
    ],
)
def test_a_mistyped_name_gets_its_like(what, message):
    with pytest.raises(UserError, match=message):
        named_charts(SECTIONS, what, "run")


def test_of_many_the_message_says_how_to_list_them():
    many = [Section(name="m", title="Many", parts=[table(f"number_{n}") for n in range(40)])]
    with pytest.raises(UserError, match="`plot RUN` without a name lists what it has") as caught:
        named_charts(many, "?", "run")
    assert len(str(caught.value)) < 200


def test_of_nothing_there_is_nothing():
    with pytest.raises(UserError, match="run: has nothing that could be drawn yet"):
        named_charts(SECTIONS[:1], "loss", "run")
    assert list_charts(SECTIONS[:1]) == ""


def test_the_list_has_a_line_each_under_its_section():
    assert list_charts(SECTIONS[:2]).splitlines() == [
        "curves: Curves",
        "  loss      Loss",
        "  accuracy  A title",
    ]
