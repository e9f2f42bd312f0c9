"""The picture on the cover: one sentence, one question, one share."""

import math

from byhand import wording
from byhand.figures.arc import draw_arcs
from byhand.figures.canvas import Canvas
from byhand.head import RUNNING

WIDTH = 600
LABEL = 19


def cover():
    """The sentence with the arcs of sat, and below it how sat's largest share comes about, all of it computed."""
    tokens, weights, d_k = RUNNING.tokens, RUNNING.weights, len(RUNNING.channels)
    i, j = RUNNING.index("sat"), RUNNING.index("mat")
    factors = [(wording.number(a), wording.number(b)) for a, b in zip(RUNNING.q[i], RUNNING.k[j])]
    score = wording.number(RUNNING.scores[i, j])
    scaled = wording.number(RUNNING.scores[i, j] / math.sqrt(d_k), 2)
    share = wording.percent(weights[i, j])
    canvas = Canvas(WIDTH, 500)
    draw_arcs(canvas, 24, 24, (WIDTH - 48) / len(tokens), tokens, weights[i], i, 270, size=26, thickness=64)
    _products(canvas, 350, factors, score)
    _steps(canvas, 440, (f"{score} ÷ √{d_k} = {scaled}", "softmax", share))
    products = " + ".join(f"{a} × {b}" for a, b in factors)
    return canvas.still(
        f"In “{' '.join(tokens)}”, sat gives {share} of its attention to mat: "
        f"{products} = {score}, divided by √{d_k} and put through softmax.",
        caption="What sat gives to each word",
        columns=tokens,
        rows=[["sat", *(wording.percent(share) for share in weights[i])]],
    )


def _products(canvas, y, factors, score):
    """Draw one column for each channel, its product above, its name below; then their sum."""
    column = WIDTH / (len(factors) + 1)
    for c, ((a, b), channel) in enumerate(zip(factors, RUNNING.channels)):
        x = column * (c + 0.5)
        canvas.text(x, y, [(a, "q"), (" × ", "soft"), (b, "k")], size=23, anchor="middle")
        canvas.text(x, y + 27, channel, size=LABEL, colour="soft", anchor="middle")
        canvas.text(column * (c + 1), y, "+" if c + 1 < len(factors) else "=", size=23, colour="soft", anchor="middle")
    canvas.text(column * (len(factors) + 0.5), y, score, size=23, anchor="middle", bold=True)
    canvas.text(column * (len(factors) + 0.5), y + 27, "score", size=LABEL, colour="soft", anchor="middle")


def _steps(canvas, y, steps):
    """Draw the way from the score to the share, which is the largest thing in the picture."""
    places = (
        (120, 23, "score, scaled"),
        (330, 23, f"of the {wording.count(len(RUNNING.tokens))}"),
        (496, 40, "of sat’s attention"),
    )
    for (x, size, name), text in zip(places, steps):
        canvas.text(x, y, text, size=size, anchor="middle", bold=size > 23)
        canvas.text(x, y + 30, name, size=LABEL, colour="soft", anchor="middle")
    for x in (242, 406):
        canvas.text(x, y, "→", size=23, colour="soft", anchor="middle")
