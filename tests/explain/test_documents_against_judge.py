"""What would be otherwise in policies about facts and lists, against all worlds: suppositions, changes and repairs."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pytest

import logitext
from logitext import Policy, Result, theory
from logitext.api.arguments import texts_of
from logitext.logic import program as programs
from logitext.logic.backend_name import BackendName
from logitext.logic.cone_of_influence import is_hard
from logitext.policy.load import expanded
from logitext.records.explanation import WhatIf, WhyNot
from tests.judge import cases, document_cases, documents
from tests.judge.document_cases import DocumentCase, Given
from tests.judge.model import Value
from tests.judge.of_documents import facts_of, failed, loaded

QUICK = 300_000
"""What a call of the solver may spend here."""
MANY = 9
"""How many answers contradict each other at most, so that all their subsets can be tried."""


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_what_would_be_otherwise(
    seeds: range, backend: BackendName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "EFFORT", QUICK)
    compared = 0
    for seed in seeds:
        case = document_cases.case(seed)
        policy = loaded(case, tmp_path, backend)
        for given in document_cases.given(case):
            result = policy.check(
                given.document.post,
                facts=facts_of(given),
                assume=given.supposed or None,
                theory=theory.Chain(theory.Pattern(), theory.Answers(dict(given.answers))),
            )
            look = _Otherwise(case, given, result, hard=is_hard(expanded(policy.checked, result.units)))
            supposed = look.supposition()
            explanation = policy.explain(result, why_not=True, what_if=supposed).explanation
            assert explanation is not None
            assert explanation.what_if is not None
            look.what_if(explanation.what_if, supposed)
            for one in explanation.why_not:
                look.why_not(one)
            compared += 1
    assert compared > 0


class _Otherwise:
    """A result, and what the judge says would be otherwise."""

    def __init__(self, case: DocumentCase, given: Given, result: Result, *, hard: bool) -> None:
        self.case = case
        self.given = given
        self.worlds = given.worlds
        self.hard = hard
        self.result = result
        names = given.worlds.names
        self.now: dict[str, Value] = {name: value for name, value in result.known.items() if name in names}
        self.now |= {f"assume {one}": True for one in given.supposed}

    def say(self, what: object) -> str:
        return failed(self.case, self.given, f"{what}\nknown: {self.now}")

    def supposition(self) -> dict[str, Value | None]:
        """Other values of some facts and answers, or none; of what follows from others nothing is supposed."""
        rng, every = self.case.rng, self.given.domains
        follows = documents.known_of_texts(self.given.document, every).keys() | {
            name for name in every if documents.follows(name) is not None or name.startswith("assume ")
        }
        names = rng.sample([name for name in every if name not in follows], k=min(2, len(every) - len(follows)))
        return {name: None if rng.random() < 0.2 else rng.choice(every[name]) for name in names}

    def what_if(self, found: WhatIf, supposed: Mapping[str, Value | None]) -> None:
        merged = {**self.now, **supposed, **document_cases.following(self.given, supposed)}
        now = {name: value for name, value in merged.items() if value is not None}
        conflict = self.worlds.conflict(now)
        if found.conflict != conflict:
            assert self.hard, self.say(f"a conflict with {supposed}: {found.conflict}")
            return
        for one in found.verdicts:
            value = self.worlds.value(now, one.verdict)
            right = one.after == value or (self.hard and one.after is None)
            assert right, self.say(f"{one.verdict} with {supposed} is {one.after}, not {value}")
            if one.after is not None:
                because = [answer.clause for answer in one.because]
                kept = {name: now[name] for name in because}
                assert self.worlds.entails(kept, one.verdict, one.after), self.say(f"{because} with {supposed}")
            elif not conflict and not self.hard:
                matter = self.worlds.relevant(now, [one.verdict], [n for n in self.worlds.names if n not in now])
                assert set(one.open) == set(matter), self.say(f"open with {supposed}: {one.open}, not {matter}")

    def why_not(self, found: WhyNot) -> None:
        """What is changed turns the verdict, and less does not."""
        value = self.result.verdicts[found.verdict].value
        assert value is not None
        if found.never:
            other = [world for world in self.worlds.worlds if world[found.verdict] != value]
            assert not other, self.say(f"{found.verdict} never differs, but in {other[0]}")
        for flip in found.flips:
            changed: dict[str, Value] = {one.clause: one.now for one in flip.changed if one.now is not None}
            more = {one.clause: one.value for one in flip.given if one.value is not None}
            now = {**self.now, **changed, **more}
            outcome = self.worlds.value(now, found.verdict)
            assert outcome == flip.value, self.say(f"{flip} makes {found.verdict} {outcome}")
            assert outcome not in (None, value), self.say(f"{flip} turns nothing")


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_repairs_give_up_the_least(
    seeds: range, backend: BackendName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "EFFORT", QUICK)
    repaired = 0
    for seed in seeds:
        case = document_cases.case(seed)
        policy = loaded(case, tmp_path, backend)
        for given in document_cases.given(case):
            repaired += asyncio.run(_repaired(case, given, policy))
    assert repaired > 0 or len(seeds) < 20, "nothing was repaired"


async def _repaired(case: DocumentCase, given: Given, policy: Policy) -> bool:
    """Whether there was something to repair. Answers are drawn anew, so that they often contradict what is assumed."""
    rng = case.rng
    answers = {**given.known, **{name: rng.choice(of) for name, of in given.domains.items() if rng.random() < 0.8}}
    answers |= {name: value for name, value in given.known.items() if documents.follows(name) is not None}
    for name in rng.sample(list(answers), max(0, len(answers) - MANY)):
        del answers[name]
    if not given.worlds.conflict(answers):
        return False
    assuming, assumed = policy._supposing(given.supposed)
    fitted = assuming.expansion.fit(texts_of(assuming.checked, given.document.post, None, facts_of(given), assumed))
    if is_hard(fitted.program.policy):
        return False
    weights = {name: rng.choice((0.01, 0.5, 1.0, 1.5, 6.9)) for name in answers}

    def conflict(names: Collection[str]) -> bool:
        return given.worlds.conflict({name: answers[name] for name in names})

    def weight(names: Iterable[str]) -> float:
        return round(sum(weights[name] for name in names), 4)

    given_up = await fitted.program.repair(answers, weights)
    assert given_up is not None, failed(case, given, f"no repair of {answers}")
    assert not conflict(answers.keys() - set(given_up)), failed(
        case, given, f"{answers} without {given_up} is a conflict"
    )
    least = min(
        weight(names)
        for size in range(len(answers) + 1)
        for names in itertools.combinations(answers, size)
        if not conflict(answers.keys() - set(names))
    )
    assert weight(given_up) == least, failed(
        case, given, f"{given_up} of {answers} weighs more than {least}: {weights}"
    )
    return True


def test_what_follows_from_a_supposed_fact_follows() -> None:
    policy = logitext.loads(
        """{{text post  list rows of {by: Text, body: text}  fact who: Text  verdict v = same(who, "bob")
        verdict w = post contains who  verdict x = forsome r in rows: r.by contains "nn"}}"""
    )
    result = policy.check("ann", facts={"who": "ann", "rows": [{"by": "Ann", "body": ""}]})

    def told(supposed: Mapping[str, Value | None]) -> dict[str, object]:
        found = policy.explain(result, what_if=supposed).explanation
        assert found is not None
        assert found.what_if is not None
        return {one.verdict: one.after for one in found.what_if.verdicts}

    assert told({}) == {"v": False, "w": True, "x": True}
    assert told({"who": "BOB"}) == {"v": True, "w": None, "x": True}  # what stands in a text is not known here
    assert told({"who": None}) == {"v": None, "w": None, "x": True}
    assert told({"rows[1].by": "Bo"}) == {"v": False, "w": True, "x": False}
