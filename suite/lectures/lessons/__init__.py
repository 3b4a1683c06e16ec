"""What the lectures say of each topic, and what to look at in a run of it."""

from suite.lectures.lessons.foundations_lessons import FOUNDATIONS
from suite.lectures.lessons.lesson import Lesson
from suite.lectures.lessons.network_lessons import NETWORK
from suite.lectures.lessons.optimization_lessons import OPTIMIZATION
from suite.lectures.lessons.practice_lessons import PRACTICE

LESSONS: dict[str, Lesson] = {**FOUNDATIONS, **NETWORK, **OPTIMIZATION, **PRACTICE}

__all__ = ["LESSONS", "Lesson"]
