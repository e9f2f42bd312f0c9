"""How long attention and the chapters take, as ratios against named rivals, in one run.

Each time is the median of several runs, all on one thread. A ratio says how many times as long the rival takes.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is imported

import asyncio  # noqa: E402
import math  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402

import notebooks  # noqa: E402
import numpy as np  # noqa: E402
from project import chapters, install_line, shown  # noqa: E402

from attnlib import attention  # noqa: E402

SIZES = [(6, 3), (64, 16), (512, 64)]  # (words, channels); the first is the sentence of the course
RUNS = 15


def loops(q, k, v):
    """Attention in plain Python, on nested lists."""
    rows = []
    for query in q:
        scores = [sum(a * b for a, b in zip(query, key)) / math.sqrt(len(query)) for key in k]
        top = max(scores)
        shares = [math.exp(score - top) for score in scores]
        total = sum(shares)
        rows.append([sum(s * value[j] for s, value in zip(shares, v)) / total for j in range(len(v[0]))])
    return rows


def median_time(function, *arguments, runs=RUNS):
    """Median seconds of one call, after one call to warm up."""
    function(*arguments)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def torch_attention():
    """PyTorch's attention on one thread, or None if PyTorch is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    attend = torch.nn.functional.scaled_dot_product_attention
    return lambda *arrays: attend(*(torch.from_numpy(array)[None] for array in arrays))[0].numpy()


def compare(words, channels, rival):
    """Print the times for one size, after checking that all give the same answer."""
    q, k, v = np.random.default_rng(0).normal(size=(3, words, channels))
    lists = [array.tolist() for array in (q, k, v)]
    np.testing.assert_allclose(loops(*lists), attention(q, k, v), atol=1e-12)
    own = median_time(attention, q, k, v)
    plain = median_time(loops, *lists, runs=3)
    line = f"{words:4} words, {channels:2} channels: attnlib {own * 1e6:8.0f} µs; "
    line += f"plain Python loops {plain / own:8.1f} ×"
    if rival:
        np.testing.assert_allclose(rival(q, k, v), attention(q, k, v), atol=1e-12)
        line += f"; PyTorch {median_time(rival, q, k, v) / own:6.2f} ×"
    print(line, flush=True)


def time_chapters():
    """Print how long each chapter takes alone, and the share of the longest."""
    seconds = {}
    for path in chapters():
        start = time.perf_counter()
        asyncio.run(notebooks.rebuilt(path, install_line()))
        seconds[shown(path)] = time.perf_counter() - start
        print(f"{shown(path)}: {seconds[shown(path)]:.1f} s")
    start = time.perf_counter()
    asyncio.run(notebooks.rebuild_all(chapters(), write=False))
    together = time.perf_counter() - start
    total = sum(seconds.values())
    print(f"all chapters: {together:.1f} s, {notebooks.AT_ONCE} at once; one by one {total / together:.1f} ×")


def report():
    """Print the times of attention and of the chapters."""
    rival = torch_attention()
    print("attnlib.attention; how many times as long the rival takes:")
    for words, channels in SIZES:
        compare(words, channels, rival)
    if rival is None:
        print("PyTorch: not installed, not compared")
    print("\nexecuting the chapters, kernel start included:")
    time_chapters()
