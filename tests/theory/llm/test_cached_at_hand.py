"""Answers of a model that are all in its cache are at hand: results are those of ordinary checks, whatever is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from logitext import Result, loads, theory
from logitext.check.at_hand.checks import AtHand
from logitext.theory import Question, Texts
from logitext.theory.llm.asking import Put
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.prices import ModelPrice

POLICY = loads("""{{text post}} {{text author}}
{{let a = [[a in post]] let b = [[b in post]] let c = [[it has c of him]] where "it" is post, "him" is author
let n: Int = [[how many in post]]}}
{{let k: mild | grave = [[how bad post is]]}}
{{verdict v = a and b or c and n > 2}} {{verdict w = k == grave and not a}}""")
ABLE = Capabilities(("chat",), "json_schema", logprobs=True, seed=True, temperature=True)
TEXTS = [
    {"post": "".join(x for i, x in enumerate("abcg2") if number >> i & 1), "author": "Ann"} for number in range(32)
]


class Filling(theory.OpenAI):
    """Fills the cache without a server; reads the answers off the letters of the text."""

    async def _put(self, api: Any, questions: Sequence[Question], texts: Texts, *more: Any) -> dict[str, Put]:
        post = texts["post"]
        found: dict[str, Any] = {}
        for one in questions:
            if one.clause == "n":
                found[one.id] = theory.Value(3, quote=post[:1] or None) if "2" in post else theory.Unknown("who knows")
            elif one.clause == "k":
                found[one.id] = theory.Value("grave" if "g" in post else "mild", probability=0.9)
            else:
                found[one.id] = theory.Value(one.clause in post, probability=0.96 if one.clause in post else 0.125)
        return {id_: Put(answer, len(questions) == 1) for id_, answer in found.items()}


@pytest.fixture(params=[None, {"m": ModelPrice(1.0, 2.0)}], ids=["no price", "a price"])
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[theory.OpenAI, theory.OpenAI]]:
    """A model that fills a cache, and one that has it."""
    with Cache(tmp_path / "answers.sqlite3") as cache:
        both = [
            kind("m", base_url="http://127.0.0.1:9/v1", api_key="none", cache=cache, api="chat", prices=request.param)
            for kind in (Filling, theory.OpenAI)
        ]
        for model in both:
            model.session.found[model.known_as] = ABLE
        yield both[0], both[1]


def plain(result: Result) -> str:
    found = result.to_dict()
    del found["usage"]["seconds"]
    return json.dumps(found)


def test_results_are_those_of_ordinary_checks(
    asked: tuple[theory.OpenAI, theory.OpenAI], monkeypatch: pytest.MonkeyPatch
) -> None:
    filling, model = asked
    taken: list[bool] = []
    check = AtHand.check

    def watched(self: AtHand, texts: Texts) -> Any:
        taken.append(isinstance(outcome := check(self, texts), Result))
        return outcome

    for options in ({}, {"batch": 1}, {"minimise": "questions"}, {"strategy": "given"}):
        for _ in POLICY.check_many(TEXTS, theory=filling, **options):
            pass
        ordinary = list(POLICY.check_many(TEXTS, theory=model, listener=lambda _: None, **options))
        with monkeypatch.context() as patched:
            patched.setattr(AtHand, "check", watched)
            swift = list(POLICY.check_many(TEXTS, theory=model, **options))
        assert list(map(plain, ordinary)) == list(map(plain, swift))
        assert all(result.error is None for result in swift)
    assert taken == [True] * len(taken)
    assert len(taken) == 4 * len(TEXTS)


def test_a_broken_row_is_a_miss(asked: tuple[theory.OpenAI, theory.OpenAI], tmp_path: Path) -> None:
    filling, model = asked
    known = list(POLICY.check_many(TEXTS, theory=filling))
    assert model.cache is not None
    with model.cache._database.writing() as connection:
        connection.execute("UPDATE answers SET components = CAST('{}' AS BLOB)")
        connection.execute("UPDATE calls SET answers = CAST(answers || ' ' AS BLOB) WHERE answers IS NOT NULL")
    question = Question("a", "a", "a")
    assert model.at_hand([question], Texts(TEXTS[1])) is None
    again = list(POLICY.check_many(TEXTS, theory=filling))
    assert [result.usage.cached for result in again] == [0] * len(TEXTS)
    assert [result.answers for result in again] == [result.answers for result in known]


@pytest.mark.parametrize("change", ["answers = NULL", "answers = CAST('{}' AS BLOB)", "key = NULL"])
def test_where_a_call_is_not_there_its_answers_are(asked: tuple[theory.OpenAI, theory.OpenAI], change: str) -> None:
    filling, model = asked
    known = list(POLICY.check_many(TEXTS, theory=filling))
    assert model.cache is not None
    with model.cache._database.writing() as connection:
        assert connection.execute(f"UPDATE calls SET {change} WHERE answers IS NOT NULL").rowcount
    again = list(POLICY.check_many(TEXTS, theory=model))
    assert [result.answers for result in again] == [result.answers for result in known]
    assert all(result.usage.cached and not result.usage.calls for result in again)


def test_without_a_cache_nothing_is_at_hand() -> None:
    model = theory.OpenAI("m", base_url="http://127.0.0.1:9/v1", api_key="none")
    assert model.at_hand([Question("a", "a", "a")], Texts({"post": "x"})) is None
