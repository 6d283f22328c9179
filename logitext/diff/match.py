"""Which clauses of two versions of a policy are the same question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from logitext.policy.model import CheckedPolicy, Clause
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    ClauseStatement,
    DefinitionStatement,
    FactStatement,
    Name,
    VerdictStatement,
)

_NAME = re.compile(r"\w+")
_NO_NAME = Name("", Span(0, 0))


@dataclass(frozen=True)
class Matching:
    """`same` has the old name of each new clause that has one; `reworded` are old names of clauses with other words.

    `functions` has the old names of new clauses with parameters that were renamed, and say the same.
    """

    same: dict[str, str]
    reworded: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    functions: Mapping[str, str] = field(default_factory=dict)

    @property
    def renamed(self) -> dict[str, str]:
        """New names by old ones, of clauses that have another."""
        found = {old: new for new, old in self.functions.items()}
        return found | {old: new for new, old in self.same.items() if old != new and "@" not in new and "(" not in new}


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
    functions = _renamed_functions(old, new)
    left = {_key(old, clause, {}): name for name, clause in old.clauses.items() if name not in same.values()}
    for name, clause in new.clauses.items():
        if name not in same and (found := left.pop(_key(new, clause, functions), None)) is not None:
            same[name] = found
    reworded = [
        before
        for name, before in same.items()
        if "@" not in name and _question(old.clauses[before]) != _question(new.clauses[name])
    ]
    return Matching(
        same,
        tuple(reworded),
        tuple([name for name in new.clauses if name not in same]),
        tuple([name for name in old.clauses if name not in same.values()]),
        functions,
    )


def _renamed_functions(old: CheckedPolicy, new: CheckedPolicy) -> dict[str, str]:
    """The old names of new clauses with parameters that say what one says that is gone, but for its name."""
    before, after = _functions(old), _functions(new)
    gone = {replace(one, name=_NO_NAME): name for name, one in before.items() if name not in after}
    found: dict[str, str] = {}
    for name, one in after.items():
        if name not in before and (was := gone.pop(replace(one, name=_NO_NAME), None)) is not None:
            found[name] = was
    return found


def _functions(policy: CheckedPolicy) -> dict[str, ClauseStatement]:
    return {
        one.name.text: one
        for document in policy.documents
        for one in document.statements
        if isinstance(one, ClauseStatement) and one.parameters
    }


def _kind(clause: Clause) -> tuple[object, ...]:
    return clause.sort, clause.fact


def _question(clause: Clause) -> tuple[object, ...]:
    """What is asked; the words around it and the examples do not count."""
    return " ".join(clause.wording.split()), clause.ask


def _key(policy: CheckedPolicy, clause: Clause, functions: Mapping[str, str]) -> tuple[object, ...]:
    """What a clause is; `functions` has the names that its formula would have in the other version."""
    if "@" not in clause.name:
        return *_kind(clause), *_question(clause), clause.texts, ""

    def there(words: str) -> str:
        return _NAME.sub(lambda name: functions.get(name[0], name[0]), words)

    mentioned = []
    for name, statement, asks in _mentioned(policy, clause.wording):  # the words of a clause name nothing
        mentioned.append(statement.replace(name, functions.get(name, name), 1) if asks else there(statement))
    asked = " ".join(there(clause.wording).split()), clause.ask
    return *_kind(clause), *asked, clause.texts, "\n".join(sorted(mentioned))


def _mentioned(policy: CheckedPolicy, words: str) -> list[tuple[str, str, bool]]:
    """The statements of all that a formula mentions, directly or through others: each name, and whether it asks."""
    statements: dict[str, tuple[str, bool]] = {}
    for document in policy.documents:
        for one in document.statements:
            if isinstance(one, ClauseStatement | DefinitionStatement | FactStatement | VerdictStatement):
                asks = isinstance(one, ClauseStatement)
                statements[one.name.text] = document.source.in_one_line(one.span), asks
    found: dict[str, tuple[str, bool]] = {}
    waiting = _NAME.findall(words)
    while waiting:
        name = waiting.pop()
        if name in statements and name not in found:
            found[name] = statements[name]
            waiting += _NAME.findall(statements[name][0])
    return [(name, *found[name]) for name in sorted(found)]
