"""Prose into a policy: drafts are asked for until one makes a policy that loads, and never more often than allowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from logitext.annotate.draft import DraftError, read_draft
from logitext.annotate.drafter import Attempt, Drafter
from logitext.annotate.insert import annotated
from logitext.policy.load import check_policy
from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import Diagnostic, InputError, PolicyError
from logitext.syntax.source import Source
from logitext.theory.protocol import Usage

REPAIRS = 3
"""How often a drafter is shown what was wrong with its draft."""
_MOST_TOLD = 20
"""The most problems of a draft that are reported to its drafter."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """The policy that came out: its source, the policy itself, and what it took.

    `attempts` are the drafts that were no policy, with what was wrong with each.
    """

    source: str
    policy: CheckedPolicy
    usage: Usage
    attempts: tuple[Attempt, ...] = ()


async def annotate(
    prose: str,
    drafter: Drafter,
    *,
    name: str = "<draft>",
    repairs: int = REPAIRS,
    told: Callable[[Attempt], None] = lambda _: None,
) -> Annotated:
    """The policy of some prose; `name` is the file that it is for. `told` hears of each draft that is no policy.

    The prose stays as it is: annotations are put between, and `{{` in it gets its backslash. InputError NLT680, with
    what was wrong at last, where no draft made a policy.
    """
    attempts: list[Attempt] = []
    usage = Usage(calls=0)
    for _ in range(repairs + 1):
        drafted = await drafter.draft(prose, attempts[-1] if attempts else None)
        usage += drafted.usage
        try:
            source = annotated(prose, read_draft(drafted.data))
            policy = check_policy(Source(name, source))
        except DraftError as error:
            problems: Sequence[str] = error.problems
        except PolicyError as error:
            problems = [_told(one) for one in error.diagnostics]
        else:
            if policy.verdicts:
                return Annotated(source, policy, usage, tuple(attempts))
            problems = ["the draft has no verdict: say with `violation NAME = FORMULA` what the policy decides"]
        attempts.append(Attempt(drafted.data, tuple(problems[:_MOST_TOLD])))
        told(attempts[-1])
    last = attempts[-1].problems
    more = "" if len(last) == 1 else f", and {len(last) - 1} more"
    drafts = "the draft makes no" if len(attempts) == 1 else f"none of {len(attempts)} drafts makes a"
    raise InputError(
        [
            Diagnostic(
                "NLT680",
                f"{drafts} policy; at last: {last[0]}{more}",
                hint="try again with `--repairs`, a stronger model, or a shorter piece of the prose",
            )
        ]
    )


def _told(one: Diagnostic) -> str:
    """A fault of the policy, for its drafter: the words that it is about, and what to do."""
    words = "" if one.source is None or one.span is None else f" in `{' '.join(one.source[one.span].split())[:200]}`"
    return f"{one.message}{words}" + (f"; {one.hint}" if one.hint else "")
