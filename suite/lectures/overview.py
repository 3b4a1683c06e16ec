"""The lectures' rows with the recipes, components and diagnostics that make each of them run."""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import yaml

from suite import catalog, package
from suite.catalog import HERE
from suite.catalog.keras_topics import KERAS_TOPICS
from suite.catalog.names.unknown_name import no_match
from suite.lectures.languages import LectureTexts, lecture_texts
from suite.lectures.lectures import LECTURES
from suite.lectures.statements.statement import Statement, statements, verdicts
from suite.recipe.text.shipped import header, shipped
from suite.tables import definitions

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # by libyaml, where it was built in
_ID = re.compile(r"\b[a-z]+/[a-z0-9-]+\b")


def topics_text(topic: str | None = None, width: int = 100, language: str = "en") -> str:
    """Every row of the lectures with what belongs to it; one row, or one room, in full.

    Args:
        topic: an id such as `models/resnet`, a room such as `models`, a word such as `relu`, or
            None for all.
        width: longest line.
        language: of what the lectures say; a component is told in English.

    Raises:
        UnknownName: there is no such row or room, with close matches.
    """
    texts = lecture_texts(language)
    if topic is None:
        return "\n".join(line for one in LECTURES for line in _overview(one, width, texts))
    chosen = [one for one in LECTURES if topic in (one, one.partition("/")[0])]
    chosen = chosen or [one for one in LECTURES if topic in one.partition("/")[2].split("-")]
    if not chosen:
        rooms = list(dict.fromkeys(one.partition("/")[0] for one in LECTURES))
        raise no_match(
            f"unknown topic {topic!r}", topic, [*rooms, *LECTURES], where="python -m suite topics"
        )
    return "\n\n".join("\n".join(_page(one, width, texts)) for one in chosen)


def recipe_topics(path: Path) -> list[str]:
    """The ids of a recipe's `topic`, which may be several, separated by commas."""
    text = yaml.load(path.read_text("utf-8"), _LOADER).get("topic") or ""
    return [part.strip() for part in text.split(",") if part.strip()]


def recipes_of(topic: str) -> dict[str, str]:
    """Name and first line of each shipped recipe of a row."""
    return {name: line for name, (line, topics) in _recipes().items() if topic in topics}


def components_of(topic: str) -> dict[str, str]:
    """Name and summary of each component of a row, callbacks aside."""
    return {name: summary for name, (summary, topics) in _components().items() if topic in topics}


def diagnostics_of(topic: str) -> dict[str, str]:
    """Name and summary of each check before a run, and of each callback, that speaks of a row."""
    return {name: summary for name, (summary, topics) in _diagnostics().items() if topic in topics}


@functools.cache
def _recipes() -> dict[str, tuple[str, list[str]]]:
    return {
        name: (header(path).partition("\n")[0], recipe_topics(path))
        for name, path in shipped().items()
    }


@functools.cache
def _components() -> dict[str, tuple[str, tuple[str, ...]]]:
    # Of Keras's 300 components few belong to a row; only those are read.
    kinds = [kind for kind in catalog.KINDS if kind not in ("callbacks", "checks")]
    own = [entry for kind in kinds for entry in catalog.own_entries(kind)]
    keras = [HERE.find(kind, name) for kind, name in KERAS_TOPICS if kind != "callbacks"]
    return {
        f"{entry.kind}/{entry.name}": (entry.summary, entry.topics)
        for entry in sorted([*own, *keras], key=lambda entry: (kinds.index(entry.kind), entry.name))
        if entry.topics
    }


@functools.cache
def _diagnostics() -> dict[str, tuple[str, set[str]]]:
    # A finding names its topic in the code; Keras's callbacks are told by the catalog.
    found = {}
    for entry in HERE.entries("callbacks"):
        named = set(entry.topics)
        if entry.origin == "suite":
            named |= _named_in(entry.file)
        found[f"callbacks/{entry.name}"] = (entry.summary, named)
    for file in sorted((package.FOLDER / "checks").glob("*.py")):
        if named := _named_in(file):
            summary = file.read_text("utf-8").partition('"""')[2].partition('"""')[0]
            found[f"checks/{file.stem}"] = (" ".join(summary.split()), named)
    return found


def _named_in(file: Path) -> set[str]:
    return LECTURES.keys() & set(_ID.findall(file.read_text("utf-8")))


def _groups(topic: str) -> Iterator[tuple[str, dict[str, str]]]:
    yield "recipes", recipes_of(topic)
    yield "components", components_of(topic)
    yield "diagnostics", diagnostics_of(topic)


def _overview(topic: str, width: int, texts: LectureTexts) -> Iterator[str]:
    room = width // texts.columns
    yield from textwrap.wrap(f"{topic}  {texts.row(topic)}", room, subsequent_indent="    ")
    for group, found in _groups(topic):
        if found:
            yield from textwrap.wrap(
                f"{texts.heading(group)}: {', '.join(found)}",
                width,
                initial_indent="    ",
                subsequent_indent="        ",
                break_on_hyphens=False,
            )


def _page(topic: str, width: int, texts: LectureTexts) -> Iterator[str]:
    none = texts.heading("none")
    yield topic
    yield textwrap.fill(texts.row(topic), width // texts.columns)
    for group, found in _groups(topic):
        yield f"\n{texts.heading(group)}: {'' if found else none}".rstrip()
        yield from definitions(found.items(), width, indent="  ")
    own = [one for one in statements().values() if one.topic == topic]
    yield f"\n{texts.heading('statements of the lectures')}: {'' if own else none}".rstrip()
    for statement in own:
        yield from _statement(statement, width // texts.columns, texts)


def _unmeasured(statement: Statement) -> str:
    return statement.kind if statement.kind != "measurable" else "not measured"


def _statement(statement: Statement, width: int, texts: LectureTexts) -> Iterator[str]:
    """A statement with its verdict, and the command that shows it."""
    number, found = statement.number, verdicts().get(statement.number)
    word = texts.word(found.word if found else _unmeasured(statement))
    text = f"  {number}  {word}: {texts.statement(number)}"
    yield from textwrap.wrap(text, width, subsequent_indent="        ")
    if found:
        yield f"        python -m suite study {found.studies[0]}"
    elif statement.why:
        yield from textwrap.wrap(
            texts.why(number), width, initial_indent="        ", subsequent_indent="        "
        )
