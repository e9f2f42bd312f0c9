"""attnlib.heads: against loops, against PyTorch, and at the edges."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loops import attention_loop

from attnlib import attention, causal_mask, merge_heads, multi_head_attention, padding_mask, split_heads
from byhand.diagnose.calls.multi_head import TWO_HEADS

pytestmark = pytest.mark.filterwarnings("error", "ignore::ResourceWarning")  # what is collected here is another test's
GOLDEN = json.loads((Path(__file__).parent / "golden" / "heads.json").read_text(encoding="utf-8"))["cases"]
NAMES = ("x", "w_q", "w_k", "w_v", "w_o")


def drawn(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).standard_normal(shape)


def weights_for(d_model, heads, d_k, d_v, d_out):
    return (
        drawn(d_model, heads * d_k, seed=1),
        drawn(d_model, heads * d_k, seed=2),
        drawn(d_model, heads * d_v, seed=3),
        drawn(heads * d_v, d_out, seed=4),
    )


def heads_loop(x, w_q, w_k, w_v, w_o, heads, mask=None):
    """One head after the other, one sentence after the other, in loops over Python floats."""
    d_k, d_v = w_q.shape[1] // heads, w_v.shape[1] // heads
    output = np.zeros((*x.shape[:-1], w_o.shape[1]))
    for b in np.ndindex(x.shape[:-2]):
        for h in range(heads):
            q, k = (x[b] @ w[:, h * d_k : (h + 1) * d_k] for w in (w_q, w_k))
            _, head = attention_loop(q, k, x[b] @ w_v[:, h * d_v : (h + 1) * d_v], mask)
            output[b] += head @ w_o[h * d_v : (h + 1) * d_v]
    return output


# ---- split and merge


def test_split_heads_gives_each_head_channels_that_stand_side_by_side():
    x = np.array([[1.0, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]])
    np.testing.assert_array_equal(split_heads(x, 2), [[[1, 2, 3], [7, 8, 9]], [[4, 5, 6], [10, 11, 12]]])
    np.testing.assert_array_equal(split_heads(x, 3)[1], [[3, 4], [9, 10]])


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.lists(st.integers(1, 3), max_size=2))
def test_merge_heads_undoes_split_heads(n, heads, d_head, batch):
    x = drawn(*batch, n, heads * d_head)
    split = split_heads(x, heads)
    assert split.shape == (*batch, heads, n, d_head)
    np.testing.assert_array_equal(merge_heads(split), x)
    for h in range(heads):
        np.testing.assert_array_equal(split[..., h, :, :], x[..., h * d_head : (h + 1) * d_head])


def test_lists_are_taken_and_types_kept():
    assert split_heads([[1, 2]], 2).tolist() == [[[1.0]], [[2.0]]]
    assert split_heads(drawn(2, 4).astype(np.float32), 2).dtype == np.float32
    tables = [table.astype(np.float32) for table in (drawn(3, 4), *weights_for(4, 2, 2, 2, 4))]
    assert multi_head_attention(*tables, 2).dtype == np.float32


# ---- several heads


@pytest.mark.parametrize("heads, d_k, d_v, d_out", [(1, 3, 3, 5), (2, 3, 3, 5), (3, 2, 4, 7), (5, 1, 1, 5)])
@pytest.mark.parametrize("batch", [(), (2,), (2, 3)])
def test_the_same_as_loops(batch, heads, d_k, d_v, d_out):
    x, tables = drawn(*batch, 4, 5), weights_for(5, heads, d_k, d_v, d_out)
    for mask in (None, causal_mask(4)):
        came = multi_head_attention(x, *tables, heads, mask=mask)
        assert came.shape == (*batch, 4, d_out)
        np.testing.assert_allclose(came, heads_loop(x, *tables, heads, mask), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_the_same_as_pytorch(case):
    tables = [np.array(case[name]) for name in NAMES]
    mask = None if case["mask"] is None else np.array(case["mask"])
    came = multi_head_attention(*tables, case["heads"], mask=mask)
    np.testing.assert_allclose(came, case["output"], rtol=1e-12, atol=1e-12)


def test_one_head_is_attention_and_a_projection():
    x, w_q, w_k, w_v, w_o = (TWO_HEADS[name] for name in NAMES)
    np.testing.assert_allclose(
        multi_head_attention(x, w_q, w_k, w_v, w_o, 1), attention(x @ w_q, x @ w_k, x @ w_v) @ w_o, rtol=1e-14
    )


def test_heads_that_exchange_their_places_change_nothing_if_w_o_knows():
    x, w_q, w_k, w_v, w_o = (TWO_HEADS[name] for name in NAMES)
    moved = [np.roll(w, 3, axis=1) for w in (w_q, w_k, w_v)]
    np.testing.assert_allclose(
        multi_head_attention(x, *moved, np.roll(w_o, 3, axis=0), 2),
        multi_head_attention(x, w_q, w_k, w_v, w_o, 2),
        rtol=1e-13,
    )


def test_masks_may_differ_from_sentence_to_sentence_and_from_head_to_head():
    x, tables = drawn(2, 4, 6), weights_for(6, 3, 2, 2, 6)
    padding = padding_mask(np.array([[2], [4]]), 4)  # (2, 1, 1, 4)
    came = multi_head_attention(x, *tables, 3, mask=padding)
    for b, length in enumerate((2, 4)):
        mask = np.arange(4) < np.full((4, 1), length)
        np.testing.assert_allclose(came[b], heads_loop(x[b], *tables, 3, mask), rtol=1e-12)
    no_second_head = np.ones((3, 4, 4), dtype=bool)
    no_second_head[1] = False
    cut = tables[3].copy()
    cut[2:4] = 0  # the same, by a W_O that does not listen to it
    np.testing.assert_allclose(
        multi_head_attention(x, *tables, 3, mask=no_second_head),
        multi_head_attention(x, *tables[:3], cut, 3),
        rtol=1e-12,
    )


@pytest.mark.parametrize("size", [1.0, 1e3])
def test_large_scores_of_either_sign(size):
    """Scores of millions: in each head the softmax keeps the largest score, be it positive or negative."""
    x, w_q, w_k, w_v, w_o = (TWO_HEADS[name] for name in NAMES)
    for sign in (1, -1):
        came = multi_head_attention(x, sign * size * w_q, size * w_k, w_v, w_o, 2)
        np.testing.assert_allclose(came, heads_loop(x, sign * size * w_q, size * w_k, w_v, w_o, 2), rtol=1e-9)


def test_inputs_stay_what_they_are():
    tables = [drawn(3, 4), *weights_for(4, 2, 2, 2, 4)]
    before = [table.copy() for table in tables]
    multi_head_attention(*tables, 2, mask=causal_mask(3))
    merge_heads(split_heads(tables[0], 2))
    for table, kept in zip(tables, before):
        np.testing.assert_array_equal(table, kept)


# ---- errors


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: split_heads(drawn(3, 4), 3), ValueError, "heads must divide the number of channels 4: got 3"),
        (lambda: split_heads(drawn(3, 4), 0), ValueError, "heads must be 1 or more: got 0"),
        (lambda: split_heads(drawn(3, 4), 2.0), TypeError, "heads must be an int: got 2.0"),
        (lambda: split_heads(drawn(4), 2), ValueError, "x must have the shape (..., n, heads × d_head): got (4,)"),
        (lambda: split_heads([["a"]], 1), TypeError, "x must hold real numbers"),
        (lambda: merge_heads(drawn(3, 4)), ValueError, "x must have the shape (..., heads, n, d_head): got (3, 4)"),
        (
            lambda: multi_head_attention(drawn(3, 4), *weights_for(5, 2, 2, 2, 4), 2),
            ValueError,
            "w_q must have one row for each channel of x: got x (3, 4), w_q (5, 4)",
        ),
        (
            lambda: multi_head_attention(drawn(3, 4), *weights_for(4, 2, 2, 2, 4)[:3], drawn(3, 4), 2),
            ValueError,
            "w_o must have one row for each channel of the merged heads: got the merged heads (3, 4), w_o (3, 4)",
        ),
        (
            lambda: multi_head_attention(drawn(3, 4), *weights_for(4, 2, 2, 2, 4), 3),
            ValueError,
            "heads must divide the number of channels 4: got 3",
        ),
        (
            lambda: multi_head_attention(drawn(3, 4), *weights_for(4, 2, 2, 2, 4), 2, mask=np.ones((2, 2), dtype=bool)),
            ValueError,
            "mask must broadcast to the scores",
        ),
        (lambda: multi_head_attention(drawn(4), *weights_for(4, 2, 2, 2, 4), 2), ValueError, "x must have the shape"),
    ],
)
def test_errors_say_what_was_expected_and_what_came(call, error, message):
    with pytest.raises(error) as raised:
        call()
    assert message in str(raised.value)
