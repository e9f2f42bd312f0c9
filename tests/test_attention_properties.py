"""attnlib.attention on inputs that Hypothesis chooses: the same ones at every run, so that a failure repeats."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from loops import attention_loop, softmax_loop

from attnlib import attention, attention_weights, causal_mask, padding_mask, softmax

pytestmark = pytest.mark.filterwarnings("error", "ignore::ResourceWarning")  # what is collected here is another test's
reproducible = settings(derandomize=True, deadline=None, database=None, max_examples=100)

ORDINARY = st.floats(-4, 4)
FINITE = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([1e308, -1e308, 5e-324, -5e-324, 2e-308, 0.0, -0.0]),
)
SMALL = st.one_of(st.floats(-1e150, 1e150), st.sampled_from([5e-324, -5e-324]))
SCORES = st.one_of(FINITE, st.just(-math.inf))
ANYTHING = st.one_of(SCORES, st.sampled_from([math.inf, math.nan]))
FLOATS = st.sampled_from([np.float16, np.float32, np.float64])


@st.composite
def problems(draw, numbers=ORDINARY, batch_dims=2, masks=("none", "boolean", "added"), dtype=np.float64):
    """q, k, v and mask, of every shape that fits together."""
    n_q, n_k, d_k, d_v = (draw(st.integers(1, 5)) for _ in range(4))
    batches = draw(hnp.mutually_broadcastable_shapes(num_shapes=4, max_dims=batch_dims, max_side=3)).input_shapes

    def array(shape, elements, kind=dtype):
        return draw(hnp.arrays(kind, shape, elements=elements))

    q = array(batches[0] + (n_q, d_k), numbers)
    k = array(batches[1] + (n_k, d_k), numbers)
    v = array(batches[2] + (n_k, d_v), numbers)
    shape = batches[3] + draw(st.sampled_from([(n_q, n_k), (1, n_k), (n_q, 1), (1, 1)]))
    form = draw(st.sampled_from(masks))
    if form == "boolean":
        return q, k, v, array(shape, st.booleans(), bool)
    return q, k, v, None if form == "none" else array(shape, st.one_of(ORDINARY, st.just(-math.inf)))


@reproducible
@given(problems(), st.none() | ORDINARY)
def test_the_same_as_loops(problem, scale):
    q, k, v, mask = problem
    weights, output = attention_loop(q, k, v, mask, scale)
    came = attention_weights(q, k, mask=mask, scale=scale)
    np.testing.assert_allclose(np.broadcast_to(came, weights.shape), weights, rtol=1e-12, atol=1e-14)
    came = attention(q, k, v, mask=mask, scale=scale)
    assert came.shape == output.shape
    np.testing.assert_allclose(came, output, rtol=1e-12, atol=1e-13)


@reproducible
@given(problems(numbers=ANYTHING), FLOATS)
def test_any_numbers_give_weights_or_nan_and_never_a_warning(problem, dtype):
    with np.errstate(all="ignore"):
        q, k, v = (array.astype(dtype) for array in problem[:3])
    weights = attention_weights(q, k, mask=problem[3])
    rows = weights.reshape(-1, weights.shape[-1])
    bad = np.isnan(rows).any(axis=-1)
    assert np.isnan(rows[bad]).all(), "NaN fills a row or stays out of it"
    assert ((rows[~bad] >= 0) & (rows[~bad] <= 1)).all()
    eps = float(np.finfo(dtype).eps)
    totals = rows[~bad].sum(axis=-1)
    assert all(total == 0 or abs(total - 1) < 8 * eps for total in totals.astype(float))
    assert attention(q, k, v, mask=problem[3]).dtype == weights.dtype == dtype


@reproducible
@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=ANYTHING), st.data())
def test_softmax_of_any_numbers_is_the_same_as_a_loop(scores, data):
    axis = data.draw(st.integers(-scores.ndim, scores.ndim - 1))
    rows = np.moveaxis(scores, axis, -1).reshape(-1, scores.shape[axis])
    shares = np.moveaxis(softmax(scores, axis=axis), axis, -1).reshape(rows.shape)
    np.testing.assert_allclose(shares, [softmax_loop(row) for row in rows.tolist()], rtol=1e-12, atol=5e-324)


@reproducible
@given(hnp.arrays(np.float64, st.integers(1, 6), elements=SCORES))
def test_softmax_of_finite_scores_sums_to_one_and_keeps_their_order(scores):
    shares = softmax(scores)
    assert abs(shares.sum() - 1) < 1e-14 or (scores == -math.inf).all() and not shares.any()
    assert (np.diff(shares[np.argsort(scores, kind="stable")]) >= 0).all()


@reproducible
@given(hnp.arrays(np.float64, st.integers(1, 6), elements=ORDINARY), st.floats(-1e3, 1e3))
def test_a_constant_added_to_all_scores_changes_nothing(scores, constant):
    np.testing.assert_allclose(softmax(scores + constant), softmax(scores), rtol=1e-9)


@reproducible
@given(problems(masks=("boolean",)))
def test_a_boolean_mask_is_the_added_mask_of_zero_and_minus_infinity(problem):
    q, k, v, mask = problem
    added = np.where(mask, 0.0, -math.inf)
    np.testing.assert_array_equal(attention(q, k, v, mask=mask), attention(q, k, v, mask=added))


@reproducible
@given(problems(batch_dims=0, masks=("none",)), st.data())
def test_what_is_hidden_has_no_effect(problem, data):
    q, k, v, _ = problem
    keep = data.draw(hnp.arrays(bool, len(k)))
    assume(keep.any())
    other_k = np.where(keep[:, None], k, data.draw(hnp.arrays(np.float64, k.shape, elements=ANYTHING)))
    other_v = np.where(keep[:, None], v, data.draw(hnp.arrays(np.float64, v.shape, elements=FINITE)))
    output = attention(q, other_k, other_v, mask=keep[None])
    np.testing.assert_allclose(output, attention(q, k[keep], v[keep]), rtol=1e-12, atol=1e-14)
    assert (attention_weights(q, other_k, mask=keep[None])[:, ~keep] == 0).all()


@reproducible
@given(st.integers(1, 6), st.data())
def test_under_a_causal_mask_the_future_has_no_effect(n, data):
    x, future = (data.draw(hnp.arrays(np.float64, (n, 3), elements=ORDINARY)) for _ in range(2))
    now = data.draw(st.integers(0, n - 1))
    other = np.where(np.arange(n)[:, None] <= now, x, future)
    output, changed = (attention(tokens, tokens, tokens, mask=causal_mask(n)) for tokens in (x, other))
    np.testing.assert_array_equal(changed[: now + 1], output[: now + 1])
    np.testing.assert_allclose(output[now], attention(x[[now]], x[: now + 1], x[: now + 1])[0], rtol=1e-12, atol=1e-14)


@reproducible
@given(hnp.arrays(np.int64, hnp.array_shapes(max_dims=2, max_side=3), elements=st.integers(0, 5)), st.integers(5, 7))
def test_a_padding_mask_counts_the_lengths(lengths, n):
    mask = padding_mask(lengths, n)
    assert mask.shape == lengths.shape + (1, n)
    np.testing.assert_array_equal(mask.sum(axis=-1)[..., 0], lengths)
    assert (np.diff(mask.astype(int)) <= 0).all(), "what is shown stands first"


@reproducible
@given(problems(batch_dims=0, masks=("none",)), st.randoms(use_true_random=False))
def test_the_order_of_the_keys_does_not_matter(problem, random):
    q, k, v, _ = problem
    order = random.sample(range(len(k)), len(k))
    np.testing.assert_allclose(attention(q, k[order], v[order]), attention(q, k, v), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(attention_weights(q, k[order]), attention_weights(q, k)[:, order], rtol=1e-12)


@reproducible
@given(problems(batch_dims=1, numbers=SMALL, masks=("none", "boolean")))
def test_the_output_lies_between_the_smallest_and_the_largest_value(problem):
    q, k, v, mask = problem
    low, high = (np.expand_dims(edge, -2) for edge in (v.min(axis=-2), v.max(axis=-2)))
    slack = 1e-14 * np.maximum(abs(low), abs(high)) + 5e-323  # a share of the smallest number rounds too
    seen = attention_weights(q, k, mask=mask).any(axis=-1, keepdims=True)
    output = attention(q, k, v, mask=mask)
    assert ((output >= low - slack) & (output <= high + slack) | ~seen & (output == 0)).all()


@reproducible
@given(problems(numbers=st.integers(-9, 9)), st.sampled_from([np.int8, np.int32, np.int64]))
def test_integers_are_the_same_as_float64(problem, dtype):
    q, k, v, mask = problem
    came = attention(q.astype(dtype), k.astype(dtype), v.astype(dtype), mask=mask)
    assert came.dtype == np.float64
    np.testing.assert_array_equal(came, attention(q, k, v, mask=mask))


@settings(reproducible, max_examples=400)  # most of them do not fit
@given(*[hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=3)] * 4)
def test_shapes_fit_or_are_refused(q, k, v, mask):
    arrays = [np.ones(shape) for shape in (q, k, v, mask)]
    try:
        output = attention(*arrays[:3], mask=arrays[3])
    except ValueError as error:
        assert "got" in str(error)
        return
    assert q[-1] == k[-1] and k[-2] == v[-2]
    assert np.broadcast_shapes(mask, (q[-2], k[-2]))[-2:] == (q[-2], k[-2])
    assert output.shape == np.broadcast_shapes(q[:-2], k[:-2], v[:-2], mask[:-2]) + (q[-2], v[-1])
    np.testing.assert_allclose(output, 1)
