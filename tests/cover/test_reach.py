"""Goals that the theories given can never decide: said beforehand, and nothing is written for them."""

from __future__ import annotations

import pytest

import logitext
from logitext import theory
from logitext.records.cover import Cover
from logitext.search.events import Considered, OutOfReach, SearchEvent, Writing
from logitext.theory.writing.mock import MockWriter
from tests.search.people import Truth, text_of

POLICY = """{{text post: "a message"}}
{{let rude = [[is rude]] match /fool/  let joke = [[is a joke]]  let many: Int = [[how many]]
  let kind = [[is kind]] match /nice/ reject /nasty/}}
{{violation remove = (rude or many > 3) unless joke}}
{{verdict praise = kind and not rude}}
"""


def cover(by: str, reader: theory.Theory | str, policy: str = POLICY) -> tuple[Cover, list[SearchEvent]]:
    heard: list[SearchEvent] = []
    outcome = logitext.loads(policy).cover(by=by, theory=reader, writer="compose", listener=heard.append)
    return outcome, heard


REACHED = [
    ("each-clause", "pattern", 9, ("`joke`", "`many`", "`not rude`"), {"rude", "not kind", "kind"}),
    ("each-clause", "pattern:complete", 9, ("`joke`", "`many`"), {"not rude", "rude", "not kind", "kind"}),
    ("verdict", "pattern:complete", 4, ("`joke`", "`many`"), {"praise is true", "praise is false"}),
]


@pytest.mark.parametrize(("by", "reader", "feasible", "said", "reached"), REACHED)
def test_what_no_theory_can_say_is_said_beforehand(
    by: str, reader: str, feasible: int, said: tuple[str, ...], reached: set[str]
) -> None:
    outcome, heard = cover(by, reader)
    (warning,) = [one for one in heard if isinstance(one, OutOfReach)]
    assert heard.index(warning) < next(index for index, one in enumerate(heard) if isinstance(one, Writing))
    lost = feasible - len(reached)
    assert str(warning) == f"no theory given can say {', '.join(said)}, so {lost} of {feasible} goals cannot be met"
    assert outcome.notes == (str(warning),)
    assert {goal.name for goal in outcome.goals if goal.text is not None} == reached
    assert all(goal.tried == 0 for goal in outcome.unrealised)


def test_nothing_is_written_where_nothing_can_be_met() -> None:
    outcome, heard = cover(
        "each-clause", "pattern", "{{text post}} {{let rude = [[is rude]]  violation remove = rude}}"
    )
    assert (outcome.texts, outcome.usage.writing, outcome.status) == ((), 0, "uncovered")
    assert outcome.notes == ("no theory given can say `rude`, so all 2 goals cannot be met",)
    assert not [one for one in heard if isinstance(one, Writing)]


def test_what_follows_from_assumptions_can_be_met() -> None:
    """Nobody is asked `joke`, and the assumption tells that it does not hold where `rude` does."""
    outcome, _ = cover("each-clause", "pattern:complete", POLICY + "{{assume serious: rude implies not joke}}")
    assert "not joke" in {goal.name for goal in outcome.goals if goal.text is not None}


def test_where_z3_decides_what_a_goal_names_is_looked_at() -> None:
    policy = POLICY + "{{let much: Int = [[how much]] assume sum: many + much < 7}}"
    outcome, heard = cover("each-clause", "pattern:complete", policy)
    assert [one for one in heard if isinstance(one, OutOfReach)]
    assert {goal.name for goal in outcome.goals if goal.text is not None} == {"not rude", "rude", "not kind", "kind"}


def test_theories_that_may_say_anything_leave_nothing_out() -> None:
    for reader in (Truth(), theory.Function(lambda _question, _texts: None)):
        _, heard = cover("each-clause", reader)
        assert not [one for one in heard if isinstance(one, OutOfReach)]
        assert [one.goals for one in heard if isinstance(one, Considered)] == list(range(1, 10))
    _, heard = cover("each-clause", theory.Answers({"joke": True, "many": 3}))
    assert [one.clauses for one in heard if isinstance(one, OutOfReach)] == [("rude", "kind")]


def test_units_are_read_whatever_formulas_about_them_are_called() -> None:
    policy = """{{text post}} {{let rude(s) = [[s is rude]] match /fool/}}
    {{violation remove = forsome s in sentences(post): rude(s)}}"""
    outcome, heard = cover("verdict", "pattern:complete", policy)
    assert not [one for one in heard if isinstance(one, OutOfReach)]
    assert outcome.feasible == 2


def test_a_goal_is_left_when_the_writer_has_nothing_new_for_it() -> None:
    """A writer that always gives the same text is not called over and over for each goal."""
    writer = MockWriter([text_of({"a": True, "b": False}, 0)] * 100)
    policy = "{{text post}} {{let a = [[A]] let b = [[B]] let c = [[C]]}} {{verdict v = a and b and c}}"
    outcome = logitext.loads(policy).cover(by="each-clause", theory=Truth(), writer=writer, alike=1.0)
    assert outcome.status == "uncovered"
    assert outcome.usage.writing <= 1 + 2 * outcome.feasible


def test_goals_about_lists_are_not_tried() -> None:
    """Nobody makes up a list, whoever reads the texts."""
    policy = """{{text post}} {{list photos of {width: Int}}}
      {{let weapon = [[offers a weapon]] match /gun/  let narrow = (forsome p in photos: p.width < 3)
        violation refuse = weapon or narrow}}"""
    outcome, heard = cover("each-clause", "pattern:complete", policy)
    (warning,) = [one for one in heard if isinstance(one, OutOfReach)]
    assert str(warning) == "no list is given for `forsome p in photos: p.width < 3`, so 2 of 4 goals cannot be met"
    assert [goal.tried for goal in outcome.unrealised] == [0, 0]
    assert outcome.usage.writing == 2
