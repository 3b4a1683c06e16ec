"""The languages in which the suite's pages can be read, and the one that is asked for."""

from __future__ import annotations

import os

# What one asks for -> the tag of HTML's `lang`.
LANGUAGES = {"en": "en", "zh": "zh-CN"}
# As each calls itself.
NAMES = {"en": "English", "zh": "中文"}
VARIABLE = "SUITE_LANGUAGE"


def chosen_language() -> str:
    """The language of `SUITE_LANGUAGE`, `zh` or `zh_CN.UTF-8`; English where it has none of ours.

    Example:
        >>> chosen_language() in LANGUAGES
        True
    """
    asked = os.environ.get(VARIABLE, "").lower().replace("_", "-").partition("-")[0]
    return asked if asked in LANGUAGES else "en"


def choose_language(language: str) -> None:
    """Have the pages of this process, and of those that it starts, in a language.

    Args:
        language: one of `LANGUAGES`.

    Example:
        >>> choose_language("en")
        >>> chosen_language()
        'en'
    """
    os.environ[VARIABLE] = language
