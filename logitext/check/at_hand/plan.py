"""How documents with the same texts are checked for the same verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from logitext.check import record
from logitext.check.at_hand.reasons import Reasons
from logitext.check.at_hand.rounds import ONE_CALL, Heard, QuestionRow, RepliedRound, Round, outcome_of
from logitext.check.at_hand.same_answers import SameAnswers, likeness
from logitext.check.at_hand.traits import Traits, as_it_is
from logitext.check.later import later
from logitext.check.places import places_of
from logitext.check.request import EarlyReply
from logitext.logic.at_once import AtOnce
from logitext.logic.backend import Decision
from logitext.logic.program import Program
from logitext.policy.sorts import Value as SortValue
from logitext.records.result import Instead, Result
from logitext.theory.protocol import Reply, Texts, Theory, Usage, is_shared
from logitext.theory.validation import usage_of
from logitext.trail.by_theory import ByTheory
from logitext.trail.questions import questions as questions_of

MAX_STARTS = 4096
"""How many ways to begin a plan remembers: one for each class of facts."""

MAX_CLASSES = 2048
"""How many classes of answers a plan remembers."""

NO_CALL = Usage(calls=0)
"""What a check has used before anybody was asked."""


class Plan:
    """How documents with the same texts are checked for the same verdicts, by theories of which the same holds."""

    def __init__(
        self,
        program: Program,
        at_once: AtOnce,
        traits: Sequence[Traits],
        verdicts: tuple[str, ...],
        given: Sequence[str],
        whole: Program,
    ) -> None:
        self.program = program
        self.whole = None if whole is program else whole
        """The program without folded facts, where this one has such."""
        self.at_once = at_once
        self.questions = questions_of(program.policy)
        self.theories = tuple(map(as_it_is, traits))
        self._thresholds = [one.thresholds for one in traits]
        self.given = Texts(dict.fromkeys(given, ""))
        self._places = places_of(program)
        self._verdicts = verdicts
        self._kinds = [(name, program.policy.verdicts[name].kind) for name in verdicts]
        self._texts = [name for name in given if name in program.policy.texts]
        self._blank: list[int | None] = [None] * len(self.questions)
        self._facts = places_of(program).facts
        self._classes: dict[Any, SameAnswers] = {}
        self._rows = {id_: QuestionRow(id_, *at_once.place(id_), question) for id_, question in self.questions.items()}
        self._turns = {
            id_: tuple(
                index
                for index, one in enumerate(traits)
                if not one.needs_texts or all(name in self.given for name in question.texts)
            )
            for id_, question in self.questions.items()
        }
        self._at_first = at_once.decide({}, verdicts)
        self._first = self._next(Heard(self._blank), self._at_first)
        self._starts: dict[tuple[int | None, ...], tuple[Decision, Round | None]] = {}

    def check(
        self, texts: Texts, facts: Mapping[str, SortValue], theories: Sequence[Theory], started: float
    ) -> Result | tuple[EarlyReply, ...]:
        """The result for a document with its facts, or what the theories have said."""
        first, decision, at = self._first, self._at_first, self._blank
        if facts:
            at = self._known(facts)
            decision, first = self._start(facts, at)
            if decision.conflict:
                return ()
        outcome: Any = None if first is None else outcome_of(theories[first.theory], first.questions, texts)
        alike: Any = None if first is None else likeness(first, outcome)
        if facts and alike is not None:
            alike = (alike, tuple(at))
        like = None if alike is None else self._classes.get(alike)
        if like is not None and like.quoting == (outcome.quotes is not None):
            return self._one_more(like, outcome, texts, facts, started)
        said: list[EarlyReply] = []
        heard = Heard(at, values=dict(facts))
        used = ByTheory()
        usage = NO_CALL
        asking = first
        while asking is not None:
            theory = theories[asking.theory]
            if said:
                outcome = outcome_of(theory, asking.questions, texts)
            if outcome is None:
                return tuple(said)
            said.append(EarlyReply(theory, asking.questions, outcome))
            if not heard.take(theory, asking, outcome, texts):
                return tuple(said)
            now = ONE_CALL if outcome.usage is ONE_CALL else usage_of(outcome)[0]
            usage = now if usage is NO_CALL else usage + now
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

    def _start(self, facts: Mapping[str, SortValue], at: list[int | None]) -> tuple[Decision, Round | None]:
        """What facts entail, and what is asked first: the same for all facts that lie in the same cells."""
        key = tuple(at)
        found = self._starts.get(key)
        if found is None:
            decision = self.at_once.decide_at(at, self._verdicts)
            first = None if decision.conflict else self._next(Heard(at, values=dict(facts)), decision)
            if len(self._starts) >= MAX_STARTS:
                self._starts.clear()
            found = self._starts[key] = decision, first
        return found

    def _remember(self, alike: Any, replied: RepliedRound, decision: Decision, result: Result) -> None:
        """Keep what other documents with these answers will share."""
        if len(self._classes) >= MAX_CLASSES:
            self._classes.clear()
        # Reasons that name a fact say its value, which other documents of the class need not share.
        records = None if replied.quotes is not None or result.facts else result.verdicts
        kept = replied._replace(quotes=None)
        self._classes[alike] = SameAnswers(
            kept, decision.values, dict(vars(result)), dict(vars(result.usage)), records, replied.quotes is not None
        )

    def _one_more(
        self, like: SameAnswers, outcome: Reply, texts: Texts, facts: Mapping[str, SortValue], started: float
    ) -> Result:
        """The result of another document with answers that are known."""
        verdicts = like.records
        if verdicts is None:
            answered = RepliedRound(like.replied.asking, like.replied.answers, outcome.quotes)
            reasons = Reasons(self, (answered,), texts if like.quoting else None, facts)
            found = like.found
            verdicts = {name: later(kind, name, found.get(name), reasons) for name, kind in self._kinds}
        return record.one_more(like.fields, like.used, texts, self._texts, verdicts, started, texts.facts, self._places)

    def _next(self, heard: Heard, decision: Decision) -> Round | None:
        """What to ask next: of the first theory that is left for a clause that matters, all that matters."""
        for asking, _, _ in heard.rounds[-1:]:
            heard.tried |= dict.fromkeys([row.id for row in asking.rows], asking.theory)
        open_verdicts = [name for name in self._verdicts if name not in decision.values]
        turn = self._turn(heard)
        if not turn or not open_verdicts:
            return None
        candidates = tuple(turn)
        matters, _ = self.at_once.relevant(heard.values, open_verdicts, candidates, candidates, free=True)
        if not matters:
            return None
        theory = turn[matters[0]]
        return self._round(theory, [id_ for id_ in matters if turn[id_] == theory])

    def _round(self, theory: int, clauses: Sequence[str]) -> Round:
        rows = [self._rows[name] for name in clauses]
        return Round(theory, rows, len(self.questions), self._thresholds[theory])

    def _turn(self, heard: Heard) -> dict[str, int]:
        """Whose turn it is, for each clause that has no answer and a theory left."""
        turn: dict[str, int] = {}
        for id_, turns in self._turns.items():
            if id_ not in heard.values and id_ not in self._facts:
                before = heard.tried.get(id_, -1)
                following = next((index for index in turns if index > before), None)
                if following is not None:
                    turn[id_] = following
        return turn

    def _result(
        self,
        texts: Texts,
        heard: Heard,
        facts: Mapping[str, SortValue],
        usage: Usage,
        used: ByTheory,
        decision: Decision,
        started: float,
        asked: int | None = None,
        instead: Instead | None = None,
    ) -> Result | None:
        """The result; None where only a solver can say what is open.

        `asked` is the number of clauses that were put, by default those that theories had something to say of;
        `instead` is the comparison with other ways of asking, where there is one.
        """
        values = heard.values
        if len(heard.rounds) > 1 or facts or asked is not None:  # not in the order of the file
            values = {id_: values[id_] for id_ in self.questions if id_ in values}
        if asked is None:
            asked = (len(values.keys() | heard.odd) if heard.odd else len(values)) - len(facts)
        # Texts are kept only where a quotation may be wanted: somebody may keep the results of very many documents.
        quoting = any(replied.quotes is not None for replied in heard.rounds)
        reasons = Reasons(self, heard.rounds, texts if quoting else None, facts)
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
            texts,
            self._texts,
            verdicts,
            values,
            decided=len(found) == len(verdicts),
            asked=asked,
            rounds=len(heard.rounds),
            usage=usage,
            used=used,
            instead=instead,
            started=started,
        )
