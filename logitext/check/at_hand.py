"""A check without waiting: of a policy that has diagrams, by theories that cost nothing and have their answers at hand.

The result is the one of `check`. What is the same for every document (which clauses are asked first, their places among
the cells) is worked out once, and reasons when somebody reads them. Whatever is out of the ordinary (answers that
contradict the assumptions, one that must be waited for, one that takes another back) is left to `check`, which is given
what theories have said by then, so that nobody is asked twice.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from logitext.check import record
from logitext.check.later import later
from logitext.check.loop import Request, Said
from logitext.logic.at_once import AtOnce
from logitext.logic.backend import Decision
from logitext.logic.program import Program
from logitext.policy.sorts import Value as SortValue
from logitext.records.result import Because, Result, VerdictRecord
from logitext.sync import run
from logitext.theory import allowance
from logitext.theory.border import judged, quoted, usage_of
from logitext.theory.protocol import (
    FALSE,
    TRUE,
    Answer,
    Price,
    Question,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Usage,
    Value,
    is_shared,
)
from logitext.trail.budget import Budget
from logitext.trail.by_theory import ByTheory
from logitext.trail.questions import questions as questions_of
from logitext.trail.trail import Trail

MAX_PLANS = 64
"""How many are kept for a policy, of those for other theories, verdicts or texts."""

MAX_STARTS = 4096
"""How many ways to begin a plan remembers: one for each class of facts."""

MAX_CLASSES = 2048
"""How many classes of answers a plan remembers."""

_NO_LIMIT = Budget()
_PLAIN = frozenset({id(TRUE), id(FALSE)})
_NO_CALL = Usage(calls=0)
_ONE_CALL = Reply({}).usage
"""What a reply used that does not say: the object that all such replies share."""


class AtHand:
    """Checks documents by what is asked of a check, as far as that needs no waiting. For one task at a time."""

    def __init__(self, program: Program, request: Request) -> None:
        self._program = program
        self._theories = request.theories
        self._verdicts = tuple(request.verdicts)
        self._unlimited = request.budget == _NO_LIMIT
        self._plan: Plan | None = None
        self._for: Any = None

    def check(self, texts: Texts) -> Result | tuple[Said, ...]:
        """The result of a document, or what theories have said (nothing, it may be), for `check` to go on with.

        The program is ready, and the theories are prepared.
        """
        started = time.perf_counter()
        program, facts = self._program, texts.facts
        if facts and (folded := program.folded(facts)) is not None:
            program, facts = folded.program, {**facts, **folded.facts}
        holds = (program, *map(_facts, self._theories), *texts)
        if holds != self._for:
            self._plan, self._for = _plan(program, self._theories, self._verdicts, tuple(texts), self._program), holds
        if self._plan is None or not self._unlimited or allowance.current() is not None:
            return ()
        return self._plan.check(texts, facts, self._theories, started)


def waits(said: Sequence[Said]) -> bool:
    """Whether a check that goes on from there will wait for something, and those of other documents are likely to."""
    return not said or isinstance(said[-1].outcome, Awaitable)


# --- whether it can be done ---------------------------------------------------------------------------------------


class Facts(NamedTuple):
    """What of a theory tells in how it is asked and in the result."""

    kind: type[Theory]
    name: str
    needs_texts: bool
    thresholds: Thresholds
    price: Price
    max_questions: int | None
    tells_cost: bool
    own_answer: bool
    model: str | None


def _facts(theory: Theory) -> Facts:
    return Facts(
        type(theory),
        theory.name,
        theory.needs_texts,
        theory.thresholds,
        theory.price,
        theory.max_questions,
        theory.tells_cost,
        "answer" in vars(theory),
        theory.model,
    )


def _has_answers_at_hand(facts: Facts) -> bool:
    """Whether asking costs nothing and is never waited for, and `at_hand` is not older than `answer`."""
    kind = facts.kind
    of_answer, at_hand = (next(c for c in kind.__mro__ if name in vars(c)) for name in ("answer", "at_hand"))
    defines_it = at_hand is not Theory and issubclass(at_hand, of_answer) and not facts.own_answer
    return defines_it and facts.price.free and facts.max_questions is None and not facts.tells_cost


_plans: weakref.WeakKeyDictionary[Program, dict[Any, Plan | None]] = weakref.WeakKeyDictionary()


def _plan(
    program: Program, theories: Sequence[Theory], verdicts: tuple[str, ...], given: tuple[str, ...], whole: Program
) -> Plan | None:
    """How documents are checked by these theories; None where that is not for here.

    `whole` is the program into which no facts are folded, which is where reasons are found.
    """
    known = _plans.get(program)
    if known is None:
        known = _plans[program] = {}
    facts = tuple(map(_facts, theories))
    key = (facts, len(set(map(id, theories))), verdicts, given)
    if key in known:
        return known.get(key)
    fits = len(set(map(id, theories))) == len(theories) and all(map(_has_answers_at_hand, facts))
    at_once = program.at_once if fits and not program.policy.units else None
    plan = None if at_once is None else Plan(program, at_once, facts, verdicts, given, whole)
    if len(known) >= MAX_PLANS:
        known.clear()
    known[key] = plan
    return plan


# --- a check ------------------------------------------------------------------------------------------------------


class _Row(NamedTuple):
    """A question, and where its answer goes: the index among the cells, and the cell of a value (None: the value)."""

    id: str
    place: int
    cell: Callable[[SortValue], int] | None
    question: Question


class _Round:
    """Questions that are put to a theory at once; `theory` is its index.

    `cells` makes the cells of all clauses from true and false answers to these, and None; it is None itself where some
    clause is not Boolean.
    """

    __slots__ = ("cells", "ids", "questions", "rows", "theory")

    def __init__(self, theory: int, rows: Sequence[_Row], clauses: int) -> None:
        self.theory = theory
        self.rows = tuple(rows)
        self.ids = [row.id for row in rows]
        self.questions = tuple([row.question for row in rows])
        from_row = {row.place: index for index, row in enumerate(rows)}
        where = [from_row.get(place, len(rows)) for place in range(clauses)]
        boolean = clauses > 1 and all(row.cell is None for row in rows)
        self.cells: Callable[[list[Any]], tuple[Any, ...]] | None = itemgetter(*where) if boolean else None


class _Replied(NamedTuple):
    """A round with what came of it; `quotes` gives quotations that are still to be cut."""

    asking: _Round
    answers: Sequence[Answer]
    quotes: Callable[[str], str | None] | None


class _Class(NamedTuple):
    """Documents that got the same answers, each a shared one, to the first round, which was the only one.

    What their results have in common, as fields; `records` are those of the verdicts, where no quotation is in them.
    """

    replied: _Replied
    found: Mapping[str, SortValue]
    fields: Mapping[str, Any]
    used: Mapping[str, Any]
    records: Mapping[str, VerdictRecord] | None
    quoting: bool


@dataclass(slots=True)
class _Heard:
    """What theories have said of a document: by round, as answers by clause, and as cells."""

    at: Sequence[int | None]
    rounds: list[_Replied] = field(default_factory=list)
    values: dict[str, SortValue] = field(default_factory=dict)
    """The facts, and what theories answered."""
    odd: set[str] = field(default_factory=set)
    """The clauses that a theory refused, or failed, to answer."""
    tried: dict[str, int] = field(default_factory=dict)
    """The last theory that a clause was put to."""

    def take(self, theory: Theory, asking: _Round, outcome: Any, texts: Texts) -> bool:
        """Check a reply and keep it; False where it is out of the ordinary, and `check` must see to it."""
        given = outcome.answers if outcome.__class__ is Reply else None
        if given.__class__ is not dict or len(given) != len(asking.rows):
            return False
        answers = list(given.values())
        quotes = outcome.quotes
        if asking.cells is not None and _PLAIN.issuperset(map(id, answers)) and list(given) == asking.ids:
            plain = [answer is TRUE for answer in answers]
            if not self.rounds and not self.values:
                self.values.update(zip(asking.ids, plain, strict=True))
                self.at = asking.cells([*plain, None])
                self.rounds.append(_Replied(asking, answers, quotes))
                return True
        at, values = list(self.at), self.values
        self.at = at
        answers = []
        haystacks: dict[str, str] = {}
        for id_, place, cell, question in asking.rows:
            answer = given.get(id_)
            if answer is TRUE and cell is None:
                at[place] = values[id_] = True
            elif answer is FALSE and cell is None:
                at[place] = values[id_] = False
            else:
                if answer is None:
                    return False
                answer, _ = judged(theory, question, answer, texts, haystacks)
                if isinstance(answer, Value):
                    assert answer.value is not None  # the border makes it Unknown
                    values[id_] = answer.value
                    at[place] = answer.value if cell is None else cell(answer.value)  # type: ignore[assignment]  # a bool
                elif isinstance(answer, Retract | Stop):
                    return False
                elif not isinstance(answer, Unknown):
                    self.odd.add(id_)
            answers.append(answer)
        self.rounds.append(_Replied(asking, answers, quotes))
        return True


class Plan:
    """How documents with the same texts are checked for the same verdicts, by theories of which the same holds."""

    def __init__(
        self,
        program: Program,
        at_once: AtOnce,
        facts: Sequence[Facts],
        verdicts: tuple[str, ...],
        given: Sequence[str],
        whole: Program,
    ) -> None:
        self.program = program
        self.whole = None if whole is program else whole
        """The program without folded facts, where this one has such."""
        self.at_once = at_once
        self.questions = questions_of(program.policy)
        self.theories = tuple(map(_as_it_is, facts))
        self.given = Texts(dict.fromkeys(given, ""))
        self._places = record.places_of(program)
        self._verdicts = verdicts
        self._kinds = [(name, program.policy.verdicts[name].kind) for name in verdicts]
        self._texts = [name for name in given if name in program.policy.texts]
        self._blank: list[int | None] = [None] * len(self.questions)
        self._facts = record.places_of(program).facts
        self._classes: dict[Any, _Class] = {}
        self._rows = {id_: _Row(id_, *at_once.place(id_), question) for id_, question in self.questions.items()}
        self._turns = {
            id_: tuple(
                index
                for index, one in enumerate(facts)
                if not one.needs_texts or all(name in self.given for name in question.texts)
            )
            for id_, question in self.questions.items()
        }
        self._at_first = at_once.decide({}, verdicts)
        self._first = self._next(_Heard(self._blank), self._at_first)
        self._starts: dict[tuple[int | None, ...], tuple[Decision, _Round | None]] = {}

    def check(
        self, texts: Texts, facts: Mapping[str, SortValue], theories: Sequence[Theory], started: float
    ) -> Result | tuple[Said, ...]:
        """The result for a document with its facts, or what the theories have said."""
        first, decision, at = self._first, self._at_first, self._blank
        if facts:
            at = self._known(facts)
            decision, first = self._start(facts, at)
            if decision.conflict:
                return ()
        outcome: Any = None if first is None else _outcome(theories[first.theory], first.questions, texts)
        alike: Any = None if first is None else _alike(first, outcome)
        if facts and alike is not None:
            alike = (alike, tuple(at))
        like = None if alike is None else self._classes.get(alike)
        if like is not None and like.quoting == (outcome.quotes is not None):
            return self._one_more(like, outcome, texts, facts, started)
        said: list[Said] = []
        heard = _Heard(at, values=dict(facts))
        used = ByTheory()
        usage = _NO_CALL
        asking = first
        while asking is not None:
            theory = theories[asking.theory]
            if said:
                outcome = _outcome(theory, asking.questions, texts)
            if outcome is None:
                return tuple(said)
            said.append(Said(theory, asking.questions, outcome))
            if not heard.take(theory, asking, outcome, texts):
                return tuple(said)
            now = _ONE_CALL if outcome.usage is _ONE_CALL else usage_of(outcome)[0]
            usage = now if usage is _NO_CALL else usage + now
            used.add(theory, asking.questions, now)
            decision = self.at_once.decide_at(heard.at, self._verdicts)
            if decision.conflict:
                return tuple(said)
            if len(decision.values) == len(self._verdicts):
                break
            asking = self._next(heard, decision)
        result = self._result(texts, heard, facts, usage, used, decision, started)
        if result is None:
            return tuple(said)
        if alike is not None and len(heard.rounds) == 1 and all(map(is_shared, alike[0] if facts else alike)):
            self._remember(alike, heard.rounds[0], decision, result)
        return result

    def _known(self, facts: Mapping[str, SortValue]) -> list[int | None]:
        """The cells of all clauses where nothing but the facts is known."""
        at = list(self._blank)
        for name, value in facts.items():
            row = self._rows[name]
            at[row.place] = value if row.cell is None else row.cell(value)  # type: ignore[assignment]  # a bool
        return at

    def _start(self, facts: Mapping[str, SortValue], at: list[int | None]) -> tuple[Decision, _Round | None]:
        """What facts entail, and what is asked first: the same for all facts that lie in the same cells."""
        key = tuple(at)
        found = self._starts.get(key)
        if found is None:
            decision = self.at_once.decide_at(at, self._verdicts)
            first = None if decision.conflict else self._next(_Heard(at, values=dict(facts)), decision)
            if len(self._starts) >= MAX_STARTS:
                self._starts.clear()
            found = self._starts[key] = decision, first
        return found

    def _remember(self, alike: Any, replied: _Replied, decision: Decision, result: Result) -> None:
        """Keep what other documents with these answers will share."""
        if len(self._classes) >= MAX_CLASSES:
            self._classes.clear()
        # Reasons that name a fact say its value, which other documents of the class need not share.
        records = None if replied.quotes is not None or result.facts else result.verdicts
        kept = replied._replace(quotes=None)
        self._classes[alike] = _Class(
            kept, decision.values, dict(vars(result)), dict(vars(result.usage)), records, replied.quotes is not None
        )

    def _one_more(
        self, like: _Class, outcome: Reply, texts: Texts, facts: Mapping[str, SortValue], started: float
    ) -> Result:
        """The result of another document with answers that are known."""
        verdicts = like.records
        if verdicts is None:
            answered = _Replied(like.replied.asking, like.replied.answers, outcome.quotes)
            reasons = _Reasons(self, (answered,), texts if like.quoting else None, facts)
            found = like.found
            verdicts = {name: later(kind, name, found.get(name), reasons) for name, kind in self._kinds}
        given = {name: texts[name] for name in self._texts}
        return record.one_more(like.fields, like.used, texts.label, given, verdicts, started, texts.facts, self._places)

    def _next(self, heard: _Heard, decision: Decision) -> _Round | None:
        """What to ask next: of the first theory that is left for a clause that matters, all that matters."""
        for asking, _, _ in heard.rounds[-1:]:
            heard.tried |= dict.fromkeys([row.id for row in asking.rows], asking.theory)
        open_verdicts = [name for name in self._verdicts if name not in decision.values]
        turn: dict[str, int] = {}
        for id_, turns in self._turns.items():
            if id_ not in heard.values and id_ not in self._facts:
                before = heard.tried.get(id_, -1)
                following = next((index for index in turns if index > before), None)
                if following is not None:
                    turn[id_] = following
        if not turn or not open_verdicts:
            return None
        candidates = tuple(turn)
        matters, _ = self.at_once.relevant(heard.values, open_verdicts, candidates, candidates, free=True)
        if not matters:
            return None
        theory = turn[matters[0]]
        return _Round(theory, [self._rows[id_] for id_ in matters if turn[id_] == theory], len(self.questions))

    def _result(
        self,
        texts: Texts,
        heard: _Heard,
        facts: Mapping[str, SortValue],
        usage: Usage,
        used: ByTheory,
        decision: Decision,
        started: float,
    ) -> Result | None:
        """The result; None where only a solver can say what is open."""
        values = heard.values
        if len(heard.rounds) > 1 or facts:
            values = {id_: values[id_] for id_ in self.questions if id_ in values}
        # Texts are kept only where a quotation may be wanted: somebody may keep the results of very many documents.
        quoting = any(replied.quotes is not None for replied in heard.rounds)
        reasons = _Reasons(self, heard.rounds, texts if quoting else None, facts)
        found = decision.values
        verdicts = {name: later(kind, name, found.get(name), reasons) for name, kind in self._kinds}
        if len(found) < len(verdicts) and (heard.odd or self.program.policy.assumptions):
            # With assumptions it may take a solver to see what is open. Failures keep what was raised, so let them go.
            if any(name not in found and reasons.needs_solver(name) for name in verdicts):
                return None
            for one in verdicts.values():
                _ = one.open
        return record.at_hand(
            self._places,
            texts.label,
            {name: texts[name] for name in self._texts},
            verdicts,
            values,
            decided=len(found) == len(verdicts),
            asked=(len(values.keys() | heard.odd) if heard.odd else len(values)) - len(facts),
            rounds=len(heard.rounds),
            usage=usage,
            used=used,
            started=started,
        )


def _outcome(theory: Theory, questions: tuple[Question, ...], texts: Texts) -> Any:
    """What a theory has at hand, or raises; None where it has nothing."""
    try:
        return theory.at_hand(questions, texts)
    except BaseException as error:  # noqa: BLE001  # `check` raises it, or makes it a failure
        return error


def _alike(asking: _Round, outcome: Any) -> tuple[int, ...] | None:
    """What documents of one class have in common: which objects their answers are. None where it is no usual reply.

    The numbers stand for the answers as long as those are shared ones.
    """
    if outcome.__class__ is not Reply or outcome.usage is not _ONE_CALL:
        return None
    given = outcome.answers
    if given.__class__ is not dict or list(given) != asking.ids:
        return None
    return tuple(map(id, given.values()))


def _as_it_is(facts: Facts) -> Theory:
    """What a result says of a theory, whatever becomes of the theory."""
    theory = Theory()
    theory.name, theory.needs_texts = facts.name, facts.needs_texts
    return theory


# --- when a result is read ----------------------------------------------------------------------------------------


class _Reasons:
    """The reasons of one result, worked out from what the theories said. May be called from any thread."""

    __slots__ = ("_facts", "_plan", "_rounds", "_texts", "_told", "_trail")

    def __init__(
        self, plan: Plan, rounds: Sequence[_Replied], texts: Texts | None, facts: Mapping[str, SortValue]
    ) -> None:
        self._plan = plan
        self._facts = facts
        self._rounds = rounds
        self._texts = texts
        self._trail: Trail | None = None
        self._told: dict[str, Because] = {}

    def __call__(self, verdict: str, value: SortValue | None) -> Mapping[str, Any]:
        """Why a verdict has a value, and where it has none, what is open."""
        plan, trail = self._plan, self._as_trail()
        if value is None:
            unsettled = trail.unsettled()
            found, hard = plan.at_once.relevant(trail.values, [verdict], unsettled, unsettled)
            if hard:
                found = run(plan.program.relevant(trail.values, [verdict], unsettled))
            return {"because": (), "open": record.open_of(trail, found)}
        doubts = record.doubts_of(trail, trail.values)
        if plan.whole is None:
            clauses = plan.at_once.implicant(trail.values, verdict, value, doubts)
        else:
            known = {name: one for name, one in trail.values.items() if name in plan.whole.policy.clauses}
            clauses = run(plan.whole.implicant(known, verdict, value, doubts))
        if self._texts is not None:
            self._quote(trail, clauses, self._texts)
        return {"because": record.because_of(plan.program, trail, clauses, self._told), "open": ()}

    def _quote(self, trail: Trail, clauses: Sequence[str], texts: Texts) -> None:
        """Put the quotations of answers on the trail."""
        for replied in self._rounds:
            if replied.quotes is not None:
                for name in clauses:
                    entry = trail.settled(name)
                    if name in replied.asking.ids and isinstance(entry.answer, Value) and entry.answer.quote is None:
                        answer = quoted(entry.theory, entry.question, entry.answer, replied.quotes, texts)
                        trail.quote(entry, answer)

    def needs_solver(self, verdict: str) -> bool:
        """Whether it takes a solver to say what is open."""
        trail = self._as_trail()
        unsettled = trail.unsettled()
        return bool(self._plan.at_once.relevant(trail.values, [verdict], unsettled, unsettled)[1])

    def _as_trail(self) -> Trail:
        if self._trail is not None:
            return self._trail
        plan = self._plan
        given = Texts(plan.given, facts=self._facts) if self._facts else plan.given
        trail = Trail(plan.questions, plan.theories, given)
        for asking, answers, _ in self._rounds:
            for row, answer in zip(asking.rows, answers, strict=True):
                trail.add(row.question, plan.theories[asking.theory], answer)
        self._trail = trail
        return trail
