"""What makes `attnlib` a course: pictures, live figures, exercises that name your mistake, help for teachers."""

from byhand.exercises import check

__all__ = ["check"]
