"""How documents are checked where the last theory has a price, and what it says is at hand: kept from before.

What is asked next follows from the answers so far and from what a call costs beside its questions. So the places that
checks come by are remembered, each with what is asked there: another document that comes by looks its answers up and
goes on. Its first answer that is not at hand leaves it to an ordinary check, which puts the same questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from logitext.check import record
from logitext.check.at_hand.plan import NO_CALL, Plan
from logitext.check.at_hand.reasons import Reasons
from logitext.check.at_hand.rounds import Heard, Round, outcome_of, shared_by
from logitext.check.at_hand.traits import Traits
from logitext.check.later import later
from logitext.check.request import EarlyReply, Request
from logitext.logic.at_once import AtOnce
from logitext.logic.backend import Decision
from logitext.logic.program import Program
from logitext.policy.sorts import Value as SortValue
from logitext.records.result import Instead, Result, VerdictRecord
from logitext.strategy.plans import planner
from logitext.strategy.rates import CallRates, rates
from logitext.theory.protocol import UNKNOWN, Question, Reply, Texts, Theory, Usage, Value
from logitext.theory.validation import usage_of
from logitext.trail.by_theory import ByTheory

MAX_PLACES = 4096
"""How many places are remembered."""


class OutOfOrdinaryError(Exception):
    """It takes a solver to see what matters."""


class LikeResults(NamedTuple):
    """What the results of all documents that end at a place have in common: verdicts, and fields of their records.

    `amounts` are those of each round, but for what it saved: with the same ones, documents have used the same. `usage`
    is all of it, and `models` the calls of models. `records` has the verdicts where all answers are shared ones.
    """

    found: Mapping[str, SortValue]
    fields: Mapping[str, Any]
    used: Mapping[str, Any]
    amounts: Sequence[tuple[Any, ...]]
    usage: Usage
    models: int
    records: Mapping[str, VerdictRecord] | None


class PlanPlace:
    """What is known at some point of a check, and what is asked there.

    `asking` is asked whatever a call costs; with `several` clauses that matter, `by_ratio` has what is asked for each
    price of a call in questions; `questions` are those of these clauses. With neither, nothing is left to ask. `after`
    has the places that answers lead to, and `like` what the results have in common of those that end here.

    `shared` is what was heard on the way here where all answers were shared ones, and `by_shared` has the places that
    such answers lead to, by their numbers.
    """

    __slots__ = (
        "after",
        "asking",
        "by_ratio",
        "by_shared",
        "decision",
        "heard",
        "instead",
        "like",
        "questions",
        "several",
        "shared",
    )

    def __init__(self, heard: Heard, decision: Decision) -> None:
        self.heard = heard
        self.decision = decision
        self.asking: Round | None = None
        self.several: tuple[str, ...] = ()
        self.questions: tuple[Question, ...] = ()
        self.by_ratio: dict[float, Round] = {}
        self.after: dict[Any, PlanPlace] = {}
        self.by_shared: dict[tuple[Any, ...], PlanPlace] = {}
        self.shared: Heard | None = None
        self.instead: Instead | None = None
        self.like: LikeResults | None = None


class Priced(Plan):
    """How documents with the same texts are checked for the same verdicts, where the last of the theories has a price.

    The others are free. `request` has the planning, and the theories that ask; the same holds of all for which this is.
    """

    def __init__(
        self,
        program: Program,
        at_once: AtOnce,
        traits: Sequence[Traits],
        request: Request,
        given: Sequence[str],
        whole: Program,
    ) -> None:
        super().__init__(program, at_once, traits, tuple(request.verdicts), given, whole)
        self._last = len(traits) - 1
        self._planning, self._priors = request.planning, request.priors
        self._left = MAX_PLACES
        self._root: PlanPlace | None = None

    def check(
        self, texts: Texts, facts: Mapping[str, SortValue], theories: Sequence[Theory], started: float
    ) -> Result | tuple[EarlyReply, ...]:
        """The result for a document without facts, or what the theories have said."""
        if facts:
            return ()
        said: list[EarlyReply] = []
        try:
            result = self._through(texts, theories, said, started)
        except OutOfOrdinaryError:
            result = None
        return tuple(said) if result is None else result

    def _through(
        self, texts: Texts, theories: Sequence[Theory], said: list[EarlyReply], started: float
    ) -> Result | None:
        """The result; None where something is out of the ordinary, or not at hand."""
        place = self._first_place()
        heard: Heard | None = None  # what is known at the place, as long as all answers are shared ones
        used: list[tuple[Round, Usage]] = []
        costs: CallRates | None = None
        while True:
            asking = place.asking
            if place.several:
                if costs is None:
                    costs = self._rates(theories[self._last], place.questions, texts)
                asking = self._round_at(place, theories[self._last], costs.ratio)
            if asking is None:
                break
            theory = theories[asking.theory]
            outcome = outcome_of(theory, asking.questions, texts)
            if outcome is None or (asking.theory == self._last and not _costs_nothing(outcome)):
                return None
            said.append(EarlyReply(theory, asking.questions, outcome))
            numbers = None if heard is not None else shared_by(asking, outcome)
            following = None if numbers is None else place.by_shared.get(numbers)
            if following is None:
                heard = heard or _again(place.shared)
                if not heard.take(theory, asking, outcome, texts):
                    return None
                following = self._after(place, asking, heard)
                if following is None:
                    return None
                if numbers is not None:
                    following.shared, heard = heard, None
                    place.by_shared[numbers] = following
            used.append((asking, usage_of(outcome)[0]))
            place = following
        like = place.like
        if like is not None and (heard is None or not heard.odd):
            amounts = [_AMOUNTS(usage) for _, usage in used]
            if amounts == like.amounts:
                return self._one_more_here(place, like, heard, texts, used, started)
        return self._first_here(place, heard, texts, theories, used, started)

    def begin(self, texts: Texts, theories: Sequence[Theory]) -> None:
        """Plan what is asked first about texts like these where free theories know nothing. Nobody is asked."""
        place, heard = self._first_place(), Heard(self._blank)
        while (asking := place.asking) is not None and asking.theory < self._last:
            heard.take(theories[asking.theory], asking, Reply(dict.fromkeys(asking.ids, UNKNOWN)), texts)
            following = self._after(place, asking, heard)
            if following is None:
                return
            place = following
        if place.several:
            last = theories[self._last]
            self._round_at(place, last, self._rates(last, place.questions, texts).ratio)

    def _first_place(self) -> PlanPlace:
        """Where every check begins."""
        place = self._root
        if place is None or self._left <= 0:
            self._left = MAX_PLACES
            place = self._place(Heard(self._blank), self._at_first)
            place.shared = Heard(self._blank)
            self._root = place  # whole, as other threads may check documents too
        return place

    def _round_at(self, place: PlanPlace, theory: Theory, ratio: float) -> Round:
        """What is asked at a place where several clauses matter, at such a price of a call."""
        asking = place.by_ratio.get(ratio)
        if asking is None:
            asking = place.by_ratio[ratio] = self._planned(place, theory, ratio)
        return asking

    def _after(self, place: PlanPlace, asking: Round, heard: Heard) -> PlanPlace | None:
        """The place that answers lead to. What they are is all that matters for what comes next, not how sure they are.

        None where they contradict the assumptions.
        """
        values = heard.values
        way = asking, *[values.get(id_) for id_ in asking.ids]
        following = place.after.get(way)
        if following is None:
            decision = self.at_once.decide_at(heard.at, self._verdicts)
            if decision.conflict:
                return None
            following = place.after[way] = self._place(heard, decision)
        return following

    def _first_here(
        self,
        place: PlanPlace,
        heard: Heard | None,
        texts: Texts,
        theories: Sequence[Theory],
        used: Sequence[tuple[Round, Usage]],
        started: float,
    ) -> Result | None:
        """The result of a document that has nothing in common with one before; None where a solver is needed."""
        all_shared = heard is None
        heard = heard or _again(place.shared)
        usage, by_theory = NO_CALL, ByTheory()
        for asking, now in used:
            usage = now if usage is NO_CALL else usage + now
            by_theory.add(theories[asking.theory], asking.questions, now)
        result = self._result(
            texts,
            heard,
            {},
            usage,
            by_theory,
            place.decision,
            started,
            asked=self._asked(heard),
            instead=self._instead(place, heard, theories[self._last]),
        )
        if result is not None and not heard.odd and len(place.decision.values) == len(self._verdicts):
            place.like = LikeResults(
                place.decision.values,
                dict(vars(result)),
                dict(vars(result.usage)),
                [_AMOUNTS(now) for _, now in used],
                usage,
                by_theory.models,
                result.verdicts if all_shared else None,
            )
        return result

    def _one_more_here(
        self,
        place: PlanPlace,
        like: LikeResults,
        heard: Heard | None,
        texts: Texts,
        used: Sequence[tuple[Round, Usage]],
        started: float,
    ) -> Result:
        """The result of another document that came to the same place: the same values, with reasons of its own."""
        verdicts = None if heard is not None else like.records
        if verdicts is None:
            rounds = _again(place.shared).rounds if heard is None else heard.rounds
            quoting = any(replied.quotes is not None for replied in rounds)
            reasons = Reasons(self, rounds, texts if quoting else None, {})
            verdicts = {name: later(kind, name, like.found.get(name), reasons) for name, kind in self._kinds}
        saved = [usage.saved for _, usage in used if usage.saved is not None]
        without = record.without_cache(like.usage, like.models, 0.0, Usage.sum(saved)) if saved else None
        return record.one_more(
            like.fields,
            {**like.used, "without_cache": without},
            texts,
            self._texts,
            verdicts,
            started,
            {},
            self._places,
        )

    # --- places

    def _place(self, heard: Heard, decision: Decision) -> PlanPlace:
        """A place that was not met before."""
        self._left -= 1
        known = Heard(tuple(heard.at), values=dict(heard.values), tried=dict(heard.tried))
        for asking, _, _ in heard.rounds:
            known.tried |= dict.fromkeys(asking.ids, asking.theory)
        place = PlanPlace(known, decision)
        open_verdicts = [name for name in self._verdicts if name not in decision.values]
        turn = self._turn(known)
        if not turn or not open_verdicts:
            return place
        candidates = tuple(turn)
        free = any(index < self._last for index in turn.values())
        if free:
            matters, _ = self.at_once.relevant(known.values, open_verdicts, candidates, candidates, free=True)
            theory = next((turn[name] for name in matters if turn[name] < self._last), None)
            if not matters or theory is not None:
                if theory is not None:
                    place.asking = self._round(theory, [name for name in matters if turn[name] == theory])
                return place
        if self.program.slow_to_see_what_matters and not self._planning.chosen.in_file_order:
            raise OutOfOrdinaryError
        first = self._planning.chosen.in_file_order and self._planning.batch in (None, 1)
        matters, hard = self.at_once.relevant(known.values, open_verdicts, candidates, candidates, first=first)
        if hard:
            raise OutOfOrdinaryError
        if len(matters) == 1:
            place.asking = self._round(self._last, matters)
        else:
            place.several, place.questions = matters, tuple([self.questions[name] for name in matters])
        return place

    def _rates(self, theory: Theory, questions: Sequence[Question], texts: Texts) -> CallRates:
        """What asking costs, as it is found once for a document: see `Picker`."""
        found = rates(theory, questions, texts, self._planning.minimise)
        return CallRates(0.0, found.call + found.question) if self._planning.batch == 1 else found

    def _planned(self, place: PlanPlace, theory: Theory, ratio: float) -> Round:
        """What is asked at a place where several clauses matter."""
        planned = planner(
            self.program,
            self._verdicts,
            self._planning.strategy,
            self._priors,
            theory,
            ratio,
            theory.max_questions,
            {},
        )
        turn = self._turn(place.heard)
        pick = planned.next(place.heard.values, dict.fromkeys(turn), place.several)
        return self._round(self._last, pick.clauses[: self._planning.batch])

    # --- what a result says of the asking

    def _asked(self, heard: Heard) -> int:
        """How many clauses were asked: of the theory that has a price, or of a free one that had something to say."""
        found = set(heard.values) | heard.odd
        for asking, _, _ in heard.rounds:
            if asking.theory == self._last:
                found.update(asking.ids)
        return len(found)

    def _instead(self, place: PlanPlace, heard: Heard, theory: Theory) -> Instead | None:
        """The comparison with other ways of asking: see `Chooser.instead`. The same for all that come to a place."""
        if place.instead is not None:
            return place.instead
        asked: list[str] = []
        free: dict[str, SortValue] = {}
        for asking, answers, _ in heard.rounds:
            if asking.theory == self._last:
                asked += asking.ids
            else:
                given = zip(asking.ids, answers, strict=True)
                free |= {id_: heard.values[id_] for id_, answer in given if isinstance(answer, Value)}
        if not asked:
            return None
        planned = planner(
            self.program, self._verdicts, self._planning.strategy, self._priors, theory, 0.0, theory.max_questions, {}
        )
        everything = sum(1 for name, one in self.questions.items() if name not in free and not one.fact)
        answered = all(name in heard.values for name in asked)
        in_file_order = planned.in_file_order(free, heard.values) if answered else None
        place.instead = Instead(asked=len(asked), everything=everything, in_file_order=in_file_order)
        return place.instead


_AMOUNTS = attrgetter(
    "calls", "cached", "input_tokens", "output_tokens", "cached_tokens", "cost", "estimated", "saved.__class__"
)
"""What a round used, and whether it saved something: but for how much, documents with the same have used the same."""


def _again(heard: Heard | None) -> Heard:
    """What is known at a place that shared answers led to, for a document that goes on from there."""
    assert heard is not None
    return Heard(list(heard.at), list(heard.rounds), dict(heard.values), set(heard.odd), dict(heard.tried))


def _costs_nothing(outcome: Any) -> bool:
    """Whether a reply is one that was kept: no call was made for it, and it costs nothing."""
    return outcome.__class__ is Reply and outcome.usage.calls == 0 and outcome.usage.cost == 0
