"""A mistake: the right calculation with one or two of its steps replaced, and what there is to say about it."""

from dataclasses import dataclass

from byhand.diagnose.calls import calls_in

# Where a mistake can be made, in the names of the calls.
SOFTMAX_CALLS = calls_in("softmax")
SINGLE_SOFTMAX_CALLS = calls_in("softmax", "single")
ATTENTION_CALLS = calls_in("attention")
SINGLE_ATTENTION_CALLS = calls_in("attention", "single")
PLAIN_CALLS = calls_in("plain")
MASKED_CALLS = calls_in("masked")
HEADS_CALLS = calls_in("heads")


@dataclass(frozen=True, eq=False, kw_only=True)
class Mistake:
    """One named mistake.

    id, title: its name in programs and for people. calls: the calls of `diagnose` that can show it. replaced:
    {step: function}, what it does. also: other {step: function}, for other ways to make the mistake that give other
    numbers; rarer: more of them, looked for only where nothing else fits. step: the first step that differs, where it
    is not the first one that is replaced. shown: the step whose numbers are shown, where those of the first one that
    differs hang on a number that is an example, such as −100.

    wrong, right: the line of code and what it should be. why: one sentence. source: public threads about it,
    "owner/repo#N; …", or "".

    seen: "core", or what alone shows it: "edge" (very large scores, a query that may attend to nothing), "shapes"
    (values of another width), "long" (many keys), "batch", or "behaviour" (not the numbers, but what else the function
    does). same: ids of mistakes that give the same numbers. hidden: the inputs on which it cannot be seen, in the names
    of `conditions.CONDITIONS`. unseen: the same in words, of a mistake that is not in the numbers of one call.

    chapter: the number of the chapter that explains the step, "05". It is that of the file, and set when it is read.

    common: of one that people really make often, why, as Markdown for the catalogue. harmless: where it changes nothing
    after all, the same. explained: the number of the chapter that explains it, where that is another than the file's;
    "" as long as no chapter does.
    """

    id: str
    title: str
    calls: tuple
    replaced: dict
    also: tuple = ()
    rarer: tuple = ()
    step: str = ""
    shown: str = ""
    wrong: str
    right: str
    why: str
    source: str = ""
    seen: str = "core"
    same: tuple = ()
    hidden: tuple = ()
    unseen: str = ""
    chapter: str = ""
    common: str = ""
    harmless: str = ""
    explained: str | None = None

    @property
    def explained_in(self):
        """The number of the chapter that explains it, "05", or "" where none does: none explains batches yet."""
        if self.explained is not None:
            return self.explained
        return self.chapter if self.replaced and self.seen != "batch" else ""
