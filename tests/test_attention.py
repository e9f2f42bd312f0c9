"""attnlib.attention on examples: what it computes, what it does at the edges of the number range, what it refuses."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from loops import attention_loop

from attnlib import attention, attention_weights, causal_mask, padding_mask, softmax
from attnlib.sentence import W_K, W_Q, W_V, X

pytestmark = pytest.mark.filterwarnings("error", "ignore::ResourceWarning")  # what is collected here is another test's
INF, NAN = math.inf, math.nan
Q, K, V = X @ W_Q, X @ W_K, X @ W_V


def random(*shape):
    return np.random.default_rng(sum(shape)).standard_normal(shape)


# ---- softmax


def test_softmax_of_a_row_that_can_be_done_by_hand():
    np.testing.assert_allclose(softmax([0, math.log(2), math.log(5)]), [1 / 8, 2 / 8, 5 / 8], rtol=1e-15)


@pytest.mark.parametrize("axis, total", [(0, (3,)), (1, (2,)), (-1, (2,)), (-2, (3,))])
def test_softmax_sums_to_one_along_its_axis(axis, total):
    np.testing.assert_allclose(softmax(random(2, 3), axis=axis).sum(axis=axis), np.ones(total), rtol=1e-15)


def test_softmax_does_not_overflow_where_the_plain_formula_does():
    np.testing.assert_array_equal(softmax([1000, 1000]), [0.5, 0.5])
    np.testing.assert_allclose(softmax([1e308, -1e308, 1e308]), [0.5, 0, 0.5])
    np.testing.assert_allclose(softmax([-1e308, -1e308]), [0.5, 0.5])


@pytest.mark.parametrize(
    "row, shares",
    [
        ([-INF, 0], [0, 1]),
        ([-INF, -INF], [0, 0]),
        ([-INF], [0]),
        ([INF, 0], [NAN, NAN]),
        ([INF, INF], [NAN, NAN]),
        ([INF, -INF], [NAN, NAN]),
        ([NAN, 0], [NAN, NAN]),
        ([NAN, -INF], [NAN, NAN]),
        ([5e-324, -5e-324], [0.5, 0.5]),
    ],
)
def test_softmax_at_the_edges(row, shares):
    np.testing.assert_array_equal(softmax(row), shares)
    np.testing.assert_array_equal(softmax([row, row], axis=1), [shares, shares])
    np.testing.assert_array_equal(softmax(np.transpose([row, row]), axis=0), np.transpose([shares, shares]))


def test_softmax_keeps_a_bad_row_to_itself():
    shares = softmax([[0, 0], [NAN, 0], [INF, 0], [-INF, -INF], [0, 0]])
    np.testing.assert_array_equal(shares, [[0.5, 0.5], [NAN, NAN], [NAN, NAN], [0, 0], [0.5, 0.5]])


# ---- masks


def test_causal_mask_shows_each_token_itself_and_what_stands_before():
    np.testing.assert_array_equal(causal_mask(3), [[True, False, False], [True, True, False], [True, True, True]])
    assert causal_mask(1).tolist() == [[True]] and causal_mask(np.int64(2)).dtype == bool


def test_padding_mask_shows_the_first_tokens_of_each_sentence():
    np.testing.assert_array_equal(padding_mask([2, 0, 3], 3), [[[1, 1, 0]], [[0, 0, 0]], [[1, 1, 1]]])
    assert padding_mask([2, 0, 3], 3).dtype == bool
    np.testing.assert_array_equal(padding_mask(2, 3), [[True, True, False]])
    assert padding_mask(np.ones((4, 1), dtype=np.uint8), 3).shape == (4, 1, 1, 3)


def test_masks_combine():
    both = causal_mask(3) & padding_mask([2, 3], 3)
    np.testing.assert_array_equal(both[0], [[1, 0, 0], [1, 1, 0], [1, 1, 0]])
    np.testing.assert_array_equal(both[1], causal_mask(3))


def test_a_true_lets_attend():
    only_mat = np.zeros((6, 6), dtype=bool)
    only_mat[:, 5] = True
    np.testing.assert_array_equal(attention_weights(Q, K, mask=only_mat), only_mat)


def test_a_floating_mask_is_added_after_scaling():
    added = random(6, 6)
    by_hand = softmax(Q @ K.T / math.sqrt(3) + added)
    np.testing.assert_allclose(attention_weights(Q, K, mask=added), by_hand, rtol=1e-14)


def test_a_query_that_may_attend_to_nothing_gets_zeros():
    mask = np.ones((6, 6), dtype=bool)
    mask[2] = False
    weights, output = attention_weights(Q, K, mask=mask), attention(Q, K, V, mask=mask)
    assert not weights[2].any() and not output[2].any()
    np.testing.assert_array_equal(np.delete(weights, 2, axis=0), np.delete(attention_weights(Q, K), 2, axis=0))


@pytest.mark.parametrize("shape", [(), (5,), (1, 5), (3, 1), (3, 5), (1, 1, 5), (2, 3, 5), (4, 1, 1, 1)])
def test_masks_broadcast_to_the_scores(shape):
    q, k, v, mask = random(2, 3, 4), random(2, 5, 4), random(2, 5, 2), random(*shape)
    weights, output = attention_loop(q, k, v, mask)
    np.testing.assert_allclose(attention_weights(q, k, mask=mask), weights, rtol=1e-12)
    np.testing.assert_allclose(attention(q, k, v, mask=mask), output, rtol=1e-12)


# ---- attention


@pytest.mark.parametrize("scale", [None, 1, 0, -0.5, np.float64(2), np.float32(0.5), Fraction(1, 3)])
def test_scale(scale):
    weights, output = attention_loop(Q, K, V, scale=None if scale is None else float(scale))
    np.testing.assert_allclose(attention_weights(Q, K, scale=scale), weights, rtol=1e-14)
    np.testing.assert_allclose(attention(Q, K, V, scale=scale), output, rtol=1e-14)


@pytest.mark.parametrize(
    "q, k, v",
    [
        ((1, 1), (1, 1), (1, 1)),
        ((3, 4), (5, 4), (5, 2)),
        ((2, 3, 4), (5, 4), (5, 2)),
        ((3, 4), (2, 5, 4), (5, 2)),
        ((3, 4), (5, 4), (2, 5, 2)),
        ((2, 1, 3, 4), (3, 5, 4), (2, 3, 5, 6)),
        ((7, 2, 3, 4), (1, 2, 5, 4), (7, 1, 5, 2)),
    ],
)
def test_batch_dimensions_broadcast(q, k, v):
    q, k, v = random(*q), random(*k), random(*v)
    weights, output = attention_loop(q, k, v)
    np.testing.assert_allclose(np.broadcast_to(attention_weights(q, k), weights.shape), weights, rtol=1e-12)
    np.testing.assert_allclose(attention(q, k, v), output, rtol=1e-12)
    assert attention(q, k, v).shape == output.shape


def test_attention_is_weights_times_values():
    np.testing.assert_array_equal(attention(Q, K, V), attention_weights(Q, K) @ V)


def test_nested_lists_and_integers_are_welcome():
    q, k, v = [[1, 0]], [[1, 0], [0, 1]], [[10], [20]]
    share = 1 / (1 + math.exp(-1 / math.sqrt(2)))
    np.testing.assert_allclose(attention(q, k, v), [[10 * share + 20 * (1 - share)]], rtol=1e-15)


@pytest.mark.parametrize(
    "came, stays",
    [
        (np.float16, np.float16),
        (np.float32, np.float32),
        (np.float64, np.float64),
        (np.longdouble, np.longdouble),
        (np.int8, np.float64),
        (np.int32, np.float64),
        (np.int64, np.float64),
        (np.uint64, np.float64),
    ],
)
def test_dtypes(came, stays):
    q, k, v = (np.rint(4 * array).astype(came) for array in (abs(random(3, 4)), abs(random(5, 4)), abs(random(5, 2))))
    mask = np.zeros((3, 5))
    mask[0, 1] = -INF
    eps = max(float(np.finfo(stays).eps), 2e-16)  # the loops compute in float64
    for options in ({}, {"scale": np.float64(0.5)}, {"mask": mask}, {"mask": mask == 0}):
        weights, output = attention_loop(q, k, v, **options)
        assert attention_weights(q, k, **options).dtype == attention(q, k, v, **options).dtype == stays
        np.testing.assert_allclose(attention_weights(q, k, **options), weights, atol=4 * eps)
        np.testing.assert_allclose(attention(q, k, v, **options), output, rtol=8 * eps)
    assert softmax(q).dtype == stays


def test_of_two_dtypes_the_wider_decides():
    q, k, v = random(3, 4).astype(np.float32), random(5, 4).astype(np.float16), random(5, 2)
    assert attention_weights(q, k).dtype == np.float32
    assert attention(q, k, v).dtype == np.float64


def test_other_byte_orders_and_read_only_views_are_read():
    big_endian = attention(Q.astype(">f8"), K[::-1][::-1], np.asfortranarray(V))
    np.testing.assert_array_equal(big_endian, attention(Q, K, V))
    assert big_endian.flags.writeable


def test_inputs_stay_what_they_were():
    arrays = [random(6, 3), random(6, 3), random(6, 3), random(6, 6)]
    arrays[3][0] = -INF
    copies = [array.copy() for array in arrays]
    attention(*arrays[:3], mask=arrays[3])
    softmax(arrays[3])
    for array, copy in zip(arrays, copies):
        np.testing.assert_array_equal(array, copy)


# ---- NaN, infinity and overflow: what the docstrings state


def changed(table, row, column, number):
    table = table.copy()
    table[row, column] = number
    return table


@pytest.mark.parametrize("number", [NAN, INF])
def test_nan_in_a_query_makes_its_row_nan(number):
    output = attention(changed(Q, 1, 1, number), K, V)
    assert np.isnan(output[1]).all()
    np.testing.assert_array_equal(np.delete(output, 1, axis=0), np.delete(attention(Q, K, V), 1, axis=0))


def test_nan_in_a_key_makes_the_rows_nan_that_may_attend_to_it():
    output = attention(Q, changed(K, 3, 0, NAN), V, mask=causal_mask(6))
    assert np.isnan(output[3:]).all()
    np.testing.assert_array_equal(output[:3], attention(Q, K, V, mask=causal_mask(6))[:3])


@pytest.mark.parametrize("number", [NAN, INF, -INF, 1e308])
@pytest.mark.parametrize("form", [lambda keep: keep, lambda keep: np.where(keep, 0, -INF)])
def test_a_hidden_key_has_no_effect_whatever_it_holds(number, form):
    mask = form(np.array([[True, True, True, False, True, True]]))
    np.testing.assert_array_equal(
        attention_weights(Q, changed(K, 3, 0, number), mask=mask), attention_weights(Q, K, mask=mask)
    )


@pytest.mark.parametrize("number", [NAN, INF, -INF])
def test_nan_or_infinity_in_a_value_reaches_every_query_in_its_channel(number):
    output = attention(Q, K, changed(V, 3, 1, number), mask=causal_mask(6))
    assert np.isnan(output[:3, 1]).all(), "hidden, but 0 × NaN and 0 × ∞ are NaN"
    np.testing.assert_array_equal(output[3:, 1], np.full(3, number))
    np.testing.assert_array_equal(output[:, [0, 2]], attention(Q, K, V, mask=causal_mask(6))[:, [0, 2]])


def test_products_that_overflow():
    q, k = np.full((1, 2), 1e200), np.array([[1e200, 1e200], [-1e200, -1e200], [1e200, -1e200], [0, 0]])
    np.testing.assert_array_equal(attention_weights(q, k[[0, 3]]), [[NAN, NAN]])  # +∞
    np.testing.assert_array_equal(attention_weights(q, k[[1, 3]]), [[0, 1]])  # −∞
    np.testing.assert_array_equal(attention_weights(q, k[[1]]), [[0]])  # −∞ alone
    np.testing.assert_array_equal(attention_weights([[1e200]], [[-1e200], [1e200]]), [[NAN, NAN]])
    single = np.array([[1e20], [0]], dtype=np.float32)  # 1e40 is ∞ in float32
    np.testing.assert_array_equal(attention_weights(single, single), [[NAN, NAN], [0.5, 0.5]])


def test_half_precision_overflows_where_the_docstring_says():
    one = np.ones((1, 1), dtype=np.float16)
    assert attention_weights(one * 65504, one).item() == 1
    assert np.isnan(attention_weights(one * 256, one * 256).item())  # 65 536


def test_a_large_finite_mask_hides_in_every_precision():
    for dtype in (np.float16, np.float32, np.float64):
        weights = attention_weights(np.ones((1, 1), dtype), np.ones((2, 1), dtype), mask=np.array([[0, -1e10]]))
        assert weights.tolist() == [[1, 0]] and weights.dtype == dtype


def test_values_near_the_largest_number_average_without_overflow():
    np.testing.assert_allclose(attention(Q, K, np.full((6, 1), 1.7e308)), np.full((6, 1), 1.7e308), rtol=1e-14)


def test_a_reader_who_makes_numpy_raise_sees_no_difference():
    with np.errstate(all="raise"):
        weights = attention_weights([[1e200, 5e-324]], [[1e200, 5e-324], [-1e200, 0]], mask=np.array([[0, -1e300]]))
        attention([[800.0]], [[-1.0], [1.0]], [[NAN], [INF]])
    assert np.isnan(weights).all()


# ---- what is refused

Q34, K54, V52 = np.ones((3, 4)), np.ones((5, 4)), np.ones((5, 2))


def weigh(mask):
    return attention_weights(Q34, K54, mask=mask)


def weigh_batch(mask):
    return attention_weights(np.ones((2, 3, 4)), K54, mask=mask)


REFUSED = [
    # shapes
    (
        lambda: attention(np.ones((6, 3)), np.ones((6, 4)), V52),
        ValueError,
        "queries and keys must have the same width d_k: got q (6, 3), k (6, 4)",
    ),
    (
        lambda: attention_weights(Q34, np.ones((4, 5))),
        ValueError,
        "queries and keys must have the same width d_k: got q (3, 4), k (4, 5)",
    ),
    (
        lambda: attention(Q34, K54, np.ones((3, 2))),
        ValueError,
        "keys and values must have the same number of rows n_k: got k (5, 4), v (3, 2)",
    ),
    (
        lambda: attention(Q34, K54, np.ones((1, 2))),
        ValueError,
        "keys and values must have the same number of rows n_k: got k (5, 4), v (1, 2)",
    ),
    (
        lambda: attention(np.ones((2, 3, 4)), np.ones((3, 5, 4)), V52),
        ValueError,
        "leading batch dimensions must broadcast: got q (2, 3, 4), k (3, 5, 4)",
    ),
    (
        lambda: attention(np.ones((2, 3, 4)), K54, np.ones((3, 5, 2))),
        ValueError,
        "leading batch dimensions must broadcast: got weights (2, 3, 5), v (3, 5, 2)",
    ),
    (
        lambda: attention(Q34, K54, np.ones((3, 5, 2)), mask=np.ones((2, 1, 5), dtype=bool)),
        ValueError,
        "leading batch dimensions must broadcast: got weights (2, 3, 5), v (3, 5, 2)",
    ),
    (
        lambda: weigh_batch(np.ones((3, 1, 5), dtype=bool)),
        ValueError,
        "mask must broadcast to the scores (..., n_q, n_k) = (2, 3, 5): got (3, 1, 5)",
    ),
    (
        lambda: attention_weights(np.ones((2, 3, 4)), np.ones((3, 5, 4))),
        ValueError,
        "leading batch dimensions must broadcast: got q (2, 3, 4), k (3, 5, 4)",
    ),
    (lambda: attention(np.ones(4), K54, V52), ValueError, "q must have the shape (..., n_q, d_k): got (4,)"),
    (lambda: attention(Q34, np.ones(4), V52), ValueError, "k must have the shape (..., n_k, d_k): got (4,)"),
    (lambda: attention(Q34, K54, np.ones(5)), ValueError, "v must have the shape (..., n_k, d_v): got (5,)"),
    (lambda: attention(3.0, K54, V52), ValueError, "q must have the shape (..., n_q, d_k): got ()"),
    (
        lambda: attention([[1, 2], [3]], K54, V52),
        ValueError,
        "q must be a rectangular array: got rows of different lengths",
    ),
    # empty
    (lambda: softmax([]), ValueError, "scores must not be empty: got shape (0,)"),
    (lambda: softmax(np.ones((0, 3))), ValueError, "scores must not be empty: got shape (0, 3)"),
    (lambda: attention(np.ones((0, 4)), K54, V52), ValueError, "q must not be empty: got shape (0, 4)"),
    (lambda: attention(Q34, np.ones((0, 4)), V52), ValueError, "k must not be empty: got shape (0, 4)"),
    (lambda: attention(np.ones((3, 0)), np.ones((5, 0)), V52), ValueError, "q must not be empty: got shape (3, 0)"),
    (lambda: attention(Q34, K54, np.ones((5, 0))), ValueError, "v must not be empty: got shape (5, 0)"),
    # dtypes
    (lambda: softmax([1j]), TypeError, "scores must hold real numbers: got complex128"),
    (lambda: softmax([True, False]), TypeError, "scores must hold real numbers: got bool"),
    (lambda: softmax(None), TypeError, "scores must hold real numbers: got object"),
    (lambda: softmax([Decimal(1)]), TypeError, "scores must hold real numbers: got object"),
    (lambda: attention_weights([["a"]], K54), TypeError, "q must hold real numbers: got <U1"),
    (lambda: attention_weights([[Fraction(1, 2)]], K54), TypeError, "q must hold real numbers: got object"),
    (lambda: attention_weights(Q34, K54.astype("m8[s]")), TypeError, "k must hold real numbers: got timedelta64[s]"),
    (
        lambda: softmax(np.ma.array([1.0, 2.0], mask=[True, False])),
        TypeError,
        "scores must not be a masked array, whose mask would be lost: fill it, or pass a mask",
    ),
    (lambda: attention(Q34, K54, np.ones((3, 5), dtype=bool)), TypeError, "v must hold real numbers: got bool"),
    # axis
    (lambda: softmax([[1, 2]], axis=2), ValueError, "axis must be one of the 2 axes of scores (1, 2): got 2"),
    (lambda: softmax([[1, 2]], axis=-3), ValueError, "axis must be one of the 2 axes of scores (1, 2): got -3"),
    (lambda: softmax(5.0), ValueError, "axis must be one of the 0 axes of scores (): got -1"),
    (lambda: softmax([1], axis=None), TypeError, "axis must be an int: got None"),
    (lambda: softmax([1], axis=(0,)), TypeError, "axis must be an int: got (0,)"),
    (lambda: softmax([1, 2], axis=False), TypeError, "axis must be an int: got False"),
    # masks
    (
        lambda: weigh(np.ones((3, 4), dtype=bool)),
        ValueError,
        "mask must broadcast to the scores (..., n_q, n_k) = (3, 5): got (3, 4)",
    ),
    (
        lambda: weigh(np.ones((5, 3), dtype=bool)),
        ValueError,
        "mask must broadcast to the scores (..., n_q, n_k) = (3, 5): got (5, 3)",
    ),
    (
        lambda: attention_weights(Q34, np.ones((1, 4)), mask=np.ones((3, 5), dtype=bool)),
        ValueError,
        "mask must broadcast to the scores (..., n_q, n_k) = (3, 1): got (3, 5)",
    ),
    (
        lambda: attention_weights(np.ones((1, 4)), K54, mask=np.ones((3, 5), dtype=bool)),
        ValueError,
        "mask must broadcast to the scores (..., n_q, n_k) = (1, 5): got (3, 5)",
    ),
    (
        lambda: weigh(np.ones((0, 3, 5), dtype=bool)),
        ValueError,
        "mask must broadcast to the scores (..., n_q, n_k) = (3, 5): got (0, 3, 5)",
    ),
    (
        lambda: weigh(np.ones((3, 5), dtype=int)),
        TypeError,
        "mask must be boolean (True = may attend) or floating (added to the scores): got int64, which could mean "
        "either; "
        "say which with mask.astype(bool or float)",
    ),
    (lambda: weigh([[1, 0, 1, 0, 1]]), TypeError, "mask must be boolean"),
    (lambda: weigh("causal"), TypeError, "mask must be boolean"),
    (lambda: weigh(np.ones((3, 5), dtype=complex)), TypeError, "got complex128"),
    (lambda: weigh([[True], [True, False]]), ValueError, "mask must be a rectangular array"),
    (
        lambda: weigh(np.full((3, 5), NAN)),
        ValueError,
        "a floating mask must hold numbers or −∞ (hidden) in float64: got NaN or +∞",
    ),
    (
        lambda: weigh(np.full((3, 5), INF)),
        ValueError,
        "a floating mask must hold numbers or −∞ (hidden) in float64: got NaN or +∞",
    ),
    (
        lambda: attention_weights(Q34.astype(np.float32), K54.astype(np.float32), mask=np.full((3, 5), 1e39)),
        ValueError,
        "a floating mask must hold numbers or −∞ (hidden) in float32: got NaN or +∞",
    ),
    (lambda: attention(Q34, K54, V52, mask=np.full((3, 5), NAN)), ValueError, "a floating mask must hold numbers"),
    # scale
    (lambda: attention_weights(Q34, K54, scale=NAN), ValueError, "scale must be finite: got nan"),
    (lambda: attention_weights(Q34, K54, scale=-INF), ValueError, "scale must be finite: got -inf"),
    (lambda: attention_weights(Q34, K54, scale=10**400), ValueError, "scale must be finite: got 1000"),
    (lambda: attention_weights(Q34, K54, scale="2"), TypeError, "scale must be None or one real number: got '2'"),
    (lambda: attention_weights(Q34, K54, scale=True), TypeError, "scale must be None or one real number: got True"),
    (lambda: attention_weights(Q34, K54, scale=1j), TypeError, "scale must be None or one real number: got 1j"),
    (lambda: attention(Q34, K54, V52, scale=[1, 2]), TypeError, "scale must be None or one real number: got [1, 2]"),
    # sizes and lengths
    (lambda: causal_mask(0), ValueError, "n must be 1 or more: got 0"),
    (lambda: causal_mask(-3), ValueError, "n must be 1 or more: got -3"),
    (lambda: causal_mask(2.0), TypeError, "n must be an int: got 2.0"),
    (lambda: causal_mask(True), TypeError, "n must be an int: got True"),
    (lambda: causal_mask("3"), TypeError, "n must be an int: got '3'"),
    (lambda: padding_mask([2], 0), ValueError, "n must be 1 or more: got 0"),
    (lambda: padding_mask([2], 3.0), TypeError, "n must be an int: got 3.0"),
    (
        lambda: padding_mask([2, 4], 3),
        ValueError,
        "lengths must be one or more numbers from 0 to n = 3: got array([2, 4])",
    ),
    (lambda: padding_mask([-1], 3), ValueError, "lengths must be one or more numbers from 0 to n = 3: got array([-1])"),
    (
        lambda: padding_mask(np.empty(0, dtype=int), 3),
        ValueError,
        "lengths must be one or more numbers from 0 to n = 3: got array([], dtype=int64)",
    ),
    (lambda: padding_mask([2.0], 3), TypeError, "lengths must be whole numbers: got float64"),
    (lambda: padding_mask([True], 3), TypeError, "lengths must be whole numbers: got bool"),
    (lambda: padding_mask(None, 3), TypeError, "lengths must be whole numbers: got object"),
    (lambda: padding_mask([[1], [2, 3]], 3), ValueError, "lengths must be a rectangular array"),
]


@pytest.mark.parametrize("call, error, message", REFUSED)
def test_what_is_refused_is_told_what_was_expected_and_what_came(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)
    assert len(str(caught.value)) < 250


def test_masks_and_scales_go_by_name():
    with pytest.raises(TypeError):
        attention(Q, K, V, causal_mask(6))
    with pytest.raises(TypeError):
        attention_weights(Q, K, causal_mask(6))
