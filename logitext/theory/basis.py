"""The basis of an answer: the clause as it was put, and the texts that it is about, as hashes.

>>> from logitext.theory.protocol import Question, Texts
>>> rude = Question("rude", "rude", "is rude", texts=("post",))
>>> basis = Basis.of(rude, Texts({"post": "hello"}))
>>> basis.outdated(rude, Texts({"post": "hello"})), basis.outdated(rude, Texts({"post": "You fool"}))
(None, 'the text `post` has changed since this answer')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from logitext.policy.units import text_of
from logitext.theory.protocol import Question, Texts
from logitext.theory.recording.key import clause_hash, hashes, text_hash

CLAUSE = "the clause reads otherwise than when this was answered"
POLICY = "the policy has changed since this answer, and the result does not say how the clause read"


@dataclass(frozen=True, slots=True)
class Basis:
    """Hashes: of the clause, and of each text by name, None for one that was not given.

    What is not known is None as a whole; nothing is held against it. `policy` is the hash of the policy's file, from a
    result that has no hashes of clauses.
    """

    clause: str | None = None
    texts: Mapping[str, str | None] | None = None
    policy: str | None = None

    @classmethod
    def of(cls, question: Question, texts: Texts) -> Basis:
        """What an answer to a question about these texts is given to."""
        return cls(clause_hash(question), hashes(question, texts))

    def outdated(self, question: Question, texts: Texts | None) -> str | None:
        """Why the answer is none to this question about these texts; None where it is one.

        Where no text is given at all, as where somebody tries other formulas on what was answered, there is none that
        the answer could be about instead, and only the clause is looked at.
        """
        changed = self._clause(question)
        if changed is None and texts and self.texts is not None:
            changed = next(self._texts(self.texts, question, texts), None)
        return changed

    def _clause(self, question: Question) -> str | None:
        if self.clause is not None:
            return None if self.clause == clause_hash(question) else CLAUSE
        if self.policy is None or question.place is None or question.place.source.sha256 == self.policy:
            return None
        return POLICY

    @staticmethod
    def _texts(known: Mapping[str, str | None], question: Question, texts: Texts) -> Iterator[str]:
        for name in sorted(question.texts or {*texts, *known}):
            # A result has the hash of a text, and none of each of its units.
            whole = name if name in known else text_of(name)
            then, now = known.get(whole), texts.get(whole)
            if now is None and then is not None:
                yield f"the text `{whole}`, which this answer is about, is not given"
            elif now is not None and then is None:
                yield f"the text `{whole}` was not given when this was answered"
            elif now is not None and text_hash(now) != then:
                yield f"the text `{whole}` has changed since this answer"
