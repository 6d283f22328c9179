"""Validates what writers return: what comes back is texts by name, or it is not used.

>>> import asyncio
>>> class Blank(Writer):
...     name = "blank"
...     async def propose(self, goal, misses):
...         return Proposals([{"post": " "}, {"post": "Hello."}, {"mail": "Hello."}])
>>> goal = Goal((TextWanted("post"),), (), count=3)
>>> written = asyncio.run(write(Blank(), goal, ()))
>>> written.texts
({'post': 'Hello.'},)
>>> written.notes
('blank: a proposal was left out, as its `post` is empty', 'blank: a proposal was left out, as it has no `post`')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from logitext.policy.sorts import sayable
from logitext.theory.protocol import Failure, Usage
from logitext.theory.validation import failure_of, usage_of
from logitext.theory.writing.protocol import Goal, Miss, Proposals, TextWanted, Writer

__all__ = ["TextWanted", "Written", "write"]

MAX_CHARACTERS = 200_000
"""The longest text that is taken."""


class Written(NamedTuple):
    """The proposals that can be used, and what the call used; `failure` where there was none because it failed.

    `over` is why the writer has nothing more to give, None where it has.
    """

    texts: tuple[dict[str, str], ...]
    usage: Usage
    notes: tuple[str, ...]
    failure: Failure | None = None
    over: str | None = None


async def write(writer: Writer, goal: Goal, misses: Sequence[Miss]) -> Written:
    """Have a writer propose texts, and check what it gives back."""
    try:
        outcome: Any = await writer.propose(goal, misses)
        if not isinstance(outcome, Proposals):
            kind = "nothing" if outcome is None else f"an object of type {type(outcome).__name__}"
            return Written((), Usage(), (), Failure(f"`{writer.name}` returned {kind} instead of Proposals"))
        usage, amiss = usage_of(outcome)
        names = [one.name for one in goal.write]
        texts, notes = [], [amiss] if amiss else []
        notes += [note for note in outcome.notes if isinstance(note, str)]
        for proposal in list(outcome.texts)[: goal.count]:
            wrong = _wrong(proposal, names)
            if wrong is None:
                texts.append({name: sayable(proposal[name]) for name in names})
            else:
                notes.append(f"{writer.name}: a proposal was left out, as {wrong}")
        over = outcome.over if isinstance(outcome.over, str) else None
    except BaseException as error:  # noqa: BLE001  # whatever a writer does, the search goes on, or ends with its report
        return Written((), Usage(), (), failure_of(error))
    return Written(tuple(texts), usage, tuple(notes), None, over)


def _wrong(proposal: Any, names: Sequence[str]) -> str | None:
    """What is wrong with a proposal; None where it can be used."""
    if not isinstance(proposal, Mapping):
        return "it holds no texts by name"
    for name in names:
        if name not in proposal:
            return f"it has no `{name}`"
        text = proposal[name]
        if not isinstance(text, str):
            return f"its `{name}` is no text"
        if not text.strip():
            return f"its `{name}` is empty"
        if len(text) > MAX_CHARACTERS:
            return f"its `{name}` is longer than {MAX_CHARACTERS} characters"
    return None
