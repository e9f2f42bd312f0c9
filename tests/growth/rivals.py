"""How far every word lies behind the word that answers best."""

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import knob_slider, place_of, question

SENTENCES = {"behind": "When {word} asks, {best} scores {score:number}, and {second} lies {behind:number} behind."}


def rivals(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 42: change what a word asks, and see by how much the best answer wins."""
    i = place_of(word, head, head.tokens[0])
    order = head.scores[i].argsort()[::-1]
    best, second = (head.tokens[j] for j in order[:2])
    score, behind = float(head.scores[i, order[0]]), float(head.scores[i, order[0]] - head.scores[i, order[1]])
    facts = {"word": head.tokens[i], "best": best, "second": second, "score": score, "behind": behind}
    still = figures.heatmap(
        head.scores,
        head.tokens,
        head.tokens,
        kind="scores",
        title="Scores: rows ask, columns answer",
        sentence=wording.fill(SENTENCES["behind"], **facts),
    )
    return build(
        __file__,
        key,
        still,
        head=head,
        sentences=SENTENCES,
        controls=[
            *(knob_slider(c, f"it asks for: {name}", float(head.q[i, c])) for c, name in enumerate(head.channels))
        ],
        knobs=[["Q", c] for c in range(len(head.channels))],
        start={"word": i},
        ask=question("Which word answers best?", head.tokens, best) if ask else None,
    )
