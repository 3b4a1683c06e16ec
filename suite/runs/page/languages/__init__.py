"""The words of the pages in other languages: a file of each."""

from suite.runs.page.languages.phrases import Phrases, phrases
from suite.runs.page.languages.translated import translated

__all__ = ["Phrases", "phrases", "translated"]
