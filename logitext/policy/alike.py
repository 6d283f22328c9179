"""Clauses of several namespaces that put the same question: they are one clause, which is asked once.

Two versions of a law share most of their words. What tells questions apart is what a recording tells them apart by:
words, sort, texts, phrases and what they stand for, the question, examples, patterns; and what a probability means for
the clause. The prose around it, its prior and its cost make no other question.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from logitext.policy.clauses import Reference, check_clause
from logitext.policy.model import Clause
from logitext.policy.scope import Scope
from logitext.policy.term import ClauseRef
from logitext.syntax.tree import ClauseStatement, Name, SortName


def unify(scope: Scope) -> None:
    """Let the names of clauses that put the same question stand for one of them: the one with the shortest way to it.

    Those of one namespace stay two: their author has named them apart.
    """
    if not scope.spaces:
        return
    first: dict[Hashable, list[ClauseStatement]] = {}
    for statement in sorted(_clauses(scope), key=lambda one: _distance(one, scope)):
        key = _question(statement, scope)
        if key is None:
            continue
        known = first.setdefault(key, [])
        space = scope.spaces.get(id(statement), "")
        if not known or any(scope.spaces.get(id(one), "") == space for one in known):
            known.append(statement)
        elif statement.parameters:
            scope.functions[statement.name.text] = known[0]
        else:
            scope.clauses[statement.name.text] = known[0]


def _distance(statement: ClauseStatement, scope: Scope) -> tuple[bool, int]:
    """How far a clause is from the policy itself: in another file, and in how many namespaces."""
    return bool(scope.home[id(statement)].namespace), statement.name.text.count(".")


def _clauses(scope: Scope) -> Iterator[ClauseStatement]:
    yield from scope.clauses.values()
    yield from (one for one in scope.functions.values() if isinstance(one, ClauseStatement))


def _question(statement: ClauseStatement, scope: Scope) -> Hashable | None:
    """What a clause asks, without its name; None where that is not known, as it is wrong."""
    written = statement.sorts or (None,) * len(statement.parameters)
    sorts = [None if one is None else scope.sort_of(one) for one in written]
    if any(sort is None and one is not None for sort, one in zip(sorts, written, strict=True)):
        return None
    arguments = [_parameter(name, one, scope) for name, one in zip(statement.parameters, written, strict=True)]
    clause = check_clause(statement, scope, scope.home[id(statement)], arguments)
    if clause is None:
        return None
    return tuple([one.name for one in arguments]), tuple(sorts), _content(clause)


def _parameter(name: Name, written: SortName | None, scope: Scope) -> Reference:
    sort = None if written is None else scope.sort_of(written)
    return Reference(name.text, term=None if sort is None else ClauseRef("", sort))


def _content(clause: Clause) -> Hashable:
    phrases = [(one.phrase, one.means if one.means is not None else one.text) for one in clause.phrases]
    patterns = [[(one.text, one.flags) for one in many] for many in (clause.match, clause.reject)]
    return (
        (clause.sort, clause.wording, clause.texts, clause.ask, clause.yes, clause.no, clause.sure, clause.put_as),
        tuple(sorted(phrases)),
        tuple([tuple(many) for many in patterns]),
        clause.read,
    )
