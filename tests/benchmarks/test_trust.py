"""The benchmark of trust: its world is as it is told to be, and its arms come to what they should on a small scale."""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import mean

import pytest

import logitext
from benchmarks.suites.task import Instance
from benchmarks.trust import priced, real
from benchmarks.trust.__main__ import Row, beside, cases_of, measured
from benchmarks.trust.arms import ARMS
from benchmarks.trust.fitted import Labelled, said
from benchmarks.trust.world import WORLDS, Model, World, setting
from logitext.theory.learned.terms import TermRows
from logitext.theory.protocol import Question, Texts, Value


def answers(world: World, name: str, ask: str | None = None) -> list[tuple[bool, bool]]:
    """Truths and answers about all clauses of many documents."""
    found = []
    for seed in range(3):
        here = setting(seed, 40, world)
        model = Model(name, world.error, 0.1, world, bare=True, docs={one.key: one for one in here.docs})
        for doc in here.docs:
            questions = [Question(clause, clause, clause, ask=ask) for clause in here.clauses]
            reply = asyncio.run(model.answer(questions, Texts({"post": doc.key})))
            for clause in here.clauses:
                answer = reply.answers[clause]
                assert isinstance(answer, Value)
                found.append((doc.truth[clause], answer.value is True))
    return found


def test_models_err_as_often_as_they_are_told_to_and_partly_again() -> None:
    first, again = answers(WORLDS[0], "cheap"), answers(WORLDS[0], "cheap", "in other words")
    wrong = [so != said for so, said in first]
    assert mean(wrong) == pytest.approx(0.1, abs=0.02)
    both = [one and so != said for one, (so, said) in zip(wrong, again, strict=True)]
    assert 0.15 < sum(both) / sum(wrong) < 0.6, "more than by chance, and not all"
    assert first == answers(WORLDS[0], "cheap"), "the world is the same each time"


def test_a_wrong_policy_is_wrong_as_often_as_it_is_told_to() -> None:
    world = World("mistaken", mistaken=0.2)
    plain, mistaken = setting(1, 200, WORLDS[0]), setting(1, 200, world)
    differing = [one.right != other.right for one, other in zip(plain.docs, mistaken.docs, strict=True)]
    assert mean(differing) == pytest.approx(0.2, abs=0.07)


@pytest.mark.parametrize("bare", [False, True], ids=["probabilities", "bare"])
def test_to_be_surer_costs_more_and_is_more_often_right(bare: bool) -> None:
    cases = cases_of(WORLDS[0], 6, 6, bare=bare)
    rows = {name: asyncio.run(measured(ARMS[name], cases)) for name in ("lazy, hard", "--confidence 0.95")}
    assert rows["lazy, hard"].price < rows["--confidence 0.95"].price < 30
    assert rows["lazy, hard"].share < rows["--confidence 0.95"].share


def test_arms_are_held_beside_each_other_at_equal_price() -> None:
    def row(right: int, price: float) -> Row:
        return Row(right, 100, price, 0.0, 0.0, 0.0)

    rows = {"--confidence 0.8": row(80, 10), "--confidence 0.9": row(90, 20)}
    assert beside(rows, row(70, 5)) is None
    assert beside(rows, row(80, 15)) == pytest.approx(0.05)
    assert beside(rows, row(95, 50)) == pytest.approx(-0.05)


# --- real labels -------------------------------------------------------------------------------------------------

POLICY = "{{text t}} {{let a = [[a]] let b = [[b]] violation v = a or b}}"


def _set() -> Labelled:
    """A hundred texts of 25 templates. The words of a text say what is true of it."""
    instances = []
    for at in range(100):
        a, b = at % 8 < 4, at % 5 == 0
        words = f"{'alpha' if a else 'other'} {'beta' if b else 'plain'} text {at}"
        instances.append(Instance(str(at), {"t": words}, {"v": a or b}, {"a": a, "b": b}))
    rows = TermRows.fitted([one.texts["t"] for one in instances])([one.texts["t"] for one in instances])
    return Labelled(logitext.loads(POLICY), "v", instances, rows, [at // 4 for at in range(100)])


def test_texts_of_a_template_stand_together() -> None:
    of = _set()
    found = real.parts(of, "seed", by_template=True)
    assert sorted(at for part in found for at in part) == list(range(100))
    templates = [{of.templates[at] for at in part} for part in found]
    assert not templates[0] & templates[1]
    assert not (templates[0] | templates[1]) & templates[2]
    assert [len(part) for part in real.parts(of, "seed", by_template=False)] == [25, 25, 50]


def test_classifiers_say_what_words_say() -> None:
    of = _set()
    told = said(of, range(60), range(60, 100))
    assert told.keys() == {"a", "b", "v"}
    for at in range(60, 100):
        assert (told["a"][of.instances[at].texts["t"]] > 0.5) is of.label(at, "a")


def test_a_split_is_judged_by_all_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real, "labelled", lambda *_: _set())
    found = real.split("made up", Path(), False, 0)
    assert set(found) == set(real.WAYS)
    assert {one.judged for one in found.values()} == {50}
    assert not any(one.promised for one in found.values()), "25 cases are too few"
    assert set(real.split("made up", Path(), False, real.FEW)) == set(real.WAYS[1:])


def test_templates_count_alike_and_what_breaks_a_promise() -> None:
    def one(given: float, wrong: float, texts: int, texts_wrong: int) -> real.Judged:
        return real.Judged(100, True, 0.5, given, wrong, texts, texts_wrong, [(0.9, True), (0.8, False)])

    good, unlucky, bad = one(50, 2, 50, 2), one(50, 3, 50, 3), one(50, 9, 50, 9)
    assert [(each.kept, each.broken) for each in (good, unlucky, bad)] == [(True, False), (False, False), (False, True)]
    told = real.summed([good, unlucky, bad])
    assert (told.splits, told.promised, told.kept, told.broken) == (3, 3, 1, 1)
    assert told.wrong == pytest.approx(14 / 150)
    assert told.right == 0.5


def test_ways_at_a_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priced, "labelled", lambda *_: _set())
    monkeypatch.setattr(priced, "CONFIDENCES", (0.9,))
    found = dict(priced.ways("made up", Path(), 0))
    assert list(found) == [
        "lazy, hard", "large, hard", "cascade a clause", "whole policy, large", "--confidence 0.9",
    ]  # fmt: skip
    assert found["lazy, hard"][2] < found["cascade a clause"][2]
    assert found["whole policy, large"][1:] == (50, 500)
