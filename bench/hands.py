"""Moves one control as a reader does, by keyboard and by mouse, one move after the other, and collects the times."""

import itertools
from pathlib import Path

PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
SLOW = 4  # how many times slower a cheap phone is
PATIENCE = 30_000  # ms for one move
SETTLE = 1000  # ms after the first touch
SWEEP = 5  # moves in one direction


def slow_down(page, rate):
    """Let the page have only a part of the processor."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def slider_moves(page, handle):
    """Two endless series of moves that each change the slider's value: key presses, and steps of a drag."""
    track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
    low, high = track["x"] + 2, track["x"] + track["width"] - 2
    step = max(3, (high - low) / SWEEP - 1)
    y = track["y"] + track["height"] / 2

    def keys():
        handle.press("Home")
        page.wait_for_timeout(SETTLE)
        for key in itertools.cycle(["ArrowRight"] * SWEEP + ["ArrowLeft"] * SWEEP):
            yield lambda key=key: page.keyboard.press(key)

    def drags():
        box = handle.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, y)
        page.mouse.down()
        page.wait_for_timeout(SETTLE)
        for k in itertools.cycle([*range(SWEEP, 0, -1), *range(SWEEP)]):  # the keys ended near the low end
            yield lambda k=k: page.mouse.move(low + k * step, y)

    return keys, drags


def word_moves(words):
    """The same for a figure without a slider: choose one word after the other."""

    def presses(act):
        for word in itertools.cycle(words.all()):
            if word.get_attribute("aria-pressed") == "false":
                yield lambda word=word: act(word)

    return lambda: presses(lambda word: word.press("Enter")), lambda: presses(lambda word: word.click())


def moves_of(page, figure):
    """The moves of the first slider of a figure, or of its words."""
    handle = figure.locator(".noUi-handle").first
    return slider_moves(page, handle) if handle.count() else word_moves(figure.locator(".attn-hand[aria-pressed]"))


def times(page, figure, count, warm):
    """Times of `count` moves, half by keyboard and half by mouse: a list of {"handler", "paint"} in ms.

    The first `warm` moves of each half are not counted.
    """
    figure.scroll_into_view_if_needed()
    found = []
    for series in moves_of(page, figure):
        for n, move in enumerate(itertools.islice(series(), warm + count // 2)):
            move()
            time = page.evaluate(f"bench.painted({PATIENCE})")
            if time is None:
                raise RuntimeError(f"move {n} of {figure} changed nothing on the page")
            if n >= warm:
                found.append(time)
        page.mouse.up()
    return found
