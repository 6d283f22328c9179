"""What is left to Z3: reasons of totals, and whole checks of sums, answered for nothing and at a price."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import logitext
from benchmarks.engine.cliffs.measure import Row, measured
from logitext import theory
from logitext.policy.sorts import Value


def judged(number: int) -> tuple[str, dict[str, Value]]:
    """A total of the amounts that count, and answers by which two in three do."""
    clauses = " ".join(f"let a{i}: Int = [[amount {i}]] let b{i} = [[amount {i} counts]]" for i in range(number))
    total = " + ".join(f"(if b{i} then a{i} else 0)" for i in range(number))
    answers: dict[str, Value] = {f"a{i}": 15 + i % 7 for i in range(number)}
    source = f"{{{{text post}}}} {{{{{clauses} verdict v = {total} > {5 * number}}}}}"
    return source, answers | {f"b{i}": i % 3 > 0 for i in range(number)}


def total(number: int) -> tuple[str, dict[str, Value]]:
    """One total over all numbers."""
    clauses = " ".join(f"let a{i}: Int = [[amount {i}]]" for i in range(number))
    source = (
        f"{{{{text post}}}} {{{{{clauses} verdict v = {' + '.join(f'a{i}' for i in range(number))} > {10 * number}}}}}"
    )
    return source, {f"a{i}": 15 + i % 7 for i in range(number)}


def chain(number: int) -> tuple[str, dict[str, Value]]:
    """A sum with a definition for each step."""
    clauses = " ".join(f"let a{i}: Int = [[amount {i}]]" for i in range(number))
    steps = " ".join(f"let s{i} = s{i - 1} + a{i}" for i in range(1, number))
    source = f"{{{{text post}}}} {{{{{clauses} let s0 = a0 {steps} verdict v = s{number - 1} > {10 * number}}}}}"
    return source, {f"a{i}": 15 + i % 7 for i in range(number)}


def _priced(answers: dict[str, Value]) -> theory.Theory:
    return theory.Function(lambda question, _: answers[question.id], price=theory.Price(question=1))


def rows() -> Iterator[Row]:
    """Reasons beside deciding, and whole checks with answers for nothing and at a price."""
    for number in (8, 16, 32):
        source, answers = judged(number)
        program = logitext.loads(source).program
        asyncio.run(program.decide(answers, ["v"]))
        yield measured(
            "solver, reasons",
            f"the reason of a total of {number} judged amounts",
            lambda program=program, answers=answers: asyncio.run(program.implicant(answers, "v", True)),  # type: ignore[misc]
        )
    source, answers = chain(3000)
    policy = logitext.loads(source)
    asyncio.run(policy.program.ready())
    yield measured(
        "solver, chain",
        "a check of a chain of 3,000 sums, one definition each, answered free",
        lambda: policy.check("…", theory=theory.Answers(answers)),
    )
    for name, (source, answers) in (("one total", total(100)), ("a chain of sums", chain(100))):
        policy = logitext.loads(source)
        for cost, by in (("free", theory.Answers(answers)), ("at a price", _priced(answers))):
            yield measured(
                f"solver, {cost}",
                f"a check of {name} over 100 numbers, answered {cost}",
                lambda policy=policy, by=by: policy.check("…", theory=by),  # type: ignore[misc]
            )
