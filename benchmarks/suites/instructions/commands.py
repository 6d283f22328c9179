"""Task 126 (SCAN): the parts of a command are read by patterns; which action stands at which step is logic.

>>> read("turn left twice after jump around right")["verb_2"], read("look")["joined"]
('jump', 'alone')
>>> step(48).split(" else ")[2:]
['two_turn)', 'if one_every or one_second or one_third then one_act', 'one_turn']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from benchmarks.suites.instructions.rows import POLICIES, SOURCE, SUITE, Row, file_of, instances, unknown
from benchmarks.suites.task import Instance, Task
from logitext.policy.sorts import Value
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

_NAME = "task126_scan_structured_text_generation_command_action_all"
LONGEST = 48
"""The most actions of a command: two parts, each of them `around` (eight actions) and `thrice`."""

ACTIONS = {
    "I_TURN_LEFT": "turn_left",
    "I_TURN_RIGHT": "turn_right",
    "I_LOOK": "looks",
    "I_WALK": "walks",
    "I_RUN": "runs",
    "I_JUMP": "jumps",
}
"""The actions, as labels of the policy."""

_SORT = " | ".join(["none", *ACTIONS.values()])
_PART = re.compile(
    r"(?P<verb>look|walk|run|jump|turn)(?: (?:(?P<manner>opposite|around) )?(?P<side>left|right))?"
    r"(?: (?P<times>twice|thrice))?"
)
_ABSENT = {"manner": "plainly", "side": "ahead", "times": "once"}


def task() -> Task:
    """The task."""
    title = "What a command tells an agent to do"
    return Task(SUITE, "task126", title, None, (file_of(_NAME),), SOURCE, _read, _exact, as_one="output")


@lru_cache(maxsize=1)
def policy() -> str:
    """The policy of all commands: that of the file, and a verdict for each step."""
    steps = (f"verdict step_{number}: {_SORT} = {step(number)}" for number in range(1, LONGEST + 1))
    return (POLICIES / "task126.nltc").read_text("utf-8") + "\n{{" + "\n  ".join(steps) + "}}\n"


def step(number: int) -> str:
    """The formula for the action of a step. Of a multiple of 2 or 3 the act of a part may be due."""
    own = ["one_every", *(f"one_{word}" for word, by in _BY.items() if number % by == 0)]
    other = ["two_every", *(f"two_{word} and by_{by}_rest_{number % by}" for word, by in _BY.items())]
    later = f"if {' or '.join(other)} then two_act else two_turn"
    return (
        f"if {number} > size then none else if {number} > one_size then ({later}) "
        f"else if {' or '.join(own)} then one_act else one_turn"
    )


_BY = {"second": 2, "third": 3}


def read(command: str) -> dict[str, Value]:
    """The clauses of a command; none where it has another form."""
    joined = re.search(r" (and|after) ", command)
    parts = command.split(joined[0]) if joined else [command]
    clauses: dict[str, Value] = {"joined": {"and": "and_then", "after": "after"}[joined[1]] if joined else "alone"}
    for number, part in enumerate(parts, 1):
        found = _PART.fullmatch(part)
        if found is None or number > 2:
            return {}
        clauses |= {f"{name}_{number}": word or _ABSENT[name] for name, word in found.groupdict().items()}
    return clauses


def _read(data: Path) -> Iterator[Instance]:
    return instances(data, _NAME, lambda row: Instance(row.id, {"input": row.input}, _gold(row), policy=policy()))


def _gold(row: Row) -> dict[str, Value]:
    """In a command with fewer actions than the longest, `size` says that there are no more."""
    actions = [ACTIONS.get(action) for action in row.outputs[0].split()]
    named = [action for action in actions if action is not None]
    if len(named) != len(actions) or len(actions) > LONGEST:
        raise unknown(row.outputs[0])
    return {"size": len(named), **{f"step_{number}": action for number, action in enumerate(named, 1)}}


def _exact() -> Theory:
    return Function(_clause, name="reader")


def _clause(question: Question, texts: Texts) -> Value | None:
    """What a command says of a clause; nothing of a part that it does not have."""
    return read(texts["input"]).get(question.clause)
