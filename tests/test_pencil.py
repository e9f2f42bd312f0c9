"""Every number of the two examples, in exact fractions: what a reader computes on paper is what the course prints."""

import itertools
import math
from fractions import Fraction

import exact
import numpy as np
import pytest

from attnlib import (
    CHANNELS,
    FEATURES,
    PENCIL_K,
    PENCIL_Q,
    PENCIL_TOKENS,
    PENCIL_V,
    TOKENS,
    VALUE_CHANNELS,
    W_K,
    W_Q,
    W_V,
    X,
    attention,
    attention_weights,
    embed,
)

THE, CAT, SAT, ON, _, MAT = range(6)
TABLES = exact.running()


def fractions(text):
    """A table typed as 'a b | c d'."""
    return [[Fraction(number) for number in row.split()] for row in text.split("|")]


def floats(table):
    return np.array(table, dtype=np.float64)


# ---- The cat sat on the mat


def test_the_tables_have_the_sizes_that_show_a_wrong_factor():
    assert X.shape == (len(TOKENS), len(FEATURES)) == (6, 5)
    assert W_Q.shape == W_K.shape == (len(FEATURES), len(CHANNELS)) == (5, 3)
    assert W_V.shape == (len(FEATURES), len(VALUE_CHANNELS)) == (5, 3)
    assert TOKENS == ("The", "cat", "sat", "on", "the", "mat")


@pytest.mark.parametrize(
    "name, place, number",
    [
        ("q", (CAT, 1), "0.7"),
        ("q", (SAT, 0), "0.8"),
        ("q", (ON, 0), "0.9"),
        ("k", (MAT, 0), "0.9"),
        ("k", (SAT, 1), "0.9"),
        ("k", (ON, 2), "0.95"),
        ("v", (CAT, 0), "0.85"),
        ("v", (SAT, 1), "0.95"),
        ("v", (ON, 2), "0.9"),
        ("scores", (SAT, MAT), "0.85"),
    ],
)
def test_the_ten_numbers_of_the_article(name, place, number):
    row, column = place
    assert TABLES[name][row][column] == Fraction(number)


def test_the_channels_are_the_ones_that_the_article_speaks_of():
    q, k, v = (TABLES[name] for name in "qkv")
    assert [CHANNELS[row.index(max(row))] for row in (q[CAT], q[SAT], q[ON])] == ["deed", "thing", "thing"]
    assert [CHANNELS[row.index(max(row))] for row in (k[MAT], k[SAT], k[ON])] == ["thing", "deed", "place"]
    assert [VALUE_CHANNELS[row.index(max(row))] for row in (v[CAT], v[SAT], v[ON])] == list(VALUE_CHANNELS)


@pytest.mark.parametrize(
    "name, rows",
    [
        ("q", "0.6 0 0 | 0 0.7 0.3 | 0.8 0 0.65 | 0.9 0 0 | 0.6 0 0 | 0 0.2 0.6"),
        ("k", "0 0 0 | 0.45 0 0.1 | 0 0.9 0 | 0 0 0.95 | 0 0 0 | 0.9 0 0.2"),
        ("v", "0 0 0 | 0.85 0 0.2 | 0 0.95 0 | 0 0 0.9 | 0 0 0 | 0.1 0 0.4"),
        (
            "scores",
            "0 0.27 0 0 0 0.54 | 0 0.03 0.63 0.285 0 0.06 | 0 0.425 0 0.6175 0 0.85 | "
            "0 0.405 0 0 0 0.81 | 0 0.27 0 0 0 0.54 | 0 0.06 0.18 0.57 0 0.12",
        ),
    ],
)
def test_queries_keys_values_and_scores(name, rows):
    assert TABLES[name] == fractions(rows)


def test_sat_times_mat_is_a_sum_of_three_products():
    products = [a * b for a, b in zip(TABLES["q"][SAT], TABLES["k"][MAT])]
    assert products == [Fraction("0.72"), 0, Fraction("0.13")] and sum(products) == Fraction("0.85")


def test_only_cat_is_a_mixture_of_features():
    assert [token for token, row in zip(TOKENS, exact.exact(X)) if sum(number != 0 for number in row) > 1] == ["cat"]


def test_the_numbers_are_short():
    for number in np.concatenate([X.ravel() * 10, *(table.ravel() * 100 for table in (W_Q, W_K, W_V))]):
        assert abs(number - round(number)) < 1e-12


def test_attnlib_computes_the_same_tables():
    for name, w in (("q", W_Q), ("k", W_K), ("v", W_V)):
        np.testing.assert_allclose(X @ w, floats(TABLES[name]), rtol=1e-15, atol=1e-16)
    np.testing.assert_allclose((X @ W_Q) @ (X @ W_K).T, floats(TABLES["scores"]), rtol=1e-15, atol=1e-16)


@pytest.mark.parametrize(
    "query, key, share",
    [
        (THE, MAT, "0.2090"),
        (THE, CAT, "0.1788"),
        (CAT, SAT, "0.2157"),
        (SAT, MAT, "0.2226"),
        (ON, MAT, "0.2327"),
        (ON, CAT, "0.1842"),
        (MAT, ON, "0.2104"),
        (SAT, THE, "0.1362"),
        (SAT, CAT, "0.1741"),
        (SAT, SAT, "0.1362"),
        (SAT, ON, "0.1946"),
        (4, MAT, "0.2090"),
        (SAT, 4, "0.1362"),
    ],
)
def test_weights_as_printed(query, key, share):
    weights = attention_weights(X @ W_Q, X @ W_K)
    assert f"{weights[query, key]:.4f}" == share


def test_who_looks_most_at_whom():
    weights = attention_weights(X @ W_Q, X @ W_K)
    assert [TOKENS[j] for j in weights.argmax(axis=1)] == ["mat", "sat", "mat", "mat", "mat", "on"]
    second = np.sort(weights, axis=1)[:, -2]
    assert (weights.max(axis=1) - second > 0.02).all()


def test_no_printed_number_lies_on_a_rounding_tie():
    q, k, v = X @ W_Q, X @ W_K, X @ W_V
    weights = attention_weights(q, k)
    for number in np.concatenate([weights.ravel(), attention(q, k, v).ravel()]):
        for decimals in (2, 3, 4):
            assert abs(number * 10**decimals % 1 - 0.5) > 1e-4


def test_with_the_embeddings_themselves_every_word_finds_itself():
    scores = exact.matmul(exact.exact(X), exact.transpose(exact.exact(X)))
    assert scores == exact.transpose(scores)
    for token, row in enumerate(scores):
        assert row[token] == max(row)


def test_a_rotation_changes_queries_and_keys_but_no_score():
    """Turned by the same exact rotation, of 3-4-5 and 5-12-13 triangles, in the space of the channels."""
    turn = exact.matmul(fractions("3/5 -4/5 0 | 4/5 3/5 0 | 0 0 1"), fractions("1 0 0 | 0 5/13 -12/13 | 0 12/13 5/13"))
    assert exact.matmul(turn, exact.transpose(turn)) == fractions("1 0 0 | 0 1 0 | 0 0 1")
    q, k = exact.matmul(TABLES["q"], turn), exact.matmul(TABLES["k"], turn)
    assert all(new != old for new, old in zip(q, TABLES["q"]))
    assert all(new != old for new, old in zip(k, TABLES["k"]) if any(old))
    assert exact.matmul(q, exact.transpose(k)) == TABLES["scores"]


def test_only_the_product_of_the_two_matrices_matters():
    middle = exact.matmul(exact.exact(W_Q), exact.transpose(exact.exact(W_K)))
    x = exact.exact(X)
    assert exact.matmul(exact.matmul(x, middle), exact.transpose(x)) == TABLES["scores"]


def test_the_mat_sat_on_the_cat_leaves_sat_as_it_was():
    """The same keys and values in another order: the same pairs of a score and a value, so the same sum."""
    tokens, x = embed("The mat sat on the cat")
    other = exact.running(x)
    pairs, other_pairs = (sorted(zip(t["scores"][SAT], t["v"])) for t in (TABLES, other))
    assert tokens[SAT] == "sat" and other["q"][SAT] == TABLES["q"][SAT] and pairs == other_pairs
    output, other_output = (attention(a @ W_Q, a @ W_K, a @ W_V) for a in (X, x))
    np.testing.assert_allclose(other_output[SAT], output[SAT], rtol=1e-15)


def test_the_delivers_nothing_and_is_the_same_word_twice():
    assert not any(TABLES["v"][THE])
    for table in TABLES.values():
        assert table[0] == table[4]
    assert all(row[0] == row[4] == 0 for row in TABLES["scores"])


# ---- the example for pencil and paper


@pytest.mark.parametrize(
    "name, rows",
    [
        ("scores", "0 2 2 | 0 0 2 | 6 0 0"),
        ("halved", "0 1 1 | 0 0 1 | 3 0 0"),
        ("powers", "1 2 2 | 1 1 2 | 8 1 1"),
        ("weights", "1/5 2/5 2/5 | 1/4 1/4 1/2 | 8/10 1/10 1/10"),
        ("output", "12 16 | 15 15 | 18 4"),
    ],
)
def test_every_printed_number_of_the_pencil_example(name, rows):
    assert exact.pencil()[name] == fractions(rows)


def test_the_inputs_of_the_pencil_example():
    assert PENCIL_TOKENS == ("cat", "sat", "mat")
    assert exact.exact(PENCIL_Q) == fractions("0 0 0 2 | 0 0 1 0 | 1 2 0 0")
    assert exact.exact(PENCIL_K) == fractions("2 2 0 0 | 0 0 0 1 | 0 0 2 1")
    assert exact.exact(PENCIL_V) == fractions("20 0 | 0 20 | 20 20")


def test_attnlib_computes_the_pencil_example():
    scale = math.log(2) / 2
    np.testing.assert_allclose(
        attention_weights(PENCIL_Q, PENCIL_K, scale=scale), floats(exact.pencil()["weights"]), rtol=1e-15
    )
    np.testing.assert_allclose(
        attention(PENCIL_Q, PENCIL_K, PENCIL_V, scale=scale), floats(exact.pencil()["output"]), rtol=1e-15
    )


def test_sixteen_other_calculations_give_other_answers():
    outputs = {name: floats(table) for name, table in exact.wrong_pencils().items()}
    assert len(outputs) == 16
    outputs["right"] = floats(exact.pencil()["output"])
    for one, other in itertools.combinations(outputs, 2):
        assert abs(outputs[one] - outputs[other]).max() >= 0.1, (one, other)


def test_the_causal_calculation_is_the_one_of_attnlib():
    causal = attention(PENCIL_Q, PENCIL_K, PENCIL_V, mask=np.tril(np.ones((3, 3), dtype=bool)), scale=math.log(2) / 2)
    np.testing.assert_allclose(causal, floats(exact.wrong_pencils()["causal"]), rtol=1e-15)
