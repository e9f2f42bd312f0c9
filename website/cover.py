"""The figures of the cover, a page without code: each of its pictures is the still of a live figure."""

from byhand import live

PICTURES = {
    # Another word asks than in chapter 01, whose question the picture would answer.
    "cover.svg": lambda: live.head("cover", word="on", plays=True),
    "two-sentences.svg": lambda: live.sentences("cover-sentences"),
}
