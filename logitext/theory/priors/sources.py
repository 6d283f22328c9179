"""Where answers are learned from: recordings, and caches of models' answers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from logitext.policy.sorts import BOOL, Sort
from logitext.theory.llm.cache.row import answer_of
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.theory import OpenAI
from logitext.theory.one_answer import decide
from logitext.theory.pattern import Pattern
from logitext.theory.priors.subject import PriorsSubject, Subject, document, subject
from logitext.theory.priors.tally import PriorsTally
from logitext.theory.protocol import Thresholds, Value
from logitext.theory.recording.file import read_recording
from logitext.theory.recording.key import sort_of

NOT_COUNTED = Pattern.name
"""Whose answers are not counted: a pattern is asked before everybody else, and what counts is what they say then."""


def from_recording(path: str | os.PathLike[str], tally: PriorsTally) -> tuple[str, ...]:
    """Count what a recording holds, of each document the last answer; notes on what was cut off.

    InputError where the file cannot be read or has a broken line.
    """
    recording = read_recording(path)
    subjects: dict[str, Subject | None] = {}
    for line in recording.lines:
        if line.identity["theory"] == NOT_COUNTED:
            continue
        taken_back = line.answer is None
        if not taken_back and (not isinstance(line.answer, Value) or line.answer.value is None):
            tally.skip()
            continue
        clause = repr(line.clause)  # many lines, few clauses
        if clause not in subjects:
            subjects[clause] = _subject(line.clause)
        told = subjects[clause]
        if told is None:
            tally.skip()
            continue
        value = line.answer.value if isinstance(line.answer, Value) else None
        hashes = [hash_ for hash_ in line.texts.values() if hash_ is not None]
        tally.add(PriorsSubject(**line.identity), told, document(hashes), value)
    return recording.notes


def from_cache(path: Path, tally: PriorsTally) -> None:
    """Count what a cache of models' answers holds. InputError where it is none."""
    with Cache(path) as cache:
        for entry in cache.entries():
            components = entry.components
            sort = sort_of(components["clause"]["sort"])
            answer = answer_of(entry.answer, sort)
            value = _sure(answer, sort) if isinstance(answer, Value) else None
            told = _subject(components["clause"])
            if value is None or told is None:
                tally.skip()
                continue
            asked = PriorsSubject(OpenAI.name, OpenAI.version, components["model"], _text(components.get("prompt")))
            # The last that was put comes first.
            tally.add(asked, told, document(_hashes(components)), value, older=True)


def _subject(clause: Mapping[str, Any]) -> Subject | None:
    """The subject of a clause's content; None where somebody has written what is none."""
    try:
        return subject(clause)
    except (ValueError, TypeError):
        return None


def _text(data: Any) -> str | None:
    return data if isinstance(data, str) else None


def _sure(answer: Value, sort: Sort) -> Any:
    """The value, where the usual thresholds make it one: a cache keeps what a model said, not what was made of it."""
    if answer.probability is None:
        return answer.value
    decided = decide(answer.probability, Thresholds())
    if sort == BOOL:
        return decided if isinstance(decided, bool) else None
    return answer.value if decided is True else None


def _hashes(components: Any) -> list[str]:
    """The hashes of the texts that the clause is about; beside them may stand those of others in the same call."""
    texts = components.get("texts")
    if not isinstance(texts, dict):
        return []
    names = components["clause"].get("texts") or texts
    return [texts[name] for name in names if isinstance(texts.get(name), str)]
