"""A check that a person left loses nothing: the answers given so far, as options that take it up again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from logitext.check.events import Answered
from logitext.policy.sorts import show
from logitext.theory.ask import Ask
from logitext.theory.protocol import Answer, Question, Retract, Stop, Value

if TYPE_CHECKING:
    from logitext.check.events import Event


class AnswerKeeper:
    """Hears a check and keeps what the person at the terminal said, unless a file already does."""

    def __init__(self) -> None:
        self._answers: list[tuple[Question, Answer]] = []

    def __call__(self, event: Event) -> None:
        if not isinstance(event, Answered) or not isinstance(event.theory, Ask) or event.theory.save is not None:
            return
        if isinstance(event.answer, Retract):
            del self._answers[-1:]
        elif not isinstance(event.answer, Stop):
            if event.question.note is not None:  # put again: this answer is in the place of the first
                self._answers = [given for given in self._answers if given[0].id != event.question.id]
            self._answers.append((event.question, event.answer))

    def options(self) -> str:
        """The options that give these answers again; empty where there are none."""
        pairs = []
        for question, answer in self._answers:
            if not isinstance(answer, Value):
                continue  # "don't know" has nothing to give again
            value = answer.value if isinstance(answer.value, str) else show(answer.value)
            pairs.append(f"--set {shlex.quote(f'{question.clause}={value}')}")
        return " ".join(pairs)
