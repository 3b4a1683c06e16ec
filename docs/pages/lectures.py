"""The lectures: what each states, and what its experiments found."""

from __future__ import annotations

from collections.abc import Iterator

from pages.docstring import escaped
from suite.lectures.lectures import LECTURES
from suite.lectures.lessons import LESSONS
from suite.lectures.overview import recipes_of
from suite.lectures.statements import Statement, statements, verdicts
from suite.package import REPOSITORY
from suite.studies.pages.lecture_page import NAMES

_WORDS = {"holds": "success", "refuted": "danger", "undecided": "warning"}


def lecture_pages() -> dict[str, str]:
    """A page of each lecture, and one that leads to them."""
    pages = {f"learn/{name}.md": _page(name) for name in NAMES}
    listed = "\n".join(NAMES)
    pages["learn/index.md"] = _INDEX.replace("{lectures}", listed)
    return pages


_INDEX = """# Learn

Every statement of the lectures that can be measured is an experiment with a verdict. Each page names the commands that run it
again on your machine; the notebooks have the same with exercises, whose answers are graded by what is measured.

```{toctree}
:maxdepth: 1

{lectures}
../lectures
../studies
```
"""


def _page(lecture: str) -> str:
    notebook = f"{REPOSITORY}/blob/main/notebooks/lectures/{lecture}.ipynb"
    parts = [
        f"# {NAMES[lecture]}",
        f"`python -m suite lecture {lecture}` runs all experiments of this page and opens as a page "
        f"with their pictures; [the notebook]({notebook}) has exercises too.",
    ]
    for topic in LECTURES:
        if topic.startswith(f"{lecture}/"):
            parts += _topic(topic)
    return "\n\n".join(parts) + "\n"


def _topic(topic: str) -> Iterator[str]:
    title = topic.partition("/")[2].replace("-", " ").capitalize()
    yield f"## {title}"
    yield escaped(LECTURES[topic])
    if topic in LESSONS:
        yield f"{escaped(LESSONS[topic].says)}\n\n*What to look at:* {escaped(LESSONS[topic].look)}"
    stated = [one for one in statements().values() if one.topic == topic]
    yield from map(_statement, stated)
    if recipes := recipes_of(topic):
        commands = "\n".join(f"$ python -m suite run {name}" for name in recipes)
        yield f"```console\n{commands}\n```"


def _statement(statement: Statement) -> str:
    found = verdicts().get(statement.number)
    if found is None:
        return f"- {escaped(statement.says)} *({statement.kind}; {statement.number})*"
    badge = f"{{bdg-{_WORDS[found.word]}}}`{found.word}`"
    study = f"`python -m suite study {found.studies[0]}`"
    return (
        f"- {badge} {escaped(statement.says)} *({statement.number})*\n\n  `{found.by}`, by {study}"
    )
