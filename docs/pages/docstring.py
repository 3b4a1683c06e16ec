"""Docstrings of the suite as Markdown: sections as bold words, examples and formulas as code."""

from __future__ import annotations

import re
import textwrap

_SECTION = re.compile(r"^(Args|Shapes|Raises|Returns|Example|References?|Topics?|Yields):\s*(.*)$")
_EQUATION = re.compile(r"\s*[\w()^ ]{1,24} (=|<-) ")
# Characters that Markdown would take for its own outside of code.
_OWN = re.compile(r"([*_<>\[\]|])")


def markdown(text: str) -> str:
    """A docstring as Markdown."""
    blocks: list[str] = []
    lines = text.expandtabs().splitlines()
    while lines:
        found = _SECTION.match(lines[0])
        if found is None:
            blocks.append(_plain(_taken(lines, lambda line: not _SECTION.match(line))))
            continue
        del lines[0]
        inner = textwrap.dedent(
            "\n".join(_taken(lines, lambda line: line[:1] in ("", " ")))
        ).strip()
        blocks.append(_section(found[1], f"{found[2]}\n{inner}".strip()))
    return "\n\n".join(block for block in blocks if block)


def escaped(text: str) -> str:
    """A text in which nothing but code in backticks means anything to Markdown."""
    parts = re.split(r"(`+[^`]*`+)", text)
    return "".join(
        part if number % 2 else _OWN.sub(r"\\\1", part) for number, part in enumerate(parts)
    )


def _taken(lines: list[str], belongs) -> list[str]:
    taken = []
    while lines and belongs(lines[0]):
        taken.append(lines.pop(0))
    return taken


def _plain(lines: list[str]) -> str:
    """Paragraphs; what is indented, a formula or a piece of code, as it stands."""
    found = []
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines).strip("\n")):
        if paragraph.startswith("    ") or all(map(_EQUATION.match, paragraph.splitlines())):
            found.append(f"```text\n{textwrap.dedent(paragraph)}\n```")
        elif paragraph.strip():
            found.append(escaped(paragraph.strip()))
    return "\n\n".join(found)


def _section(title: str, text: str) -> str:
    if title == "Example":
        kind = "pycon" if text.startswith(">>>") else "text"
        return f"**{title}**\n\n```{kind}\n{text}\n```"
    if title in ("Args", "Shapes", "Raises", "Returns"):
        return f"**{'Arguments' if title == 'Args' else title}**\n\n{_items(text)}"
    return f"**{title}**: {escaped(' '.join(text.split()))}"


def _items(text: str) -> str:
    """`name: what it is`, each with the lines that belong to it, as a list."""
    items: list[str] = []
    for line in text.splitlines():
        if line[:1].strip() or not items:
            items.append(line.strip())
        else:
            items[-1] += f" {line.strip()}"
    shown = []
    for item in items:
        name, colon, rest = item.partition(": ")
        shown.append(f"- `{name}`: {escaped(rest)}" if colon else f"- {escaped(item)}")
    return "\n".join(shown)
