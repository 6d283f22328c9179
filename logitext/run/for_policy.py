"""The theories of a run: made once for all of its policies, each with the answers that are for its clauses."""

from __future__ import annotations

import copy
from collections.abc import Callable, Container, Sequence
from dataclasses import replace

from logitext.policy.model import CheckedPolicy
from logitext.theory.answers import Answers
from logitext.theory.protocol import Theory


def theories_for(
    members: Sequence[Theory], policies: Sequence[CheckedPolicy], number: int, names: Container[str]
) -> list[Theory]:
    """The theories for one of the policies: of answers, only those to its clauses.

    What no policy has is left to the first, which says so. Answers under the name of a document are for no other,
    though its path may end so.
    """
    own = policies[number].clauses
    every = {name for policy in policies for name in policy.clauses}

    def fits(clause: str) -> bool:
        name = clause.partition("(")[0]
        return name in own or (number == 0 and name not in every)

    return [_of(one, fits, names) if isinstance(one, Answers) else one for one in members]


def _of(answers: Answers, fits: Callable[[str], bool], names: Container[str]) -> Answers:
    entries = answers.entries
    general = {name: entry for name, entry in entries.general.items() if fits(name)}
    documents = {
        label: {name: entry for name, entry in section.items() if fits(name)}
        for label, section in entries.documents.items()
    }
    made = copy.copy(answers)
    made._take(replace(entries, general=general, documents=documents, taken=names), answers.source, answers.name)
    return made
