"""The theory `replay`: what was answered before, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from logitext.theory.allowance import OutOfBudgetError
from logitext.theory.one_answer import is_unsure
from logitext.theory.pattern import Pattern
from logitext.theory.protocol import Failure, Outdated, Question, Refusal, Reply, Texts, Theory, Unknown, Usage, Value
from logitext.theory.recording import key
from logitext.theory.recording.file import read_recording
from logitext.theory.recording.line import Recorded, RecordingLine
from logitext.theory.recording.misses import Misses

_RULES = {theory.name: theory.version for theory in (Pattern(), Pattern(complete=True))}
"""Theories that follow rules of ours, with the version of these: by older rules an answer may be another."""


class Replay(Theory):
    """Answers from a recording, if the clause has the same words and is about the same texts.

    Whichever theory answered, the answer counts, and a result names that theory, with its words; where several did, a
    value goes before none, and a later line before an earlier one. What is not recorded is unknown, and the reason
    says what differs from what is. What `pattern` answered when patterns fitted other places is not given again.
    `notes` says which lines of the file were cut off.

    Raises InputError where the file cannot be read or has a broken line. To make a recording: `Recorder`.
    """

    name = "replay"
    needs_texts = False

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        recording = read_recording(path)
        self.notes = recording.notes
        old = [line for line in recording.lines if _rules_have_changed(line)]
        self._outdated = {_subject(line.clause, line.texts): line for line in old}
        self._said = _last_words([line for line in recording.lines if not _rules_have_changed(line)])
        self._misses = Misses(recording.lines)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        answers = {question.id: self.recorded(question, texts) or self._miss(question, texts) for question in questions}
        return Reply(answers, Usage(calls=0))

    def recorded(self, question: Question, texts: Texts) -> Recorded | None:
        """The answer that is recorded; None where there is none."""
        said = self._said.get(_subject(key.content(question), key.hashes(question, texts)))
        return None if said is None else _together(said)

    def whose(self, question: Question, texts: Texts) -> Mapping[str, str | None] | None:
        """The identity of the theory that gave the recorded answer; None where there is none."""
        said = self._said.get(_subject(key.content(question), key.hashes(question, texts)))
        return None if said is None else _strongest(said)[0].identity

    def _miss(self, question: Question, texts: Texts) -> Unknown:
        old = self._outdated.get(_subject(key.content(question), key.hashes(question, texts)))
        if old is not None:
            name, version = old.identity["theory"] or "", old.identity["version"]
            now = f"version {version} of `{name}` answered, and now it is version {_RULES[name]}"
            return Outdated("; ".join([f"{now}: ask it again with `{name},replay:…`", *self.notes]))
        return Unknown("; ".join([self._misses.reason(question, texts), *self.notes]))


def _rules_have_changed(line: RecordingLine) -> bool:
    name = line.identity["theory"]
    return name in _RULES and line.identity["version"] != _RULES[name]


def _subject(clause: Mapping[str, Any], texts: Mapping[str, str | None]) -> str:
    """What a line is about, for any theory.

    The note with which a clause was put a second time is left out: what was answered then is the later line, and the
    theory's last word.
    """
    return key.digest([key.without_note(clause), texts])


# --- what one check has recorded of a clause ----------------------------------------------------------------------


def _last_words(lines: Sequence[RecordingLine]) -> dict[str, list[RecordingLine]]:
    """By subject, after all that was taken back: the line with the last value, or what the last check heard instead."""
    by_subject: dict[str, list[RecordingLine]] = {}
    for line in lines:
        given = by_subject.setdefault(_subject(line.clause, line.texts), [])
        if line.answer is not None:
            given.append(line)
        elif own := [earlier for earlier in given if earlier.key == line.key]:
            given.remove(own[-1])
    return {
        subject: [values[-1]] if (values := [one for one in given if isinstance(one.answer, Value)]) else _last(given)
        for subject, given in by_subject.items()
        if given
    }


def _last(given: Sequence[RecordingLine]) -> list[RecordingLine]:
    """The lines of the last check: it asks each theory once, unless it puts a question again with a note."""
    found: dict[str, RecordingLine] = {}
    for line in given:
        whose = key.digest(dict(line.identity))
        if whose in found and "note" not in line.clause:
            found = {}
        found[whose] = line
    return list(found.values())


def _together(said: Sequence[RecordingLine]) -> Recorded:
    """What a check heard of a clause as one answer, whose words are those that its result says."""
    strongest = _strongest(said)
    answer, by = strongest[0].answer, strongest[0].identity["theory"]
    assert answer is not None
    if isinstance(answer, Value):
        return replace(answer, by=by)
    others = [f"{line.identity['theory']}: {getattr(line.answer, 'reason', '')}" for line in strongest[1:]]
    words = "; ".join([answer.reason, *others])
    if isinstance(answer, Failure):  # for the budget only where all failed for that
        over = all(isinstance(getattr(line.answer, "error", None), OutOfBudgetError) for line in strongest)
        return Failure(words, answer.error if over else None, by)
    return replace(answer, reason=words, by=by)


def _strongest(said: Sequence[RecordingLine]) -> list[RecordingLine]:
    """The lines that a result speaks of: the failures if there are any, else refusals, else what is unsure."""
    failed = [line for line in said if isinstance(line.answer, Failure)]
    refused = [line for line in said if isinstance(line.answer, Refusal)]
    unsure = [line for line in said if line.answer is not None and is_unsure(line.answer)]
    return failed or refused or unsure or list(said)
