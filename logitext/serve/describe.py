"""A policy that is served, as data: what it takes, what it decides, and what is done about it."""

from __future__ import annotations

from logitext.policy.model import Clause
from logitext.report.findings.records import finding
from logitext.serve.bodies import Condition, Input, ListInput, ServedPolicy
from logitext.serve.shelf import Book


def describe(book: Book) -> ServedPolicy:
    """The record of a policy."""
    checked = book.policy.checked
    return ServedPolicy(
        name=book.name,
        sha256=checked.sha256,
        texts=tuple([Input(name=t.name, description=t.description, sort=None) for t in checked.texts.values()]),
        facts=tuple([_input(clause) for clause in checked.clauses.values() if clause.fact and clause.derived is None]),
        lists=tuple(
            [
                ListInput(
                    name=one.name,
                    description=one.description,
                    fields={name: "text" if sort is None else str(sort) for name, sort in one.fields.items()},
                    key=one.key,
                    limit=one.limit,
                )
                for one in checked.lists.values()
            ]
        ),
        # Not those that stand for a formula about units, which are spelt out for each document.
        clauses=tuple([_input(one) for one in checked.clauses.values() if not one.fact and "@" not in one.name]),
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
