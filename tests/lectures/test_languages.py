"""Every text of the lectures in each language, none left over, figures and names as in English."""

from __future__ import annotations

import re

import pytest
import yaml

from suite.language import LANGUAGES, VARIABLE, chosen_language
from suite.lectures.languages import LectureTexts, lecture_texts
from suite.lectures.lectures import LECTURES, NAMES
from suite.lectures.lessons import LESSONS
from suite.lectures.statements import statements, verdicts
from suite.recipe.text.shipped import shipped_studies
from suite.studies.exercises.exercise import exercises, load_exercise

OTHERS = [name for name in LANGUAGES if name != "en"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names that are the same in Chinese.
BARE = {"Sigmoid", "Tanh", "ReLU", "Leaky ReLU", "ELU", "Softmax", "Softplus", "Maxout"}
BARE |= {"AdaGrad", "AdaDelta", "RMSProp", "Adam", "FTRL", "Rprop", "L-BFGS", "DropConnect"}
# Of millions, for which Chinese has words.
MILLIONS = {"optim/newton": {"40"}, "models/filter-parameters": {"2.4"}}
FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")


def words():
    kinds = {one.kind for one in statements().values()}
    return kinds | {one.word for one in verdicts().values()} | {"not measured"}


@pytest.mark.parametrize("language", OTHERS)
def test_all_of_it_is_there_and_nothing_is_left_over(language):
    given = lecture_texts(language).given
    groups = ("lectures", "words", "headings", "topics", "statements", "whys")
    assert set(given) == {*groups, "exercises", "studies", "explanations", "reasons"}
    assert set(given["lectures"]) == set(NAMES)
    assert set(given["words"]) == words()
    assert list(given["topics"]) == list(LECTURES)
    assert all(set(one) == {"title", "row", "says", "look"} for one in given["topics"].values())
    assert list(given["statements"]) == list(statements())
    assert set(given["whys"]) == {one.number for one in statements().values() if one.why}


def test_the_texts_are_chinese():
    given = lecture_texts("zh").given
    texts = [text for one in given["topics"].values() for text in one.values()]
    for one in given["exercises"].values():
        texts += [one["title"], one["asks"], *one["hints"]]
    for group in (
        "lectures",
        "words",
        "headings",
        "statements",
        "whys",
        "studies",
        "explanations",
        "reasons",
    ):
        texts += given[group].values()
    assert [one for one in texts if not CHINESE.search(one) and one not in BARE] == []
    # The marks of a sentence are those of Chinese, outside of formulas and names.
    assert [one for one in texts if re.search(r"[\u4e00-\u9fff][,.:;?!]( |$)", one)] == []


def test_figures_of_statements_are_those_of_the_english_ones():
    changed = {}
    for number, one in statements().items():
        english = set(FIGURE.findall(one.says))
        chinese = set(FIGURE.findall(lecture_texts("zh").statement(number)))
        if missing := {figure for figure in english if len(figure) > 1} - chinese:
            changed[number] = missing
    assert changed == {}


@pytest.mark.parametrize("language", OTHERS)
def test_exercises_ask_for_the_same(language):
    given = lecture_texts(language).given["exercises"]
    assert sorted(given) == sorted(exercises())
    for name, texts in given.items():
        english = load_exercise(name)
        told = english.told_in(language)
        assert set(texts) == {"title", "asks", "hints"}
        assert len(told.hints) == len(english.hints)
        assert told.goals == english.goals
        for text, of in ((english.asks, told.asks), *zip(english.hints, told.hints, strict=True)):
            assert set(FIGURE.findall(text)) <= set(FIGURE.findall(of)), (name, text)
            assert re.findall("`[^`]+`", text) == re.findall("`[^`]+`", of)


@pytest.mark.parametrize("language", OTHERS)
def test_studies_are_told_with_the_same_figures(language):
    given = lecture_texts(language).given
    assert sorted(given["studies"]) == sorted(shipped_studies())
    assert sorted(given["explanations"]) == sorted(shipped_studies())
    for name, path in shipped_studies().items():
        english = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["study"]
        assert set(FIGURE.findall(english["title"])) <= set(FIGURE.findall(given["studies"][name]))
        figures = {one for one in FIGURE.findall(english["says"]) if len(one) > 1}
        told = set(re.findall(r"\d+(?:[.,]\d+)*", given["explanations"][name]))
        assert figures - told == MILLIONS.get(name, set()), name


@pytest.mark.parametrize("language", OTHERS)
def test_the_reason_of_a_study_is_told(language):
    given = lecture_texts(language).given["reasons"]
    found = {}
    for name, path in shipped_studies().items():
        study = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["study"]
        reasons = [one["reason"] for one in (study, *study["claims"]) if one.get("reason")]
        assert len(reasons) < 2, "one for each claim is more than a language's file tells"
        if reasons:
            found[name] = reasons[0]
    assert sorted(given) == sorted(found)
    for name, reason in found.items():
        figures = {one for one in FIGURE.findall(reason) if len(one) > 1}
        assert figures <= set(re.findall(r"\d+(?:[.,]\d+)*", given[name])), name


def test_what_a_language_lacks_is_english():
    texts = LectureTexts("zh", {"topics": {"init/he": {"title": "He 初始化"}}})
    assert texts.title("init/he") == "He 初始化"
    assert texts.row("init/he") == LECTURES["init/he"]
    assert texts.look("init/he") == LESSONS["init/he"].look
    assert texts.statement("C001") == statements()["C001"].says
    assert texts.word("holds") == "holds"


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("zh", "zh"), ("zh_CN.UTF-8", "zh"), ("ZH-Hans", "zh"), ("fr", "en"), ("", "en")],
)
def test_the_language_is_that_of_the_environment(monkeypatch, asked, chosen):
    monkeypatch.setenv(VARIABLE, asked)
    assert chosen_language() == chosen
