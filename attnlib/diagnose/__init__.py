"""Say which mistake a function makes.

    from attnlib import diagnose
    diagnose.attention(my_attention)

Each call tries a function on tables that tell all mistakes of the catalogue apart, and returns a report.
"""
from attnlib.diagnose.answers import answer, choose, construct
from attnlib.diagnose.calls import attention, causal_attention, masked_attention, multi_head, softmax
from attnlib.diagnose.exercises import check
from attnlib.diagnose.mistakes import BY_ID, MISTAKES, Mistake
from attnlib.diagnose.report import Report

__all__ = [
    "answer", "check", "choose", "construct",
    "attention", "causal_attention", "masked_attention", "multi_head", "softmax",
    "BY_ID", "MISTAKES", "Mistake", "Report",
]
