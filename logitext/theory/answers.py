"""The theory `answers`: what somebody said before.

>>> import asyncio
>>> from logitext.theory.protocol import Question, Texts
>>> theory = Answers({"rude": True, "texts": {"b.txt": {"rude": {"value": False, "quote": "thank you"}}}})
>>> question = Question("rude", "rude", "is rude")
>>> asyncio.run(theory.answer([question], Texts({}, label="a.txt"))).answers
{'rude': Value(value=True, probability=None, quote=None)}
>>> asyncio.run(theory.answer([question], Texts({}, label="b.txt"))).answers
{'rude': Value(value=False, probability=None, quote='thank you')}
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from logitext.policy.sorts import BOOL
from logitext.policy.sorts import Value as SortValue
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.files.elements import WrongElementError
from logitext.theory.files.entries import Entries, FileEntry, check_entries, read_entries
from logitext.theory.files.nodes import from_python
from logitext.theory.files.problems import Problems
from logitext.theory.protocol import FALSE, TRUE, Answer, Failure, Outdated, Question, Reply, Texts, Theory, Unknown

_NONE: Mapping[str, Answer] = {}
_NOTHING: Mapping[str | None, Mapping[str, Answer]] = {}


class Printable(Protocol):
    """A result of Logitext, as an object."""

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""


class Answers(Theory):
    """Answers from a mapping: clause to value, or to `{"value": …, "probability": …, "quote": …}`.

    None, or a clause that is absent, is unknown. Answers for single documents stand under `"texts"`:
    `{label: {clause: …}}`; they go before the general ones. The label is the one of the texts, or the end of its path.
    A result will do as well, as an object or as Logitext printed it: `{"schema_version": …, "answers": {…}, …}`.

    An answer may say what it was given to, as a result does and `ask:FILE`: `{"value": …, "clause": …, "texts": …}`,
    with the hashes of the clause and of each text. Where one of them has changed since, the answer is not taken, and
    the clause is open with that reason.

    Raises InputError where the mapping has another shape; where it speaks of a clause that the policy does not have,
    or a value is not of the clause's sort, the check raises it before anything is asked. For a file: `load_answers`.

    >>> Answers({"threat": {"valeu": True}})
    Traceback (most recent call last):
        ...
    logitext.syntax.diagnostics.InputError: error[NLT506]: the answer to `threat` has no part `valeu`
    """

    name = "answers"
    needs_texts = False

    def __init__(self, mapping: Mapping[str, Any] | Printable, name: str = "answers") -> None:
        problems = Problems(None)
        try:
            root = from_python(mapping if isinstance(mapping, Mapping) else _plain(mapping))
        except ValueError as error:
            raise InputError([Diagnostic("NLT506", str(error))]) from None
        entries = read_entries(root, problems)
        problems.raise_any()
        self._take(entries, None, name)

    @classmethod
    def of_entries(cls, entries: Entries, source: Source, name: str = "answers") -> Answers:
        """Answers from the entries of a file."""
        answers = cls.__new__(cls)
        answers._take(entries, source, name)
        return answers

    def _take(self, entries: Entries, source: Source | None, name: str) -> None:
        self.name = name
        self.entries = entries
        self.source = source
        self._prepared: Sequence[Question] | None = None
        self._truths: Mapping[str | None, Mapping[str, Answer]] = {}
        """What is held of Boolean clauses and does not depend on what it was given to, by the label of the document."""

    def know(self, documents: Container[str]) -> None:
        """Answers under the name of one of these documents are for no other, though its path may end so."""
        self._take(replace(self.entries, taken=documents), self.source, self.name)

    def prepare(self, questions: Sequence[Question]) -> None:
        """Raise InputError with every entry that does not fit the policy."""
        if questions == self._prepared:
            return
        sorts = {question.clause: question.sort for question in questions}
        problems = Problems(self.source)
        known = {question.clause: question for question in questions}
        found = check_entries(self.entries, sorts, problems, lambda entry: _of_another_clause(entry, known))
        problems.raise_any()
        truths: dict[str | None, dict[str, Answer]] = {}
        for entry, answer in found:
            if sorts[entry.clause] is BOOL and entry.basis is None:
                plain = TRUE if answer == TRUE else FALSE if answer == FALSE else answer
                truths.setdefault(entry.document, {})[entry.clause] = plain
        self._truths = truths
        self._prepared = questions

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return self.at_hand(questions, texts)

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply:
        label, held = texts.label, self.held
        truths = self._truths if type(self).held is Answers.held else _NOTHING
        try:
            section = self.entries.section(label)
        except ValueError:  # said of each question
            return Reply({question.id: held(question, label, texts) for question in questions})
        own, general = truths.get(section, _NONE), truths.get(None, _NONE)
        in_document = self.entries.documents.get(section, {}) if section is not None else {}
        answers: dict[str, Answer] = {}
        for question in questions:
            clause = question.clause
            known = own.get(clause) if question.sort is BOOL else None
            if known is None and question.sort is BOOL and clause not in in_document:
                known = general.get(clause)
            answers[question.id] = held(question, label, texts) if known is None else known
        return Reply(answers)

    def can_say(self, question: Question) -> Collection[SortValue] | None:
        entries = [entry for entry in self.entries if entry.clause == question.clause]
        return () if not entries else None

    def outdated(self, question: Question, texts: Texts) -> str | None:
        held = self.held(question, texts.label, texts)
        return held.reason if isinstance(held, Outdated) else None

    def held(self, question: Question, label: str | None, texts: Texts | None = None) -> Answer:
        """The answer that is held for a document; Unknown where there is none.

        One that was given to another clause or to other texts is Outdated. Without `texts`, only the clause counts.
        """
        try:
            entry = self.entries.find(label, question.clause)
            if entry is None:
                return Unknown("no answer is given" + (f" for `{label}`" if label is not None else ""))
            if entry.basis is not None and (why := entry.basis.outdated(question, texts)) is not None:
                return Outdated(why)
            return entry.answer(question.sort)
        except WrongElementError as error:
            return Failure(f"the answer given to `{question.clause}` is wrong: {error}", error)
        except ValueError as error:
            return Failure(str(error), error)


def _plain(given: Any) -> Any:
    return given.to_dict() if hasattr(given, "to_dict") else given


def _of_another_clause(entry: FileEntry, questions: Mapping[str, Question]) -> bool:
    """Whether an answer was given to a clause that the policy does not have, or that reads otherwise there."""
    if entry.basis is None:
        return False
    question = questions.get(entry.clause)
    if question is None:
        return entry.basis.clause is not None
    return entry.basis.outdated(question, None) is not None
