"""What the figures compute and say in the browser, against attnlib and byhand.wording: thousands of random states.

The modules are run as they stand in the repository, in an empty page.
"""

import base64
import json

import numpy as np
import pytest
from browser.expected import parsed, tables_of
from browser.kinds import own_kinds
from browser.modules import PLACE, empty_page
from project import ROOT

from attnlib import softmax
from byhand import live, wording
from byhand.live import kinds

SEED = 20170612
CASES = 4_000
STATES = 2_000
LOAD = """async (place) => {
  const load = (name) => import(`${place}byhand/live/${name}.js`);
  const names = ["address", "explain", "format", "head", "matrix", "state", "tools"];
  const modules = await Promise.all(names.map((name) => load(`js/${name}`)));
  globalThis.js = Object.assign({}, ...modules);
  globalThis.kinds = {};
}"""
ADD_KIND = "async ([place, name, path]) => { kinds[name] = (await import(`${place}${path}`)).default(js.tools); }"

# Each state of a head as the browser has it -> its tables.
TABLES = "(states) => JSON.stringify(JSON.parse(states).map((s) => js.oneHead().compute(s)))"

# A figure in a random state: every number of every table, and whether its explanation gives it. A stand-in for the
# model of a widget holds the fields.
EXPLAINED = """([name, config, states]) => states.map((changes) => {
  const traits = { config, ...config.start, ...changes };
  for (const { name } of config.fields) traits[name] ??= 0;
  const model = { get: (name) => traits[name], set: (name, value) => { traits[name] = value; }, save_changes() {} };
  const kind = kinds[name], state = new js.State(kind, model), { s, t } = state;
  const wrong = [];
  let numbers = 0;
  for (const [table, rows] of Object.entries(t)) rows.forEach((row, i) => row.forEach((value, j) => {
    const why = kind.tables[table].from(i, j, t, s);
    numbers++;
    if (!js.holds(why, value)) wrong.push(`${table},${i},${j}`);
    if (/undefined|NaN/.test(js.title(kind, `${table},${i},${j}`, s))) wrong.push(`title of ${table},${i},${j}`);
  }));
  const [which, facts] = kind.say(s, t);
  return { numbers, wrong, which, facts, said: js.fill(config.sentences[which], facts) };
})"""
SOFTMAX = """([widths, text]) => {
  const data = new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
  let at = 0;
  const numbers = widths.map((width) => js.softmax(Array.from(data.subarray(at, at += width)))).flat();
  const bytes = new Uint8Array(new Float64Array(numbers).buffer);
  let packed = "";
  for (let k = 0; k < bytes.length; k += 32768) packed += String.fromCharCode(...bytes.subarray(k, k + 32768));
  return btoa(packed);
}"""


@pytest.fixture(scope="module")
def tab(browser):
    """An empty page with the modules in it, as `js`, and all kinds, as `kinds`."""
    page = empty_page(browser)
    page.evaluate(LOAD, PLACE)
    with own_kinds():
        for name in kinds.names():
            page.evaluate(ADD_KIND, [PLACE, name, kinds.script(name).relative_to(ROOT).as_posix()])
        yield page
    page.close()


def random_state(rng):
    """A head of random sizes with everything set that a reader can set, as the browser has it."""
    n, d_model, d_k, d_v = (int(size) for size in rng.integers(1, [9, 8, 7, 6]))
    base = {"X": (n, d_model), "W_Q": (d_model, d_k), "W_K": (d_model, d_k), "W_V": (d_model, d_v)}
    size = 10.0 ** rng.choice([-20, -2, 0, 0, 0, 1, 2])
    base = {
        name: (rng.standard_normal(shape) * (size if name == "W_Q" else 1)).tolist() for name, shape in base.items()
    }
    shapes = {name: np.shape(table) for name, table in base.items()} | {"Q": (n, d_k)}
    edits = {}
    for _ in range(rng.integers(0, 4)):
        table = str(rng.choice(list(shapes)))
        edits[f"{table},{rng.integers(shapes[table][0])},{rng.integers(shapes[table][1])}"] = (
            float(rng.integers(-20, 21)) / 20
        )
    return {
        "tokens": [f"word {i}" for i in range(n)],
        "base": base,
        "edits": edits,
        "word": int(rng.integers(n)),
        "angle": float(rng.choice([0, 0, 30, -45, 90, 180])),
        "strength": float(rng.choice([1, 1, 0, 0.5, 3, 20])),
        "scaled": bool(rng.random() < 0.7),
        "cut": [bool(cut) for cut in rng.random(n) < rng.choice([0, 0, 0.3, 1])],
    }


def test_the_tables_in_the_browser_are_those_of_attnlib(tab):
    rng = np.random.default_rng(SEED)
    states = [random_state(rng) for _ in range(STATES)]
    seen = {"turned": 0, "cut": 0, "all cut": 0, "edited": 0, "one channel": 0}
    for start in range(0, STATES, 500):
        part = states[start : start + 500]
        for state, found in zip(part, json.loads(tab.evaluate(TABLES, json.dumps(part)))):
            wanted = tables_of(**state)
            assert set(found) == set(wanted)
            for name, table in wanted.items():
                shown = np.array(found[name], dtype=float)
                if name in "ZE":  # JSON has no −∞ and no ∞
                    shown = np.where(np.isnan(shown), -np.inf if name == "Z" else np.inf, shown)
                limit = 1e-11 * max(1, abs(wanted["S"]).max() if name in "Z E A N O OB D P".split() else 1)
                assert np.allclose(shown, table, rtol=1e-10, atol=limit), (name, state)
            seen["turned"] += state["angle"] != 0
            seen["cut"] += any(state["cut"])
            seen["all cut"] += all(state["cut"])
            seen["edited"] += bool(state["edits"])
            seen["one channel"] += len(state["base"]["W_Q"][0]) == 1
    assert min(seen.values()) > STATES / 20, seen


def random_changes(rng, config):
    """Fields in a random state that a link could name."""
    n, changes = len(config["tokens"]), {}
    for field in config["fields"]:
        name, kind = field["name"], field["type"]
        if not field["linked"] or kind in ("text", "address"):
            continue
        if kind == "word" and n:
            changes[name] = int(rng.integers(n))
        elif kind == "int":
            changes[name] = int(rng.integers(field["low"], field["high"] + 1))
        elif kind == "float":
            changes[name] = (
                float(rng.uniform(field["low"], field["high"])) if rng.random() < 0.7 else config["start"][name]
            )
        elif kind == "bool":
            changes[name] = bool(rng.random() < 0.5)
        elif kind == "bools":
            changes[name] = [bool(cut) for cut in rng.random(n) < rng.choice([0, 0.3, 1])]
        elif kind == "numbers":
            changes[name] = {
                f"{table},{rng.integers(len(rows))},{rng.integers(len(rows[0]))}": float(rng.uniform(-2, 2))
                for table, rows in config["base"].items()
                if rng.random() < 0.5
            }
    return changes


with own_kinds():
    EVERY_KIND = [name for name in kinds.names() if name != "liar"]


@pytest.mark.parametrize("name", EVERY_KIND)
def test_every_explanation_gives_its_number_and_every_sentence_is_the_same_in_both_languages(tab, name):
    rng = np.random.default_rng(SEED + 3)
    config = getattr(live, name)().view.config
    states = [random_changes(rng, config) for _ in range(200)]
    results = tab.evaluate(EXPLAINED, [name, config, states])
    for changes, result in zip(states, results):
        assert result["numbers"] > 0, changes
        assert not result["wrong"], f"{name}.js: wrong are {', '.join(result['wrong'][:3])} … in the state {changes}"
        assert result["said"] == wording.fill(config["sentences"][result["which"]], **result["facts"])
    assert len({result["said"] for result in results}) > 5
    assert {result["which"] for result in results} <= set(config["sentences"])


def test_an_explanation_that_does_not_give_its_number_is_found(tab):
    config = live.liar().view.config
    tab.evaluate("kinds.liar.tables.SILENT.from = () => js.given('')")
    [result] = tab.evaluate(EXPLAINED, ["liar", config, [{}]])
    assert {where.split(",")[0] for where in result["wrong"]} == {"TWICE"}


def test_the_sentence_about_shares_is_chosen_alike_in_both_languages(tab):
    rng = np.random.default_rng(SEED + 4)
    rows = [softmax(rng.choice([0, 1, 1, 2.5], n) * rng.choice([0, 1, 50])).tolist() for n in rng.integers(1, 15, 2000)]
    rows += [[0.0] * n for n in (1, 2, 6)] + [
        [1.0],
        [0.125] * 8,
        [0.375, 0.625],
        [1 / 3 + 1e-16, 1 / 3, 1 / 3 - 1e-16],
        [0.4, 0.4 + 1e-6, 0.2 - 1e-6],
        [0.168, 0.1664, 0.1664, 0.1664, 0.1664, 0.1664],
    ]
    tokens = [[f"w{j}" for j in range(len(row))] for row in rows]
    said = tab.evaluate(
        """([templates, tokens, rows]) => rows.map((row, k) => {
          const [which, facts] = js.tools.attention(tokens[k][0], tokens[k], row);
          return [which, js.fill(templates[which], facts)];
        })""",
        [wording.ATTENTION, tokens, rows],
    )
    wanted = [wording.attention_sentence(names[0], names, row) for names, row in zip(tokens, rows)]
    assert [text for _, text in said] == wanted
    assert {which for which, _ in said} == set(wording.ATTENTION)


def test_every_format_writes_the_same_in_both_languages(tab):
    rng = np.random.default_rng(SEED + 5)
    numbers = [
        *(rng.standard_normal(1500) * 10.0 ** rng.integers(-9, 9, 1500)),
        *(rng.integers(-40, 41, 200) / 16),
        0.0,
        -0.0,
    ]
    numbers = [float(x) for x in numbers]
    facts = {
        "number": numbers,
        "number 0": numbers,
        "number 2": numbers,
        "vector": [numbers[k : k + 3] for k in range(0, 300, 3)],
        "vector 2": [numbers[k : k + 3] for k in range(1500, 1700, 3)],
        "percent": [k / 800 for k in range(801)] + [abs(x) % 1 for x in numbers],
        "count": list(range(20)),
        "amount channel": list(range(20)),
        "list": [list("abcdef"[:k]) for k in range(1, 6)],
        "text": ["cat", "“sat”", "{word}", "<b>"],
        "text q": ["cat", "<b>"],
        "list k": [list("ab"), ["on"]],
    }
    assert {form.split()[0] for form in facts} == set(wording.FORMATS)
    for form, values in facts.items():
        template = f"{{fact:{form}}}"
        texts = tab.evaluate(
            "([template, facts]) => facts.map((fact) => js.fill(template, { fact }))", [template, values]
        )
        assert texts == [wording.fill(template, fact=value) for value in values], form


def test_softmax_in_the_browser_is_that_of_attnlib_on_identical_scores(tab):
    rng = np.random.default_rng(SEED + 1)
    rows = [rng.standard_normal(rng.choice([1, 2, 6, 64])) * 10.0 ** rng.integers(-323, 308) for _ in range(CASES)]
    odd = [-np.inf, np.inf, np.nan, 5e-324, -5e-324, 1.7e308, -1.7e308, 0.0, -0.0, 709.9, -745.2]
    rows += [rng.choice(odd, rng.integers(1, 9)) for _ in range(CASES // 5)]
    rows += [np.full(n, -np.inf) for n in (1, 6, 64)] + [np.full(n, 1.7e308) for n in (1, 6, 64)]
    data = base64.b64encode(np.concatenate(rows).astype("<f8").tobytes()).decode()  # bit by bit
    text = tab.evaluate(SOFTMAX, [[len(row) for row in rows], data])
    numbers = np.frombuffer(base64.b64decode(text), "<f8")
    found = np.split(numbers, np.cumsum([len(row) for row in rows])[:-1])
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
    numbers = [float(x) for x in numbers]
    texts = tab.evaluate("(all) => all.map((x) => [js.number(x), js.short(x)])", numbers)
    for value, (text, short) in zip(numbers, texts, strict=True):
        shown, digit = parsed(text)
        assert abs(shown - value) <= max(0.5 * digit, 0.5e-4 if value else 0) * (1 + 1e-9)
        assert shown != 0 or value == 0
        assert len(short) <= 10 and not short.startswith(("0.", "−0."))
        assert not set(text + short) - set("0123456789.−+e")
    assert [text for text, _ in texts[-7:]] == ["0.5", "−0.3", "1.0e−10", "2.0e−7", "1.00e+6", "0", "100"]
    assert tab.evaluate("[NaN, Infinity, -Infinity].map((x) => js.number(x))") == ["no number", "∞", "−∞"]
