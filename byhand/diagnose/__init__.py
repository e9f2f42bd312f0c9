"""Say which mistake a function makes.

    from byhand import diagnose
    diagnose.attention(my_attention)

Each call tries a function on tables that tell all mistakes of the catalogue apart, and returns a report.
"""

from byhand.diagnose.calls import attention, causal_attention, masked_attention, multi_head, softmax
from byhand.diagnose.mistakes import BY_ID, MISTAKES, Mistake
from byhand.diagnose.report import Report

__all__ = [
    "attention",
    "causal_attention",
    "masked_attention",
    "multi_head",
    "softmax",
    "BY_ID",
    "MISTAKES",
    "Mistake",
    "Report",
]
