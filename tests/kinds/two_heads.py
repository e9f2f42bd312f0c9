"""A kind that only the tests know: two heads over one sentence, each with its tables, and their outputs mixed."""

import numpy as np

from attnlib import attention, attention_weights
from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import LiveFigure, build
from byhand.live.controls import question, slider, strength, word_menu
from byhand.live.state import Field

SENTENCES = {
    "both": "{word} listens most to {first} with one head and to {second} with the other. The gate is {gate:number}."
}


class TwoHeads(LiveFigure):
    """`.weights` is (2, n, n), `.output` (n, 2 × d_v)."""

    @property
    def tables(self):
        x, t = self.edited("X", self._head.x), {}
        for suffix, base in self.view.config["base"].items():
            if suffix != "X":
                t[suffix] = self.edited(suffix, base)
        outputs = []
        for h in "12":
            q, k, v = (x @ t[f"W_{name}{h}"] for name in "QKV")
            q, k = self.turned(self.view.strength * self.edited(f"Q{h}", q)), self.turned(k)
            scale, mask = self.scale(k.shape[1]), self.kept[None, :]
            t |= {f"Q{h}": q, f"K{h}": k, f"V{h}": v, f"S{h}": q @ k.T}
            t |= {
                f"A{h}": attention_weights(q, k, mask=mask, scale=scale),
                f"O{h}": attention(q, k, v, mask=mask, scale=scale),
            }
            outputs.append(t[f"O{h}"])
        gate = self.view.gate
        return t | {"X": x, "Y": gate * outputs[0] + (1 - gate) * outputs[1]}

    @property
    def weights(self):
        return np.array([self.tables["A1"], self.tables["A2"]])


def two_heads(key=None, *, head=RUNNING, ask=False):
    """Two heads: the given one, and one whose queries and keys have changed places and have one channel less."""
    first = {"W_Q1": head.w_q, "W_K1": head.w_k, "W_V1": head.w_v}
    second = {"W_Q2": head.w_k[:, :-1], "W_K2": head.w_q[:, :-1], "W_V2": head.w_v[:, ::-1]}
    q, k = head.x @ second["W_Q2"], head.x @ second["W_K2"]
    weights = attention_weights(q, k)
    facts = {"word": head.tokens[0], "gate": 0.5}
    facts |= {name: head.tokens[int(a[0].argmax())] for name, a in {"first": head.weights, "second": weights}.items()}
    sentence = wording.fill(SENTENCES["both"], **facts)
    return build(
        __file__,
        key,
        figures.heatmap(head.weights, head.tokens, head.tokens, sentence=sentence),
        sentences=SENTENCES,
        head=head,
        figure=TwoHeads,
        controls=[word_menu("word", head, 0), strength(), slider("gate", "gate", 0, 1, 0.05, 0.5)],
        fields=[Field("gate", "float", 0.5, low=0, high=1)],
        base={"X": head.x.tolist()} | {name: table.tolist() for name, table in (first | second).items()},
        names={
            "features": list(head.features),
            "channels1": list(head.channels),
            "channels2": list(head.channels[:-1]),
            "values": list(head.value_channels),
        },
        ask=question("Which word?", head.tokens, facts["first"]) if ask else None,
    )
