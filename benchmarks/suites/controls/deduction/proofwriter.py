"""ProofWriter under the open world assumption: what is stated, judged sentence by sentence, and what follows from it.

A policy has a clause for each literal that a fact or a rule of its text can be about, and the rules as assumptions.
What is not so stands beside what is so as a clause of its own: the set's "false" is a proof of the contrary, and a rule
is used from its conditions to its consequence alone. Where neither is proved both verdicts stay open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from benchmarks.suites.controls.deduction.literals import ANY, Literal, literal, rules
from benchmarks.suites.task import Instance, required
from logitext.policy.sorts import Value
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

FILE = "logic-llm/data/ProofWriter/dev.json"


def read(data: Path, source: str) -> Iterator[Instance]:
    """The set's rows."""
    for row in json.loads(required(data, FILE, source).read_text("utf-8")):
        statement = literal(row["question"].rsplit("? ", 1)[1].removesuffix("."))
        told = {"A": (True, None), "B": (None, True), "C": (None, None)}[row["answer"]]
        gold = dict(zip(("proved", "disproved"), told, strict=True))
        yield Instance(row["id"], {"context": row["context"]}, gold, policy=policy(row["context"], statement))


def policy(context: str, statement: Literal) -> str:
    """The policy of a text and a statement."""
    read_ = rules(context)
    literals = [one for rule in read_ for one in (*rule.given, rule.then)] + [statement]
    things = dict.fromkeys(word for one in literals for word in (one.subject, one.what if one.verb != "is" else ANY))
    contrary = replace(statement, holds=not statement.holds)
    clauses: dict[str, str] = {}
    assumed: dict[str, None] = {}
    for rule in read_:
        for thing in [name for name in things if name != ANY]:
            own = [one.of(thing) for one in (*rule.given, rule.then)]
            clauses |= {one.name(): one.wording() for one in own}
            if rule.given:
                assumed[f"{' and '.join(one.name() for one in own[:-1])} implies {own[-1].name()}"] = None
    clauses |= {one.name(): one.wording() for one in (statement, contrary)}
    lines = ["# What follows from a text", "", '{{text context: "facts, and rules that hold of them"}}', ""]
    for name, words in clauses.items():
        lines.append(f'{{{{let {name} = [[{words}]] ask "Does the text state that {words}?"}}}}')
    lines += [""] + [f"{{{{assume rule_{number}: {formula}}}}}" for number, formula in enumerate(assumed, 1)]
    lines += ["", f"{{{{verdict proved = {statement.name()}", f"  verdict disproved = {contrary.name()}}}}}"]
    return "\n".join(lines) + "\n"


def stated() -> Theory:
    """Says of a clause that it is stated in the text, or nothing."""
    return Function(_stated, name="reader", needs_texts=True)


def _stated(question: Question, texts: Texts) -> Value | None:
    return True if question.clause in _facts(texts["context"]) else None


@lru_cache(maxsize=4)
def _facts(context: str) -> frozenset[str]:
    return frozenset(rule.then.name() for rule in rules(context) if not rule.given)
