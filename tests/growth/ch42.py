"""What is right in the exercises of chapter 42, and which slips have a name."""

from byhand.exercises.answers import answer
from byhand.exercises.registry import choice, exercise

PAGE = "42_rivals.ipynb"


def add_up(n):
    """The check of exercise 42.n: the sum of n and n + 1."""

    def check_of(mine):
        return answer(mine, 2 * n + 1, known=[(n * (n + 1), "You multiplied. Add them.")])

    return check_of


for n in range(1, 10):
    exercise(f"42.{n}")(add_up(n))

choice(
    "42.10",
    "it wins",
    {"it wins": "Nothing lies in front of the best.", "it loses": "It is the others that lie behind."},
)
