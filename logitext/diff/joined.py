"""Two versions of a policy as one, so that logic can compare their verdicts."""

from __future__ import annotations

from dataclasses import replace

from logitext.diff.match import Matching
from logitext.policy.model import CheckedPolicy, Clause
from logitext.policy.term import Apply, ClauseRef, DefinitionRef, Term

OLD, NEW = "old ", "new "
"""What names of definitions, verdicts and assumptions begin with: no name of a policy has a space in it."""


def joined(old: CheckedPolicy, new: CheckedPolicy, matching: Matching) -> tuple[CheckedPolicy, dict[str, str]]:
    """Both policies over the same clauses, and the name of each clause of the new one there.

    A clause that both have goes by its old name. One that only the new policy has keeps its own, with a mark if the old
    policy has another one of that name.
    """
    names = dict(matching.same)
    for name in matching.added:
        names[name] = name if name not in old.clauses else f"{name}′"
    clauses: dict[str, Clause] = dict(old.clauses)
    for name in matching.added:
        clauses[names[name]] = replace(new.clauses[name], name=names[name])
    own = {name: name for name in old.clauses}
    sides = ((old, OLD, own), (new, NEW, names))
    return (
        replace(
            old,
            clauses=clauses,
            definitions={
                mark + name: replace(one, name=mark + name, term=_renamed(one.term, mark, known))
                for policy, mark, known in sides
                for name, one in policy.definitions.items()
            },
            verdicts={
                mark + name: replace(one, name=mark + name, term=_renamed(one.term, mark, known))
                for policy, mark, known in sides
                for name, one in policy.verdicts.items()
            },
            assumptions=tuple(
                [
                    replace(one, id=mark + one.id, term=_renamed(one.term, mark, known))
                    for policy, mark, known in sides
                    for one in policy.assumptions
                ]
            ),
            order=tuple([mark + name for policy, mark, _ in sides for name in policy.order]),
            queries=(),
            tests=(),
        ),
        names,
    )


def _renamed(term: Term, mark: str, clauses: dict[str, str]) -> Term:
    match term:
        case ClauseRef(name=name):
            return replace(term, name=clauses[name])
        case DefinitionRef(name=name):
            return replace(term, name=mark + name)
        case Apply(args=args):
            return replace(term, args=tuple([_renamed(arg, mark, clauses) for arg in args]))
    return term
