"""Functions that raise, hang, return nonsense, print or change what they were given: each gets a clear report."""

import signal
import sys
import threading
import warnings

import numpy as np
import pytest
import tensors
from right_functions import last_axis
from wrong_functions import as_in_the_formula, scaled, shares_of

from byhand import diagnose
from byhand.diagnose import running
from byhand.diagnose.calls import CALLS
from byhand.diagnose.verdict import diagnose as diagnose_within


def right(q, k, v):
    return shares_of(scaled(q, k)) @ v


def forever(q, k, v):
    while True:
        pass


def forever_whatever_comes(q, k, v):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def endless(q, k, v):
    return endless(q, k, v)


def refusing(q, k, v):
    raise ValueError("no <b>idea</b>")


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("not even this")


def muted(q, k, v):
    raise Mute


def leaving(q, k, v):
    sys.exit(3)


# ---- no numbers to compare


@pytest.mark.parametrize(
    "fn, failure, says",
    [
        (refusing, "error", "it raised ValueError: no <b>idea</b>."),
        (muted, "error", "it raised Mute: (its message cannot be read)."),
        (leaving, "error", "it raised SystemExit: 3."),
        (endless, "recursion", "it called itself until Python stopped it"),
        (lambda q, k, v: None, "type", "it returned nothing (None): does it end with return? Expected"),
        (lambda q, k, v: ..., "waiting", "Put your code in the place of the dots."),
        (lambda q, k, v: "weights", "type", "it returned a str that does not hold real numbers"),
        (lambda q, k, v: {"output": right(q, k, v)}, "type", "it returned a dict that does not hold real numbers"),
        (lambda q, k, v: right(q, k, v) + 0j, "type", "does not hold real numbers (complex128)"),
        (lambda q, k, v: [[1.0, 2.0], [3.0]], "type", "it returned a list that is no table"),
        (lambda q, k, v: ([[1.0, 2.0], [3.0]], [[1.0]]), "type", "it returned a tuple that is no table"),
        (lambda q, k, v: (row for row in right(q, k, v)), "type", "it returned a generator"),
        (lambda q, k, v: (right(q, k, v), "weights"), "type", "it returned a str that does not hold real numbers"),
        (lambda q, k, v: 0.5, "shape", "it returned a table (); it should be (6, 3)"),
        (lambda q, k, v: right(q, k, v).T, "shape", "it returned a table (3, 6); it should be (6, 3)"),
        (lambda q, k, v: np.zeros((0, 3)), "shape", "it returned a table (0, 3)"),
        (lambda q: q, "signature", "It cannot be called with 3 values, as fn(q, k, v)."),
        (lambda q, k, v, mask: q, "signature", "It cannot be called with 3 values, as fn(q, k, v)."),
        (lambda: 0, "signature", "It cannot be called with 3 values"),
    ],
)
def test_a_clear_report_and_the_expected_signature(fn, failure, says):
    report = diagnose.attention(fn)
    assert (report.verdict, report.failure, report.mistakes) == ("unknown", failure, ())
    assert says in report.explanation and "Expected is a function fn(q, k, v): q (..., n_q, d_k)" in report.explanation
    title = "Nothing to check yet" if failure == "waiting" else "No result to compare"
    assert report.title == title
    with pytest.raises(AssertionError, match=title):
        report.raise_if_wrong()


def test_the_shapes_that_were_given_are_said():
    report = diagnose.multi_head(lambda x, w_q, w_k, w_v, w_o, heads: 1 / 0)
    assert "Given x (6, 6), w_q (6, 6), w_k (6, 6), w_v (6, 6), w_o (6, 6), heads = 2, it raised ZeroDivisionError" in (
        report.explanation
    )


def test_an_error_on_some_tables_only():
    def six_words_only(q, k, v):
        if len(q) != 6:
            raise ValueError("six words")
        return right(q, k, v)

    report = diagnose.attention(six_words_only)
    assert report.failure == "error" and "it raised ValueError: six words." in report.explanation


def test_a_long_message_is_cut():
    def talkative(q, k, v):
        raise ValueError("very " * 1000)

    assert len(diagnose.attention(talkative).explanation) < 600


@pytest.mark.parametrize("fn", [np.tanh, len, [].append, print])
def test_functions_without_a_signature_of_python_are_only_called(fn):
    assert diagnose.softmax(fn).verdict == "unknown"


@pytest.mark.parametrize("what", [None, 3, "softmax", last_axis(np.ones((2, 2)))])
def test_what_is_no_function_is_an_error_of_the_caller(what):
    with pytest.raises(TypeError, match="diagnose.softmax takes a function: got"):
        diagnose.softmax(what)


def test_not_a_number_is_counted():
    report = diagnose.attention(lambda q, k, v: right(q, k, v) * np.nan)
    assert (report.verdict, report.failure) == ("unknown", "nan")
    assert "18 of 18 numbers are NaN or infinite, for The cat sat on the mat" in report.explanation
    assert report.first_divergence is None
    infinite = diagnose.softmax(lambda scores: np.where(scores > 0.4, np.inf, last_axis(scores)))
    assert (infinite.verdict, infinite.failure) == ("unknown", "nan") and "2 of 36 numbers" in infinite.explanation


# ---- functions that do not return


@pytest.mark.parametrize("fn", [forever, forever_whatever_comes])
def test_a_function_that_never_returns_is_stopped(fn):
    report = diagnose_within("attention", fn, seconds=0.3)
    assert (report.verdict, report.failure) == ("unknown", "time") and "did not return in time" in report.explanation
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert diagnose.attention(right).verdict == "correct"


def test_the_time_is_for_all_calls_together():
    calls = []

    def slow(q, k, v):
        calls.append(q.shape)
        if len(calls) > 3:
            forever(q, k, v)
        return right(q, k, v)

    assert diagnose_within("attention", slow, seconds=0.3).failure == "time" and len(calls) == 4


def test_a_handler_of_the_alarm_is_put_back():
    def handler(*_):
        raise AssertionError("called by mistake")

    before = signal.signal(signal.SIGALRM, handler)
    try:
        diagnose.attention(right)
        assert signal.getsignal(signal.SIGALRM) is handler
    finally:
        signal.signal(signal.SIGALRM, before)


def in_a_thread(work):
    box = []
    thread = threading.Thread(target=lambda: box.append(work()))
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    return box[0]


def test_outside_the_main_thread_the_time_is_limited_too():
    stop = threading.Event()

    def until_told(q, k, v):
        while not stop.is_set():
            pass
        return right(q, k, v)

    try:
        assert in_a_thread(lambda: diagnose_within("attention", until_told, seconds=0.3)).failure == "time"
    finally:
        stop.set()
    assert in_a_thread(lambda: diagnose.attention(right)).verdict == "correct"
    assert in_a_thread(lambda: diagnose.attention(refusing)).failure == "error"
    assert in_a_thread(lambda: diagnose.softmax(as_in_the_formula)).verdict == "no-maximum"


def test_without_threads_and_signals_the_function_is_called_all_the_same(monkeypatch):
    def no_thread(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.delattr(signal, "setitimer")
    monkeypatch.setattr(threading.Thread, "start", no_thread)
    assert diagnose.attention(right).verdict == "correct"


def test_an_interrupt_by_the_reader_is_passed_on():
    def interrupted(q, k, v):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        diagnose.attention(interrupted)


# ---- functions that do something besides


def test_the_inputs_are_copies():
    before = {
        probe.name: {name: np.copy(value) for name, value in probe.inputs.items()}
        for probe in CALLS["attention"].probes
    }

    def wiping(q, k, v):
        output = right(q, k, v)
        for table in (q, k, v):
            table[...] = 0
        return output

    report = diagnose.attention(wiping)
    assert report.verdict == "changes-inputs" and report.mistakes == ("changes-inputs",)
    assert any("changes its input k and q and v" in remark for remark in report.remarks)
    for probe in CALLS["attention"].probes:
        for name, value in probe.inputs.items():
            np.testing.assert_array_equal(value, before[probe.name][name])


def test_a_mistake_is_named_although_inputs_are_changed():
    def both(q, k, v):
        q *= 1
        k += 1
        return right(q, k - 1, v) @ np.eye(v.shape[-1]) / np.sqrt(q.shape[-1])

    report = diagnose.attention(both)
    assert report.verdict == "values-scaled-too" and "It changes its input k;" in report.remarks[0]


def test_what_is_printed_is_caught(capfd):
    def talkative(q, k, v):
        print("shapes", q.shape)
        print("careful", file=sys.stderr)
        return right(q, k, v)

    report = diagnose.attention(talkative)
    assert report.verdict == "correct" and "It prints while it calculates" in report.remarks[0]
    assert capfd.readouterr() == ("", "")


def test_no_warning_reaches_the_reader():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)  # what is collected here is another test's
        report = diagnose.attention(lambda q, k, v: np.exp(q @ np.swapaxes(k, -1, -2)) @ v / 0.0)
    assert report.verdict == "unknown" and report.failure == "nan"


def test_warnings_and_numpys_settings_are_as_before():
    before = np.geterr(), list(warnings.filters)
    diagnose.attention(right)
    assert (np.geterr(), list(warnings.filters)) == before


def test_other_numbers_at_each_call():
    rng = np.random.default_rng(0)
    report = diagnose.attention(lambda q, k, v: right(q, k, v) * (rng.random((len(q), 1)) > 0.3))
    assert report.verdict == "changes-each-time" and "dropout" in report.explanation


# ---- what may come back


@pytest.mark.parametrize(
    "wrap",
    [
        np.ndarray.tolist,
        tuple,
        list,
        lambda a: a.astype(np.float32),
        np.asfortranarray,
        np.matrix,
        lambda a: tuple(tuple(row) for row in a),
        lambda a: [*a],
        lambda a: np.array(a, dtype=np.longdouble),
    ],
)
def test_any_table_of_numbers_will_do(wrap):
    def wrapped(q, k, v):
        output = right(q, k, v)
        return wrap(output) if output.ndim == 2 else output

    assert diagnose.attention(wrapped).verdict == "correct"


@pytest.mark.parametrize("pair", [tuple, list])
def test_two_sentences_of_a_batch_are_no_pair_of_output_and_weights(pair):
    def nested(q, k, v):
        return pair(right(q, k, v)) if q.ndim == 3 else right(q, k, v)

    report = diagnose.attention(nested, batch=True)
    assert report.verdict == "correct" and not report.remarks


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 1, 0)])
@pytest.mark.parametrize("pack", [tuple, list])
def test_more_than_output_and_weights_may_come_back(order, pack):
    def three(q, k, v):
        scores = scaled(q, k)
        tables = shares_of(scores) @ v, shares_of(scores), scores
        return pack(tables[i] for i in order)

    for batch in (False, True):
        report = diagnose.attention(three, batch=batch)
        assert report.verdict == "correct" and len(report.remarks) == (order[0] > 0)
    place = {0: "", 1: "the weights first", 2: "the output in place 3"}[order.index(0)]
    assert place in "".join(report.remarks)


def test_weights_that_come_first_are_known_although_some_outputs_have_another_shape():
    def as_wide_as_the_queries(q, k, v):
        weights = shares_of(scaled(q, k))
        output = np.zeros(q.shape)
        width = min(q.shape[-1], v.shape[-1])
        output[..., :width] = (weights @ v)[..., :width]
        return weights, output

    report = diagnose.attention(as_wide_as_the_queries)
    assert report.verdict == "output-as-wide-as-queries" and "It returns the weights first" in report.remarks[0]


def test_what_comes_besides_may_be_anything():
    def with_a_note(q, k, v):
        return right(q, k, v), shares_of(scaled(q, k)), "a note", {"d_k": q.shape[-1]}

    assert diagnose.attention(with_a_note).verdict == "correct"
    assert diagnose.attention(lambda q, k, v: (right(q, k, v) + 1, None, "a note")).verdict == "unknown"


def test_the_third_table_says_nothing_of_the_weights():
    def scores_and_powers_besides(q, k, v):
        return right(q, k, v), scaled(q, k), np.exp(scaled(q, k))

    assert diagnose.attention(scores_and_powers_besides).verdict == "correct"
    report = diagnose.attention(lambda q, k, v: scores_and_powers_besides(q, k, v)[:2])
    assert report.first_divergence == "weights returned"


def test_a_mistake_is_named_whatever_comes_besides():
    def three(q, k, v):
        scores = q @ np.swapaxes(k, -1, -2)
        return shares_of(scores) @ v, shares_of(scores), scores

    assert diagnose.attention(three).verdict == "no-scale"


# ---- functions for batches, and for tensors


def batches_only(q, k, v):
    sentences, n, d = q.shape
    return shares_of(q @ k.transpose(0, 2, 1) / np.sqrt(d)) @ v


def masked_batches_only(q, k, v, mask):
    sentences, n, d = q.shape
    return shares_of(np.where(mask, q @ k.transpose(0, 2, 1) / np.sqrt(d), -1e9)) @ v


def heads_of_batches_only(x, w_q, w_k, w_v, w_o, heads):
    sentences, n, d = x.shape
    q, k, v = ((x @ w).reshape(sentences, n, heads, d // heads).transpose(0, 2, 1, 3) for w in (w_q, w_k, w_v))
    weights = shares_of(scaled(q, k))
    return (weights @ v).transpose(0, 2, 1, 3).reshape(x.shape) @ w_o, weights


def rows_of_batches_only(scores):
    sentences, n, m = scores.shape
    return shares_of(scores.reshape(-1, m)).reshape(scores.shape)


@pytest.mark.parametrize(
    "call, fn",
    [
        ("attention", batches_only),
        ("attention", lambda q, k, v: np.einsum("bij,bjc->bic", shares_of(scaled(q, k)), v)),
        ("masked_attention", masked_batches_only),
        ("multi_head", heads_of_batches_only),
        ("softmax", rows_of_batches_only),
    ],
)
def test_a_function_that_takes_nothing_but_batches_is_right_if_one_is_asked_for(call, fn):
    report = getattr(diagnose, call)(fn, batch=True)
    assert report.verdict == "correct" and report.explanation
    assert not report.remarks or report.remarks[0].startswith("Right for a batch. More than the chapters ask: for two")


def test_without_a_batch_such_a_function_hears_how_to_ask():
    report = diagnose.attention(batches_only)
    assert report.failure == "error" and "not enough values to unpack" in report.explanation
    assert "For a batch it runs: diagnose.attention(fn, batch=True) tries it with one." in report.explanation
    assert "For a batch" not in diagnose.attention(refusing).explanation


def test_a_mistake_in_a_function_for_batches_is_named():
    def unscaled(q, k, v):
        sentences, n, d = q.shape
        return shares_of(q @ k.transpose(0, 2, 1)) @ v

    assert diagnose.attention(unscaled, batch=True).verdict == "no-scale"
    assert diagnose.attention(unscaled).failure == "error"


def test_inputs_of_a_batch_that_are_changed_are_seen():
    def in_place(q, k, v):
        sentences, n, d = q.shape
        q /= np.sqrt(d)
        return shares_of(q @ k.transpose(0, 2, 1)) @ v

    assert diagnose.attention(in_place, batch=True).verdict == "changes-inputs"


def of_tensors(q, k, v):
    return tensors.torch.softmax(q @ k.mT / q.shape[-1] ** 0.5, -1) @ v


def of_batches_of_tensors(q, k, v):
    sentences, n, d = q.shape
    return (q @ k.mT / d**0.5).softmax(-1) @ v


def of_masked_tensors(q, k, v, mask):
    weights = (q @ k.mT / q.shape[-1] ** 0.5).masked_fill(~mask, -1e9).softmax(-1)
    return weights @ v, weights


@pytest.mark.parametrize(
    "call, fn, batch",
    [
        ("attention", of_tensors, False),
        ("attention", of_tensors, True),
        ("attention", of_batches_of_tensors, True),
        ("masked_attention", of_masked_tensors, True),
        ("softmax", lambda scores: scores.softmax(-1), True),
    ],
)
def test_a_function_that_takes_tensors_is_given_them(monkeypatch, call, fn, batch):
    assert getattr(diagnose, call)(fn, batch=batch).failure == "error"
    monkeypatch.setitem(sys.modules, "torch", tensors.torch)
    report = getattr(diagnose, call)(fn, batch=batch)
    assert report.verdict == "correct" and "It takes tensors of PyTorch, and was given them." in report.remarks


def test_a_mistake_in_a_function_of_tensors_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", tensors.torch)
    assert diagnose.attention(lambda q, k, v: (q @ k.mT).softmax(-1) @ v).verdict == "no-scale"


def trained(q, k, v):
    """Tensors that need gradients come back."""
    q, k, v = (tensors.Tensor(table).requires_grad_() for table in (q, k, v))
    weights = (q @ k.mT / q.shape[-1] ** 0.5).softmax(-1)
    return weights @ v, weights


@pytest.mark.parametrize(
    "fn",
    [
        trained,
        lambda q, k, v: trained(q, k, v)[0],
        lambda q, k, v: [*trained(q, k, v)[0]] if q.ndim == 2 else trained(q, k, v)[0],
        lambda q, k, v: (*trained(q, k, v), tensors.Tensor(q).requires_grad_()),
    ],
)
def test_tensors_that_need_gradients_are_tables(fn):
    assert diagnose.attention(fn).verdict == "correct"


def test_bfloat16_is_said_to_be_coarse():
    report = diagnose.attention(lambda q, k, v: tensors.Tensor(right(q, k, v)).bfloat16())
    assert report.verdict == "unknown"
    assert "Your numbers are the right ones, kept in bfloat16, which holds about two digits." in report.explanation


def test_what_numpy_cannot_read_is_not_said_to_have_rows_of_different_lengths():
    class Odd:
        def __array__(self, dtype=None, copy=None):
            raise OSError("no idea")

    report = diagnose.attention(lambda q, k, v: Odd())
    assert "it returned a Odd that is no table: NumPy cannot read it (OSError)." in report.explanation
    report = diagnose.attention(lambda q, k, v: [[1.0, 2.0], [3.0]])
    assert "its rows differ in length" in report.explanation


def test_no_weights_beside_the_output_are_no_weights():
    assert diagnose.attention(lambda q, k, v: (right(q, k, v), None)).verdict == "correct"


def test_parameters_may_be_called_anything_and_the_last_may_be_named():
    assert diagnose.attention(lambda a, b, c=None, temperature=1: right(a, b, c)).verdict == "correct"

    def mask_by_name(q, k, v, *, mask):
        return shares_of(np.where(mask, scaled(q, k), -1e9)) @ v

    assert diagnose.masked_attention(mask_by_name).verdict == "correct"


def test_bound_finds_the_way_to_call():
    assert running.bound(lambda a, b: 0, ("a", "b"), (1, 2)) == ((1, 2), {})
    assert running.bound(lambda a, *, b: 0, ("a", "b"), (1, 2)) == ((1,), {"b": 2})
    assert running.bound(lambda a: 0, ("a", "b"), (1, 2)) is None
