"""A topic of the lectures in a few words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """What a topic is about.

    Args:
        says: what the lectures say, in one to three sentences.
        look: what to look at in a run of it.
        diagnostics: that measure it.

    Example:
        >>> from suite.lectures.lessons import LESSONS
        >>> LESSONS["init/constant"].diagnostics
        ('distinct_units',)
    """

    says: str
    look: str
    diagnostics: tuple[str, ...] = ()
