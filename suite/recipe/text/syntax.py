"""What is wrong with a text that is not YAML, in the words of the person who wrote it."""

from __future__ import annotations

import re

import yaml

from suite.recipe.text.place import Origin
from suite.recipe.text.problems import Problem

_QUOTE = "text that holds `: ` or `#` or begins with one of `@ ` % & * ! | > { [` needs quotes"
_CAUSES = (
    (
        r"mapping values are not allowed",
        f"a `:` where no key can stand; check the indentation ({_QUOTE})",
    ),
    (
        r"could not find expected ':'",
        "a line without `key: value` before this place; add `: ` (with the space) or a quote",
    ),
    (
        r"found unexpected end of stream",
        "a quote is opened and never closed; close it",
    ),
    (
        r"expected ',' or ']'",
        "a list opened with `[` is not closed, or lacks a comma; add `]` or `,`",
    ),
    (
        r"expected ',' or '\}'",
        "a mapping opened with `{` is not closed, or lacks a comma; add `}` or `,`",
    ),
    (
        r"expected <block end>",
        "the indentation does not match the lines above; align it with the keys it belongs to",
    ),
    (r"found character .* that cannot start", f"a character that cannot begin a value: {_QUOTE}"),
    (
        r"found undefined alias",
        "an alias `*name` without its anchor `&name`; quote a text with `*`",
    ),
    (r"found another document", "a second document after `---`; a recipe is one document"),
)


def syntax_problems(error: yaml.YAMLError, text: str, origin: Origin) -> list[Problem]:
    """Every tab in the indentation where a tab is the cause, otherwise the one place."""
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        place = origin.at(before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"the character U+{error.character:04X} is not allowed; remove it"
        return [Problem.at(place, (), message)]
    if not isinstance(error, yaml.MarkedYAMLError):
        return [Problem.at(origin.at(), (), f"not valid YAML: {error}")]
    if error.problem and r"'\t'" in error.problem:
        return _tabs(error, text, origin)
    mark = error.problem_mark or error.context_mark
    return [Problem.at(origin.at(mark.line + 1, mark.column + 1), (), _cause(error))]


def _cause(error: yaml.MarkedYAMLError) -> str:
    for pattern, message in _CAUSES:
        if re.search(pattern, error.problem or ""):
            opened = error.context_mark
            where = f" (it begins at line {opened.line + 1})" if opened and opened.line else ""
            return f"not valid YAML: {message}{where}"
    return f"not valid YAML: {' '.join(filter(None, (error.context, error.problem)))}"


def _tabs(error: yaml.MarkedYAMLError, text: str, origin: Origin) -> list[Problem]:
    places = {(error.problem_mark.line + 1, error.problem_mark.column + 1)}
    for number, line in enumerate(text.splitlines(), start=1):
        indentation = line[: len(line) - len(line.lstrip())]
        if "\t" in indentation:
            places.add((number, indentation.index("\t") + 1))
    message = "a tab; YAML is indented with spaces only, replace it by spaces"
    return [Problem.at(origin.at(*place), (), message) for place in sorted(places)]
