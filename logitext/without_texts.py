"""The part of the Python API that needs no text: to plan, draw, print and lint a policy, and to format its source."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from logitext.policy.findings import did_you_mean
from logitext.policy.load import check_policy, expanded, load_policy
from logitext.policy.model import CheckedPolicy
from logitext.syntax.delimiters import DEFAULT, Delimiters
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, InputError, PolicyError
from logitext.syntax.source import Source

if TYPE_CHECKING:
    from logitext.logic.program import Program
    from logitext.policy.dependencies import Graph
    from logitext.records.plan import Outline
    from logitext.report.plan import Format as PlanFormat

Stage: TypeAlias = Literal["tokens", "tree", "policy", "smt2"]
STAGES: tuple[Stage, ...] = ("tokens", "tree", "policy", "smt2")
"""What `dump` can print."""

DEPTH, DOCUMENTS = 12, 200
LINE_LENGTH = 100

_BYTE_ORDER_MARK = "\ufeff"


def verdicts_among(names: Sequence[str] | None, policy: CheckedPolicy) -> tuple[str, ...]:
    """The verdicts that are named, in file order; all if none is. InputError with every name that is none of them."""
    known = list(policy.verdicts)
    declared = f"it declares {', '.join(f'`{name}`' for name in known)}" if known else "it declares none"
    wrong = [name for name in dict.fromkeys(names or ()) if name not in known]
    if wrong:
        hints = {name: did_you_mean(name, known) or declared for name in wrong}
        raise InputError(
            [Diagnostic("NLT604", f"the policy declares no verdict `{name}`", hint=hints[name]) for name in wrong]
        )
    return tuple([name for name in known if not names or name in names])


# --- a plan ------------------------------------------------------------------------------------------------------


async def plan(
    program: Program,
    *,
    verdicts: Sequence[str] | None,
    strategy: str,
    priors: str | None,
    priors_file: str | os.PathLike[str] | None,
    call: float,
    question: float,
    units: Mapping[str, int],
    depth: int,
    documents: int,
    progress: Callable[[str], None] | None,
) -> Outline:
    """What will be asked. InputError, ArgumentError."""
    from logitext.logic.program import Program
    from logitext.plan.outline import Wanted, outline
    from logitext.strategy.priors import weights
    from logitext.strategy.strategy import STRATEGIES
    from logitext.theory.priors.learned import learned

    policy = program.policy
    names = verdicts_among(verdicts, policy)
    try:
        STRATEGIES.get(strategy)
    except ValueError as error:
        raise ArgumentError([Diagnostic("NLT623", f"`strategy`: {error}")]) from None
    if units:
        policy = _spelt_out(policy, units)
        program = Program(policy)
    chances = weights(program, None if priors is None else learned(priors, priors_file))
    wanted = Wanted(names, chances, strategy, call, question, depth, documents)
    return await (outline(program, wanted, units) if progress is None else outline(program, wanted, units, progress))


def draw(plan: Outline, policy: CheckedPolicy, format: PlanFormat) -> str:
    """A plan in a format. InputError if there is no tree to draw."""
    from logitext.report.plan import render

    if format not in ("text", "json") and not plan.tree:
        message = f"there is no decision tree to draw: {plan.why or 'the policy has none'}"
        raise InputError([Diagnostic("NLT612", message, hint="print the plan as `text` or `json`")])
    return render(plan, _spelt_out(policy, plan.units) if plan.units else policy, format)


def _spelt_out(policy: CheckedPolicy, units: Mapping[str, int]) -> CheckedPolicy:
    """The policy for so many units. InputError where it has no such units, or there are too many to be planned for."""
    known = [str(one) for one in policy.units]
    there = f"it speaks of {', '.join(known)}" if known else "it speaks of none"
    strange = [name for name in units if name not in known]
    if strange:
        raise ArgumentError(
            [Diagnostic("NLT623", f"`units`: the policy does not speak of `{name}`", hint=there) for name in strange]
        )
    found = expanded(policy, units)
    wrong = [
        Diagnostic("NLT311", one.too_many, one.place.source, one.place.span, "plan for fewer", (), one.place.heading)
        for one in found.clauses.values()
        if one.too_many is not None
    ]
    if wrong:
        raise InputError(wrong)
    return found


# --- a graph -----------------------------------------------------------------------------------------------------


def graph(policy: CheckedPolicy, *, verdicts: Sequence[str] | None, clauses: bool, texts: bool) -> Graph:
    """What depends on what in a policy, or in a part of it. InputError."""
    from logitext.policy.dependencies import behind, dependencies, without_clauses

    found = dependencies(policy, texts=texts)
    if verdicts:
        verdicts_among(verdicts, policy)
        found = behind(found, verdicts)
    return found if clauses else without_clauses(found)


# --- the stages --------------------------------------------------------------------------------------------------


def dump(source: Source, stage: Stage, *, as_json: bool, load: Callable[[], CheckedPolicy]) -> str:
    """How Logitext understands a policy at a stage. `load` gives the checked policy. PolicyError."""
    import json

    if stage in ("tokens", "tree"):
        from logitext.report.dump.tokens import tokens_data, tokens_text
        from logitext.report.dump.tree import tree_data, tree_text
        from logitext.syntax.parser import parse

        document, errors = parse(source)
        if errors:
            raise PolicyError(errors)
        if not as_json:
            return tokens_text(source) if stage == "tokens" else tree_text(document)
        data: object = tokens_data(source) if stage == "tokens" else tree_data(document)
    elif stage == "smt2":
        from logitext.logic.smtlib import smtlib

        return smtlib(load())
    else:
        from logitext.report.dump.policy import policy_data, policy_text

        if not as_json:
            return policy_text(load())
        data = policy_data(load())
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# --- mistakes ----------------------------------------------------------------------------------------------------


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


Findings: TypeAlias = Sequence[Diagnostic]


def lint(path: str | os.PathLike[str]) -> tuple[Diagnostic, ...]:
    """All that `logitext lint` finds in the file of a policy: errors, warnings and suggestions, in source order.

    A file that cannot be read is a finding too. Nothing is raised for what is wrong with a policy.
    """
    return tuple(lint_file(path)[1])


# --- the layout --------------------------------------------------------------------------------------------------


def formatted(text: str, name: str, line_length: int, delimiters: Delimiters) -> str:
    """A source with its annotations in the one layout; a byte-order mark stays. PolicyError."""
    from logitext.syntax.printing.format import format_source

    body = text.removeprefix(_BYTE_ORDER_MARK)
    return text.removesuffix(body) + format_source(Source(name, body, delimiters), line_length) if body else text


def fmt(source: str, *, line_length: int = LINE_LENGTH, name: str = "<string>", delimiters: str | None = None) -> str:
    """The source of a policy with its annotations in the one layout, as `logitext fmt` writes it.

    Only spaces and line ends inside of annotations change. PolicyError if it cannot be parsed; ValueError if the
    delimiters cannot be some.

    >>> fmt("Remove {{let rude=[[is rude]]   verdict remove = rude}}.")
    'Remove {{let rude = [[is rude]] verdict remove = rude}}.'
    """
    return formatted(source, name, line_length, DEFAULT if delimiters is None else Delimiters.of(delimiters))
