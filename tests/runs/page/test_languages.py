"""The page of a run in another language: its words, its `lang`, and nothing else that differs."""

from __future__ import annotations

import ast
import html
import json
import re

import pytest
import yaml

from suite.doctor.cause import CAUSES
from suite.language import LANGUAGES, VARIABLE
from suite.runs.page.charts.section import Section
from suite.runs.page.charts.table import Table
from suite.runs.page.languages import Phrases, other_texts, phrases, translated
from suite.runs.page.render import page as page_module
from suite.runs.page.render.page import page
from tests.commands import CHECKOUT
from tests.runs.page.every_part import sections

OTHERS = [name for name in LANGUAGES if name != "en"]
# A word, or two that the code puts together of names.
COMPOSED = re.compile(r"[a-z]+( [a-z]+){0,2}$|theme: |usual: |too fast: ")
SPEAKING = (
    *("suite/runs", "suite/doctor", "suite/studies", "suite/checks", "suite/training"),
    "callbacks",
)
HEADINGS = re.compile(r'Section\([^)]*?title="([^"]+)"', re.S)


def source():
    """All literal texts of the code and the templates that make a page, as one."""
    texts = []
    for folder in SPEAKING:
        for file in sorted((CHECKOUT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.append(node.value)
    for file in sorted((CHECKOUT / "suite/runs/page/render").rglob("*.html")):
        texts.append(file.read_text("utf-8"))
    for file in sorted((CHECKOUT / "suite/runs/page/render/script").glob("*.js")):
        texts.append(file.read_text("utf-8"))
    return "\n".join(texts).lower()


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_left_over(language):
    file = CHECKOUT / "suite/runs/page/languages" / f"{language}.yaml"
    made = source()
    words = set(re.findall(r"[a-z]+", made))
    left = []
    for text in yaml.safe_load(file.read_text("utf-8")):
        known = text.lower()
        if set(re.findall(r"[a-z]+", known)) - words or (
            "{" not in text and not COMPOSED.match(known) and known.strip(". ") not in made
        ):
            left.append(text)
    assert left == []


def test_headings_and_causes_are_translated():
    known = phrases("zh").known
    made = CHECKOUT / "suite/runs/page/sections"
    headings = {
        title for file in made.rglob("*.py") for title in HEADINGS.findall(file.read_text("utf-8"))
    }
    assert len(headings) > 8
    assert sorted(headings - set(known)) == []
    assert [one.sentence for one in CAUSES.values() if one.sentence not in known] == []


def test_what_script_and_frame_say_is_translated():
    known = phrases("zh").known
    assert [text for text in page_module._SCRIPT_TEXTS if text not in known] == []
    for name in ("page", "parts"):
        file = CHECKOUT / "suite/runs/page/render/templates" / f"{name}.html"
        fixed = re.findall(r'\{\{ "([^"{}]+)" \| said', file.read_text("utf-8"))
        assert fixed
        assert [text for text in fixed if text not in known] == []


def test_in_a_text_what_differs_keeps_its_place():
    said = Phrases("zh", {"there are {0} of {1}": "{1} 中有 {0}", "cats": "猫"})
    assert said("there are 3 of cats") == "猫 中有 3"
    assert said("there are 3 of dogs") == "dogs 中有 3"
    assert said("neither") == "neither"


def test_what_joins_two_words_makes_no_sentence_of_others():
    said = Phrases("zh", {"{0} to {1}": "{0} 到 {1}"})
    assert said("3 to 5") == "3 到 5"
    assert said("It belongs to me") == "It belongs to me"


def test_what_differs_is_within_one_sentence():
    said = Phrases("zh", {"{0} images are blank.": "{0} 幅图像是空白的。", "Look.": "看。"})
    assert said("Look. 3 images are blank.") == "看。3 幅图像是空白的。"
    assert said("So it is. 3 images are blank.") == "So it is. 3 幅图像是空白的。"


def test_sentences_are_looked_up_one_by_one():
    said = Phrases("zh", {"One.": "一。", "Two {0}.": "二 {0}。"})
    assert said("One. Two x.") == "一。二 x。"
    assert said("One. Not known.") == "一。Not known."
    assert said.is_foreign("Not known at all.")
    assert not Phrases("en", {}).is_foreign("Not known at all.")


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_is_in_the_language(monkeypatch, language):
    monkeypatch.setenv(VARIABLE, language)
    shown = page("A page", sections(), status="finished")
    assert f'<html lang="{LANGUAGES[language]}">' in shown
    assert "跳到正文" in shown
    assert "已完成</span>" in shown
    assert 'class="status finished"' in shown


def test_an_english_page_has_the_other_language_beside_it(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    shown = page("A page", sections())
    assert '<html lang="en">' in shown
    assert "data-words" not in shown
    beside = switched_texts(shown)
    assert beside["To the content"] == "跳到正文"
    assert beside["Copied"] == "已复制"
    assert len(json.dumps(beside)) < len(shown) / 8
    for text in beside:
        assert text in html.unescape(shown).replace("<code>", "`").replace("</code>", "`")


def test_a_page_in_another_language_has_english_beside_it(monkeypatch):
    monkeypatch.setenv(VARIABLE, "zh")
    shown = page("A page", sections())
    assert switched_texts(shown)["跳到正文"] == "To the content"
    assert 'id="language" lang="en"' in shown


def test_what_a_chart_shows_is_told_in_both_languages():
    label = "Loss. Lower is better. The table below has the figures."
    chinese = "损失. 越低越好。 下面的表格列出了这些数字。"
    said = phrases("zh")
    assert other_texts(f'<i aria-label="{label}"></i>', [], "en")[label].startswith(
        "损失。越低越好。"
    )
    for text in (
        "optim/learning-rate",
        "Learning rate",
        "Loss",
        "Lower is better.",
        "The table below has the figures.",
    ):
        said(text)
    assert other_texts(f'<i aria-label="{chinese}"></i>', [], "zh") == {chinese: label}
    assert other_texts("<p>学习率</p>", [], "zh") == {"学习率": "Learning rate"}
    assert said("损失: table") == "损失：表格"
    assert other_texts('<i aria-label="损失：表格"></i>', [], "zh") == {"损失：表格": "Loss: table"}
    assert said("Findings over time. Lower is better.") == "发现的先后。越低越好。"


def test_what_has_no_other_words_has_no_switch(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert other_texts("<p>Nobody knows it.</p>", [], "en") == {}
    assert other_texts('<td translate="no">loss</td><td>loss</td>', [], "en") == {"loss": "损失"}
    assert other_texts('<td translate="no">loss</td>', [["a", 3.0]], "en") == {}


def switched_texts(shown):
    found = re.search(r'<script type="application/json" id="told">(.*?)</script>', shown)
    return json.loads(found[1])


def test_names_and_settings_in_a_table_stay_as_they_are():
    row = ["loss", "loss", None, "How many there are."]
    table = Table(
        name="t", title="Settings", columns=["key", "value", "n", "what it is"], rows=[row]
    )
    section = Section(name="settings", title="Settings", parts=[table])
    (told,) = translated([section], phrases("zh"))[0].parts
    assert told.title == "设置"
    assert told.rows == [["loss", "loss", None, "有多少个。"]]
    assert told.columns == ["键", "数值", "n", "含义"]
