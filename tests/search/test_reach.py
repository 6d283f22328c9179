"""What no theory given can say: a search says so beforehand, and writes nothing where no text could be confirmed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

import logitext
from logitext.policy.sorts import Value as SortValue
from logitext.search.events import OutOfReach, SearchEvent, Writing
from logitext.theory.protocol import Answer, Question, Texts, Unknown
from tests.logic.made import Made, World
from tests.logic.worlds.test_against_worlds import space_of
from tests.search.people import Author, Truth

Can = Mapping[str, Collection[SortValue] | None]


class Limited(Truth):
    """Reads the truth off a text, as far as it can say it."""

    def __init__(self, can: Can) -> None:
        super().__init__()
        self._can = can

    def can_say(self, question: Question) -> Collection[SortValue] | None:
        return self._can[question.clause]

    def _one(self, question: Question, texts: Texts) -> Answer:
        can = self._can[question.clause]
        value = json.loads(texts[question.texts[0]])[question.clause]
        return super()._one(question, texts) if can is None or value in can else Unknown("cannot tell")


def limits(one: Made, rng: Random) -> Can:
    ways: dict[bool, Sequence[Collection[SortValue] | None]] = {
        True: (None, (), (True,), (False,), (True, False)),
        False: (None, None, ()),
    }
    return {name: rng.choice(ways[True in values and False in values]) for name, values in one.values.items()}


def confirmed(one: Made, can: Can, world: World) -> bool:
    """Whether all worlds that agree with what can be said of this one meet the formula, by trying them."""
    known = {name: value for name, value in world.items() if (said := can[name]) is None or value in said}
    return all(one.holds(other) for other in one.worlds() if known.items() <= other.items())


@pytest.mark.parametrize("seed", range(150))
def test_nothing_is_written_exactly_where_no_text_can_be_confirmed(seed: int) -> None:
    one, _ = space_of(seed)
    can = limits(one, Random(f"reach {seed}"))
    heard: list[SearchEvent] = []
    author = Author(one.worlds(), seed, slips=0)
    outcome = logitext.loads(one.source).solve("found", writer=author, theory=Limited(can), listener=heard.append)
    said = [event for event in heard if isinstance(event, OutOfReach)]
    possible = any(one.holds(world) for world in one.worlds())
    assert bool(said) == (possible and not any(confirmed(one, can, world) for world in one.worlds()))
    if said:
        assert author.goals == []
        assert (outcome.status, outcome.detail) == ("undetermined", str(said[0]))
        assert outcome.usage.texts == 0


POLICY = """{{text post}}
{{let rude = [[is rude]] match /fool/  let joke = [[is a joke]]  let kind = [[is kind]] match /nice/ reject /nasty/}}
{{violation remove = rude unless joke}}
"""
SAID = [
    ("remove", "pattern:complete", "`joke`, so no text can be confirmed"),
    ("not rude", "pattern", "`not rude`, so no text can be confirmed"),
    ("not rude or joke", "pattern", "`not rude`, so no text can be confirmed"),
    ("not rude and joke", "pattern", "`not rude`, `joke`, so no text can be confirmed"),
    ("not rude", "pattern:complete", None),
    ("rude or not kind", "pattern", None),
]


@pytest.mark.parametrize(("formula", "reader", "words"), SAID)
def test_what_is_said(formula: str, reader: str, words: str | None) -> None:
    heard: list[SearchEvent] = []
    outcome = logitext.loads(POLICY).solve(formula, theory=reader, writer="compose", listener=heard.append)
    said = [str(event) for event in heard if isinstance(event, OutOfReach)]
    assert said == ([] if words is None else [f"no theory given can say {words}"])
    assert [type(event) for event in heard if isinstance(event, Writing)] == ([Writing] if words is None else [])
    assert outcome.status == ("sat" if words is None else "undetermined")


def test_a_counterexample() -> None:
    outcome = logitext.loads(POLICY).refute("joke implies rude", theory="pattern:complete", writer="compose")
    assert outcome.detail == "no theory given can say `joke`, so no counterexample can be confirmed"


def test_what_a_given_text_has_is_no_demand() -> None:
    """Nobody is asked to write what is there: a clause about it that could not be judged is an open clause."""
    policy = """{{text post  text reply}} {{let a = [[the post is rude]] where "the post" is post
      let b = [[the reply is kind]] where "the reply" is reply match /nice/}}"""
    heard: list[SearchEvent] = []
    loaded, given = logitext.loads(policy), {"post": "Fool"}
    outcome = loaded.solve("a and b", given=given, theory="pattern:complete", writer="compose", listener=heard.append)
    assert [one.clause for one in outcome.open] == ["a"]
    assert not [event for event in heard if isinstance(event, OutOfReach)]


def test_what_texts_did_not_meet_together_is_no_reason(tmp_path: Path) -> None:
    """A cheaper way that resisted is left for another one, and is still a way."""
    policy = "{{text post}} {{let a = [[A]] match /a/  let b = [[B]] match /b/  let c = [[C]]}}"
    nogoods = tmp_path / "nogoods.jsonl"
    for both in (False, True):
        heard: list[SearchEvent] = []
        outcome = logitext.loads(policy).solve(
            "(a and b) or c",
            theory=Limited({"a": None, "b": None, "c": ()}),
            writer=Author([{"a": True, "b": both, "c": False}], slips=0),
            nogoods=nogoods,
            listener=heard.append,
        )
        assert not [event for event in heard if isinstance(event, OutOfReach)]
        assert outcome.status == ("sat" if both else "undetermined")
        assert [one.clause for one in outcome.open] == ([] if both else ["c"])
        assert [one.demands for one in outcome.not_together] == ([] if both else [("b",)])


def test_a_formula_about_a_list_that_is_not_given_is_not_written_for() -> None:
    policy = logitext.loads("""{{text post}} {{list photos of {width: Int}}}
      {{let weapon = [[offers a weapon]] match /gun/
        violation refuse = weapon or (forsome p in photos: p.width < 3)}}""")
    said = "no list is given for `forsome p in photos: p.width < 3`, so no text can be confirmed"
    outcome = policy.solve("not refuse", theory="pattern:complete", writer="compose")
    assert (outcome.status, outcome.detail, outcome.usage.writing) == ("undetermined", said, 0)
    outcome = policy.solve("not refuse", theory="pattern:complete", writer="compose", facts={"photos": [{"width": 9}]})
    assert outcome.status == "sat"
