"""The exercises by their numbers, and `check`, which says what is right in an answer.

A file chNN.py beside this one says what is right in chapter NN. It registers its exercises with `exercise`, `choice`
and `diagnosed`; what it defines besides is its own.
"""

import contextlib
import copy
import inspect
import re
from dataclasses import dataclass

import numpy as np

from byhand import wording
from byhand.diagnose.failures import message_of, sentence_on_return
from byhand.diagnose.running import SECONDS, BadReturn, NothingYet, TimeIsUp, limited, table_of
from byhand.exercises.answers import WAITING, Answer, choose

NUMBER = re.compile(r"(\d+)\.(\d+)([a-z]*)")
EXERCISES = {}  # number -> Exercise, of all that `check` knows
DIAGNOSED = {}  # number -> the call of `diagnose` that takes its function
_observers = []


@dataclass(frozen=True)
class Exercise:
    """One exercise. number: "5.1". judge: a function of the answers that returns an Answer. names: of its answers.

    choices: what can be chosen, the right one first; () where something else is asked for.
    """

    number: str
    judge: object
    names: tuple
    choices: tuple = ()


class Refused(Exception):
    """What was given cannot be compared; the message says what is expected."""


def order(number):
    """A key that sorts the numbers of exercises as numbers: 9.4 before 10.1, 42.9 before 42.10, 7.5 before 7.5a."""
    match = NUMBER.fullmatch(number)
    if match is None:
        raise ValueError(f'the number of an exercise is written "5.1" or "7.5a": got {number!r}')
    chapter, place, part = match.groups()
    return int(chapter), int(place), part


def numbers():
    """The numbers of all exercises that `check` knows, in the order of the book."""
    return sorted(EXERCISES, key=order)


# ---- what the files of the chapters call


def exercise(number):
    """Register a function under the number of an exercise; it takes the answers and returns an Answer."""

    def register(function):
        _add(number, EXERCISES, Exercise(number, function, tuple(inspect.signature(function).parameters)))
        return function

    return register


def choice(number, right, reasons):
    """Register a choice. reasons: {choice: one sentence why, or why not}; right: the choice that is right."""
    choices = (right, *(name for name in reasons if name != right))
    _add(number, EXERCISES, Exercise(number, lambda mine: choose(mine, right, reasons), ("mine",), choices))


def diagnosed(number, call):
    """Register an exercise whose function goes to a call of the diagnoser, diagnose.softmax(fn), and not to `check`."""
    _add(number, DIAGNOSED, call)


def _add(number, register, value):
    order(number)
    if number in EXERCISES or number in DIAGNOSED:
        raise ValueError(f"two exercises have the number {number}")
    register[number] = value


# ---- check


def check(number, *mine):
    """Say what is right in the answer to an exercise, check("5.1", mine). Returns an Answer.

    Raises ValueError for a number that no exercise has, TypeError for too few or too many answers; both say what to
    type.
    """
    found = EXERCISES[known(number)]
    if len(mine) != len(found.names):
        count = wording.amount(len(found.names), "answer")
        raise TypeError(f"exercise {found.number} takes {count}, got {len(mine)}: type {typed(found.number)}")
    answer = judged(found, mine)
    for callback in tuple(_observers):
        callback(found.number, answer)
    return answer


@contextlib.contextmanager
def observe(callback):
    """Call callback(number, answer) with every answer that `check` gives, as long as the `with` block lasts."""
    _observers.append(callback)
    try:
        yield
    finally:
        _observers.remove(callback)


def judged(found, mine):
    """The Answer to what was given, whatever it is and does."""
    if not found.choices and any(part is ... for part in mine):
        return Answer("waiting", [WAITING])
    try:
        return found.judge(*mine)
    except NothingYet:
        return Answer("waiting", [WAITING])
    except BadReturn as error:
        return Answer("other", [f"Your function runs, but {sentence_on_return(error)}"])
    except Refused as refused:
        return Answer("other", [str(refused)])
    except TimeIsUp:
        return Answer("other", ["It did not return in time."])
    except (Exception, SystemExit) as error:  # whatever a reader's function raises
        return Answer("other", ["This could not be calculated.", f"{type(error).__name__}: {message_of(error)}"])


def known(number):
    """The number of an exercise as it is registered; 5.1 will do for "5.1" where it can mean nothing else."""
    if isinstance(number, str) and number.strip() in EXERCISES:
        return number.strip()
    if isinstance(number, str) and number.strip() in DIAGNOSED:
        call = DIAGNOSED[number.strip()]
        raise ValueError(
            f"exercise {number.strip()} asks for a function, which the diagnoser tries: type diagnose.{call}(fn), "
            "with the name of your function for fn"
        )
    if isinstance(number, float):
        same = [each for each in [*EXERCISES, *DIAGNOSED] if not NUMBER.fullmatch(each)[3] and float(each) == number]
        if len(same) == 1:
            return known(same[0])
        if same:
            listed = " or ".join(typed(each) for each in sorted(same, key=order))
            raise ValueError(f"{number} can mean {wording.count(len(same))} exercises: type {listed}")
    if not isinstance(number, (str, int, float)) or isinstance(number, bool):
        raise ValueError(f"the number of the exercise comes first: type {typed(numbers()[0])}, with your own number")
    near = near_to(str(number))
    listed = f"there are {', '.join(near)}" if near else f"they go from {numbers()[0]} to {numbers()[-1]}"
    example = next((each for each in near or numbers() if each in EXERCISES), numbers()[0])
    raise ValueError(f"no exercise has the number {number!r}, {listed}: type {typed(example)}")


def near_to(text):
    """The numbers that begin with the same chapter and place, or with the same chapter, or []."""
    match = re.match(r"\s*(\d+)(?:\.(\d+))?", text)
    if match is None:
        return []
    everything = sorted([*EXERCISES, *DIAGNOSED], key=order)
    chapter = [each for each in everything if order(each)[0] == int(match[1])]
    return [each for each in chapter if match[2] and order(each)[1] == int(match[2])] or chapter


def typed(number):
    """What to type for an exercise: check("5.1", mine)."""
    if number in DIAGNOSED:
        return f"diagnose.{DIAGNOSED[number]}(fn)"
    return f'check("{number}", {", ".join(EXERCISES[number].names)})'


# ---- what the chapters share


def result_of(fn, *args):
    """The table that a reader's function returns, given copies; what it prints is shown: that helps to find a fault."""
    if not callable(fn):
        raise Refused(f"A function is expected, not what it returns: got {type(fn).__name__}.")
    return table_of(limited(lambda: fn(*copy.deepcopy(args)), SECONDS))


def as_table(given, expected, *shape):
    """The table that was given. expected: in words. shape: None stands for any number; else Refused."""
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise Refused(f"Expected: {expected}. You gave a {type(given).__name__} that is no such table.") from None
    if len(array.shape) != len(shape) or any(n not in (None, m) for n, m in zip(shape, array.shape)):
        raise Refused(f"Expected: {expected}. Yours has the shape {array.shape}.")
    return array


def places(tokens, columns):
    """Names for the places of a table with a row for each word: "cat, thing"."""
    return [f"{word}, {column}" for word in tokens for column in columns]


def goals_reached(goals, rules=()):
    """An Answer from (fulfilled, sentence on what is missing) pairs. Goals give credit; rules are easy to keep."""
    missing = [sentence for fulfilled, sentence in [*goals, *rules] if not fulfilled]
    if not missing:
        return Answer("correct", ["Correct."], 1.0)
    score = sum(bool(fulfilled) for fulfilled, _ in goals) / (len(goals) + bool(rules))
    return Answer("partly" if score else "other", ["Not yet.", *missing], score)
