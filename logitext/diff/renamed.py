"""Answers to clauses that were renamed: found under either name, as long as both versions put the same question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from logitext.diff.match import Matching
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value as SortValue
from logitext.theory.protocol import Outdated, Question, Reply, Texts, Theory, Unknown
from logitext.theory.recording.key import content, digest, without_note
from logitext.trail.questions import questions


def without_name(question: Question) -> str:
    """What a question is, but for the name of its clause."""
    return digest({name: part for name, part in without_note(content(question)).items() if name != "name"})


def functions_by_other_names(matching: Matching) -> Mapping[str, str]:
    """The other name of each clause with parameters that has one in the other version."""
    return {**matching.functions, **{old: new for new, old in matching.functions.items()}}


def by_other_names(old: CheckedPolicy, new: CheckedPolicy, matching: Matching) -> Mapping[str, Question]:
    """How the other version puts each clause that has another name there and is the same question."""
    olds, news = questions(old), questions(new)
    found: dict[str, Question] = {}
    for before, after in matching.renamed.items():
        if before in olds and after in news and without_name(olds[before]) == without_name(news[after]):
            found |= {before: news[after], after: olds[before]}
    return found


class UnderBothNames(Theory):
    """A theory that holds answers of earlier checks: what it does not know of a clause is looked for by its other name.

    `others` are questions as the other version puts them, by the name of the clause that is asked about; `functions`
    are the other names of clauses with parameters, whose uses are known only when texts are.
    """

    def __init__(self, held: Theory, others: Mapping[str, Question], functions: Mapping[str, str]) -> None:
        self._held = held
        self._others = others
        self._functions = functions
        self.name, self.version = held.name, held.version
        self.model, self.prompt = held.model, held.prompt
        self.needs_texts = held.needs_texts
        self.price, self.seconds = held.price, held.seconds

    def prepare(self, questions: Sequence[Question]) -> None:
        names = {one.clause for one in questions}
        others = [other for one in questions if (other := self._other(one)) is not None]
        self._held.prepare([*questions, *(one for one in others if one.clause not in names)])

    def outdated(self, question: Question, texts: Texts) -> str | None:
        return self._held.outdated(question, texts)

    def can_say(self, question: Question) -> Collection[SortValue] | None:
        ways = [self._held.can_say(one) for one in (question, self._other(question)) if one is not None]
        return None if None in ways else {value for way in ways for value in way or ()}

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        reply = (await self._held.answer(questions, texts)).with_quotes()
        unknown = [one for one in questions if isinstance(reply.answers.get(one.id), Unknown | Outdated)]
        others = [other for one in unknown if (other := self._other(one)) is not None]
        if not others:
            return reply
        more = (await self._held.answer(others, texts)).with_quotes()
        known = {id_: answer for id_, answer in more.answers.items() if not isinstance(answer, Unknown)}
        return Reply({**reply.answers, **known}, reply.usage + more.usage, (*reply.notes, *more.notes))

    def _other(self, question: Question) -> Question | None:
        other = self._others.get(question.clause)
        function, *used_on = question.clause.split("(", 1)
        if other is None and used_on and function in self._functions:
            other = replace(question, clause=f"{self._functions[function]}({used_on[0]}")
        if other is None or without_name(other) != without_name(question):
            return None
        return replace(other, id=question.id)

    async def aclose(self) -> None:
        await self._held.aclose()
