"""The reply to a call: an answer for each question, and what the call used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from logitext.theory.protocol.answer import Answer, Value
from logitext.theory.protocol.usage import Usage


@dataclass(frozen=True, slots=True)
class Reply:
    """The answers to a batch of questions, by question id, and their usage.

    `notes` are for people: what they should know though the answers stand. `quotes` gives the quotation of an answer
    by the question's id, where it is worked out when somebody reads it; such an answer has none of its own.
    """

    answers: Mapping[str, Answer]
    usage: Usage = Usage()  # noqa: RUF009  # it is frozen
    notes: tuple[str, ...] = ()
    quotes: Callable[[str], str | None] | None = None

    def with_quotes(self) -> Reply:
        """The reply with each quotation in its answer."""
        if self.quotes is None:
            return self
        answers = {
            id_: replace(answer, quote=self.quotes(id_)) if isinstance(answer, Value) else answer
            for id_, answer in self.answers.items()
        }
        return Reply(answers, self.usage, self.notes)
