"""Whatever a text says, it is asked about like any other, and answers stay with their clauses."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from logitext.policy.sorts import BOOL
from logitext.theory.llm.prompt import load_prompt
from logitext.theory.protocol import Value
from tests.model_server.ledger import Record
from tests.model_server.profiles import OPENAI, PLAIN
from tests.model_server.reading import CHAT, DECISIONS, RESPONSES
from tests.model_server.run import Server
from tests.model_server.usage import Cache
from tests.theory.llm.hostile import closings, orders
from tests.theory.llm.hostile.asking import (
    FULL,
    HARMLESS,
    POLICY,
    QUESTIONS,
    SMALL_SERVER,
    STRING,
    WAYS,
    Way,
    exchanged,
    held,
    sayable,
    wanted,
)
from tests.theory.llm.hostile.control_tokens import CONTROL_TOKENS
from tests.theory.llm.hostile.reading import assert_plain, canonical, joined, taken_apart
from tests.theory.llm.hostile.templates import TEMPLATES, plain
from tests.theory.llm.hostile.texts import SMALL, TEXTS


@pytest.fixture(scope="module")
def servers() -> Iterator[Mapping[str, Server]]:
    with pytest.MonkeyPatch.context() as patch, held(FULL, STRING, PLAIN, SMALL_SERVER, OPENAI) as found:
        # The server looks up every beginning of a prompt, which takes minutes where that is megabytes.
        patch.setattr(Cache, "cached", lambda *_: 0)
        yield found


# --- the corpus --------------------------------------------------------------------------------------------------


def test_there_are_many_texts_and_no_two_are_the_same() -> None:
    assert len(TEXTS) >= 200
    assert len(set(TEXTS.values())) == len(TEXTS)
    assert len({joined(text) for text in TEXTS.values()}) == len(TEXTS)
    assert HARMLESS not in TEXTS.values()


# --- requests ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WAYS)
def test_the_request_is_the_same_but_for_the_text_and_each_answer_is_that_of_its_clause(
    servers: Mapping[str, Server], name: str
) -> None:
    way = WAYS[name]
    texts = {"": HARMLESS, **(TEXTS if name in _WITH_LARGE else closings.TEXTS if name in _SLOW else SMALL)}
    answered, requests = exchanged(servers, way, texts)
    references = requests.pop("")
    assert len(references) == len(way.batches)
    expected = [taken_apart(reference.body) for reference in references]
    for key, records in requests.items():
        assert len(records) == len(references), key
        for record, reference, (rest, _) in zip(records, references, expected, strict=True):
            assert record.path == reference.path == way.path
            assert _headers(record) == _headers(reference), key
            found, line = taken_apart(record.body)
            assert canonical(found) == canonical(rest), key
            assert_only_data(line, texts[key])
    for key, found in answered.items():
        for batch, asked in zip(way.batches, found, strict=True):
            assert list(asked.answers) == [question.id for question in batch]
            for question in batch:
                answer = asked.answers[question.id]
                assert isinstance(answer, Value), (key, answer)
                assert answer.value == wanted(texts[key], question), (key, question.id)
            if sayable(texts[key]) == texts[key]:
                assert asked.notes == (), key  # whatever the model quotes stands in the text, and is found


_WITH_LARGE = ("chat, texts first", "decisions")
_SLOW = ("chat, clause by clause", "chat without a schema", "chat of a small server")


def _headers(record: Record) -> dict[str, str]:
    return {name: value for name, value in record.headers.items() if name != "content-length"}


def assert_only_data(line: str, text: str) -> None:
    """The line is JSON of the one text and nothing else, and holds no character that is more than itself."""
    texts = [{"name": "post", "about": "what somebody has written", "content": joined(text)}]
    assert json.loads(line) == {"texts": texts}
    beginning, ending = '{"texts":[{"name":"post","about":"what somebody has written","content":"', '"}]}'
    assert line.startswith(beginning)
    assert line.endswith(ending)
    assert_plain(line[len(beginning) : len(line) - len(ending)])


def test_the_instructions_are_those_of_the_file_whatever_a_text_says(servers: Mapping[str, Server]) -> None:
    prompt = load_prompt()
    texts = {"": HARMLESS, "same": prompt.instructions, "other": TEXTS["looks like the instructions, changed"]}
    for name, way in WAYS.items():
        _, requests = exchanged(servers, way, texts)
        for record in (record for records in requests.values() for record in records):
            assert record.body is not None
            words = prompt.decisions if way.path == DECISIONS else prompt.instructions
            messages = record.body["messages" if way.path == CHAT else "input"]
            assert words == (record.body["instructions"] if way.path == RESPONSES else messages[0]["content"]), name


# --- what a model reads ------------------------------------------------------------------------------------------

_TOKENS = re.compile(
    "|".join(re.escape(token) for token in sorted(CONTROL_TOKENS, key=len, reverse=True))
    + r"|^(?:### ?\w+:|(?:System|User|Human|Assistant):)",
    re.MULTILINE,
)


@pytest.mark.parametrize("name", ["chat, texts first", "chat, one string, clauses first"])
def test_no_control_token_of_a_text_reaches_the_model(servers: Mapping[str, Server], name: str) -> None:
    _, requests = exchanged(servers, WAYS[name], {"": HARMLESS, **SMALL})

    def rendered(record: Record) -> dict[str, Counter[str]]:
        assert record.body is not None
        messages = plain(record.body["messages"])
        return {family: Counter(_TOKENS.findall(render(messages))) for family, render in TEMPLATES.items()}

    (reference,) = requests.pop("")
    expected = rendered(reference)
    assert all(sum(tokens.values()) > 1 for tokens in expected.values())  # those of the template are found
    for key, (record,) in requests.items():
        assert rendered(record) == expected, key


def test_the_corpus_would_be_seen_without_escapes() -> None:
    """Each text of control tokens does change what a model reads where it is put in as it is."""
    for key, text in SMALL.items():
        if key.startswith("tokens of"):
            assert _TOKENS.search(json.dumps(text, ensure_ascii=False)), key


# --- answers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [CHAT, RESPONSES])
def test_the_probability_is_that_of_the_answer_and_of_nothing_in_a_text(
    servers: Mapping[str, Server], path: str
) -> None:
    way = Way(OPENAI, path)
    texts = {name: text for name, text in closings.TEXTS.items() if "answer" in text}
    answered, _ = exchanged(servers, way, texts)
    for key, (asked,) in answered.items():
        for question in way.questions:
            answer = asked.answers[question.id]
            assert isinstance(answer, Value), (key, answer)
            assert answer.value == wanted(texts[key], question), (key, question.id)
            if question.sort == BOOL:  # the server is sure by 0.9; its alternatives share the rest in their own way
                assert answer.probability == pytest.approx(0.95 if answer.value else 0.05, abs=0.06), key


def test_a_check_comes_to_the_same_verdicts_whatever_a_text_asks_for(servers: Mapping[str, Server]) -> None:
    way = WAYS["chat, texts first"]
    texts = {name: text for name, text in orders.TEXTS.items() if name.startswith("order as")}
    for batch in (1, 5):
        theory = way.theory(servers[way.profile.name])
        try:
            results = list(POLICY.check_many(texts.values(), theory=theory, batch=batch))
        finally:
            asyncio.run(theory.aclose())
        for (key, text), result in zip(texts.items(), results, strict=True):
            true = {question.id: wanted(text, question) for question in QUESTIONS}
            assert result.verdicts["remove"].value == (true["rude"] or true["threat"]), key
            assert result.verdicts["angry"].value == (true["tone"] == "loud"), key
            assert result.verdicts["dear"].value == (true["costs"] >= 100), key  # type: ignore[operator]  # a number
            assert dict(result.answers).items() <= true.items(), key
