"""What results say about a policy and never changes: places, hashes, which clauses are facts."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Mapping

from logitext.logic.folding import OBSERVED
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.policy.supposed import ASSUMED
from logitext.records.frozen import SpanRecord
from logitext.records.result import (
    PolicyRecord,
)
from logitext.theory.recording.key import clause_hash
from logitext.trail.questions import questions


class Places:
    """What results say about a policy and never changes: made once."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self.clauses = sum(not clause.fact for clause in policy.clauses.values())
        self.facts = frozenset([clause.name for clause in policy.clauses.values() if clause.fact])
        self.made = frozenset([name for name in self.facts if name.startswith((OBSERVED, ASSUMED))])
        """What is no fact of the user's, but seen of such, or a formula that is assumed."""
        self.policy = PolicyRecord(path=policy.source.name, sha256=policy.sha256)
        self.spans = {name: SpanRecord.of(clause.place) for name, clause in policy.clauses.items()}
        self.hashes = _Hashes(policy)


class _Hashes(dict[str, str]):
    """The hashes of a policy's clauses, each made when it is first wanted."""

    def __init__(self, policy: CheckedPolicy) -> None:
        super().__init__()
        self._questions = questions(policy)

    def __missing__(self, name: str) -> str:
        made = self[name] = clause_hash(self._questions[name])
        return made


_places: weakref.WeakKeyDictionary[Program, Places] = weakref.WeakKeyDictionary()


def places_of(program: Program) -> Places:
    """What never changes in the results of a program."""
    found = _places.get(program)
    if found is None:
        found = _places[program] = Places(program.policy)
    return found


def split(known: Mapping[str, Value], facts: Collection[str]) -> tuple[dict[str, Value], dict[str, Value]]:
    """What is known, as facts and as answers."""
    if not facts:
        return {}, dict(known)
    given = {name: value for name, value in known.items() if name in facts}
    return given, {name: value for name, value in known.items() if name not in facts}


def own(facts: Mapping[str, Value], places: Places) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The facts that the caller gave, and the formulas to assume."""
    if not places.made:
        return dict(facts), ()
    formulas = tuple([name.removeprefix(ASSUMED) for name in facts if name.startswith(ASSUMED)])
    return {name: value for name, value in facts.items() if name not in places.made}, formulas
