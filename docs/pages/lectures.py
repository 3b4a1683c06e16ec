"""The lectures: what each states, what its experiments found, exercises; in each language that they have."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from pages.docstring import escaped
from pages.studies import anchor_of, badge, shown_study, study_block, study_pictures
from pages.study_figures import studies
from suite.lectures.languages import LectureTexts, lecture_texts
from suite.lectures.lectures import NAMES
from suite.lectures.lessons import LESSONS
from suite.lectures.overview import recipes_of
from suite.lectures.statements import Statement, statements, verdicts
from suite.package import REPOSITORY
from suite.studies.exercises.exercise import Exercise, exercises, load_exercise
from suite.studies.pages.lecture_page import by_topic
from suite.studies.running.study_result import Study

_LANGUAGES = Path(__file__).parent.parent / "languages"
# As the field writes them.
_SPELT = {
    **{name: name.upper() for name in ("sgd", "elu", "mlp", "cnn", "l1", "l2", "svm", "ftrl")},
    "adagrad": "AdaGrad",
    "adagrad-da": "AdaGrad with dual averaging",
    "adadelta": "AdaDelta",
    "rmsprop": "RMSProp",
    "relu": "ReLU",
    "dying-relu": "Dying ReLU",
    "leaky-relu": "Leaky ReLU",
    "pca-whitening": "PCA and whitening",
    "proximal-gd": "Proximal gradient descent",
    "proximal-adagrad": "Proximal AdaGrad",
    "l-bfgs": "L-BFGS",
    "resnet": "ResNet",
    "se-resnet": "SE-ResNet",
    "batchnorm": "Batch normalization",
    "one-hot": "One-hot",
    "max-norm": "Max-norm",
}
_SHOWN = "init/he-signals"
_WORDS = ("holds", "undecided", "refuted")


def lecture_pages() -> dict[str, str]:
    """A page of each lecture, one that leads to them, and the study that the first page shows."""
    pages = {f"learn/{name}.md": _page(name, lecture_texts()) for name in NAMES}
    pages |= {f"zh/learn/{name}.md": _page(name, lecture_texts("zh")) for name in NAMES}
    pages["learn/shown-study.txt"] = shown_study(studies()[_SHOWN])
    rows, listed = "\n".join(map(_row, NAMES)), "\n".join(NAMES)
    pages["learn/index.md"] = _INDEX.format(rows=rows, lectures=listed, count=len(studies()))
    return pages


@functools.cache
def words(language: str) -> dict[str, str]:
    """The fixed words of the pages that are there in several languages."""
    return yaml.safe_load((_LANGUAGES / f"{language}.yaml").read_text("utf-8"))


_INDEX = """# Learn

Whatever the lectures state and a computer can measure is an experiment here: {count} studies, each with claims that were written
before anything was run. A study trains a recipe in several variants, with the same seeds in each, and judges its claims:

- [holds]{{.verdict .holds}} It is so, with every seed or by a test at the 5 % level, and, where a cause is named, not without it.
- [undecided]{{.verdict .undecided}} It may be so: the seeds do not agree, or the interval of the difference touches zero.
- [refuted]{{.verdict .refuted}} At this size it is not so. Each of these says why, as far as we found out.

| lecture | statements | hold | undecided | refuted |
| --- | ---: | ---: | ---: | ---: |
{rows}

The nets are small, so that each experiment takes seconds to minutes on a laptop: what is refuted here may hold on photographs, and
the reasons say so where we know. [All statements in one list](../lectures.md), with what was refuted and undecided first;
[how a study is written](../studies.md), for one of your own.

**For a student.** Open a lecture, look at the picture before you read the verdict, then run the study yourself:
`python -m suite study init/zeros`. Each lecture ends with exercises that are graded by what is measured.

**For a teacher.** `python -m suite lecture init` makes one page of a lecture for the projector, `--notebook` a notebook of it, and
`python -m suite grade` tells whether an answer is enough.

```{{toctree}}
:hidden:
:caption: Lectures

{lectures}
```

```{{toctree}}
:hidden:
:caption: All of them

../lectures
../studies
```
"""


def _row(lecture: str) -> str:
    own = [one for one in statements().values() if one.topic.startswith(f"{lecture}/")]
    words = Counter(verdicts()[one.number].word for one in own if one.number in verdicts())
    counts = " | ".join(str(words[word]) for word in _WORDS)
    return f"| [{NAMES[lecture]}]({lecture}.md) | {len(own)} | {counts} |"


def _page(lecture: str, texts: LectureTexts) -> str:
    notebook = f"{REPOSITORY}/blob/main/notebooks/lectures/{lecture}.ipynb"
    command = f"python -m suite lecture {lecture}"
    parts = [
        f"# {texts.lecture(lecture)}",
        words(texts.language)["runs"].strip().format(command=command, notebook=notebook),
    ]
    own = [one.recipe for name, one in studies().items() if name.startswith(f"{lecture}/")]
    for topic, of_topic in by_topic(lecture, own).items():
        parts += _topic(topic, texts)
        for recipe in of_topic:
            parts += _study(studies()[recipe.name], texts)
        parts += _stated(topic, texts)
    tasks = [load_exercise(name) for name in exercises() if name.startswith(f"{lecture}/")]
    if tasks:
        known = words(texts.language)
        parts += [f"## {known['exercises']}", known["answers"].strip()]
        parts += [part for task in tasks for part in _task(task.told_in(texts.language), known)]
    return "\n\n".join(parts) + "\n"


def _study(study: Study, texts: LectureTexts) -> Iterator[str]:
    """A study in full in English; elsewhere what it is about, and its pictures."""
    if texts.language == "en":
        yield from study_block(study)
        return
    name, settings = study.recipe.name, study.recipe.settings
    yield f"### {escaped(texts.study(name) or settings.title)}"
    yield escaped(texts.explanation(name) or " ".join(settings.says.split()))
    yield from study_pictures(study, words(texts.language)["more"])
    reason = texts.reason(name)
    if reason and any(one.verdict.word != "holds" for one in study.judged):
        yield words(texts.language)["reason"].format(reason=escaped(reason))
    yield f"```console\n$ python -m suite study {name}\n```"


def _topic(topic: str, texts: LectureTexts) -> Iterator[str]:
    yield f"## {_title(topic, texts)}"
    if topic in LESSONS:
        look = words(texts.language)["look"].format(look=escaped(texts.look(topic)))
        yield f"{escaped(texts.says(topic))}\n\n{look}"
    else:
        yield escaped(texts.row(topic))
    if recipes := recipes_of(topic):
        commands = "\n".join(f"$ python -m suite run {name}" for name in recipes)
        yield f"```console\n{commands}\n```"


def _title(topic: str, texts: LectureTexts) -> str:
    name = topic.partition("/")[2]
    return _SPELT[name] if texts.language == "en" and name in _SPELT else texts.title(topic)


def _stated(topic: str, texts: LectureTexts) -> Iterator[str]:
    stated = [one for one in statements().values() if one.topic == topic]
    if stated:
        yield f"**{words(texts.language)['stated'].format(topic=_title(topic, texts))}**"
        yield "\n".join(_statement(one, texts) for one in stated)


def _statement(statement: Statement, texts: LectureTexts) -> str:
    says, known = escaped(texts.statement(statement.number)), words(texts.language)
    number = known["number"].format(number=statement.number)
    found = verdicts().get(statement.number)
    if found is None:
        kind = "not measured" if statement.kind == "measurable" else statement.kind
        why = f" {escaped(texts.why(statement.number))}" if statement.why else ""
        return f"- {badge('none', texts.word(kind))} {says}{number}{why}"
    study = found.studies[0]
    place = f"/learn/{study.partition('/')[0]}.md#{anchor_of(study)}"
    by = known["by"].format(study=study, place=place)
    return f"- {badge(found.word, texts.word(found.word))} {says}{number}{by}"


def _task(task: Exercise, known: dict[str, str]) -> Iterator[str]:
    yield f"### {task.title}"
    yield escaped(" ".join(task.asks.split()))
    goals, kept = (", ".join(f"`{one}`" for one in ones) for ones in (_goals(task), task.keeps))
    yield known["goals"].format(goals=goals) + (known["kept"].format(kept=kept) if kept else "")
    yield f"```console\n$ python -m suite run {task.begins}\n$ python -m suite grade {task.name} KEY=VALUE ...\n```"
    if task.hints:
        hints = "\n".join(f"- {escaped(hint)}" for hint in task.hints)
        yield f":::{{dropdown}} {known['hints']}\n{hints}\n:::"


def _goals(task: Exercise) -> list[str]:
    return [goal.text for goal in task.goals]
