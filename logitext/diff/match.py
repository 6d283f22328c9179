"""Which clauses of two versions of a policy are the same question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from logitext.policy.model import CheckedPolicy, Clause
from logitext.syntax.tree import (
    AssumeStatement,
    ClauseStatement,
    DefinitionStatement,
    FactStatement,
    VerdictStatement,
)

_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class Matching:
    """`same` has the old name of each new clause that has one; `reworded` are old names of clauses with other words."""

    same: dict[str, str]
    reworded: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def renamed(self) -> dict[str, str]:
        """New names by old ones, of clauses that have another."""
        return {old: new for new, old in self.same.items() if old != new and "@" not in new}


def match(old: CheckedPolicy, new: CheckedPolicy) -> Matching:
    """Clauses and facts of the same sort, by name; then those that are left, by their words.

    A formula about units is a clause as long as nobody knows the text. It is the same only if it says the same, with
    all that it mentions.
    """
    same: dict[str, str] = {}
    for name, clause in new.clauses.items():
        before = old.clauses.get(name)
        if before is not None and "@" not in name and _kind(before) == _kind(clause):
            same[name] = name
    left = {_key(old, clause): name for name, clause in old.clauses.items() if name not in same.values()}
    for name, clause in new.clauses.items():
        if name not in same and (found := left.pop(_key(new, clause), None)) is not None:
            same[name] = found
    reworded = [
        before for name, before in same.items() if _question(old.clauses[before]) != _question(new.clauses[name])
    ]
    return Matching(
        same,
        tuple(reworded),
        tuple([name for name in new.clauses if name not in same]),
        tuple([name for name in old.clauses if name not in same.values()]),
    )


def _kind(clause: Clause) -> tuple[object, ...]:
    return clause.sort, clause.fact


def _question(clause: Clause) -> tuple[object, ...]:
    """What is asked; the words around it and the examples do not count."""
    return " ".join(clause.wording.split()), clause.ask


def _key(policy: CheckedPolicy, clause: Clause) -> tuple[object, ...]:
    meant = _mentioned(policy, clause.wording) if "@" in clause.name else ""
    return *_kind(clause), *_question(clause), clause.texts, meant


def _mentioned(policy: CheckedPolicy, words: str) -> str:
    """The statements of all that a formula mentions, directly or through others."""
    statements: dict[str, str] = {}
    for document in policy.documents:
        for one in document.statements:
            if isinstance(one, ClauseStatement | DefinitionStatement | FactStatement | VerdictStatement):
                statements[one.name.text] = document.source.in_one_line(one.span)
            elif isinstance(one, AssumeStatement):
                continue
    found: dict[str, str] = {}
    waiting = _NAME.findall(words)
    while waiting:
        name = waiting.pop()
        if name in statements and name not in found:
            found[name] = statements[name]
            waiting += _NAME.findall(statements[name])
    return "\n".join(found[name] for name in sorted(found))
