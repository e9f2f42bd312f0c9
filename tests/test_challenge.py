"""The challenges: each can be solved as it says, none is solved at the start, and both languages judge alike."""

from dataclasses import replace

import numpy as np
import pytest
from browser.modules import PLACE, empty_page

from byhand import live
from byhand.head import RUNNING
from byhand.live.kinds import challenge
from byhand.live.kinds.challenge import BOUND, LEVELS, SOLUTIONS, edited, met, number_at, solves

LOAD = """async (place) => {
  const load = (name) => import(`${place}byhand/live/js/${name}.js`);
  const [{ State }, { fill }, { tools }] = await Promise.all(["state", "format", "tools"].map(load));
  const kind = (await import(`${place}byhand/live/kinds/challenge.js`)).default(tools);
  globalThis.said = (config, changes) => {
    const traits = { config, ...config.start, ...changes };
    for (const { name } of config.fields) traits[name] ??= 0;
    const { s, t } = new State(kind, { get: (name) => traits[name], set() {}, save_changes() {} });
    const [which, facts] = kind.say(s, t);
    return [which, fill(config.sentences[which], facts)];
  };
}"""
numbered = list(enumerate(zip(LEVELS, SOLUTIONS, strict=True), 1))


@pytest.fixture(scope="module")
def tab(browser):
    """An empty page with the script of the challenges: said(config, changes) is what the figure says of a state."""
    page = empty_page(browser)
    page.evaluate(LOAD, PLACE)
    yield page
    page.close()


@pytest.mark.parametrize("number, pair", numbered)
def test_the_solution_solves_and_the_start_does_not(number, pair):
    level, solution = pair
    assert solves(solution, level) and len(solution) <= level.limit
    assert not solves({}, level)
    for address in solution:
        rest = {other: value for other, value in solution.items() if other != address}
        assert not solves(rest, level), "no change is for nothing"


def test_where_two_changes_are_allowed_no_single_one_on_a_grid_is_enough():
    for level in (level for level in LEVELS if level.limit == 2):
        for table in level.tables:
            rows, columns = getattr(RUNNING, table.lower()).shape
            for i, j, value in np.ndindex(rows, columns, 41):
                edits = {f"{table},{i},{j}": -BOUND + 2 * BOUND * value / 40}
                assert not met(level.goal, edited(edits)), edits


def test_what_breaks_the_rules_solves_nothing():
    level, solution = LEVELS[0], SOLUTIONS[0]
    assert not solves(dict.fromkeys(solution, 10.0), level), "too large"
    assert not solves({"X,1,0": 1.5}, level) and met(level.goal, edited({"X,1,0": 1.5})), "another table"
    assert not solves(solution | {"W_Q,0,0": 0.1}, level), "one change too many"
    assert solves(solution | {"W_Q,0,1": number_at("W_Q,0,1")}, level), "a number put back is no change"


def test_python_and_the_script_judge_alike(tab):
    rng = np.random.default_rng(8)
    config, states = live.challenge().view.config, []
    for _ in range(1500):
        k = int(rng.integers(len(LEVELS)))
        edits = dict(SOLUTIONS[k]) if rng.random() < 0.6 else {}
        edits = {at: float(np.clip(value + 0.3 * rng.normal(), -3.2, 3.2)) for at, value in edits.items()}
        if rng.random() < 0.5:
            table = str(rng.choice(["X", "W_Q", "W_K", "W_V"]))
            rows, columns = getattr(RUNNING, table.lower()).shape
            edits[f"{table},{rng.integers(rows)},{rng.integers(columns)}"] = round(float(rng.uniform(-3, 3)), 2)
        states.append({"level": k, "edits": edits})
    found = tab.evaluate("([config, states]) => states.map((changes) => said(config, changes)[0])", [config, states])
    judged = [solves(state["edits"], LEVELS[state["level"]]) for state in states]
    assert [which.startswith("solved") for which in found] == judged
    assert 100 < sum(judged) < len(judged) - 100


@pytest.mark.parametrize("number", range(1, len(LEVELS) + 1))
def test_the_start_of_each_level_says_the_same_in_both_languages(tab, number):
    figure = live.challenge(f"level-{number}", level=number)
    assert tab.evaluate("(config) => said(config, {})[1]", figure.view.config) == figure.sentence


def test_other_heads_and_levels_are_refused():
    other = replace(RUNNING)
    with pytest.raises(ValueError, match="made for the running example"):
        live.challenge(head=other)
    for level in (0, 7, "1"):
        with pytest.raises(ValueError, match="level must be a whole number from 1 to 6"):
            challenge.challenge(level=level)
