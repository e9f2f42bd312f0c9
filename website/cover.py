"""The figures of the cover. It is a page without code: each of its pictures has here the live figure that it is the still of."""

from byhand import live

PICTURES = {
    # Another word asks than in chapter 01, whose question the picture would answer.
    "cover.svg": lambda: live.head("cover", word="on", plays=True),
}
