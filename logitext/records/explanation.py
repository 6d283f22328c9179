"""What an explanation is made of: frozen, the same data in Python and in JSON.

Part of a result; so nothing here imports one.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from logitext.records.frozen import Frozen, SpanRecord, ValueField

Role = Literal[
    "part",
    "condition",
    "branch",
    "otherwise",
    "rule",
    "exception applies",
    "exception does not apply",
    "exception is open",
]
"""What a part is to the formula that it stands in.

A condition, the branch that it leads to, and what stands after `else` belong to an `if`; `rule` is what stands before
`unless`, and an exception what stands behind it.
"""


class AnsweredBy(Frozen):
    """The theory that answered a clause, and its evidence. `theory` is null if the result does not name it.

    `quote_dropped`: the theory gave evidence that is in none of the texts, and it was left out.
    """

    probability: float | None
    quote: str | None
    quote_dropped: bool = False
    theory: str | None


class Follows(Frozen):
    """A minimal set of answers and assumptions from which a value follows, where its formula alone does not give it."""

    clauses: tuple[str, ...]
    assumptions: tuple[str, ...]


class Part(Frozen):
    """A part of a formula, its value (null where it is open), and the parts of it that settle that value.

    `written` is the part as the policy has it, and `filled` the same with the values of its names put in. `name` is
    set where the part is a name and nothing else; of what, `kind` says.
    """

    role: Role = "part"
    kind: Literal["clause", "definition", "verdict", "violation", "formula"]
    name: str | None = None
    written: str
    filled: str | None = None
    value: ValueField
    answered: AnsweredBy | None = None
    follows: Follows | None = None
    because: tuple[Part, ...] = ()


class Step(Frozen):
    """A definition, verdict or assumption of the policy, or a clause that follows from the answers to others.

    `value` is null where it is open. `written` is its formula, for a clause its wording; `filled` the same with values
    in the place of names, where it is arithmetic or a comparison. `needed` is whether a requested verdict's value, or
    what leaves it open, goes back to it.
    """

    name: str
    kind: Literal["clause", "definition", "verdict", "violation", "assumption"]
    value: ValueField
    written: str
    filled: str | None = None
    span: SpanRecord
    heading: tuple[str, ...]
    needed: bool
    follows: Follows | None
    because: tuple[Part, ...]


class PossibleAnswer(Frozen):
    """An answer that nobody gave (yet). A `value` of null is any text that the policy does not name."""

    clause: str
    value: ValueField


class ChangedAnswer(Frozen):
    """An answer, and what it would have to be instead. A `now` of null is any text that the policy does not name."""

    clause: str
    was: ValueField
    now: ValueField


class FlipRecord(Frozen):
    """Changes that together give the verdict another value, all other answers kept.

    `given` are clauses without an answer that would have to be answered so as well: as few as will do, where
    `smallest` says so. `value` is what the verdict then is: null for some other value than it has.
    """

    changed: tuple[ChangedAnswer, ...]
    given: tuple[PossibleAnswer, ...]
    value: ValueField
    smallest: bool


class WhyNot(Frozen):
    """The smallest changes of answers that would flip a verdict: all of one size, at most three of them.

    Where there are none, `never` says whether no answers at all would do; otherwise no change of up to `limit`
    answers was found.
    """

    verdict: str
    value: ValueField
    flips: tuple[FlipRecord, ...]
    limit: int
    never: bool


class Otherwise(Frozen):
    """A verdict before and after answers are supposed: `because` and `open` are what they are after."""

    verdict: str
    before: ValueField
    after: ValueField
    because: tuple[PossibleAnswer, ...]
    open: tuple[str, ...]


class WhatIf(Frozen):
    """The verdicts decided again with supposed answers in the place of those given; no theory is asked.

    A supposed value of null takes the answer back. In a conflict no verdict has a value, and `clauses` and
    `assumptions` contradict each other.
    """

    supposed: tuple[ChangedAnswer, ...]
    conflict: bool
    clauses: tuple[str, ...]
    assumptions: tuple[str, ...]
    verdicts: tuple[Otherwise, ...]


class Shortest(Frozen):
    """At best: answers to as few open clauses as can settle a verdict, and the value that it then has."""

    answers: tuple[PossibleAnswer, ...]
    value: ValueField
    smallest: bool


class Sure(Frozen):
    """Surely: as few open clauses as settle a verdict whatever is answered. `all_open`: these are all that matter."""

    clauses: tuple[str, ...]
    all_open: bool
    smallest: bool


class Settle(Frozen):
    """Questions that would settle an undetermined verdict; null if the solver gave up.

    `smallest` says that no list is shorter. Without it, the list has nothing to spare, but a shorter one may exist.
    """

    verdict: str
    shortest: Shortest | None
    sure: Sure | None


class Explanation(Frozen):
    """An explanation of a result; parts that were not requested are empty.

    `trace` is in the order of the policy.
    """

    trace: tuple[Step, ...] = ()
    why_not: tuple[WhyNot, ...] = ()
    what_if: WhatIf | None = None
    settle: tuple[Settle, ...] = Field(default=(), description="one for each undetermined verdict")
