"""A page: one file of HTML that needs nothing else."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.language import LANGUAGES, NAMES, chosen_language
from suite.package import VERSION
from suite.runs.page.charts.picture_grid import Picture
from suite.runs.page.charts.section import Part, Section
from suite.runs.page.languages import (
    LITERAL,
    Phrases,
    other_language,
    other_texts,
    phrases,
    translated,
)
from suite.runs.page.render.part_view import part_views
from suite.screen import plain

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

_HERE = Path(__file__).parent
# What a page runs, by concept; joined in this order, as one function.
_SCRIPT = (
    *("common", "language", "theme", "copying", "tables", "navigation", "colors", "texts", "tips"),
    *("options", "labels", "drawing", "printing", "unpacking"),
)
# What the script writes into the page.
_SCRIPT_TEXTS = (
    *("Theme: auto", "Theme: light", "Theme: dark", "Copy", "Copied", "Select and copy it"),
    "and {0} more",
)
# Where the switch of the language stands; no text of a page can be such a comment.
_SWITCH, _TOLD = "<!--switch-->", "<!--told-->"
_CODE = re.compile(r"`([^`\n]+)`")
# In JSON inside of HTML: what could end the element is escaped; what turns the direction of a text
# or has no place in UTF-8 is shown by its code, as `suite.screen.plain` shows it in a text.
_SPELT = (
    *range(0x7F, 0xA0),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
)
_ESCAPES = {code: f"\\\\u{code:04x}" for code in _SPELT}
_ESCAPES |= {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def page(title: str, sections: Sequence[Section], *, subtitle: str = "", status: str = "") -> str:
    """The HTML of some sections in the chosen language: a run's, a comparison's, anybody's.

    Args:
        title: of the page and of the window.
        sections: from top to bottom; their names must differ.
        subtitle: a line below the title.
        status: of the run, shown beside the title; empty for what has none.

    Raises:
        TypeError: a section has a part of another kind than those in `charts/`.

    Example:
        >>> from suite.runs.page.charts.section import Text
        >>> section = Section(name="note", title="Note", parts=[Text(paragraphs=["1 < 2"])])
        >>> "<p>1 &lt; 2</p>" in page("A page", [section])
        True
    """
    files = _files()
    said = phrases(chosen_language())
    sections = translated(sections, said)
    shown = [(section, part_views(section.parts)) for section in sections]
    has_charts = any(view.option is not None for _, views in shown for view in views)
    html = _template(said.language).render(
        language=said.tag,
        words={text: said(text) for text in _SCRIPT_TEXTS if said.known},
        title=said(title),
        subtitle=said(subtitle),
        status=status,
        sections=shown,
        files=files,
        has_charts=has_charts,
        policy=_policy(files),
        version=VERSION,
    )
    options = [view.option for _, views in shown for view in views if view.option is not None]
    return _switchable(html, options, said)


def _template(language: str) -> Template:
    return environment(language).get_template("page.html")


def _switchable(html: str, options: Sequence[Any], said: Phrases) -> str:
    """The page with what it says in its other language, and the button that switches to it."""
    other = other_language(said.language)
    own = "\n".join(f"<i>{said(text)}</i>" for text in _SCRIPT_TEXTS)
    texts = other_texts(html + own, options, said.language)
    button = (
        f'<button type="button" id="language" lang="{LANGUAGES[other]}" translate="no" '
        f'data-other="{NAMES[said.language]}" hidden>{NAMES[other]}</button>\n'
    )
    told = f'<script type="application/json" id="told">{_json(texts)}</script>\n'
    for place, filled in ((_SWITCH, button), (_TOLD, told)):
        html = html.replace(place, filled if texts else "")
    return html


def part_html(part: Part) -> str:
    """The HTML of one part alone, without style or script; for those who have a page of their own.

    Example:
        >>> from suite.runs.page.charts.section import Text
        >>> "<p>Done.</p>" in part_html(Text(paragraphs=["Done."]))
        True
    """
    macros: Any = environment().get_template("parts.html").module
    (view,) = part_views([part])
    return str(macros.part(view))


@dataclass(frozen=True)
class _Files:
    """What every page has in it."""

    css: str
    js: str
    echarts: str
    echarts_version: str
    echarts_sha256: str
    notice: str


@functools.cache
def _files() -> _Files:
    bundle = _HERE / "echarts"
    about = json.loads((bundle / "echarts.json").read_text("utf-8"))
    return _Files(
        css=(_HERE / "page.css").read_text("utf-8"),
        js=_script(),
        echarts=base64.b64encode((bundle / "echarts.js.gz").read_bytes()).decode(),
        echarts_version=about["version"],
        echarts_sha256=about["sha256"],
        notice=(bundle / "NOTICE").read_text("utf-8"),
    )


def _script() -> str:
    parts = [(_HERE / "script" / f"{name}.js").read_text("utf-8") for name in _SCRIPT]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def _policy(files: _Files) -> str:
    """What a browser may do for this page: run these two scripts, and reach nothing."""
    own = hashlib.sha256(files.js.encode()).digest()
    scripts = " ".join(
        f"'sha256-{base64.b64encode(digest).decode()}'"
        for digest in (own, bytes.fromhex(files.echarts_sha256))
    )
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@functools.cache
def environment(language: str = "en") -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    said = phrases(language)
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        # Marks that turn the direction of what follows, lone surrogates and the like are shown by
        # their codes; of Markup, which is the page's own, nothing is changed.
        finalize=lambda value: plain(value) if type(value) is str else value,
    )
    literal = {said(name) for name in LITERAL}
    environment.tests["literal"] = lambda column: column in literal
    environment.filters |= {
        "json": lambda value: Markup(_json(value)),
        "prose": functools.partial(_prose, said=said),
        "said": said,
        "anchor": _anchor,
        "png": _png,
        # The page's own files; nothing that anybody supplies.
        "own": Markup,
    }
    return environment


def _prose(text: str, said: Phrases) -> Markup:
    """A text in which what stands between backticks is set as code; what has stayed English on a
    page of another language is marked so."""
    from markupsafe import Markup, escape

    pieces = _CODE.split(plain(text))
    marked = [
        Markup("<code>{}</code>").format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    ]
    told = Markup("").join(marked)
    return Markup('<span lang="en">{}</span>').format(told) if said.is_foreign(text) else told


def _json(value: Any) -> str:
    """A value for `<script type="application/json">`, where HTML is not unescaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def _anchor(name: str) -> str:
    """A name as a part of an address."""
    return re.sub(r"[^\w-]+", "-", name)


def _png(picture: Picture) -> str:
    return "data:image/png;base64," + base64.b64encode(picture.png).decode()
