"""Which code is folded on the site."""

import pytest

from website import folded_code


@pytest.mark.parametrize(
    "code",
    [
        "live.head()",
        'live.scores(ask=True)\nlive.head("second")',
        'heatmap(scores, TOKENS, TOKENS, kind="scores",\n        title="Scores")',
        "table(Q[2], rows=['sat asks'])  # what it asks",
    ],
)
def test_a_cell_that_only_draws_is_folded(code):
    assert folded_code.only_draws(code) and not folded_code.imports(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "scores = Q @ K.T",
        "more = Q[2]\nlive.scores()",
        "print(scores)",
        "softmax(scores)",
        "heatmap",
        "live",
        "other.head()",
        "%matplotlib inline",
        "heatmap(scores)\nscores",
    ],
)
def test_a_cell_that_computes_stays_open(code):
    assert not folded_code.only_draws(code)


def test_the_first_cell_is_folded_for_its_imports():
    assert folded_code.imports("import numpy as np\nQ = X @ W_Q") and not folded_code.imports("Q = X @ W_Q")
