"""What the pages say, looked up by the English text; what is not found stays English."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from suite.language import LANGUAGES
from suite.lectures.languages import lecture_texts
from suite.lectures.lectures import LECTURES, NAMES
from suite.lectures.lessons import LESSONS
from suite.lectures.statements import statements

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # by libyaml, where it was built in
_HERE = Path(__file__).parent
_PLACE = re.compile(r"\{(\d+)\}")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z0-9`])")
_FOREIGN = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


class Phrases:
    """Texts of a language by their English ones.

    Args:
        language: as `suite.language.LANGUAGES` has it.
        known: English text -> text. In both `{0}`, `{1}`, ... stand for what differs from page to
            page, which is looked up in its turn.

    Example:
        >>> said = Phrases("zh", {"Curves": "曲线", "in epoch {0} of {1}": "第 {0} 轮，共 {1} 轮"})
        >>> said("Curves"), said("in epoch 3 of 5"), said("Other")
        ('曲线', '第 3 轮，共 5 轮', 'Other')
    """

    def __init__(self, language: str, known: Mapping[str, str]) -> None:
        self.language, self.known = language, known
        self._found: dict[str, str] = {}
        patterns = sorted((text for text in known if _PLACE.search(text)), key=_fixed, reverse=True)
        self._patterns = [(re.compile(_pattern(text), re.S), known[text]) for text in patterns]

    @property
    def tag(self) -> str:
        """Of HTML's `lang`."""
        return LANGUAGES[self.language]

    def __call__(self, text: str) -> str:
        """A text of a page: as a whole, else sentence by sentence."""
        if not self.known or not text.strip():
            return text
        if text not in self._found:
            self._found[text] = self._told(text.replace("\u00a0", " "))
        return self._found[text]

    def _told(self, text: str) -> str:
        whole = self._whole(text)
        if whole is not None:
            return whole
        sentences = _BETWEEN_SENTENCES.split(text)
        if len(sentences) == 1:
            return text
        told = [self._whole(one) or one for one in sentences]
        ends = [one if one.endswith(("。", "：", "？")) else f"{one} " for one in told]
        return "".join(ends).rstrip()

    def is_foreign(self, text: str) -> bool:
        """Whether a text of several words has stayed English on a page of another language.

        Example:
            >>> Phrases("zh", {"a": "一"}).is_foreign("It was not said.")
            True
        """
        return bool(self.known) and text.isascii() and _FOREIGN.search(text) is not None

    def _whole(self, text: str) -> str | None:
        found = self.known.get(text)
        if found is not None:
            return found
        for pattern, to in self._patterns:
            match = pattern.fullmatch(text)
            if match is not None:
                pieces = _PLACE.split(to)
                pieces[1::2] = [self(match[f"_{number}"]) for number in pieces[1::2]]
                return "".join(pieces)
        return None


def _fixed(text: str) -> int:
    """The letters of a pattern; what has more of them is tried first."""
    return len(_PLACE.sub("", text))


def _pattern(text: str) -> str:
    pieces = _PLACE.split(text)
    return "".join(
        f"(?P<_{piece}>.*?)" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    )


@functools.cache
def phrases(language: str = "en") -> Phrases:
    """The words of the pages in a language; those of the lectures with them.

    Example:
        >>> phrases("zh")("Overview"), phrases()("Overview")
        ('概览', 'Overview')
    """
    file = _HERE / f"{language}.yaml"
    if not file.is_file():
        return Phrases(language, {})
    given = yaml.load(file.read_text("utf-8"), _LOADER)
    return Phrases(language, {**dict(_of_lectures(language)), **given})


def _of_lectures(language: str) -> Iterator[tuple[str, str]]:
    texts = lecture_texts(language)
    for name, english in NAMES.items():
        yield english, texts.lecture(name)
    for topic, row in LECTURES.items():
        yield topic, texts.title(topic)
        yield row, texts.row(topic)
        if topic in LESSONS:
            look = LESSONS[topic].look
            yield LESSONS[topic].says, texts.says(topic)
            yield f"What to look at: {look[:1].lower()}{look[1:]}", texts.look(topic)
    for number, statement in statements().items():
        yield statement.says, texts.statement(number)
        if statement.why:
            yield statement.why, texts.why(number)
    for word in texts.given.get("words", {}):
        yield word, texts.word(word)
