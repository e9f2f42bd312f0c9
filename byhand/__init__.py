"""The course around `attnlib`: pictures, live figures, exercises that say which mistake you made, help for teachers."""

from byhand.exercises import check

__all__ = ["check"]
