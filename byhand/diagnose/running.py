"""Call a function that somebody else wrote, whatever it does."""

import contextlib
import copy
import inspect
import io
import numbers
import signal
import sys
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

    tables: all that came back, of which `take` says what is the output. printed: what it wrote to the screen. changed:
    names of the inputs that it changed.
    """

    output: np.ndarray | None = None
    weights: np.ndarray | None = None
    error: BaseException | None = None
    tables: list = field(default_factory=list)
    printed: str = ""
    changed: list = field(default_factory=list)

    def take(self, place):
        """Take the table in this place for the output; of the others that which can be weights, or the first."""
        self.output = self.tables[place]
        others = [table for i, table in enumerate(self.tables) if i != place and table is not None]
        self.weights = next(filter(_are_shares, others), others[0] if others else None)

    @property
    def failed(self):
        return self.output is None


def _are_shares(table):
    return table.ndim > 0 and np.allclose(table.sum(axis=-1), 1, atol=1e-3)


@dataclass(frozen=True)
class Form:
    """How inputs are handed over. tensors: as PyTorch's. stacked: names of inputs that get `dimensions` at least."""

    tensors: bool = False
    stacked: tuple = ()
    dimensions: int = 0

    def added(self, inputs):
        """How many dimensions are put in front."""
        return max([0, *(self.dimensions - np.ndim(inputs[name]) for name in self.stacked)])

    def of(self, inputs):
        """The inputs in this form; they share their memory with what was given."""
        more = (None,) * self.added(inputs)
        handed = {name: value[more] if name in self.stacked else value for name, value in inputs.items()}
        if not self.tensors:
            return handed
        torch = sys.modules["torch"]
        return {name: torch.from_numpy(value) if np.ndim(value) else value for name, value in handed.items()}


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


def ask(fn, inputs, shape, deadline, form=Form()):
    """Call fn on copies of the inputs {name: value}; returns a Returned. shape: that of the right output.

    deadline: the time.monotonic() at which to stop. Best effort: a loop in Python is stopped, in the main thread by
    a signal, elsewhere by waiting no longer; a loop inside compiled code ends when it ends.
    """
    given = copy.deepcopy(inputs)
    answer, written = Returned(), io.StringIO()
    try:
        handed = form.of(given)
        args, kwargs = bound(fn, list(handed), list(handed.values()))
        with contextlib.redirect_stdout(written), contextlib.redirect_stderr(written), quiet():
            value = limited(lambda: fn(*args, **kwargs), deadline - time.monotonic())
            answer.tables = tables_of(value, shape, form.added(inputs))
            answer.take(0)
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


def tables_of(value, shape, added=0):
    """All tables that came back, in a list; None for what beside the output and the weights is no table.

    shape: that of the right output. added: how many dimensions were put in front of the inputs; they are taken off.
    """
    value = without_gradients(value)
    if not _are_several(value, len(shape) + added):
        return [_without_front(table_of(value), added)]
    tables = [None if part is None else table_of(part) for part in value[:2]]
    tables += [_table_or_none(part) for part in value[2:]]
    if tables[0] is None:
        raise BadReturn("nothing (None) in the place of the output")
    return [None if table is None else _without_front(table, added) for table in tables]


def _are_several(value, dimensions):
    """True for several tables, and not for rows, or for the sentences of a batch. Of heads there are more."""
    if not isinstance(value, (tuple, list)) or len(value) < 2 or dimensions < 2:
        return False
    try:
        return np.ndim(value[0]) in (dimensions, dimensions + 1)
    except ValueError:
        return False


def _table_or_none(value):
    try:
        return table_of(value)
    except BadReturn:
        return None


def _without_front(table, added):
    for _ in range(added):
        table = table[0] if table.ndim and len(table) == 1 else table
    return table


def without_gradients(value):
    """Tensors of PyTorch as arrays, alone or in a tuple or list: it gives NumPy none with gradients, nor bfloat16."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(without_gradients, value)) if type(value) in (tuple, list) else value
    if not all(callable(getattr(value, name, None)) for name in ("detach", "cpu", "numpy")):
        return value
    with contextlib.suppress(TypeError, RuntimeError):
        return value.detach().cpu().numpy()
    with contextlib.suppress(TypeError, RuntimeError):  # bfloat16, which NumPy does not know
        return value.detach().cpu().double().numpy()
    return value


def table_of(value):
    """What came back as a float64 table in which infinity is NaN; raises BadReturn for anything else."""
    if value is None:
        raise BadReturn("nothing (None): does it end with return?")
    if value is ...:
        raise NothingYet
    if isinstance(value, Iterator):
        raise BadReturn(f"a {type(value).__name__}, from which nothing was taken yet: put list(…) around it")
    try:
        array = np.asarray(without_gradients(value))
    except Exception as error:
        raise BadReturn(f"a {type(value).__name__} that is no table: {_why_no_table(value, error)}") from None
    if array.dtype == object and all(isinstance(number, numbers.Real | Decimal) for number in array.flat):
        array = array.astype(np.float64)
    if array.dtype.kind not in "biuf":
        raise BadReturn(f"a {type(value).__name__} that does not hold real numbers ({array.dtype})")
    return finite_or_nan(array)


def _why_no_table(value, error):
    if isinstance(value, (tuple, list)) and isinstance(error, ValueError):
        return "its rows differ in length, or its parts in shape"
    return f"NumPy cannot read it ({type(error).__name__})"
