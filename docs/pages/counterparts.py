"""Pages in two languages: each names its counterpart, and says in which language it is."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Any

import pydata_sphinx_theme
import sphinx

from suite.language import LANGUAGES, NAMES

_FOLDER = "zh"
# The theme's own words, and Sphinx's, which stand around every page.
_CATALOGS = ((pydata_sphinx_theme, "zh"), (sphinx, "zh_CN"))


def add_languages(
    app: Any, name: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Tell the templates of a page its language and its counterpart; of a Chinese one, the theme's
    words in Chinese too."""
    language = _FOLDER if name.startswith(f"{_FOLDER}/") else "en"
    context["counterpart"] = None
    other = counterpart(name, app.env.found_docs)
    if other is not None:
        its = "en" if language == _FOLDER else _FOLDER
        context["counterpart"] = {"page": other, "tag": LANGUAGES[its], "word": NAMES[its]}
    if language == _FOLDER:
        translated = _translations()
        context |= {
            "language": LANGUAGES[language],
            "_": translated.gettext,
            "gettext": translated.gettext,
            "ngettext": translated.ngettext,
        }


def counterpart(name: str, known: set[str]) -> str | None:
    """The page that says the same in the other language; None where there is none.

    Args:
        name: of a page, `learn/init`.
        known: the names of all.
    """
    if name.startswith(f"{_FOLDER}/"):
        other = name.removeprefix(f"{_FOLDER}/")
        return other if other in known else "index"
    other = f"{_FOLDER}/{name}"
    return other if other in known else None


def _translations() -> gettext.NullTranslations:
    found: gettext.NullTranslations | None = None
    for module, code in _CATALOGS:
        folder = Path(module.__file__).parent / "locale"
        one = gettext.translation("sphinx", folder, [code])
        if found is None:
            found = one
        else:
            found.add_fallback(one)
    assert found is not None
    return found
