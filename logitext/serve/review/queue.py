"""The documents of a review, and what people say of them: one document after another, each answer kept at once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from logitext.check.expansion import spread
from logitext.explain.amended import amended
from logitext.explain.explain import answers_of
from logitext.explain.settling import settling
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy, Clause
from logitext.policy.sorts import Value
from logitext.policy.supposed import supposing
from logitext.records.result import Result
from logitext.records.review import ReviewEntry
from logitext.serve.refusal import SHAPE, TOO_MUCH, RequestRefusedError, refused
from logitext.serve.review.entries import WRONG, ReviewFile
from logitext.serve.shelf import Shelf
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.files.elements import WrongElementError, element
from logitext.theory.files.kept import GrowingFile
from logitext.theory.files.nodes import from_python
from logitext.theory.protocol import Question, Texts
from logitext.theory.protocol import Value as Known
from logitext.trail.questions import questions
from logitext.unicode.normal_form import nfc

REVIEWER = "person"
"""The name of the person who answers, in reasons."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A document as it is with the answers so far.

    `said` has what people said of it, None where they do not know. `asked` are the clauses that are still worth asking,
    those that may settle a verdict alone first. `left` is how many documents of the review wait for somebody, and
    `next` the first of them after this one.
    """

    number: int
    total: int
    left: int
    next: int | None
    entry: ReviewEntry
    policy: CheckedPolicy
    result: Result
    said: Mapping[str, Value | None]
    asked: tuple[Clause, ...]


class ReviewQueue:
    """A review whose answers go to a file.

    InputError where it is none, is of other policies than those that are served, or answers cannot be kept.
    """

    def __init__(self, path: str | os.PathLike[str], answers: str | os.PathLike[str] | None, shelf: Shelf) -> None:
        self._file = ReviewFile(path)
        self.answers = Path(answers) if answers is not None else self._file.path.with_suffix(".answers.json")
        self._shelf = shelf
        self._busy = asyncio.Lock()
        self._waiting: set[int] | None = None
        names: set[str] = set()
        for number in range(len(self._file)):
            entry = self._file[number]
            self._fits(entry)
            names.add(nfc(entry.document))
        self._kept = GrowingFile(self.answers, names)
        self._prepare()

    def __len__(self) -> int:
        return len(self._file)

    async def item(self, number: int | None) -> ReviewItem | None:
        """A document; without a number the first that waits for somebody, None where none does.

        RequestRefusedError where there is no such document, or its policy has changed.
        """
        async with self._busy:
            waiting = await self._all_waiting()
            if number is None:
                if not waiting:
                    return None
                number = min(waiting)
            return await self._item(number, waiting)

    async def answer(self, number: int, clause: str, value: Any, *, forget: bool) -> ReviewItem:
        """Keep an answer, or take it back (`forget`); the document with it. None: nobody knows.

        RequestRefusedError where it is none to a clause of this document, or cannot be kept.
        """
        async with self._busy:
            waiting = await self._all_waiting()
            entry, program = self._entry(number)
            policy = program.policy
            if clause not in policy.clauses or policy.clauses[clause].fact:
                raise refused(422, SHAPE, f"the policy has no clause `{clause[:200]}` that a person answers")
            question = questions(policy)[clause]
            try:
                said = None if value is None else element(from_python(value), question.sort)
            except (WrongElementError, ValueError) as error:
                raise refused(422, SHAPE, f"`{clause}`: {error}") from None
            try:
                self._prepare()
                if forget:
                    await asyncio.to_thread(self._kept.drop, clause, entry.document)
                else:
                    await asyncio.to_thread(self._kept.put, question, _texts(entry, policy), said)
            except InputError as error:
                raise RequestRefusedError(503, error.diagnostics) from None
            except (OSError, ValueError) as error:
                raise refused(503, TOO_MUCH, f"the answer cannot be kept: {error}", "nothing was changed") from None
            return await self._item(number, waiting)

    # --- one document

    async def _item(self, number: int, waiting: set[int]) -> ReviewItem:
        entry, program = self._entry(number)
        said = self._said(entry, program.policy)
        result = await amended(program, entry.result, said, REVIEWER) if said else entry.result
        names = await self._asked(program, entry, result, said)
        (waiting.add if names else waiting.discard)(number)
        later = [one for one in waiting if one > number] or waiting - {number}
        return ReviewItem(
            number,
            len(self._file),
            len(waiting),
            min(later, default=None),
            entry,
            self._shelf.find(entry.policy).policy.checked,
            result,
            said,
            tuple([program.policy.clauses[name] for name in names]),
        )

    async def _asked(
        self, program: Program, entry: ReviewEntry, result: Result, said: Mapping[str, Value | None]
    ) -> list[str]:
        """The clauses that are still worth asking."""
        if result.status == "conflict":
            return []
        known = answers_of(program.policy, result)
        names = [name for name in entry.questions if self._doubted(entry)]
        for name, verdict in result.verdicts.items():
            if verdict.value is None:
                found = await settling(program, known, name)
                names += found or [one.clause for one in verdict.open]
        clauses = program.policy.clauses
        return [name for name in dict.fromkeys(names) if name not in said and not clauses[name].fact]

    @staticmethod
    def _doubted(entry: ReviewEntry) -> bool:
        """Whether a verdict was held back as it was not sure enough: then all its questions are to be answered."""
        return any(one.held_back is not None for one in (entry.result.probability or {}).values())

    def _said(self, entry: ReviewEntry, policy: CheckedPolicy) -> dict[str, Value | None]:
        """What people said of a document. What was said of another wording or another text does not count."""
        texts, known = _texts(entry, policy), questions(policy)
        found: dict[str, Value | None] = {}
        for name, question in known.items():
            kept = None if question.fact else self._kept.entry(name, entry.document)
            if kept is None or kept.document is None:
                continue
            if kept.basis is not None and kept.basis.outdated(question, texts) is not None:
                continue
            answer = kept.answer(question.sort)
            found[name] = answer.value if isinstance(answer, Known) else None
        return found

    def _entry(self, number: int) -> tuple[ReviewEntry, Program]:
        if not 0 <= number < len(self._file):
            raise refused(404, SHAPE, f"the review has no document {number}", f"it has {len(self._file)}")
        try:
            entry = self._file[number]
            self._fits(entry)
        except InputError as error:
            raise RequestRefusedError(409, error.diagnostics) from None
        return entry, self._program(entry)

    # --- all of them

    async def _all_waiting(self) -> set[int]:
        """The documents that wait for somebody; those of which nothing was said do."""
        if self._waiting is None:
            every = set(range(len(self._file)))
            for number in sorted(every):
                try:
                    entry, program = self._entry(number)
                except RequestRefusedError:
                    continue
                if self._said(entry, program.policy):
                    await self._item(number, every)
            self._waiting = every
        return self._waiting

    def _fits(self, entry: ReviewEntry) -> None:
        """InputError where the policy of an entry is not served, or another version of it, or its result cannot be."""
        if entry.policy not in self._shelf.names:
            served = ", ".join(f"`{name}`" for name in self._shelf.names)
            message, hint = f"it is about the policy `{entry.policy}`", f"served are {served}"
        elif self._shelf.find(entry.policy).policy.sha256 != entry.result.policy.sha256:
            message, hint = (
                f"it is about another version of the policy `{entry.policy}`",
                "run the data again with this one",
            )
        elif not self._sound(entry):
            message = f"the result of `{entry.document}` does not fit the policy `{entry.policy}`"
            hint = "write the file anew: `logitext run … --review FILE.jsonl`"
        else:
            return
        raise InputError([Diagnostic(WRONG, message, Source(os.fspath(self._file.path), ""), None, hint)])

    def _sound(self, entry: ReviewEntry) -> bool:
        """Whether the values of a result are those of its policy's clauses, and its verdicts the policy's."""
        policy = self._program(entry).policy
        try:
            answers_of(policy, entry.result)
        except ValueError:
            return False
        return policy.verdicts.keys() >= entry.result.verdicts.keys() and policy.clauses.keys() >= {*entry.questions}

    def _program(self, entry: ReviewEntry) -> Program:
        """What decides the document of an entry."""
        policy, result = self._shelf.find(entry.policy).policy, entry.result
        if result.assumed:
            return Program(supposing(policy.checked, result.assumed, result.units))
        return policy.expansion.program(result.units)

    def _prepare(self) -> None:
        """InputError where answers cannot be kept."""
        asked: dict[str, Question] = {}
        for name in self._shelf.names:
            asked |= questions(self._shelf.find(name).policy.checked)
        self._kept.prepare(tuple(asked.values()))


def _texts(entry: ReviewEntry, policy: CheckedPolicy) -> Texts:
    """The texts of a document, those of units and elements among them."""
    every, _ = spread(policy, Texts(entry.texts))
    return Texts(every, entry.document)
