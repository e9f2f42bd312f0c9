"""What is right in the exercises of chapter 07, and which slips have a name."""

from byhand.exercises.answers import answer, construct
from byhand.exercises.registry import as_table, choice, diagnosed, exercise
from byhand.head import RUNNING as HEAD

PAGE = "07_mixing_values.ipynb"
SAT, ON = (HEAD.index(word) for word in ("sat", "on"))
WHERE = HEAD.value_channels.index("where")


@exercise("7.1")
def where_of_sat(mine):
    return answer(
        mine,
        HEAD.output[SAT, WHERE],
        known=[
            (
                HEAD.weights[SAT, ON] * HEAD.v[ON, WHERE],
                "That is the part of on alone. cat and mat deliver some “where” as well.",
            ),
            (HEAD.output[SAT, 0], "That is the channel “who”."),
            (HEAD.output[SAT, 1], "That is the channel “does”."),
            (HEAD.v[:, WHERE].sum(), "The values must be weighted by the shares."),
        ],
    )


choice(
    "7.2",
    "no",
    {
        "no": "All the scores of a row move by the same amount.",
        "yes": "Each row of scores moves as a whole, and the softmax does not notice.",
    },
)


diagnosed("7.3", "attention")


@exercise("7.4")
def to_the_word_before(queries, keys):
    return construct(queries, keys, "previous")


def constructed(goal):
    """A function that judges matrices W_Q and W_K by a goal for their head; see `construct`."""

    def judge(w_q, w_k):
        return construct(*(HEAD.x @ as_table(w, "two matrices with five rows each", 5, None) for w in (w_q, w_k)), goal)

    return judge


exercise("7.5a")(constructed("same"))
exercise("7.5b")(constructed([{SAT}] * len(HEAD.tokens)))
exercise("7.5c")(constructed("uniform"))
