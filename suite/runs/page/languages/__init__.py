"""The words of the pages in other languages: a file of each."""

from suite.runs.page.languages.other_language import other_language, other_texts
from suite.runs.page.languages.phrases import Phrases, phrases
from suite.runs.page.languages.translated import LITERAL, translated

__all__ = [
    "LITERAL",
    "Phrases",
    "other_language",
    "other_texts",
    "phrases",
    "translated",
]
