"""A policy that is served, as data: what it takes, what it decides, and what is done about it."""

from __future__ import annotations

from logitext.policy.model import Clause
from logitext.report.findings.records import finding
from logitext.serve.bodies import Condition, Input, PolicyRecord
from logitext.serve.shelf import Book


def describe(book: Book) -> PolicyRecord:
    """The record of a policy."""
    checked = book.policy.checked
    return PolicyRecord(
        name=book.name,
        sha256=checked.sha256,
        texts=tuple([Input(name=t.name, description=t.description, sort=None) for t in checked.texts.values()]),
        facts=tuple([_input(clause) for clause in checked.clauses.values() if clause.fact]),
        clauses=tuple([_input(clause) for clause in checked.clauses.values() if not clause.fact]),
        verdicts={name: verdict.kind for name, verdict in checked.verdicts.items()},
        conditions=tuple(
            [
                Condition(verdict=one.verdict, value=one.value, action=one.action)
                for one in book.version.actions.conditions
            ]
        ),
        errors=tuple(map(finding, book.problems)),
    )


def _input(clause: Clause) -> Input:
    return Input(name=clause.name, description=clause.wording or None, sort=str(clause.sort))
