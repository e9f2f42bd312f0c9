"""Call a function that somebody else wrote, whatever it does."""

import contextlib
import copy
import inspect
import io
import numbers
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from byhand.diagnose.compare import finite_or_nan

SECONDS = 10.0  # for all calls of one diagnosis together


class TimeIsUp(BaseException):
    """Raised inside a function that takes too long; a BaseException, so that `except Exception` does not stop it."""


class BadReturn(Exception):
    """What came back is no table of numbers; the message says what it is."""


class NothingYet(BadReturn):
    """The dots of a starting cell came back: there is no answer yet."""


@dataclass
class Returned:
    """What one call gave: the output (float64) and perhaps the weights, or the error that it raised.

    printed: what it wrote to the screen. changed: names of the inputs that it changed.
    """

    output: np.ndarray | None = None
    weights: np.ndarray | None = None
    error: BaseException | None = None
    printed: str = ""
    changed: list = field(default_factory=list)

    @property
    def failed(self):
        return self.output is None


def bound(fn, names, values):
    """(args, kwargs) with which `fn` can be called, or None if it takes other parameters.

    All by place, or the last one by its name, as attnlib.attention takes its mask, or all by name. The name comes
    first where the parameter stands further back: attention(q, k, v, dropout=0, mask=None).
    """
    try:
        signature = inspect.signature(fn)
    except (TypeError, ValueError):
        return values, {}
    ways = [(values, {}), (values[:-1], {names[-1]: values[-1]}), ((), dict(zip(names, values)))]
    if names[-1] in list(signature.parameters)[len(names) :]:
        ways.insert(0, ways.pop(1))
    for args, kwargs in ways:
        try:
            signature.bind(*args, **kwargs)
        except TypeError:
            continue
        return args, kwargs
    return None


def ask(fn, inputs, shape, deadline):
    """Call fn on copies of the inputs {name: value}; returns a Returned. shape: that of the right output.

    deadline: the time.monotonic() at which to stop. Best effort: a loop in Python is stopped, in the main thread by
    a signal, elsewhere by waiting no longer; a loop inside compiled code ends when it ends.
    """
    given = copy.deepcopy(inputs)
    args, kwargs = bound(fn, list(given), list(given.values()))
    answer, written = Returned(), io.StringIO()
    try:
        with contextlib.redirect_stdout(written), contextlib.redirect_stderr(written), quiet():
            value = limited(lambda: fn(*args, **kwargs), deadline - time.monotonic())
            read(answer, value, shape)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit, too: nothing that a function raises may end its caller
        answer.error = error
    answer.printed = written.getvalue()
    answer.changed = [name for name, value in inputs.items() if not np.array_equal(value, given[name])]
    return answer


@contextlib.contextmanager
def quiet():
    """No warnings: that a softmax overflows is for the report to say."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def limited(call, seconds):
    """The value of call(), or TimeIsUp after so many seconds."""
    if seconds <= 0:
        raise TimeIsUp
    main = threading.current_thread() is threading.main_thread()
    return _by_signal(call, seconds) if main and hasattr(signal, "setitimer") else _by_thread(call, seconds)


def _by_signal(call, seconds):
    def stop(*_):
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)  # again and again, should the function catch the first one
    try:
        return call()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _by_thread(call, seconds):
    box = {}

    def work():
        try:
            with quiet():
                box["value"] = call()
        except BaseException as error:  # it is raised again in the thread that waits
            box["error"] = error

    worker = threading.Thread(target=work, daemon=True)
    try:
        worker.start()
    except RuntimeError:  # a browser has no threads: no limit there
        return call()
    worker.join(seconds)
    if worker.is_alive():
        raise TimeIsUp
    if "error" in box:
        raise box["error"]
    return box["value"]


def read(answer, value, shape):
    """Fill in the output, and the weights where a pair came back. shape: that of the right output."""
    if _is_pair(value, shape):
        first, second = value
        answer.weights = None if second is None else table_of(second)
        answer.output = table_of(first)
    else:
        answer.output = table_of(value)


def _is_pair(value, shape):
    """True for a pair of tables, and not for two rows, or the two sentences of a batch. Of heads there are more."""
    if not isinstance(value, (tuple, list)) or len(value) != 2 or len(shape) < 2:
        return False
    try:
        return np.ndim(value[0]) in (len(shape), len(shape) + 1)
    except ValueError:
        return False


def table_of(value):
    """What came back as a float64 table in which infinity is NaN; raises BadReturn for anything else."""
    if value is None:
        raise BadReturn("nothing (None): does it end with return?")
    if value is ...:
        raise NothingYet
    if isinstance(value, Iterator):
        raise BadReturn(f"a {type(value).__name__}, from which nothing was taken yet: put list(…) around it")
    try:
        array = np.asarray(value)
    except Exception:
        raise BadReturn(f"a {type(value).__name__} that is no table: its rows differ in length, perhaps") from None
    if array.dtype == object and all(isinstance(number, numbers.Real | Decimal) for number in array.flat):
        array = array.astype(np.float64)
    if array.dtype.kind not in "biuf":
        raise BadReturn(f"a {type(value).__name__} that does not hold real numbers ({array.dtype})")
    return finite_or_nan(array)
