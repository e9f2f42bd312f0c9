"""A kind whose explanation of a number is wrong, and one that has none: no false equation may be shown."""

from byhand import figures
from byhand.head import RUNNING
from byhand.live.base import build


def liar(key=None, *, head=RUNNING, ask=False):
    """X and twice X; the explanation says that it is X."""
    still = figures.strips(head.x, head.tokens, head.features, sentence="It doubles every number of the embeddings.")
    return build(__file__, key, still, head=head, sentences={"all": "It doubles every number of the embeddings."})
