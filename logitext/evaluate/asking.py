"""Cases checked: the result of each, and what theories said to each clause."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from logitext.certainty.evidence import ClauseEvidence, said_by
from logitext.check import record
from logitext.check.check import check
from logitext.check.events import Answered, Asking, Event
from logitext.check.many import documents_at_once, in_order
from logitext.check.until_sure import RULE
from logitext.evaluate.cases import LabelledCase
from logitext.logic.program import Program
from logitext.policy.sorts import BOOL
from logitext.policy.sorts import Value as SortValue
from logitext.records.result import Result
from logitext.run.job import Job, reading
from logitext.theory.protocol import Answer, Question, Texts, Theory, Unknown, Usage, Value
from logitext.theory.validation import ask
from logitext.trail.wordings import other_wordings, words_of


@dataclass(frozen=True)
class CheckedCase:
    """A case that was checked: its result, and by clause what was said last. `program` is the policy fitted to it."""

    case: LabelledCase
    result: Result
    program: Program
    answers: dict[str, Answer] = field(default_factory=dict)
    said: Mapping[str, ClauseEvidence] = field(default_factory=dict)
    """All that was said of each clause, as evidence."""
    again: Mapping[str, tuple[Answer, Answer]] = field(default_factory=dict)
    """What was said of a clause, and what the same theory said to it in other words."""
    more: Usage = field(default_factory=lambda: Usage(calls=0))
    """What asking again took."""

    def all_of(self, clause: str, theory: int) -> list[ClauseEvidence]:
        """What the theory at this place in the chain said of a clause, in its order."""
        first = self.said.get(clause)
        return [] if first is None else [one for one in (first, *first.also) if one.at == theory and not one.known]

    def first_of(self, clause: str, theory: int) -> ClauseEvidence | None:
        """What the theory at this place in the chain said of a clause first."""
        return next(iter(self.all_of(clause, theory)), None)

    def asked(self, clause: str) -> bool:
        """Whether a clause was put to a theory."""
        return clause in self.answers

    def value(self, clause: str) -> SortValue | None:
        """The answer that counts; None where the clause is open."""
        return self.result.answers.get(clause)

    def probability(self, clause: str) -> float | None:
        """How likely a Boolean clause holds, or another's value is right, by the theory's own account."""
        answer = self.answers.get(clause)
        return answer.probability if isinstance(answer, Value | Unknown) else None


async def checked(
    job: Job, cases: Sequence[LabelledCase], concurrency: int | None, *, twice: bool = False
) -> AsyncGenerator[CheckedCase, None]:
    """Each case checked, in their order. A check that fails says so in its result.

    With `twice` who can reconsider is asked each clause again in other words; that is compared and changes nothing.
    """
    facts = job.fact_names

    async def one(case: LabelledCase) -> CheckedCase:
        document = case.document
        more = {} if job.facts is None else job.facts(document.label)
        texts = Texts(document.texts, document.label, {**more, **document.facts})
        heard: dict[str, Answer] = {}
        entries: dict[tuple[str, int, Hashable], tuple[str, Theory, Answer]] = {}
        first: dict[str, tuple[Question, Theory, Answer]] = {}

        surer = False

        def hear(event: Event) -> None:
            nonlocal surer
            if isinstance(event, Asking):
                surer = event.choice is not None and event.choice.rule == RULE
            if isinstance(event, Answered) and event.question.id not in facts:
                before = heard.get(event.question.id)
                news = before is None or isinstance(event.answer, Value) or not isinstance(before, Value | Unknown)
                # One theory of a chain knew it, or was unsure of it: what the next one does not know is no news. What
                # is asked to be surer settles nothing.
                if news and not surer:
                    heard[event.question.id] = event.answer
                # Who is asked again because of a contradiction takes back what it said; other words are a new answer.
                key = event.question.id, id(event.theory), words_of(event.question)
                entries[key] = event.question.id, event.theory, event.answer
                if event.theory.reconsiders and isinstance(event.answer, Value | Unknown):
                    first.setdefault(event.question.id, (event.question, event.theory, event.answer))

        try:
            fitted = job.expansion.fit(texts)
            with reading(document):
                result = await check(fitted.program, fitted.texts, job.request, hear, units=fitted.units)
            if result.interrupted:
                raise KeyboardInterrupt
            said = said_by(entries.values(), job.request.theories)
            known = {name: ClauseEvidence(value, None, True) for name, value in result.facts.items()}
            again, took = await _again(first.values() if twice else (), fitted.texts)
            return CheckedCase(case, result, fitted.program, heard, {**said, **known}, again, took)
        except Exception as error:  # noqa: BLE001  # the result of this case says so, and the others go on
            return CheckedCase(
                case, record.of_error(job.program, texts, job.request.verdicts, error), job.program, heard
            )

    async for case in in_order(cases, one, concurrency or documents_at_once(job.request.theories)):
        yield case


async def _again(
    first: Collection[tuple[Question, Theory, Answer]], texts: Texts
) -> tuple[dict[str, tuple[Answer, Answer]], Usage]:
    """What is said to the same questions in other words, beside what was said first; and what that took."""
    found: dict[str, tuple[Answer, Answer]] = {}
    usage = Usage(calls=0)
    told = {question.id: answer for question, _, answer in first}
    for theory in {id(one): one for _, one, _ in first}.values():
        asked = await ask(
            theory, [other_wordings(question, theory.put_as)[0] for question, one, _ in first if one is theory], texts
        )
        usage += asked.usage
        found |= {name: (told[name], second) for name, second in asked.answers.items()}
    return {name: both for name, both in found.items() if isinstance(both[1], Value | Unknown)}, usage


def holds(answer: CheckedCase, clause: str) -> float | None:
    """How likely a Boolean clause holds, by what was said of it; None where nothing with a probability was."""
    policy = answer.program.policy
    if clause not in policy.clauses or policy.clauses[clause].sort != BOOL:
        return None
    return answer.probability(clause)
