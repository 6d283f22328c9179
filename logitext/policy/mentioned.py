"""What formulas speak of, directly or through definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from logitext.policy.model import CheckedPolicy
from logitext.policy.term import ClauseRef, DefinitionRef, Term, walk


def mentioned(terms: Iterable[Term], policy: CheckedPolicy) -> Iterator[ClauseRef | DefinitionRef]:
    """Each clause, definition and verdict that terms of a policy speak of, once."""
    met: set[str] = set()
    waiting = list(terms)
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, ClauseRef | DefinitionRef) and part.name not in met:
                met.add(part.name)
                yield part
                if isinstance(part, DefinitionRef):
                    waiting.append(policy.body(part.name))
