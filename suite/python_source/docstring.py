"""What a docstring says: summary, lecture topics, a text for each argument."""

from __future__ import annotations

import ast
import inspect
import re

from suite.python_source.bases import bases_of, method
from suite.python_source.module import Definition
from suite.python_source.options import option_fields

_TOPIC = re.compile(r"^\s*Topics?: *(.+?)\.?$", re.MULTILINE)
_SECTION = re.compile(r"^(?:Args|Arguments|Parameters):\s*$")
_ARGUMENT = re.compile(r"^[`*]*(?P<names>\w+(?:`?, `?\w+)*)`?(?: \([^)]*\))?: ?(?P<text>.*)$")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def documentation(definition: Definition) -> str:
    """The docstring, or that of the nearest base class with one."""
    for owner in _owners(definition):
        text = ast.get_docstring(owner.node, clean=True)
        if text:
            return _filled_in(text, definition)
    return ""


def summary(text: str) -> str:
    """The first paragraph on one line."""
    return " ".join(text.strip().partition("\n\n")[0].split())


def topics(text: str) -> tuple[str, ...]:
    """The ids of the line `Topic: models/resnet, reg/l2`."""
    found = _TOPIC.search(text)
    return tuple(part.strip() for part in found[1].split(",")) if found else ()


def without_arguments(text: str) -> str:
    """The docstring without its section of arguments and its line of topics."""
    kept, inside = [], False
    for line in text.splitlines():
        if _SECTION.match(line):
            inside = True
        elif line[:1].strip():
            inside = False
        if not inside and not _TOPIC.match(line):
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def argument_texts(definition: Definition) -> dict[str, str]:
    """What the `Args` sections of a class and its bases say about each argument."""
    texts: dict[str, str] = {}
    for owner in _owners(definition):
        docstring = _filled_in(ast.get_docstring(owner.node, clean=True) or "", definition)
        init = method(owner, "__init__")
        if init is not None:
            docstring += "\n\n" + (ast.get_docstring(init, clean=True) or "")
        for name, text in argument_section(docstring).items():
            texts.setdefault(name, text)
    for option in option_fields(definition):
        texts.setdefault(option.name, option.text)
    return texts


def _owners(definition: Definition) -> tuple[Definition, ...]:
    return bases_of(definition)[0] if definition.is_class else (definition,)


def argument_section(docstring: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    names: list[str] = []
    inside, indent = False, 0
    for line in docstring.expandtabs().splitlines():
        depth = len(line) - len(line.lstrip())
        if _SECTION.match(line):
            inside, indent, names = True, 0, []
        elif inside and line.strip():
            indent = indent or depth
            if depth == 0:
                inside = False
            elif depth <= indent and (start := _ARGUMENT.match(line.strip())):
                names = re.findall(r"\w+", start["names"])
                texts.update(dict.fromkeys(names, start["text"].strip()))
            else:
                texts.update({name: f"{texts[name]} {line.strip()}".strip() for name in names})
    return texts


def _filled_in(text: str, definition: Definition) -> str:
    """Put in the texts that Keras keeps as constants: `{{base_optimizer_keyword_args}}`."""

    def constant(match: re.Match[str]) -> str:
        for owner in _owners(definition):
            value = owner.module.assigned.get(match[1])
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                name, _, rest = value.value.partition("\n")
                return f"{name}\n{inspect.cleandoc(rest)}".replace("\n", "\n    ")
        return ""

    return _PLACEHOLDER.sub(constant, text)
