"""The arm that is staged: formulas are written from the prose once, and then hold for every text.

What is asked of a text is every clause of the policy; what follows is what the written formula says, and not what the
author's says. Assumptions and definitions of the author's are not used: whoever formalises has prose alone.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from weakref import WeakKeyDictionary

import logitext
from benchmarks.suites.arms.clauses import every_arm
from benchmarks.suites.arms.outcome import Case, Outcome
from benchmarks.suites.arms.whole_policy import PROMPTS, prose
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, TEXT
from logitext.syntax.diagnostics import LogitextError
from logitext.syntax.parser import parse
from logitext.syntax.printing.formulas import print_formula
from logitext.syntax.printing.write import print_statement
from logitext.syntax.source import Source
from logitext.syntax.tree import ClauseStatement, TextStatement, VerdictStatement
from logitext.theory.protocol import Question, Texts, Theory

_written: WeakKeyDictionary[Theory, dict[tuple[str, str], asyncio.Task[tuple[Outcome, str | None]]]] = (
    WeakKeyDictionary()
)
"""The formulas that a theory has written, by policy and verdict."""


async def staged_arm(case: Case) -> Outcome:
    """A formula for each verdict, every clause, and what follows. What its writing took counts for the first text."""
    total = Outcome(dict.fromkeys(case.verdicts))
    for name in case.verdicts:
        formula = await _formula(case, name, total)
        policy = None if formula is None else _policy(case.policy.checked, name, formula)
        if policy is not None:
            found = await every_arm(replace(case, policy=policy, verdicts=[name]))
            total.add(found)
            total.verdicts[name] = found.verdicts[name]
    return total


async def _formula(case: Case, verdict: str, total: Outcome) -> str | None:
    known = _written.setdefault(case.theory, {})
    key = (case.policy.checked.sha256, verdict)
    first = key not in known
    if first:
        known[key] = asyncio.create_task(_write(case, verdict))
    outcome, formula = await known[key]
    if first:
        total.add(outcome)
    if outcome.failed is not None:
        known.pop(key, None)  # a call that failed is made again for the next text
        total.failed = total.failed or outcome.failed
    return formula


async def _write(case: Case, verdict: str) -> tuple[Outcome, str | None]:
    checked = case.policy.checked
    sort = checked.verdicts[verdict].sort
    clauses = "\n".join(f"- `{name}` ({clause.sort}): {clause.wording}" for name, clause in checked.clauses.items())
    words = (PROMPTS / "formalise.md").read_text("utf-8")
    for mark, part in (("{clauses}", clauses), ("{wanted}", f"{verdict}: {sort}"), ("{policy}", prose(checked))):
        before, _, after = words.partition(mark)
        words = before + part + after
    question = Question(f"formula:{verdict}", "formula", words, TEXT, ())
    outcome = Outcome({})
    await outcome.ask(replace(case, texts=Texts({}, case.texts.label)), (question,))
    said = outcome.answers.pop(question.id, None)
    return outcome, said if isinstance(said, str) else None


def _policy(checked: CheckedPolicy, verdict: str, formula: str) -> logitext.Policy | None:
    """The clauses with that formula as the verdict; None where it is no formula over them."""
    document, errors = parse(Source("<formula>", f"{{{{verdict {verdict} = {formula}\n}}}}"))
    statements = list(document.statements)
    if errors or len(statements) != 1 or not isinstance(statements[0], VerdictStatement):
        return None
    kept = [
        print_statement(one)
        for own in checked.documents
        for one in own.statements
        if isinstance(one, TextStatement | ClauseStatement)
    ]
    sort = checked.verdicts[verdict].sort
    typed = "" if sort == BOOL else f": {sort}"
    kept.append(f"verdict {verdict}{typed} = {print_formula(statements[0].formula)}")
    try:
        policy = logitext.loads("{{" + "\n".join(kept) + "}}", f"{verdict}, as it was formalised")
    except LogitextError:
        return None
    return policy if policy.checked.verdicts[verdict].sort == sort else None
