"""The picture on the cover: one sentence, one question, one share."""

import math

from ..attention import attention_weights
from ..sentence import TOKENS, W_K, W_Q, X
from . import words
from .arc import draw_arcs
from .canvas import Canvas


def cover():
    """The sentence with the arcs of sat, and the sum of three products behind its largest share."""
    query, key = X @ W_Q, X @ W_K
    weights = attention_weights(query, key)
    i, j = TOKENS.index("sat"), TOKENS.index("mat")
    products = [f"{words.number(a)} × {words.number(b)}" for a, b in zip(query[i], key[j])]
    score = float(query[i] @ key[j])
    canvas = Canvas(560, 330)
    draw_arcs(canvas, 20, 20, 520 / len(TOKENS), TOKENS, weights[i], i, 210)
    canvas.text(280, 270, f"{' + '.join(products)} = {words.number(score)}", size=20, anchor="middle")
    canvas.text(280, 305, f"÷ √3 = {words.number(score / math.sqrt(3), 2)}  →  softmax  →  {words.percent(weights[i, j])}",
                size=20, anchor="middle", bold=True)
    sentence = (f"In “{' '.join(TOKENS)}”, sat gives mat {words.percent(weights[i, j])} of its attention: "
                f"{' + '.join(products)} = {words.number(score)}, divided by √3, then softmax.")
    data = {"caption": "What sat gives to each word", "corner": "", "columns": list(TOKENS),
            "rows": [["sat", *(words.percent(w) for w in weights[i])]]}
    return canvas.still(sentence, data)
