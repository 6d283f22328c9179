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

from collections.abc import Mapping, Sequence
from typing import Any

from logitext.policy.sorts import Sort
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.files.elements import WrongElementError
from logitext.theory.files.entries import Entries, check_entries, read_entries
from logitext.theory.files.nodes import from_python
from logitext.theory.files.problems import Problems
from logitext.theory.protocol import Answer, Failure, Question, Reply, Texts, Theory, Unknown


class Answers(Theory):
    """Answers from a mapping: clause to value, or to `{"value": …, "probability": …, "quote": …}`.

    None, or a clause that is absent, is unknown. Answers for single documents stand under `"texts"`:
    `{label: {clause: …}}`; they go before the general ones. The label is the one of the texts, or the end of its path.
    A result that Logitext printed will do as well: `{"schema_version": …, "answers": {…}, …}`.

    Raises InputError where the mapping has another shape; where it speaks of a clause that the policy does not have,
    or a value is not of the clause's sort, the check raises it before anything is asked. For a file: `load_answers`.

    >>> Answers({"threat": {"valeu": True}})
    Traceback (most recent call last):
        ...
    logitext.syntax.diagnostics.InputError: error[NLT506]: the answer to `threat` has no part `valeu`
    """

    name = "answers"
    needs_texts = False

    def __init__(self, mapping: Mapping[str, Any], name: str = "answers") -> None:
        problems = Problems(None)
        try:
            root = from_python(mapping)
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
        self._source = source
        self._prepared: dict[str, Sort] | None = None

    def prepare(self, questions: Sequence[Question]) -> None:
        """Raise InputError with every entry that does not fit the policy."""
        sorts = {question.clause: question.sort for question in questions}
        if sorts == self._prepared:
            return
        problems = Problems(self._source)
        check_entries(self.entries, sorts, problems)
        problems.raise_any()
        self._prepared = sorts

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return Reply({question.id: self.held(question, texts.label) for question in questions})

    def held(self, question: Question, label: str | None) -> Answer:
        """The answer that is held for a document; Unknown where there is none."""
        try:
            entry = self.entries.find(label, question.clause)
            if entry is None:
                return Unknown("no answer is given" + (f" for `{label}`" if label is not None else ""))
            return entry.answer(question.sort)
        except WrongElementError as error:
            return Failure(f"the answer given to `{question.clause}` is wrong: {error}", error)
        except ValueError as error:
            return Failure(str(error), error)
