"""The theory `replay`: what was answered before, and nothing else."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from logitext.policy.sorts import BOOL
from logitext.theory.border import decide
from logitext.theory.protocol import Question, Reply, Texts, Theory, Thresholds, Unknown, Usage, Value
from logitext.theory.recording import key
from logitext.theory.recording.file import read_recording
from logitext.theory.recording.line import Line, Recorded
from logitext.theory.recording.misses import Misses


class Replay(Theory):
    """Answers from a recording: to a clause that was put in the same words, about the same texts.

    Whichever theory answered, the answer counts; where several did, a value goes before none, and a later line before
    an earlier one. What is not recorded is unknown, and the reason says what differs from what is. `notes` says which
    lines of the file were cut off.

    Raises InputError where the file cannot be read or has a broken line. To make a recording: `Recorder`.
    """

    name = "replay"
    needs_texts = False
    # An answer is given as it was decided, by the thresholds of the theory that gave it: these are to pass it on.
    thresholds = Thresholds(math.nextafter(0.5, 0.0), 0.5)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        recording = read_recording(path)
        self.notes = recording.notes
        self._answers = _last_words(recording.lines)
        self._misses = Misses(recording.lines)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        answers = {question.id: self.recorded(question, texts) or self._miss(question, texts) for question in questions}
        return Reply(answers, Usage(calls=0))

    def recorded(self, question: Question, texts: Texts) -> Recorded | None:
        """The answer that is recorded; None where there is none."""
        answer = self._answers.get(_subject(key.content(question), key.hashes(question, texts)))
        return self._as_own(answer, question) if isinstance(answer, Value) else answer

    def _as_own(self, answer: Value, question: Question) -> Value:
        """The answer; without its probability where the thresholds here would read that otherwise."""
        if answer.probability is None:
            return answer
        read = decide(answer.probability, self.thresholds)
        as_it_was = read == answer.value if question.sort == BOOL else read is True
        return answer if as_it_was else replace(answer, probability=None)

    def _miss(self, question: Question, texts: Texts) -> Unknown:
        reason = self._misses.reason(question, texts)
        return Unknown("; ".join([reason, *self.notes]))


def _subject(clause: Mapping[str, Any], texts: Mapping[str, str | None]) -> str:
    """What a line is about, whoever answers.

    The note with which a clause was put a second time is left out: what was answered then is the later line, and the
    theory's last word.
    """
    return key.digest([key.without_note(clause), texts])


def _last_words(lines: Sequence[Line]) -> dict[str, Recorded]:
    """The answer to each subject, after all that was taken back."""
    by_subject: dict[str, list[Line]] = {}
    for line in lines:
        given = by_subject.setdefault(_subject(line.clause, line.texts), [])
        if line.answer is not None:
            given.append(line)
        elif own := [earlier for earlier in given if earlier.key == line.key]:
            given.remove(own[-1])
    answers: dict[str, Recorded] = {}
    for subject, given in by_subject.items():
        for line in given:
            if line.answer is not None and (
                isinstance(line.answer, Value) or not isinstance(answers.get(subject), Value)
            ):
                answers[subject] = line.answer
    return answers
