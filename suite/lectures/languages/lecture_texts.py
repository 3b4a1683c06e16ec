"""The texts of the lectures in a language; what it lacks is English."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from suite.lectures.lectures import LECTURES, NAMES
from suite.lectures.lessons import LESSONS
from suite.lectures.statements import statements

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # by libyaml, where it was built in
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class LectureTexts:
    """What the lectures say, in one language.

    Args:
        language: as `suite.language.LANGUAGES` has it.
        given: the texts of its file; what is not in it is told in English.

    Example:
        >>> LectureTexts("en").lecture("init")
        'Initialization'
        >>> LectureTexts("zh", {"lectures": {"init": "参数初始化"}}).lecture("init")
        '参数初始化'
    """

    language: str
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """How many of a terminal's columns a letter takes: two in Chinese."""
        return 2 if self.language == "zh" else 1

    def lecture(self, name: str) -> str:
        """The name of a lecture."""
        return self._text("lectures", name) or NAMES[name]

    def title(self, topic: str) -> str:
        """The heading of a topic."""
        return self._topic(topic, "title") or (
            topic.partition("/")[2].replace("-", " ").capitalize()
        )

    def row(self, topic: str) -> str:
        """A topic in one short sentence."""
        return self._topic(topic, "row") or LECTURES[topic]

    def says(self, topic: str) -> str:
        """What the lectures say of a topic, in one to three sentences."""
        return self._topic(topic, "says") or LESSONS[topic].says

    def look(self, topic: str) -> str:
        """What to look at in a run of a topic."""
        return self._topic(topic, "look") or LESSONS[topic].look

    def statement(self, number: str) -> str:
        """A statement by its id."""
        return self._text("statements", number) or statements()[number].says

    def why(self, number: str) -> str:
        """Why a measurable statement has no study; empty where it has one."""
        return self._text("whys", number) or statements()[number].why

    def word(self, word: str) -> str:
        """What became of a statement, or its kind: `holds`, `definition`, `not measured`, ..."""
        return self._text("words", word) or word

    def heading(self, word: str) -> str:
        """What `topics` lists: `recipes`, `components`, `diagnostics`, ..."""
        return self._text("headings", word) or word

    def study(self, name: str) -> str:
        """The title of a study; empty where it is told in English.

        Example:
            >>> lecture_texts("zh").study("norm/formula")
            '均值是减去，不是加上'
        """
        return self._text("studies", name)

    def explanation(self, name: str) -> str:
        """What a study is about, in a few sentences; empty where it is told in English."""
        return self._text("explanations", name)

    def reason(self, name: str) -> str:
        """Why not every claim of a study holds; empty where it is told in English."""
        return self._text("reasons", name)

    def exercise(self, name: str) -> Mapping[str, Any]:
        """Title, task and hints of an exercise; empty where it is told in English.

        Example:
            >>> lecture_texts("zh").exercise("loss/margin")["title"]
            '及时达到间隔'
        """
        found = self.given.get("exercises", {}).get(name, {})
        return found if isinstance(found, Mapping) else {}

    def _text(self, group: str, key: str) -> str:
        found = self.given.get(group, {}).get(key, "")
        return found if isinstance(found, str) else ""

    def _topic(self, topic: str, key: str) -> str:
        found = self.given.get("topics", {}).get(topic, {}).get(key, "")
        return found if isinstance(found, str) else ""


@functools.cache
def lecture_texts(language: str = "en") -> LectureTexts:
    """The texts of the lectures.

    Args:
        language: `en`, or one that has a file here.

    Example:
        >>> lecture_texts().title("init/he"), lecture_texts("zh").title("init/he")
        ('He', 'He 初始化')
    """
    file = _HERE / f"{language}.yaml"
    given = yaml.load(file.read_text("utf-8"), _LOADER) if file.is_file() else {}
    return LectureTexts(language, given)
