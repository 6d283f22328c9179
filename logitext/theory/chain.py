"""A chain of theories: the first that knows answers.

>>> import asyncio
>>> from logitext.theory.answers import Answers
>>> from logitext.theory.protocol import Texts
>>> chain = Chain(Answers({"rude": None}, name="first"), Answers({"rude": True}, name="second"))
>>> asyncio.run(chain.answer([Question("rude", "rude", "is rude")], Texts({}))).answers["rude"]
Value(value=True, probability=None, quote=None)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from logitext.syntax.diagnostics import Diagnostic, LogitextError
from logitext.theory.one_answer import decide, is_unsure
from logitext.theory.protocol import (
    Answer,
    Failure,
    Price,
    Question,
    Refusal,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Unknown,
    Usage,
    Value,
)
from logitext.theory.validation import ask


class Chain(Theory):
    """Asks theories in their order until one knows. Chains within a chain are flattened.

    The engine asks the `members` itself, one by one, and shows which of them answered. Where none knows, the worst
    outcome stands (a failure, else a refusal, else that it is unknown), with the reasons of all.

    >>> from logitext.theory.pattern import Pattern
    >>> [member.name for member in Chain(Pattern(), Chain(Pattern())).members]
    ['pattern', 'pattern']
    """

    def __init__(self, *theories: Theory) -> None:
        self.members: tuple[Theory, ...] = tuple(member for theory in theories for member in members_of(theory))
        if not self.members:
            raise ValueError("a chain needs at least one theory")
        # The protocol declares the name for the class; this object has its own.
        self.name = ",".join(member.name for member in self.members)
        self.interactive = any(member.interactive for member in self.members)
        self.needs_texts = all(member.needs_texts for member in self.members)
        prices = [member.price for member in self.members]
        self.price = Price(sum(price.call for price in prices), sum(price.question for price in prices))

    def prepare(self, questions: Sequence[Question]) -> None:
        """Prepare all members; what is wrong with any of them is raised in one error."""
        errors: list[LogitextError] = []
        for member in self.members:
            try:
                member.prepare(questions)
            except LogitextError as error:
                errors.append(error)
        raise_all(errors)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        outcomes: dict[str, list[tuple[Theory, Answer]]] = {question.id: [] for question in questions}
        known: dict[str, Answer] = {}
        usage = Usage(calls=0)
        for member in self.members:
            open_ = [question for question in questions if question.id not in known]
            if member.needs_texts:
                open_ = [question for question in open_ if all(name in texts for name in question.texts)]
            answers, spent, _ = await ask(member, open_, texts)
            usage += spent
            for id_, answer in answers.items():
                if isinstance(answer, Value | Stop | Retract):
                    known[id_] = self._as_own(answer)
                else:
                    outcomes[id_].append((member, answer))
            if any(isinstance(answer, Retract) for answer in answers.values()):
                return Reply(known, usage)
        return Reply({q.id: known[q.id] if q.id in known else _worst(outcomes[q.id]) for q in questions}, usage)

    def _as_own(self, answer: Answer) -> Answer:
        """The answer; without its probability, where the chain's thresholds would read that otherwise."""
        match answer:
            case Value(value=bool(value), probability=float(probability)):
                return answer if decide(probability, self.thresholds) == value else replace(answer, probability=None)
        return answer

    async def aclose(self) -> None:
        """Close all members, even if closing one raises; the first such error is then raised."""
        first: BaseException | None = None
        for member in self.members:
            try:
                await member.aclose()
            except BaseException as error:  # noqa: BLE001  # raised below
                first = first or error
        if first is not None:
            raise first


def members_of(theory: Theory) -> tuple[Theory, ...]:
    """The members of a chain; any other theory is the one member of itself.

    >>> theory = Theory()
    >>> members_of(theory) == (theory,) == members_of(Chain(theory))
    True
    """
    return theory.members if isinstance(theory, Chain) else (theory,)


def raise_all(errors: Sequence[LogitextError]) -> None:
    """Raise the errors as one, of the first one's class, with the diagnostics of all; nothing if there are none."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        found: list[Diagnostic] = [diagnostic for error in errors for diagnostic in error.diagnostics]
        raise type(errors[0])(found) from errors[0]


def _worst(outcomes: Sequence[tuple[Theory, Answer]]) -> Answer:
    """The strongest of what theories say that do not know; its reason comes first, then the others in their order."""
    if not outcomes:
        return Unknown("the text is not given")
    if len(outcomes) == 1:
        return outcomes[0][1]
    ranked = sorted(outcomes, key=lambda outcome: -_rank(outcome[1]))
    words = "; ".join(f"{answer.reason} ({theory.name})" for theory, answer in ranked if hasattr(answer, "reason"))
    match ranked[0][1]:
        case Failure(error=error):
            return Failure(words, error)
        case Refusal():
            return Refusal(words)
    return Unknown(words)


def _rank(answer: Answer) -> int:
    match answer:
        case Failure():
            return 3
        case Refusal():
            return 2
    return 1 if is_unsure(answer) else 0
