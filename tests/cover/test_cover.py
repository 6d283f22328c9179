"""Covers: what is said to be met is met, what can be reached is reached, and nothing is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

import logitext
from logitext.api import CoverOptions
from logitext.records.cover import Cover, TextLine
from logitext.syntax.diagnostics import InputError
from logitext.theory import Function
from logitext.theory.writing.mock import MockWriter
from logitext.theory.writing.protocol import Proposals
from tests.logic.made import Made
from tests.logic.worlds.test_against_worlds import in_cells, space_of
from tests.search.people import Author, Silent, Truth, text_of
from tests.search.test_solve import down, real_worlds

CRITERIA = ("each-clause", "verdict", "pairwise", "mcdc", "implicants", "all")


def values_of(one: Made, line: TextLine) -> dict[str, object]:
    return {name: value for name, value in json.loads(line.texts["post"]).items() if name != "id"}


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("seed", range(25))
def test_every_realisable_goal_is_realised(seed: int, criterion: str) -> None:
    """The author writes what is demanded as far as any real world goes, so that all of it can be reached."""
    one, space = space_of(seed)
    real = one.worlds()
    outcome = logitext.loads(one.source).cover(
        by=criterion, writer=Author(real, seed, slips=0.1), theory=Truth(), limit=500, alike=1.0
    )
    assert outcome.status == "covered", [goal.name for goal in outcome.unrealised]
    assert outcome.feasible == outcome.realised == len(outcome.goals)
    seen = {in_cells(space, values_of(one, line)) for line in outcome.texts}  # type: ignore[arg-type]
    if criterion == "all":
        assert len(seen) >= outcome.feasible
    for line in outcome.texts:
        world = values_of(one, line)
        assert line.answers.items() <= world.items()
        assert line.verdicts == {"found": one.holds(world)}  # type: ignore[arg-type]
    for goal in outcome.goals:
        assert goal.text is not None
        assert goal.goal in outcome.texts[goal.text - 1].goals


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("seed", range(25))
def test_what_is_met_is_met(seed: int, criterion: str) -> None:
    """With an author who can write only some worlds nothing is covered that no text of it meets."""
    one, _ = space_of(seed)
    real = real_worlds(one, seed)
    outcome = logitext.loads(one.source).cover(
        by=criterion, writer=Author(real, seed), theory=Truth(), limit=60, alike=1.0
    )
    values = {json.dumps(world, sort_keys=True) for world in real}
    for line in outcome.texts:
        assert json.dumps(values_of(one, line), sort_keys=True) in values
    if criterion == "verdict":
        met = {goal.name for goal in outcome.goals if goal.text is not None}
        assert met <= {f"found is {str(one.holds(world)).lower()}" for world in real}
    assert (outcome.status == "covered") == (outcome.realised == outcome.feasible)


POLICY = """{{text post: "a message"}}
{{let threat = [[threatens somebody]]  let joke = [[is a joke]]  let insult = [[insults somebody]]}}
{{assume a_joke_is_no_threat: joke implies not threat}}
{{violation remove = (threat or insult) unless joke}}
"""


def so(threat: bool = False, joke: bool = False, insult: bool = False, mark: int = 0) -> str:
    return text_of({"threat": threat, "joke": joke, "insult": insult}, mark)


def cover(texts: Sequence[str] = (), **options: object) -> Cover:
    by = str(options.pop("by", "each-clause"))
    given: CoverOptions = {"writer": MockWriter(texts), "theory": Truth(), "alike": 1.0, **options}  # type: ignore[typeddict-item]
    return logitext.loads(POLICY, "p.nltc").cover(by=by, **given)


def test_a_text_that_misses_its_goal_may_meet_others() -> None:
    outcome = cover([so(insult=True), so(threat=True, mark=1), so(joke=True, mark=2)])
    assert outcome.status == "covered"
    assert len(outcome.texts) == 3
    assert [line.goals for line in outcome.texts] == [(1, 3, 6), (2, 3, 5), (1, 4, 5)]


def test_a_text_that_contradicts_the_assumptions_meets_nothing() -> None:
    outcome = cover([so(threat=True, joke=True)], by="verdict")
    assert outcome.texts[0].conflict
    assert (outcome.texts[0].goals, outcome.realised) == ((), 0)


def test_what_cannot_be_judged_meets_nothing() -> None:
    outcome = cover([so(threat=True)], theory=Truth(failing=["threat"]), by="verdict")
    assert [(one.clause, one.reason) for one in outcome.texts[0].open] == [("threat", "failed")]
    assert outcome.texts[0].verdicts == {"remove": None}
    assert outcome.realised == 0


def test_texts_that_are_too_like_each_other() -> None:
    outcome = cover(["a message {}", "A  MESSAGE {}"], theory=Function(lambda *_: False), alike=0.9)
    assert len(outcome.texts) == 1


def test_the_writer_is_told_what_there_is() -> None:
    writer = MockWriter([so(insult=True), so(threat=True, mark=1), so(joke=True, mark=2)])
    cover(writer=writer)
    assert [dict(one) for one in writer.goals[2].unlike] == [
        {"post": so(insult=True)},
        {"post": so(threat=True, mark=1)},
    ]


def test_each_text_is_kept_at_once_and_taken_up_again() -> None:
    kept: list[TextLine] = []
    first = cover([so(insult=True), so(threat=True, mark=1), KeyboardInterrupt()], keep=kept.append)  # type: ignore[list-item]
    assert (first.interrupted, first.status, first.detail) == (True, "uncovered", "interrupted")
    assert [line.texts["post"] for line in kept] == [so(insult=True), so(threat=True, mark=1)]
    assert kept == list(first.texts)
    reader = Truth()
    again = cover([so(joke=True, mark=2)], cases=kept, theory=reader)
    assert again.status == "covered"
    assert reader.asked == 3  # only the new text is read


def test_cases_alone() -> None:
    cases = [
        TextLine(text=1, policy="", reader="labels", texts={}, answers={"threat": True}, verdicts={}),
        TextLine(text=2, policy="", reader="labels", texts={}, answers={"threat": False, "insult": None}, verdicts={}),
    ]
    outcome = cover(cases=cases, writer=None)
    assert (outcome.realised, outcome.feasible, outcome.usage.texts) == (3, 6, 0)  # threat both ways, and no joke
    wrong = TextLine(text=3, policy="", reader="labels", texts={}, answers={"thret": True}, verdicts={})
    with pytest.raises(InputError, match="NLT617"):
        cover(cases=[wrong], writer=None)


def test_a_goal_that_resists_is_given_up_and_learned() -> None:
    worlds = [{"threat": t, "joke": False, "insult": i} for t, i in ((True, False), (False, True), (False, False))]
    outcome = cover(writer=Author(worlds, 1), by="pairwise", limit=300)
    names = [goal.name for goal in outcome.unrealised]
    assert "threat, insult" in names
    assert ("insult", "threat") in [nogood.demands for nogood in outcome.not_together]
    assert len(outcome.texts) < 100


def test_a_formula_is_covered() -> None:
    policy = logitext.loads(POLICY)
    worlds = [json.loads(so(*flags)) for flags in ((True,), (False, True), (False, False, True), ())]
    writer = Author([{name: v for name, v in one.items() if name != "id"} for one in worlds], slips=0)
    outcome = policy.cover("threat or joke", by="mcdc", writer=writer, theory=Truth(), alike=1.0)
    assert (outcome.formula, outcome.verdicts, outcome.status) == ("threat or joke", ("(formula)",), "covered")
    assert set(outcome.texts[0].verdicts) == {"remove", "(formula)"}


def test_a_writer_that_fails() -> None:
    outcome = cover(writer=Silent(down))
    assert (outcome.status, outcome.failed) == ("uncovered", True)
    assert outcome.detail == "silent: ConnectionError: the line is down"
    mute = cover(writer=Silent(lambda: Proposals([])))
    assert (mute.status, mute.failed, mute.detail) == ("uncovered", False, None)
    assert {goal.tried for goal in mute.goals} == {2}  # a writer that has nothing new is not called a third time


def test_limits() -> None:
    texts = [so(mark=number) for number in range(50)]
    assert len(cover(texts, limit=3).texts) == 3
    few = cover(texts, max_calls=4)
    assert few.usage.writing + few.usage.reading <= 4
    assert few.detail == "at most 4 calls"


@pytest.mark.parametrize("options", [{"tries": 0}, {"wishes": -1}, {"alike": 0.0}, {"by": "most"}, {"nothing": 1}])
def test_what_makes_no_sense(options: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        cover((), **options)
