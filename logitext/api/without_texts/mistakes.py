"""The mistakes in a policy: errors, warnings and suggestions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeAlias

from logitext.policy.load import check_policy, load_policy
from logitext.policy.model import CheckedPolicy
from logitext.syntax.delimiters import DEFAULT, Delimiters
from logitext.syntax.diagnostics import Diagnostic, PolicyError
from logitext.syntax.source import Source

Findings: TypeAlias = Sequence[Diagnostic]


def lint_file(path: str | os.PathLike[str], delimiters: Delimiters = DEFAULT) -> tuple[CheckedPolicy | None, Findings]:
    """The policy of a file, if it loads, and all that is found in it."""
    try:
        policy = load_policy(path, delimiters=delimiters)
    except PolicyError as error:
        return None, error.diagnostics
    except (OSError, ValueError) as error:  # a name that no file can have
        return None, (Diagnostic("NLT001", str(error), Source(os.fsdecode(path), "")),)
    return policy, _of_policy(policy)


def lint_source(source: Source) -> tuple[CheckedPolicy | None, Findings]:
    """The policy of a source, if it loads, and all that is found in it."""
    try:
        policy = check_policy(source)
    except PolicyError as error:
        return None, error.diagnostics
    return policy, _of_policy(policy)


def _of_policy(policy: CheckedPolicy) -> Findings:
    from logitext.policy.fenced import fenced
    from logitext.policy.never import never_fitting

    return (*fenced(policy), *never_fitting(policy))


def lint(path: str | os.PathLike[str]) -> tuple[Diagnostic, ...]:
    """All that `logitext lint` finds in the file of a policy: errors, warnings and suggestions, in source order.

    A file that cannot be read is a finding too. Nothing is raised for what is wrong with a policy.
    """
    return tuple(lint_file(path)[1])
