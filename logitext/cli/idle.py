"""What was given and has no effect, said on standard error as warnings."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence

from logitext.check.events import Answered
from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import Diagnostic, Label, Severity
from logitext.theory.answers import Answers
from logitext.theory.chain import members_of
from logitext.theory.priors.learned import learned
from logitext.theory.priors.subject import subject
from logitext.theory.protocol import Outdated, Theory
from logitext.theory.recording.key import content
from logitext.trail.questions import questions
from logitext.unicode.normal_form import nfc

_NAMED = 5
"""How many of a kind are named."""


class Idle:
    """Follows the answers of files through checks, and says which of them were of no use."""

    def __init__(self, theory: Theory) -> None:
        self._theories = [one for one in members_of(theory) if isinstance(one, Answers)]
        self._outdated: dict[int, dict[tuple[str | None, str], str]] = {id(one): {} for one in self._theories}

    def know(self, documents: Sequence[str]) -> None:
        """Let answers under the name of one of the documents be for no other."""
        for one in self._theories:
            one.know(frozenset(map(nfc, documents)))

    def for_no_document(self, labels: Sequence[str]) -> list[Diagnostic]:
        """A warning for each file with answers for documents that the command does not name, or with none at all."""
        found = [_empty(one) for one in self._theories if not any(True for _ in one.entries)]
        return found + [found for one in self._theories for found in _for_no_document(one, labels)]

    def hears(self, document: str | None) -> Callable[[object], None]:
        """A listener to the check of a document."""

        def hear(event: object) -> None:
            if isinstance(event, Answered) and isinstance(event.answer, Outdated):
                of_theory = self._outdated.get(id(event.theory))
                if of_theory is not None:
                    of_theory[document, event.question.clause] = event.answer.reason

        return hear

    def outdated(self, clauses: Collection[str]) -> list[Diagnostic]:
        """A warning for each file with answers that were not taken; `clauses` are those of the policy."""
        known = frozenset(clauses)
        return [found for one in self._theories for found in _outdated(one, self._outdated[id(one)], known)]


def unlearned(policy: CheckedPolicy, collection: str | None, path: str | os.PathLike[str] | None) -> list[Diagnostic]:
    """A warning where a collection of learned priors holds nothing about the clauses of a policy. InputError."""
    if collection is None:
        return []
    priors = learned(collection, path)
    if any(priors.counts(subject(content(question)).key) for question in questions(policy).values()):
        return []
    message = f"`--priors {collection}` has no effect: nothing was learned about the clauses of this policy"
    hint = f"`logitext priors learn` learns from earlier answers; `logitext priors show` lists what {priors.path} holds"
    return [Diagnostic("NLT609", message, hint=hint, severity=Severity.WARNING)]


def _empty(theory: Answers) -> Diagnostic:
    message, hint = "the answers file holds no answers", "write `clause: value`, one clause a line"
    return Diagnostic("NLT609", message, theory.source, hint=hint, severity=Severity.WARNING)


def _for_no_document(theory: Answers, labels: Sequence[str]) -> Iterator[Diagnostic]:
    entries = theory.entries
    idle = list(entries.labels.idle(labels))
    if not idle:
        return
    near = [(name, hint) for name, hint in idle if hint is not None]
    named = [name for name, _ in [*near, *(one for one in idle if one[1] is None)]][:_NAMED]
    listed = ", ".join(f"`{name}`" for name in named) + (", …" if len(idle) > _NAMED else "")
    if len(idle) == 1:
        message = f"the answers for {listed} have no effect: no document here has this name"
    else:
        message = f"the answers for {len(idle)} documents have no effect: no document here is called {listed}"
    hint = near[0][1] if near else None
    places = [(name, entries.places.get(name)) for name in named]
    labelled = [
        Label(theory.source, span, f"{name_hint}")
        for name, span in places[1:]
        if theory.source is not None and span is not None and (name_hint := dict(idle)[name]) is not None
    ]
    yield Diagnostic("NLT507", message, theory.source, places[0][1], hint, tuple(labelled), severity=Severity.WARNING)


def _outdated(theory: Answers, met: dict[tuple[str | None, str], str], clauses: frozenset[str]) -> Iterator[Diagnostic]:
    gone = [
        (entry.document, entry.clause)
        for entry in theory.entries
        if entry.clause not in clauses and entry.basis is not None and entry.basis.clause is not None
    ]
    why = met | {
        (document, clause): "the policy has no such clause any more"
        for document, clause in gone
        if "(" not in clause  # a clause on a unit that another text has, it may be
    }
    if not why:
        return
    told = [
        f"`{clause}`{f' for `{document}`' if document is not None else ''} ({reason})"
        for (document, clause), reason in list(why.items())[:_NAMED]
    ]
    more = f", and {len(why) - _NAMED} more" if len(why) > _NAMED else ""
    count = "an answer is" if len(why) == 1 else f"{len(why)} answers are"
    message = f"{count} outdated and not taken: {', '.join(told)}{more}"
    hint = "answer these anew; what is unchanged still counts"
    yield Diagnostic("NLT508", message, theory.source, None, hint, severity=Severity.WARNING)
