"""Quotations fetched at the end of a check: for the reasons of decided verdicts, and without changing an answer."""

from __future__ import annotations

from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.check.events import Noted
from logitext.records.result import Result
from tests.model_server import profiles
from tests.model_server.config import Config
from tests.model_server.ledger import Record
from tests.model_server.run import Server
from tests.model_server.truth import Truth
from tests.theory.llm.asked import asking

TEXT = "You fool, I will break both your legs tonight!"
POLICY = logitext.loads("""
{{text post}}
{{let threat = [[threatens a person]]  let insult = [[insults a person]]  let joke = [[is a joke]]}}
{{violation remove = threat unless joke  verdict rude = insult}}
""")
TRUTH = Truth.table({(TEXT, "threat"): True, (TEXT, "joke"): False, (TEXT, "insult"): None})


def config(name: str, truth: Truth = TRUTH) -> Config:
    return Config(profile=profiles.PROFILES[name], truth=truth)


def quoting(server: Server) -> list[Record]:
    return [record for record in server.requests if record.asked and record.asked.fields == ("quote", "answer")]


def asked_in(record: Record) -> set[str]:
    assert record.asked is not None
    return {question.id for question in record.asked.questions}


def quotes(result: Result) -> dict[str, str | None]:
    return {one.clause: one.quote for verdict in result.verdicts.values() for one in verdict.because}


@pytest.mark.parametrize("name", ["vllm", "openai"])
def test_the_reasons_of_decided_verdicts_are_asked_for_once_more_and_no_others(name: str) -> None:
    with asking(config(name), evidence=True) as (server, model):
        result = POLICY.check(TEXT, theory=model)
        records = quoting(server)
    assert result.verdicts["remove"].value is True
    assert result.verdicts["rude"].value is None
    assert [asked_in(record) for record in records] == [{"threat", "joke"}]
    assert set(quotes(result)) == {"threat", "joke"}
    assert any(quotes(result).values())
    assert all(quote is None or quote in TEXT for quote in quotes(result).values())


def test_nothing_is_fetched_unless_it_is_wanted() -> None:
    with asking(config("vllm")) as (server, model):
        result = POLICY.check(TEXT, theory=model)
        assert not quoting(server)
    assert set(quotes(result).values()) == {None}


def test_what_has_a_quotation_is_not_asked_for_again() -> None:
    with asking(config("vllm"), evidence=True, answer="evidence") as (server, model):
        result = POLICY.check(TEXT, theory=model)
        again = [name for record in quoting(server)[1:] for name in asked_in(record)]
    have = {name for name, quote in quotes(result).items() if quote is not None}
    assert not have & set(again) or have


class Wavering(theory.Theory):
    """Says one thing, and another when it is to quote."""

    name = "wavering"
    fetches_evidence = True

    def __init__(self, second: Any) -> None:
        self.second = second

    async def answer(self, questions: Any, texts: Any) -> theory.Reply:
        return theory.Reply({one.id: theory.Value(True) for one in questions})

    async def evidence(self, questions: Any, texts: Any) -> theory.Reply:
        if isinstance(self.second, BaseException):
            raise self.second
        return theory.Reply({one.id: self.second for one in questions})


@pytest.mark.parametrize(
    ("second", "note"),
    [
        (theory.Value(False, quote="fool"), "the answer is another one"),
        (theory.Unknown("hm"), "no evidence, as hm"),
        (theory.Value(True, quote="as nobody wrote"), "is not in the text"),
        (RuntimeError("gone"), "gone"),
        ("nonsense", "instead of an answer"),
    ],
    ids=["another answer", "none", "no quotation of the text", "it raises", "nonsense"],
)
def test_an_answer_stands_whatever_comes_when_it_is_to_be_quoted(second: Any, note: str) -> None:
    notes: list[str] = []

    def hear(event: object) -> None:
        if isinstance(event, Noted):
            notes.append(event.note)

    result = POLICY.check(TEXT, theory=Wavering(second), verdicts=["rude"], listener=hear)
    assert result.verdicts["rude"].value is True
    assert set(quotes(result).values()) == {None}
    assert any(note in one for one in notes), notes


def test_it_is_counted_and_keeps_to_the_limits() -> None:
    with asking(config("vllm"), evidence=True) as (_, model):
        whole = POLICY.check(TEXT, theory=model)
        model.fetches_evidence = False
        plain = POLICY.check(TEXT, theory=model)
        model.fetches_evidence = True
        limited = POLICY.check(TEXT, theory=model, max_questions=3)
    assert whole.usage.output_tokens > plain.usage.output_tokens
    assert whole.answers == plain.answers == limited.answers
    assert set(quotes(limited).values()) == {None}
