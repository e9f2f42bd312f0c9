"""The arithmetic that runs in the browser against attnlib: 10,000 random inputs, extreme ones among them."""

import base64

import numpy as np
import pytest
from browser.expected import parsed
from project import ROOT

from attnlib import attention_weights, softmax

SEED = 20170612
CASES = 10_000
LARGEST = 50  # up to scores of this size shares agree to 1e-12; larger ones are compared on identical scores
SOURCES = ROOT / "byhand" / "live" / "js"
SHAPES = [(1, 1, 1, 1), (6, 6, 3, 3), (64, 64, 8, 4), (1, 64, 64, 3), (64, 1, 2, 2)]  # queries, keys, d_k, d_v

# Each case comes as one run of numbers: q, k, v, the mask as 0 and 1, the scale. Back go scores, weights and output.
ATTENTION = """([shapes, text]) => {
  const data = new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer), results = [];
  let at = 0;
  const rows = (n, m) => Array.from({ length: n }, () => Array.from(data.subarray(at, at += m)));
  for (const [n, m, d, e] of shapes) {
    const q = rows(n, d), k = rows(m, d), v = rows(m, e), mask = rows(n, m).map((row) => row.map(Boolean)), [[scale]] = rows(1, 1);
    const { matmul, times, transpose, attentionWeights, attention } = globalThis.math;
    results.push(times(matmul(q, transpose(k)), scale), attentionWeights(q, k, { mask, scale }), attention(q, k, v, { mask, scale }));
  }
  return globalThis.packed(results.flat(2));
}"""
SOFTMAX = """([widths, text]) => {
  const data = new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
  let at = 0;
  return globalThis.packed(widths.map((width) => globalThis.math.softmax(Array.from(data.subarray(at, at += width)))).flat());
}"""
PACKED = """globalThis.packed = (numbers) => {
  const bytes = new Uint8Array(new Float64Array(numbers).buffer);
  let text = "";
  for (let k = 0; k < bytes.length; k += 32768) text += String.fromCharCode(...bytes.subarray(k, k + 32768));
  return btoa(text);
};"""


@pytest.fixture(scope="module")
def tab(browser):
    """An empty page with the modules math.js and words.js in it, as they stand in the repository."""
    page = browser.new_page()
    page.evaluate(f"() => {{ {PACKED} }}")
    for name in ("math", "words"):
        page.evaluate(
            """async ([name, source]) => {
          const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          globalThis[name] = await import(address);
        }""",
            [name, (SOURCES / f"{name}.js").read_text(encoding="utf-8")],
        )
    yield page
    page.close()


def asked(tab, script, sizes, arrays):
    """Run a script on arrays in the browser; the numbers pass as they are, bit by bit."""
    data = np.concatenate([np.ravel(array) for array in arrays]).astype("<f8")
    text = tab.evaluate(
        script,
        [
            [list(map(int, size)) if np.ndim(size) else int(size) for size in sizes],
            base64.b64encode(data.tobytes()).decode(),
        ],
    )
    return np.frombuffer(base64.b64decode(text), "<f8")


def random_case(rng, index):
    """Queries, keys, values, mask, scale. Sizes, tokens and masks are drawn so that the ends are met often."""
    n, m, d, e = SHAPES[index % 100] if index % 100 < len(SHAPES) else rng.integers(1, [9, 9, 6, 5])
    size = 10.0 ** rng.choice([-320, -200, -20, -2, 0, 0, 0, 1, 2, 10, 100, 150])
    q, k, v = (rng.standard_normal(shape) for shape in ((n, d), (m, d), (m, e)))
    q *= size
    if rng.random() < 0.1:
        q[rng.random(q.shape) < 0.5] = 0
        k[rng.random(k.shape) < 0.5] = -0.0
    mask = rng.random((n, m)) < rng.choice([0, 0.3, 0.8, 1, 1])
    scale = rng.choice([1 / np.sqrt(d), 1.0, 1 / rng.uniform(0.05, 10)])
    return q, k, v, mask, scale


def test_attention_in_the_browser_is_that_of_attnlib(tab):
    rng = np.random.default_rng(SEED)
    cases = [random_case(rng, index) for index in range(CASES)]
    shapes = [(len(q), len(k), q.shape[1], v.shape[1]) for q, k, v, *_ in cases]
    found = asked(tab, ATTENTION, shapes, [part for case in cases for part in case])
    compared = np.zeros(4, int)
    at = 0
    for (n, m, _, e), (q, k, v, mask, scale) in zip(shapes, cases):
        scores, weights, output = (
            found[at + start : at + end].reshape(n, -1)
            for start, end in ((0, n * m), (n * m, 2 * n * m), (2 * n * m, 2 * n * m + n * e))
        )
        at += 2 * n * m + n * e
        here = q @ k.T * scale
        assert np.allclose(scores, here, rtol=1e-12, atol=1e-13 * abs(here).max(initial=0))
        small = abs(here).max() <= LARGEST
        wanted = attention_weights(q, k, mask=mask, scale=scale) if small else softmax(np.where(mask, scores, -np.inf))
        assert abs(weights - wanted).max() <= 1e-12
        assert abs(output - wanted @ v).max() <= 1e-12 * max(1, abs(v).max())
        assert np.array_equal(weights == 0, wanted == 0) or not small
        assert (weights[~mask.any(axis=1)] == 0).all()
        compared += small, not small, not mask.all(), not mask.any(axis=1).all()
    assert at == len(found) and min(compared) > CASES / 20


def test_softmax_in_the_browser_is_that_of_attnlib_on_identical_scores(tab):
    rng = np.random.default_rng(SEED + 1)
    rows = [rng.standard_normal(rng.choice([1, 2, 6, 64])) * 10.0 ** rng.integers(-323, 308) for _ in range(CASES)]
    odd = [-np.inf, np.inf, np.nan, 5e-324, -5e-324, 1.7e308, -1.7e308, 0.0, -0.0, 709.9, -745.2]
    rows += [rng.choice(odd, rng.integers(1, 9)) for _ in range(CASES // 5)]
    rows += [np.full(n, -np.inf) for n in (1, 6, 64)] + [np.full(n, 1.7e308) for n in (1, 6, 64)]
    found = np.split(asked(tab, SOFTMAX, [len(row) for row in rows], rows), np.cumsum([len(row) for row in rows])[:-1])
    for row, shares in zip(rows, found, strict=True):
        with np.errstate(all="ignore"):
            assert np.allclose(shares, softmax(row), rtol=1e-12, atol=0, equal_nan=True), row
    assert sum(np.isnan(shares).any() for shares in found) > CASES / 20
    assert sum((shares == 0).all() for shares in found) > 3


def test_a_number_is_written_with_the_digits_that_are_promised(tab):
    rng = np.random.default_rng(SEED + 2)
    numbers = [
        *(rng.standard_normal(2000) * 10.0 ** rng.integers(-12, 12, 2000)),
        0.5,
        -0.3,
        1e-10,
        2e-7,
        1e6,
        0.0,
        100.0,
    ]
    texts = tab.evaluate("(all) => all.map((x) => [words.number(x), words.short(x)])", numbers)
    for value, (text, short) in zip(numbers, texts, strict=True):
        shown, digit = parsed(text)
        assert abs(shown - value) <= max(0.5 * digit, 0.5e-4 if value else 0) * (1 + 1e-9)
        assert shown != 0 or value == 0
        assert len(short) <= 10 and not short.startswith(("0.", "−0."))
        assert not set(text + short) - set("0123456789.−+e")
    assert [text for text, _ in texts[-7:]] == ["0.5", "−0.3", "1.0e−10", "2.0e−7", "1.00e+6", "0", "100"]
    assert tab.evaluate("[NaN, Infinity, -Infinity].map((x) => words.number(x))") == ["no number", "∞", "−∞"]
