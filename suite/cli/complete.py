"""What a shell offers while a command is typed; the verb `completion` makes it ask."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterable

# A variable that argcomplete's part in the shell sets.
ASKED = "_ARGCOMPLETE"


def complete() -> None:
    """Answer the shell, and end the process.

    Example:
        >>> complete()  # where no shell asks
        Traceback (most recent call last):
        KeyError: 'COMP_LINE'
    """
    import argcomplete

    from suite.cli.parser import parser_of_verbs

    parser, verbs = parser_of_verbs()
    typed = next((word for word in os.environ["COMP_LINE"].split()[1:] if word in verbs), None)
    if typed is not None:
        verbs[typed].learn()
        for action in verbs[typed]._actions:  # argparse tells them in no other way
            if isinstance(action.metavar, str) and action.metavar in _OFFERED:
                action.completer = _offering(_OFFERED[action.metavar])  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser, always_complete_options="long")


def _offering(names: Callable[[str, Namespace], Iterable[str]]) -> Callable[..., list[str]]:
    """What argcomplete calls: the names that begin with what is typed."""

    def offered(prefix: str, parsed_args: Namespace, **others: object) -> list[str]:
        return [name for name in names(prefix, parsed_args) if name.startswith(prefix)]

    return offered


def _recipes(typed: str, options: Namespace) -> list[str]:
    from argcomplete.completers import FilesCompleter

    from suite.recipe.text.shipped import shipped

    return [*shipped(), *FilesCompleter(("yaml", "yml"))(typed)]


def _changes(typed: str, options: Namespace) -> list[str]:
    """`training.ema=`; after the sign what the key takes, where that can be listed."""
    from suite.recipe.schema.key_texts import all_keys

    key, sign, _ = typed.partition("=")
    added = "+" if key.endswith("+") else ""
    if sign:
        return [f"{key}={value}" for value in _values(key.removesuffix("+"))]
    arguments = [f"{name}=" for name in _arguments(options.recipe)]
    lists = [f"{one.name}+=" for one in all_keys() if one.default == "[]"]
    return [*(f"{one.name}{added}=" for one in all_keys()), *lists, *arguments]


def _values(name: str) -> list[str]:
    from suite.catalog import HERE
    from suite.recipe.schema.component_fields import component_kinds
    from suite.recipe.schema.key_texts import all_keys
    from suite.recipe.schema.wording import options as listed
    from suite.recipe.schema.wording import whole_annotation

    name = name.removesuffix(".kind")
    key = next((one for one in all_keys() if one.name == name), None)
    if key is None:
        return []
    kind = component_kinds(key.owner).get(key.path[-1])
    if kind is not None:
        return HERE.names(kind)
    truth = [word for word in ("true", "false") if word in key.accepted.split()]
    return [*listed(whole_annotation(key.field)), *truth]


def _arguments(recipe: str | None) -> Iterable[str]:
    """The arguments of the components that a recipe names: `optimizer.momentum`."""
    from suite.catalog import HERE
    from suite.errors import UserError
    from suite.recipe import load

    try:
        placed = load(recipe).components() if recipe is not None else []
    except (UserError, OSError):
        return
    for one in placed:
        entry = HERE.get(one.kind, one.component.kind)
        if entry is not None and all(isinstance(part, str) for part in one.path):
            yield from (".".join([*map(str, one.path), each.name]) for each in entry.parameters)


def _kinds(typed: str, options: Namespace) -> list[str]:
    from suite.catalog.kinds import KINDS

    return [*KINDS, "recipes", "studies"]


def _names(typed: str, options: Namespace) -> list[str]:
    from suite.catalog import HERE
    from suite.catalog.kinds import KINDS
    from suite.recipe.schema.key_texts import all_keys

    kind = typed.partition("/")[0]
    if kind in KINDS and "/" in typed:
        return [*(f"{kind}/{name}" for name in HERE.names(kind)), *_topics(typed, options)]
    names = [name for kind in KINDS for name in HERE.names(kind)]
    return [*names, *(key.name for key in all_keys()), *_topics(typed, options)]


def _topics(typed: str, options: Namespace) -> list[str]:
    from suite.lectures.lectures import LECTURES

    return [*dict.fromkeys(topic.partition("/")[0] for topic in LECTURES), *LECTURES]


def _studies(typed: str, options: Namespace) -> list[str]:
    from argcomplete.completers import FilesCompleter

    from suite.recipe.text.shipped import shipped_studies

    return [*shipped_studies(), *FilesCompleter(("yaml", "yml"))(typed)]


def _exercises(typed: str, options: Namespace) -> list[str]:
    from suite.recipe.text.shipped import shipped_beside

    return list(shipped_beside("exercises"))


def _lectures(typed: str, options: Namespace) -> list[str]:
    return [*(name for name in _topics(typed, options) if "/" not in name), "all"]


def _formats(typed: str, options: Namespace) -> list[str]:
    from suite.lab.export.formats import CARD, FORMATS

    return [*FORMATS, CARD]


# By the word for an argument in its usage; for all others the shell offers files.
_OFFERED: dict[str, Callable[[str, Namespace], Iterable[str]]] = {
    "RECIPE": _recipes,
    "KEY=VALUE": _changes,
    "KIND": _kinds,
    "NAME": _names,
    "TOPIC": _topics,
    "STUDY": _studies,
    "EXERCISE": _exercises,
    "LECTURE": _lectures,
    "FORMAT": _formats,
    "A": _recipes,
    "B": _recipes,
}
