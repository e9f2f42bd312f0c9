"""Say which mistake a function makes.

    from byhand import diagnose
    diagnose.attention(my_attention)

Each call tries a function on tables that tell all mistakes of the catalogue apart, and returns a report. The calls are
those of `calls/`: a file there is a function here.
"""

from byhand.diagnose.calls import CALLS
from byhand.diagnose.mistake import Mistake
from byhand.diagnose.mistakes import BY_ID, MISTAKES
from byhand.diagnose.report import Report
from byhand.diagnose.verdict import function_of

globals().update({name: function_of(call) for name, call in CALLS.items()})

__all__ = [*CALLS, "BY_ID", "MISTAKES", "Mistake", "Report"]
