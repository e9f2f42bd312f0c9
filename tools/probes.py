"""Search the numbers of the diagnoser's probes, and print what the files of byhand/diagnose/calls/ hold.

    python tools/probes.py             search (a few minutes), print the best seeds and their tables
    python tools/probes.py --margins   print how well the committed probes tell the mistakes apart

Tables that somebody happens to think of hide mistakes: where n = d_k, √n is right; where q = k, KQᵀ is. So tables of
fixed shapes are drawn at random, rounded to one decimal, and each seed is judged by its weakest pair: the two mistakes
(or the mistake and the right calculation) that are hardest to tell apart with it. The seed whose weakest pair is
farthest apart is kept.
"""

import argparse
import itertools

import numpy as np

from byhand.diagnose.calls import CALLS
from byhand.diagnose.compare import distance, outcomes
from byhand.diagnose.mistakes import of_call

SEEDS = range(100)


def drawn(rng, *shape, size=2.0):
    """A table of random numbers with one decimal, none of them 0."""
    return np.round(rng.uniform(0.1, size, shape) * rng.choice([-1, 1], shape), 1)


def drawn_mask(rng, n_q, n_k):
    """A mask in which every row and column has both something seen and something hidden, and that is not symmetric."""
    while True:
        mask = rng.random((n_q, n_k)) < 0.6
        both = [table.any(axis=axis).all() for table in (mask, ~mask) for axis in (0, 1)]
        if all(both) and (n_q != n_k or (mask != mask.T).any()):
            return mask


def drawn_probes(call, seed):
    """The random probes of a call, {name: inputs}: tables of the shapes, sizes and signs of the committed ones.

    A table that two probes share is drawn once; masks are drawn last.
    """
    rng = np.random.default_rng(seed)
    committed = {name: inputs for name, inputs in CALLS[call].core.items() if name != "sentence"}
    tables = {id(value): value for inputs in committed.values() for value in inputs.values() if np.ndim(value)}
    new = {key: drawn(rng, *a.shape, size=size_of(a)) for key, a in tables.items() if a.dtype != bool}
    new |= {key: drawn_mask(rng, *a.shape) for key, a in tables.items() if a.dtype == bool}
    return {
        name: {key: new.get(id(value), value) for key, value in inputs.items()} for name, inputs in committed.items()
    }


def size_of(table):
    """The largest number that was allowed when this table was drawn."""
    return float(np.ceil(np.abs(table).max()))


def core_of(call, seed):
    """All core probes of a call, with the random ones from this seed."""
    return {"sentence": CALLS[call].core["sentence"]} | drawn_probes(call, seed)


def weakest(call, inputs, found=None):
    """(margin, first, second) of the pair that these probes tell apart worst. Twins are left out."""
    rows = {"correct": outcomes(call, (), inputs)}
    rows |= {m.id: outcomes(call, m.replaced, inputs) for m in of_call(call, seen=("core",))}
    twins = {frozenset((m.id, other)) for m in of_call(call) for other in m.same}
    twins.add(frozenset(("softmax-over-queries", "softmax-over-batch")))
    pairs = [pair for pair in itertools.combinations(rows, 2) if frozenset(pair) not in twins]
    return min((distance(rows[a], rows[b]), a, b) for a, b in pairs)


def best_seed(call):
    return max((weakest(call, core_of(call, seed)), seed) for seed in SEEDS)


def literal(array):
    return '"' + " / ".join(" ".join(f"{x:.4g}" for x in row) for row in np.asarray(array, dtype=float)) + '"'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--margins", action="store_true", help="print the margins of the committed probes")
    options = parser.parse_args()
    for call in CALLS:
        if options.margins:
            print(call, *weakest(call, CALLS[call].core))
            continue
        margin, seed = best_seed(call)
        print(f"# {call}: seed {seed}, weakest pair {margin}")
        for name, inputs in drawn_probes(call, seed).items():
            print(f"    {name!r}:")
            for key, value in inputs.items():
                print(f"        {key}={value if np.ndim(value) == 0 else literal(value)},")


if __name__ == "__main__":
    main()
