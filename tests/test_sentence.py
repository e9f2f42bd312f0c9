"""attnlib.sentence: read-only tables, the lexicon, a reader's own sentence, and what the head finds in ten of them."""

import copy
import csv
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnlib import (
    FEATURES,
    MAX_WORDS,
    PENCIL_K,
    PENCIL_Q,
    PENCIL_V,
    TOKENS,
    W_K,
    W_Q,
    W_V,
    UnknownWordError,
    X,
    attention_weights,
    embed,
    sentence,
)

pytestmark = pytest.mark.filterwarnings("error", "ignore::ResourceWarning")  # what is collected here is another test's
with Path(sentence.__file__).with_name("lexicon.csv").open(encoding="utf-8", newline="") as lines:
    HEADER, *LEXICON = csv.reader(lines)


# ---- the tables


@pytest.mark.parametrize("table", [X, W_Q, W_K, W_V, PENCIL_Q, PENCIL_K, PENCIL_V])
def test_the_tables_are_read_only_float64(table):
    assert table.dtype == np.float64 and not table.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        table[0, 0] = 1


# ---- the lexicon


def test_the_lexicon_is_a_table_of_words_and_features():
    assert ["word", *FEATURES] == HEADER
    assert 110 <= len(LEXICON) <= 150
    assert len({row[0] for row in LEXICON}) == len(LEXICON)
    for word, *features in LEXICON:
        assert word.isalpha() and word == word.lower() and word.isascii()
        assert len(features) == 5 and any(map(float, features))
        assert all(0 <= float(number) <= 1 and f"{float(number):.1f}" == f"{float(number)}" for number in features)


def test_the_lexicon_gives_the_running_example():
    tokens, x = embed("The cat sat on the mat")
    assert tokens == TOKENS
    np.testing.assert_array_equal(x, X)


def test_every_word_of_the_lexicon_can_be_looked_up():
    for word, *features in LEXICON:
        assert embed(word)[1].tolist() == embed(word.upper())[1].tolist() == [list(map(float, features))]


def test_a_wrong_line_in_the_lexicon_is_named(tmp_path, monkeypatch):
    (tmp_path / "lexicon.csv").write_text("word,object,living,action,link,article\ncat,1,1,0,0,0\ndog,1,1,0\n")
    monkeypatch.setattr(sentence, "__file__", str(tmp_path / "sentence.py"))
    sentence._lexicon.cache_clear()
    with pytest.raises(ValueError, match=r"line 3 of lexicon.csv must give one word and five .* got 'dog'"):
        embed("cat")
    monkeypatch.undo()
    sentence._lexicon.cache_clear()
    assert embed("cat")[0] == ("cat",)


# ---- a reader's own sentence


@pytest.mark.parametrize(
    "text, tokens",
    [
        ("The cat sat on the mat.", TOKENS),
        ("  The cat\tsat\non the\u00a0mat  ", TOKENS),
        ("“The CAT sat — on the mat!”", ("The", "CAT", "sat", "on", "the", "mat")),
        ("The cat... sat--on (the) ‘mat’…", TOKENS),
        ("The cat—sat…on the mat", TOKENS),
        ("\ufeffThe\u200b cat\u200e sat on the mat\x00", TOKENS),
        ("¿The *cat* sat, on: the; mat?", TOKENS),
        ("cat", ("cat",)),
        ("the " * MAX_WORDS, ("the",) * MAX_WORDS),
    ],
)
def test_words_are_found_whatever_stands_around_them(text, tokens):
    found, x = embed(text)
    assert found == tokens and x.shape == (len(tokens), 5) and x.dtype == np.float64


def test_the_table_is_new_every_time():
    embed("the cat")[1][:] = 7
    assert embed("the cat")[1].max() == 1


@pytest.mark.parametrize(
    "text, words",
    [
        ("The zebra sat on the gnu", ("zebra", "gnu")),
        ("zebra, zebra", ("zebra",)),
        ("The 🐱 sat", ("🐱",)),
        ("the 👩‍👩‍👧 sat", ("👩‍👩‍👧",)),
        ("a cafe\u0301", ("caf\u00e9",)),
        ("שלום, cat", ("שלום",)),
        ("the <b>cat</b> sat", ("<b>cat</b>",)),
        ("<script>alert(1)</script>", ("<script>alert(1)</script>",)),
        ("the cat’s mat", ("cat’s",)),
        ("the black-cat", ("black-cat",)),
        ("the cat 7", ("7",)),
        ("\ud800", ("\ud800",)),
    ],
)
def test_unknown_words_are_all_named(text, words):
    with pytest.raises(UnknownWordError) as caught:
        embed(text)
    assert caught.value.words == words
    message = str(caught.value)
    assert all(repr(word) in message for word in words)
    assert f"embed(text, extra={{{words[0]!r}: [1, 0, 0, 0, 0]}})" in message and "attnlib/lexicon.csv" in message
    assert all(feature in message for feature in FEATURES)


def test_the_message_can_be_printed_whatever_the_word_holds():
    with pytest.raises(UnknownWordError) as caught:
        embed("x\u202ey \ud800 " + "long" * 1000)
    message = str(caught.value)
    assert message.isprintable() and len(message) < 400 and "\\u202e" in message


def test_following_the_message_helps():
    with pytest.raises(UnknownWordError) as caught:
        embed("the zebra")
    assert "extra={'zebra': [1, 0, 0, 0, 0]}" in str(caught.value)
    assert embed("the zebra", extra={"zebra": [1, 0, 0, 0, 0]})[1].tolist() == [[0, 0, 0, 0, 1], [1, 0, 0, 0, 0]]


def test_the_error_survives_copies():
    error = UnknownWordError("gnu", "zebra")
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert isinstance(other, ValueError) and other.words == ("gnu", "zebra") and str(other) == str(error)


@pytest.mark.parametrize(
    "key, text",
    [
        ("zebra", "Zebra"),
        ("ZEBRA", "zebra."),
        ("cafe\u0301", "CAFÉ"),
        ("cat's", "Cat’s"),
        ("cat’s", "cat's"),
        ("black-cat", "Black-cat"),
        ("🐱", "🐱!"),
        ("straße", "STRASSE"),
        ("<b>", "<b>"),
        ("cat", "cat"),
    ],
)
def test_extra_words_go_before_the_lexicon(key, text):
    tokens, x = embed(text, extra={key: np.arange(5, dtype=np.float32)})
    assert len(tokens) == 1 and x.tolist() == [[0, 1, 2, 3, 4]]


@pytest.mark.parametrize(
    "text, error, message",
    [
        ("", ValueError, "text must hold at least one word: got ''"),
        (" \n ", ValueError, "text must hold at least one word: got ' \\n '"),
        ("?!… —", ValueError, "text must hold at least one word: got '?!… —'"),
        ("the " * 200, ValueError, "text must hold at most 64 words: got 200"),
        ("the " * 65, ValueError, "text must hold at most 64 words: got 65"),
        (None, TypeError, "text must be a str: got NoneType"),
        (["the", "cat"], TypeError, "text must be a str: got list"),
        (b"the cat", TypeError, "text must be a str: got bytes"),
    ],
)
def test_texts_that_are_refused(text, error, message):
    with pytest.raises(error) as caught:
        embed(text)
    assert str(caught.value) == message


FIVE = "extra must give one word and five finite numbers (object, living, action, link, article): got "


@pytest.mark.parametrize(
    "extra, error, message",
    [
        ({"gnu": [1, 0, 0]}, ValueError, FIVE + "'gnu', [1, 0, 0]"),
        ({"gnu": [1, 0, 0, 0, 0, 0]}, ValueError, FIVE + "'gnu', [1, 0, 0, 0, 0, 0]"),
        ({"gnu": 1}, ValueError, FIVE + "'gnu', 1"),
        ({"gnu": None}, ValueError, FIVE + "'gnu', None"),
        ({"gnu": ["a", 0, 0, 0, 0]}, ValueError, FIVE + "'gnu', ['a', 0, 0, 0, 0]"),
        ({"gnu": [1, 0, 0, 0, float("nan")]}, ValueError, FIVE + "'gnu', [1, 0, 0, 0, nan]"),
        ({"gnu": [1, 0, 0, 0, float("inf")]}, ValueError, FIVE + "'gnu', [1, 0, 0, 0, inf]"),
        ({"gnu": [10**400, 0, 0, 0, 0]}, ValueError, FIVE + "'gnu', [1000"),
        ({"gnu": [[1, 0, 0, 0, 0]]}, ValueError, FIVE + "'gnu', [[1, 0, 0, 0, 0]]"),
        ({"a gnu": [1, 0, 0, 0, 0]}, ValueError, FIVE + "'a gnu', [1, 0, 0, 0, 0]"),
        ({"": [1, 0, 0, 0, 0]}, ValueError, FIVE + "'', [1, 0, 0, 0, 0]"),
        ({3: [1, 0, 0, 0, 0]}, TypeError, "extra must map words (str) to five numbers: got {3: [1, 0, 0, 0, 0]}"),
        (["gnu"], TypeError, "extra must map words (str) to five numbers: got ['gnu']"),
    ],
)
def test_extra_words_that_are_refused(extra, error, message):
    with pytest.raises(error) as caught:
        embed("the gnu", extra=extra)
    assert message in str(caught.value)


@settings(derandomize=True, deadline=None, database=None, max_examples=200)
@given(st.text(max_size=60) | st.lists(st.sampled_from([row[0] for row in LEXICON]), max_size=70).map(" ".join))
def test_any_text_gives_a_row_per_word_or_a_value_error(text):
    try:
        tokens, x = embed(text)
    except UnknownWordError as error:
        assert error.words and str(error)
    except ValueError as error:
        assert "got" in str(error)
    else:
        assert x.shape == (len(tokens), 5) and 1 <= len(tokens) <= MAX_WORDS


# ---- what the head finds

# Ten sentences, each with pairs "word → the word that it must give its largest weight". A verb looks for a thing; a
# living noun or a pronoun for the action; a preposition, an article and an adjective for a thing; a thing for what
# links it, or for the action where nothing does.
SENTENCES = {
    "The cat sat on the mat.": "The→mat cat→sat sat→mat on→mat mat→on",
    "A dog slept under the table.": "A→table dog→slept slept→table under→table table→under",
    "The bird flew over the house.": "The→house bird→flew flew→house over→house house→over",
    "My sister read a book in the garden.": "My→book sister→read read→book garden→in book→in",
    "The boy threw a stone into the river.": "boy→threw threw→stone stone→into river→into",
    "She put the cup on the table.": "She→put put→cup the→cup cup→on table→on",
    "The old man opened the door of the house.": "old→door man→opened opened→door of→door door→of house→of",
    "The child ate a red apple.": "child→ate ate→apple a→apple red→apple apple→ate",
    "He saw a boat on the sea.": "He→saw saw→boat a→boat boat→on sea→on",
    "The horse is in the snow.": "horse→is is→snow in→snow snow→in",
}


def weights_of(text):
    tokens, x = embed(text)
    return tokens, attention_weights(x @ W_Q, x @ W_K)


def test_ten_sentences_are_listed():
    assert len(SENTENCES) == 10


@pytest.mark.parametrize("text", SENTENCES)
def test_the_largest_weights_are_sensible(text):
    tokens, weights = weights_of(text)
    for pair in SENTENCES[text].split():
        query, key = pair.split("→")
        row = weights[tokens.index(query)]
        second, largest = np.sort(row)[-2:]
        assert tokens[row.argmax()] == key and largest - second > 0.001, pair


@pytest.mark.parametrize("text", SENTENCES)
def test_articles_are_never_looked_at_more_than_the_average(text):
    tokens, weights = weights_of(text)
    for j, token in enumerate(tokens):
        if embed(token)[1][0, FEATURES.index("article")] == 1:
            assert (weights[:, j] < 1 / len(tokens)).all()


# ---- what it cannot find, and the course says so


def test_it_cannot_tell_who_chased_whom():
    tokens, weights = weights_of("The dog chased the cat.")
    chased = weights[tokens.index("chased")]
    assert chased[tokens.index("dog")] == pytest.approx(chased[tokens.index("cat")], rel=1e-14)


def test_it_knows_no_order():
    """Each word gives each other word the same weight, in whatever order they stand."""
    shares = []
    for text in ("The boy threw a stone into the river", "into the river a stone threw The boy"):
        tokens, weights = weights_of(text)
        pairs = {(a, b): weights[i, j] for i, a in enumerate(tokens) for j, b in enumerate(tokens)}
        shares.append([pairs[pair] for pair in sorted(pairs)])
    np.testing.assert_allclose(shares[0], shares[1], rtol=1e-14)


def test_a_preposition_takes_the_thing_that_stands_before_it_as_well():
    tokens, weights = weights_of("She put the cup on the table.")
    assert tokens[weights[tokens.index("on")].argmax()] == "cup"


def test_an_article_finds_a_thing_but_not_its_own_noun():
    tokens, weights = weights_of("The boy threw a stone into the river.")
    assert tokens[weights[0].argmax()] == "stone"


def test_the_weights_of_a_long_sentence_are_flat():
    tokens, weights = weights_of("The old man opened the door of the house and the big dog sat on the mat")
    assert weights.max() < 2 / len(tokens)
