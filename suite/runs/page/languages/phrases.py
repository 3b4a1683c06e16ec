"""What the pages say, looked up by the English text; what is not found stays English."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from suite.language import LANGUAGES
from suite.lectures.languages import lecture_texts
from suite.lectures.lectures import LECTURES, NAMES
from suite.lectures.lessons import LESSONS
from suite.lectures.statements import statements
from suite.recipe.schema.key_texts import all_keys, texts_in

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # by libyaml, where it was built in
_HERE = Path(__file__).parent
_PLACE = re.compile(r"\{(\d+)\}")
# `(since step 7)` stands behind the sentence of a finding.
_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z0-9`]|\(since step |\w+: )")
_WITHIN_ONE = r"(?:(?![.?!] (?:[A-Z0-9`]|\(since step )).)*?"
_FOREIGN = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
# A pattern of so few letters that is no sentence, "{0} and {1}", joins names, numbers and what is
# translated; a word of English is no piece of it.
_JOINS, _WORD = 11, re.compile(r"`[^`]*`|'[^']*'|(?P<word>\b[A-Za-z][a-z]{2,}\b)")


class Phrases:
    """Texts of a language by their English ones.

    Args:
        language: as `suite.language.LANGUAGES` has it.
        known: English text -> text. In both `{0}`, `{1}`, ... stand for what differs from page to
            page, which is looked up in its turn.

    Its `looked_up` are the texts that were asked for, and what was answered.

    Example:
        >>> said = Phrases("zh", {"Curves": "曲线", "in epoch {0} of {1}": "第 {0} 轮，共 {1} 轮"})
        >>> said("Curves"), said("in epoch 3 of 5"), said("Other")
        ('曲线', '第 3 轮，共 5 轮', 'Other')
    """

    def __init__(self, language: str, known: Mapping[str, str]) -> None:
        self.language, self.known = language, known
        self.looked_up: dict[str, str] = {}
        patterns = sorted((text for text in known if _PLACE.search(text)), key=_fixed, reverse=True)
        self._patterns = [
            (re.compile(_pattern(text), re.S), known[text], _joins(text)) for text in patterns
        ]

    @property
    def tag(self) -> str:
        """Of HTML's `lang`."""
        return LANGUAGES[self.language]

    def __call__(self, text: str) -> str:
        """A text of a page: as a whole, else sentence by sentence."""
        if not self.known or not text.strip():
            return text
        if text not in self.looked_up:
            self.looked_up[text] = self._told(text.replace("\u00a0", " "))
        return self.looked_up[text]

    def lines(self, text: str) -> str:
        """A text of the command line, line by line; what they are set in by stays.

        Example:
            >>> print(Phrases("zh", {"try: {0}": "可以试试：{0}"}).lines("It is so.\\n  try: a"))
            It is so.
              可以试试：a
        """
        lines = [(line, line.lstrip()) for line in text.split("\n")]
        return "\n".join(line.removesuffix(said) + self(said) for line, said in lines)

    def _told(self, text: str) -> str:
        sentences = _BETWEEN_SENTENCES.split(text)
        told = [self._titled(one) or self._whole(one) for one in sentences]
        if None in told or text in self.known:
            whole = self._whole(text)
            if whole is None and text[:1].isupper():  # advice, at the beginning of a paragraph
                whole = self._whole(text[0].lower() + text[1:])
            if whole is not None or len(told) == 1:
                return whole or text
        english = zip(told, sentences, strict=True)
        return _joined(one or said for one, said in english)

    def is_foreign(self, text: str) -> bool:
        """Whether a text of several words has stayed English on a page of another language.

        Example:
            >>> Phrases("zh", {"a": "一"}).is_foreign("It was not said.")
            True
        """
        return bool(self.known) and text.isascii() and _FOREIGN.search(text) is not None

    def _titled(self, text: str) -> str | None:
        """A title with a stop behind it, as what a picture shows is told."""
        title = None if text in self.known else self.known.get(text.removesuffix("."))
        return title and f"{title}。" if text.endswith(".") else None

    def _whole(self, text: str) -> str | None:
        found = self.known.get(text)
        if found is not None:
            return found
        for pattern, to, joins in self._patterns:
            match = pattern.fullmatch(text)
            if match is None:
                continue
            pieces = _PLACE.split(to)
            pieces[1::2] = [self(match[f"_{number}"]) for number in pieces[1::2]]
            if not (joins and any(map(_has_word, pieces[1::2]))):
                return "".join(pieces)
        return None


def _joined(sentences: Iterable[str]) -> str:
    ends = (one if one.endswith(("。", "：", "？", "）")) else f"{one} " for one in sentences)
    return "".join(ends).rstrip()


def _fixed(text: str) -> int:
    """The letters of a pattern; what has more of them is tried first."""
    return len(_PLACE.sub("", text))


def _joins(text: str) -> bool:
    is_more = text[:1].isupper() or text.endswith((".", ")")) or "`" in text or ": " in text
    return _fixed(text) <= _JOINS and not is_more


def _has_word(text: str) -> bool:
    return any(found["word"] for found in _WORD.finditer(text))


def _pattern(text: str) -> str:
    """What differs is within one sentence, but for what a text ends with."""
    fixed, *rest = _PLACE.split(text)
    pattern, met = re.escape(fixed), set[str]()
    for number, after in zip(rest[::2], rest[1::2], strict=True):
        if number in met:
            pattern += f"(?P=_{number})"
        else:
            is_last = not after and number == rest[-2]
            pattern += f"(?P<_{number}>{'.*?' if is_last else _WITHIN_ONE})"
        met.add(number)
        pattern += re.escape(after)
    return pattern


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
    return Phrases(language, {**dict(_of_keys(language)), **dict(_of_lectures(language)), **given})


def _of_keys(language: str) -> Iterator[tuple[str, str]]:
    texts = texts_in(language)
    return ((key.text, texts[key.name]) for key in all_keys() if key.name in texts)


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
        yield f"{number}: {statement.says}", f"{number}：{texts.statement(number)}"
        if statement.why:
            yield statement.why, texts.why(number)
    for word in texts.given.get("words", {}):
        yield word, texts.word(word)
