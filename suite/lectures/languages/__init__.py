"""What the lectures say in other languages: a file of each."""

from suite.lectures.languages.lecture_texts import LectureTexts, lecture_texts

__all__ = ["LectureTexts", "lecture_texts"]
