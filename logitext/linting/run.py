"""The rules, applied to a policy one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from logitext.linting.ignores import without_ignored
from logitext.linting.look import PolicyLook
from logitext.linting.rule import RULES, Rule
from logitext.linting.rules.needless_ignore import NeedlessIgnore
from logitext.logic.conditions.conditions import TooHardError
from logitext.logic.conditions.over import over
from logitext.syntax.diagnostics import About, Diagnostic, Severity
from logitext.syntax.source import Span

if TYPE_CHECKING:
    from logitext.logic.program import Program

UNCHECKED = "NLT719"
ALWAYS = ("NLT114", "NLT413")
"""Codes of what is looked for whatever the rules are."""


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules of some names or codes, without others, in the order of their codes. UnknownNameError.

    A code may be a beginning, `NLT70`; `all` is every rule. Without `select`, those that are applied by default.
    """
    rules = sorted(RULES.all().values(), key=lambda rule: (not rule.vital, rule.code))
    wanted, unwanted = _named(select, rules), _named(ignore, rules)
    return tuple(
        [rule for rule in rules if (rule.name in wanted if wanted else rule.by_default) and rule.name not in unwanted]
    )


def _named(names: Iterable[str], rules: Sequence[Rule]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        of_code = (
            [rule.name for rule in rules if rule.code.startswith(name.upper())] if name[:3].upper() == "NLT" else []
        )
        found.update([rule.name for rule in rules] if name == "all" else of_code or [RULES.get(name).name])
    return frozenset(found)


async def lint(
    program: Program, rules: Sequence[Rule] | None = None, others: Sequence[Diagnostic] = ()
) -> tuple[Diagnostic, ...]:
    """What some rules (by default those of `chosen()`) find in a policy, in source order, after what others have found.

    What a rule could not finish is a finding too: nothing is left out in silence. What the policy ignores is left out.
    """
    applied = chosen() if rules is None else rules
    deciding, unsure = await program.deciding() if program.policy.verdicts else (frozenset(), frozenset())
    found = await over(
        program, lambda conditions: apply(PolicyLook(program.policy, conditions, deciding, unsure), applied)
    )
    # What is written once may stand in a formula several times, as `x` in `x between a and b`.
    once = {(one.code, one.span, one.message): one for one in sorted(found, key=_place)}
    left, idle = without_ignored([*others, *once.values()], program.policy)
    needless = next((rule for rule in applied if isinstance(rule, NeedlessIgnore)), None)
    if needless is not None:
        unfinished = {one.about.subject for one in found if one.code == UNCHECKED and one.about is not None}
        # A code whose rule was not applied may be needed. A code of no rule never is.
        open_ = {rule.code for rule in RULES.all().values() if rule not in applied or rule.name in unfinished}
        left += [needless.of(ignore) for ignore in idle if ignore.code not in open_]
    return tuple(left)


def apply(look: PolicyLook, rules: Sequence[Rule]) -> list[Diagnostic]:
    """What some rules find."""
    found: list[Diagnostic] = []
    for rule in rules:
        look.conditions.allow()
        before = len(found)
        with look.conditions.scope():
            try:
                for finding in rule.findings(look):
                    found.append(finding)  # noqa: PERF402  # what was found before it became too hard counts
            except TooHardError:
                found.append(_unchecked(look, rule))
        if rule.vital and any(one.code == rule.code for one in found[before:]):
            break
    return found


def _unchecked(look: PolicyLook, rule: Rule) -> Diagnostic:
    hint = "nothing follows from this; findings of the rule that are shown are true"
    return Diagnostic(
        UNCHECKED,
        f"`{rule.name}` was not checked to the end: the policy is too large or too hard for it",
        look.policy.source,
        None,
        hint,
        severity=Severity.WARNING,
        about=About("unchecked", rule.name),
    )


def _place(found: Diagnostic) -> tuple[str, Span, str]:
    return ("" if found.source is None else found.source.name, found.span or Span(0, 0), found.code)
