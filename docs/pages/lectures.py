"""The lectures: what each states, and what its experiments found; in each language that they have."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import yaml

from pages.docstring import escaped
from suite.lectures.languages import LectureTexts, lecture_texts
from suite.lectures.lectures import LECTURES, NAMES
from suite.lectures.lessons import LESSONS
from suite.lectures.overview import recipes_of
from suite.lectures.statements import Statement, statements, verdicts
from suite.package import REPOSITORY

_LANGUAGES = Path(__file__).parent.parent / "languages"
_WORDS = {"holds": "success", "refuted": "danger", "undecided": "warning"}


def lecture_pages() -> dict[str, str]:
    """A page of each lecture, and one that leads to them."""
    pages = {f"learn/{name}.md": _page(name, lecture_texts()) for name in NAMES}
    pages |= {f"zh/learn/{name}.md": _page(name, lecture_texts("zh")) for name in NAMES}
    pages["learn/index.md"] = _index("en", *NAMES, "../lectures", "../studies")
    pages["zh/learn/index.md"] = _index("zh", *NAMES)
    return pages


@functools.cache
def words(language: str) -> dict[str, str]:
    """The fixed words of these pages."""
    return yaml.safe_load((_LANGUAGES / f"{language}.yaml").read_text("utf-8"))


def _index(language: str, *listed: str) -> str:
    known = words(language)
    tree = "\n".join(["```{toctree}", ":maxdepth: 1", "", *listed, "```"])
    return f"# {known['title']}\n\n{known['index'].strip()}\n\n{tree}\n"


def _page(lecture: str, texts: LectureTexts) -> str:
    notebook = f"{REPOSITORY}/blob/main/notebooks/lectures/{lecture}.ipynb"
    command = f"python -m suite lecture {lecture}"
    known = words(texts.language)
    parts = [
        f"# {texts.lecture(lecture)}",
        known["runs"].strip().format(command=command, notebook=notebook),
    ]
    for topic in LECTURES:
        if topic.startswith(f"{lecture}/"):
            parts += _topic(topic, texts)
    return "\n\n".join(parts) + "\n"


def _topic(topic: str, texts: LectureTexts) -> Iterator[str]:
    yield f"## {texts.title(topic)}"
    yield escaped(texts.row(topic))
    if topic in LESSONS:
        look = words(texts.language)["look"].format(look=escaped(texts.look(topic)))
        yield f"{escaped(texts.says(topic))}\n\n{look}"
    stated = [one for one in statements().values() if one.topic == topic]
    yield from (_statement(one, texts) for one in stated)
    if recipes := recipes_of(topic):
        commands = "\n".join(f"$ python -m suite run {name}" for name in recipes)
        yield f"```console\n{commands}\n```"


def _statement(statement: Statement, texts: LectureTexts) -> str:
    says, known = escaped(texts.statement(statement.number)), words(texts.language)
    found = verdicts().get(statement.number)
    if found is None:
        kind = known["kind"].format(kind=texts.word(statement.kind), number=statement.number)
        return f"- {says}{kind}"
    badge = f"{{bdg-{_WORDS[found.word]}}}`{texts.word(found.word)}`"
    study = f"`python -m suite study {found.studies[0]}`"
    by = known["by"].format(by=found.by, study=study)
    return f"- {badge} {says}{known['number'].format(number=statement.number)}\n\n  {by}"
