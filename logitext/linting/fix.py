"""Makes the changes that findings propose, as long as it is proved that every verdict stays what it is.

After each change the policy is read again as a whole, and compared with what it was by `diff`: the same verdicts, each
equivalent, in the same worlds. So are the policies that use its file.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from logitext.diff.compare import compare
from logitext.linting.rule import Rule
from logitext.linting.run import lint
from logitext.logic.conditions.conditions import TooHardError
from logitext.logic.program import Program
from logitext.policy.fenced import fenced
from logitext.policy.load import check_sources
from logitext.policy.model import CheckedPolicy
from logitext.policy.never import never_fitting
from logitext.syntax.diagnostics import Diagnostic, Fix, LogitextError
from logitext.syntax.source import Source

_ROUNDS = 200
"""The most rounds: each makes all changes of a rule that can be made together, or one."""


@dataclass(frozen=True)
class Fixed:
    """The text of a file with the changes, and what they mended. Nothing was mended where `done` is empty."""

    text: str
    done: tuple[Diagnostic, ...]


async def fix(policy: CheckedPolicy, rules: Sequence[Rule], users: Sequence[CheckedPolicy] = ()) -> Fixed:
    """The file of a policy with all changes that the rules propose and that are proved to change no verdict.

    `users` are policies that use the file. Files that the policy itself uses are left alone.
    """
    now, using = policy, list(users)
    done: list[Diagnostic] = []
    refused: set[tuple[str, str]] = set()
    for _ in range(_ROUNDS):
        able = [
            one
            for one in await lint(Program(now), rules, (*fenced(now), *never_fitting(now)))
            if one.about is not None
            and one.about.fix is not None
            and one.source is not None
            and one.source.name == now.source.name
            and _key(one) not in refused
        ]
        if not able:
            break
        # Fixes of one rule can be made together; those of several may each be right because the other is not made.
        first = min(able, key=lambda one: _ORDER.index(_rule(one)) if _rule(one) in _ORDER else len(_ORDER))
        together = [one for one in able if _rule(one) == _rule(first)]
        made = await _made(now, using, together)
        if made is None:
            for one in together if len(together) > 1 else ():
                together = [one]
                made = await _made(now, using, together)
                if made is not None:
                    break
                refused.add(_key(one))
        if made is None:
            refused.add(_key(first))
            continue
        refused.clear()  # what was needed there may be needed no longer
        now, using = made
        done += together
    return Fixed(now.source.text, tuple(done))


_ORDER = ("redundant-part", "implied-assumption", "dead-definition", "dead-clause", "needless-ignore")
"""The rules whose fixes may make others needed, before these."""


def _rule(found: Diagnostic) -> str:
    assert found.about is not None
    return found.about.rule


def _key(found: Diagnostic) -> tuple[str, str]:
    assert found.about is not None
    return found.about.rule, found.about.subject


async def _made(
    policy: CheckedPolicy, users: Sequence[CheckedPolicy], found: Sequence[Diagnostic]
) -> tuple[CheckedPolicy, list[CheckedPolicy]] | None:
    """The policies with the changes; None where it is not proved that nothing else changes."""
    fixes = {one.about.fix for one in found if one.about is not None and one.about.fix is not None}
    source = policy.source.with_text(changed(policy.source.text, sorted(fixes, key=lambda one: one.span)))
    new = [_with(one, source) for one in (policy, *users)]
    for before, after in zip((policy, *users), new, strict=True):
        if after is None or not await _equivalent(before, after):
            return None
    first, *others = [one for one in new if one is not None]
    return first, others


def changed(text: str, fixes: Sequence[Fix]) -> str:
    """A text with some changes, in the order of their places; one that overlaps one before it is left out."""
    pieces, at = [], 0
    for one in fixes:
        if one.span.start >= at:
            pieces += [text[at : one.span.start], one.text]
            at = one.span.end
    return "".join([*pieces, text[at:]])


def _with(policy: CheckedPolicy, source: Source) -> CheckedPolicy | None:
    """A policy with another text of one of its files; None where it does not load so."""
    place = os.path.realpath(source.name)
    sources = [source if os.path.realpath(one.source.name) == place else one.source for one in policy.documents]
    try:
        found = check_sources(sources)
    except LogitextError:
        return None
    return None if found.wrong_tests else found


async def _equivalent(old: CheckedPolicy, new: CheckedPolicy) -> bool:
    """Whether it is proved that all verdicts stay what they are, in the same worlds."""
    same = (tuple(old.verdicts), tuple(old.texts), tuple(old.lists), len(old.tests), len(old.queries))
    if same != (tuple(new.verdicts), tuple(new.texts), tuple(new.lists), len(new.tests), len(new.queries)):
        return False
    try:
        found = await compare(old, new)
    except (LogitextError, TooHardError):
        return False
    clauses = found.clauses
    return not (
        found.changes or found.only_old or found.only_new or clauses.added or clauses.renamed or clauses.reworded
    )
