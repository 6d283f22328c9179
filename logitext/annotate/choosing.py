"""Several drafts of a policy: those that mean the same are one, and a case tells the others apart.

A person says what is right in the case, and the drafts that say otherwise go. Nobody else can: each draft is what
somebody may have meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from logitext.annotate.annotate import Annotated
from logitext.diff.compare import compare
from logitext.logic.conditions.conditions import TooHardError
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Value, show
from logitext.records.difference import PolicyDifference
from logitext.syntax.diagnostics import InputError


@dataclass(frozen=True, slots=True)
class SameDrafts:
    """Drafts that mean the same, by their numbers from 1; the first stands for all."""

    annotated: Annotated
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return f"{'draft' if len(self.numbers) == 1 else 'drafts'} {', '.join(map(str, self.numbers))}"


@dataclass(frozen=True, slots=True)
class Apart:
    """What tells two kinds of drafts apart: a question of which yes keeps `first`, and no `second`."""

    question: str
    first: SameDrafts
    second: SameDrafts


async def alike(drafts: Sequence[Annotated]) -> list[SameDrafts]:
    """The drafts, those together that are proved to mean the same; the most frequent first."""
    found: list[SameDrafts] = []
    for number, draft in enumerate(drafts, 1):
        for at, one in enumerate(found):
            if await _equivalent(one.annotated.policy, draft.policy):
                found[at] = SameDrafts(one.annotated, (*one.numbers, number))
                break
        else:
            found.append(SameDrafts(draft, (number,)))
    return sorted(found, key=lambda one: -len(one.numbers))


async def apart(drafts: Sequence[SameDrafts]) -> list[Apart]:
    """What tells each kind of draft from the most frequent one."""
    return [await _apart(drafts[0], other) for other in drafts[1:]]


async def choose(drafts: Sequence[SameDrafts], says: Callable[[str], bool]) -> SameDrafts:
    """The kind of draft that is left once a person has said yes or no to each question."""
    left = list(drafts)
    while len(left) > 1:
        question = await _apart(left[0], left[1])
        left.remove(question.second if says(question.question) else question.first)
    return left[0]


async def _equivalent(one: CheckedPolicy, other: CheckedPolicy) -> bool:
    found = await _compared(one, other)
    if found is None or found.changes or found.only_old or found.only_new:
        return False
    clauses = found.clauses
    return not (clauses.added or clauses.removed or clauses.reworded)


async def _compared(one: CheckedPolicy, other: CheckedPolicy) -> PolicyDifference | None:
    try:
        return await compare(one, other)
    except (InputError, TooHardError):
        return None


async def _apart(first: SameDrafts, second: SameDrafts) -> Apart:
    return Apart(await _question(first, second), first, second)


async def _question(first: SameDrafts, second: SameDrafts) -> str:
    """A case in which two drafts decide otherwise, as a question; else what else is different."""
    policy = first.annotated.policy
    found = await _compared(policy, second.annotated.policy)
    either = f"Keep {first} (yes), or {second} (no)?"
    if found is None:
        return f"It could not be proved whether {first} and {second} mean the same. {either}"
    for name, change in found.verdicts.items():
        for case in change.cases[:1]:
            if case.old is None:
                return f"`{name}` is not the same if {case.words}. {either}"
            sort = policy.verdicts[name].sort
            was, now = _shown(case.old, sort == BOOL), _shown(case.new, sort == BOOL)
            told = f"`{name}` is {was} by {first}, and {now} by {second}"
            return f"If {case.words}: {told}. Is `{name}` {_shown(case.old, False)}?"
    others = [name for name, change in found.verdicts.items() if change.relation != "equivalent"]
    if others:
        return f"Only one of them decides {', '.join(f'`{one}`' for one in others)}. {either}"
    clauses = [*found.clauses.added, *found.clauses.removed, *(one.clause for one in found.clauses.reworded)]
    if clauses:
        return f"They ask other questions ({', '.join(f'`{one}`' for one in clauses)}). {either}"
    return f"Their assumptions allow other cases. {either}"


def _shown(value: Value, is_bool: bool) -> str:
    if is_bool:
        return "yes" if value else "no"
    return value if isinstance(value, str) else show(value)
