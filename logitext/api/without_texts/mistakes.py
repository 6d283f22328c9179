"""The mistakes in a policy: errors, warnings and suggestions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from logitext.linting.run import chosen
from logitext.linting.run import lint as by_rules
from logitext.logic.program import Program
from logitext.no_loop import run_without_loop
from logitext.policy.fenced import fenced
from logitext.policy.load import check_policy, load_policy
from logitext.policy.model import CheckedPolicy
from logitext.policy.never import never_fitting
from logitext.syntax.delimiters import DEFAULT, Delimiters
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, PolicyError
from logitext.syntax.source import Source

if TYPE_CHECKING:
    from logitext.linting.rule import Rule

Mistakes: TypeAlias = Sequence[Diagnostic]


def lint_file(
    path: str | os.PathLike[str], delimiters: Delimiters = DEFAULT, rules: Sequence[Rule] | None = None
) -> tuple[CheckedPolicy | None, Mistakes]:
    """The policy of a file, if it loads, and all that is found in it by some rules (None: those by default)."""
    try:
        policy = load_policy(path, delimiters=delimiters)
    except PolicyError as error:
        return None, error.diagnostics
    except (OSError, ValueError) as error:  # a name that no file can have
        return None, (Diagnostic("NLT001", str(error), Source(os.fsdecode(path), "")),)
    return policy, lint_policy(policy, rules)


def lint_source(source: Source, rules: Sequence[Rule] | None = None) -> tuple[CheckedPolicy | None, Mistakes]:
    """The policy of a source, if it loads, and all that is found in it by some rules (None: those by default)."""
    try:
        policy = check_policy(source)
    except PolicyError as error:
        return None, error.diagnostics
    return policy, lint_policy(policy, rules)


def lint_policy(policy: CheckedPolicy, rules: Sequence[Rule] | None = None, program: Program | None = None) -> Mistakes:
    """All that is found in a policy that loads: by its words, then by some rules (None: those by default)."""
    others = (*fenced(policy), *never_fitting(policy))
    return run_without_loop(by_rules(Program(policy) if program is None else program, rules, others))


def rules_of(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Sequence[Rule]:
    """The rules of some names or codes, without others. ArgumentError."""
    try:
        return chosen(select, ignore)
    except ValueError as error:
        raise ArgumentError([Diagnostic("NLT623", f"`select` or `ignore`: {error}")]) from None


def lint(
    path: str | os.PathLike[str], *, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> tuple[Diagnostic, ...]:
    """All that `logitext lint` finds in the file of a policy: errors, warnings and suggestions, in source order.

    `select` and `ignore` are names or codes of rules, as `dead-clause` or `NLT702`. A file that cannot be read is a
    finding too. Nothing is raised for what is wrong with a policy; ArgumentError for a rule that there is not.
    """
    return tuple(lint_file(path, rules=rules_of(select, ignore))[1])
