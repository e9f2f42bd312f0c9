"""The exercises of the chapters."""

from byhand.exercises.all import check
from byhand.exercises.answers import Answer, answer, choose, construct

__all__ = ["Answer", "answer", "check", "choose", "construct"]
