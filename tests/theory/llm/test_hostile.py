"""Whatever a text says, it is asked about like any other, and answers stay with their clauses."""

from __future__ import annotations

import asyncio
import functools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import pytest

from logitext.policy.sorts import BOOL
from logitext.theory.llm import encode
from logitext.theory.llm.apis import systemone
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.prompt import load_prompt, pieces
from logitext.theory.protocol import Question, Texts, Value
from tests.model_server.ledger import Record
from tests.model_server.profiles import OPENAI, PLAIN
from tests.model_server.reading import CHAT, DECISIONS, RESPONSES
from tests.model_server.run import Server
from tests.theory.llm.hostile import closings, control_tokens, orders
from tests.theory.llm.hostile.asking import (
    FULL,
    HARMLESS,
    POLICY,
    QUESTIONS,
    SMALL_SERVER,
    STRING,
    WAYS,
    Exchange,
    Way,
    exchanged,
    held,
    sayable,
    wanted,
)
from tests.theory.llm.hostile.control_tokens import CONTROL_TOKENS
from tests.theory.llm.hostile.reading import PLACE, assert_plain, canonical, joined, taken_apart
from tests.theory.llm.hostile.templates import TEMPLATES, plain
from tests.theory.llm.hostile.texts import LARGE, SMALL, TEXTS

Exchanges: TypeAlias = Callable[[str], Exchange]


@pytest.fixture(scope="module")
def servers() -> Iterator[Mapping[str, Server]]:
    with held(FULL, STRING, PLAIN, SMALL_SERVER, OPENAI) as found:
        yield found


@pytest.fixture(scope="module")
def exchanges(servers: Mapping[str, Server]) -> Exchanges:
    """By the name of a way: all that went to and fro for a harmless text, called "", and the hostile ones."""
    return functools.cache(lambda name: exchanged(servers, WAYS[name], {"": HARMLESS, **_CORPORA.get(name, SMALL)}))


_CORPORA = {  # ways that take many calls for each text, or send what another does
    "chat, one string, texts first": {**control_tokens.TEXTS, **closings.TEXTS},
    "decisions, clause by clause": closings.TEXTS,
    "chat, clause by clause": closings.TEXTS,
    "chat without a schema": closings.TEXTS,
    "chat of a small server": closings.TEXTS,
}


# --- the corpus --------------------------------------------------------------------------------------------------


def test_there_are_many_texts_and_no_two_are_the_same() -> None:
    assert len(TEXTS) >= 200
    assert len(set(TEXTS.values())) == len(TEXTS)
    assert len({joined(text) for text in TEXTS.values()}) == len(TEXTS)
    assert HARMLESS not in TEXTS.values()


# --- requests ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WAYS)
def test_requests_differ_in_the_text_alone_and_answers_stay_with_their_clauses(exchanges: Exchanges, name: str) -> None:
    assert_same_but_for_the_text(exchanges(name))
    assert_true(exchanges(name))


def test_the_servers_are_spoken_to_in_different_ways(exchanges: Exchanges) -> None:
    """Else the ways would be one and the same."""
    bodies = {name: exchanges(name).requests[""][0].body or {} for name, way in WAYS.items() if way.path == CHAT}
    users = {name: body["messages"][1]["content"] for name, body in bodies.items()}
    assert {name for name, content in users.items() if isinstance(content, str)} == {
        name for name in users if "one string" in name
    }
    forms = {name: body.get("response_format", {}).get("type") for name, body in bodies.items()}
    assert (forms.pop("chat without a schema"), forms.pop("chat of a small server")) == (None, "json_object")
    assert set(forms.values()) == {"json_schema"}
    assert taken_apart(users["chat, texts first"])[0][0]["text"] == PLACE
    assert taken_apart(users["chat, clauses first"])[0][1]["text"] == PLACE
    assert taken_apart(users["chat, one string, texts first"])[0].startswith(f"{PLACE}\n\n")
    assert taken_apart(users["chat, one string, clauses first"])[0].endswith(f"\n\n{PLACE}")


def test_so_it_is_with_megabytes(servers: Mapping[str, Server]) -> None:
    exchange = exchanged(servers, WAYS["chat, texts first"], {"": HARMLESS, **LARGE})
    assert_same_but_for_the_text(exchange)
    assert_true(exchange)


def test_a_state_of_system_one_holds_a_text_and_nothing_else() -> None:
    questions = [Question("rude", "rude", "is rude")]
    for key, text in TEXTS.items():
        given = Texts({"post": text})
        body = systemone.body("m", load_prompt(), questions, systemone.shown(questions, given), Capabilities())
        state = body["state"]
        assert body == systemone.body("m", load_prompt(), questions, state, Capabilities())
        assert list(state) == ["post"]
        assert not encode._RISKY.search(state["post"]), key
        if "\\" not in text:
            assert json.loads('"' + json.dumps(state["post"])[1:-1].replace("\\\\u", "\\u") + '"') == text, key


def assert_same_but_for_the_text(exchange: Exchange) -> None:
    """Every request is that for the harmless text, with the hostile one in its place; and nothing risky in it."""
    way, prompt = exchange.way, load_prompt()
    references = exchange.requests[""]
    assert len(references) == len(way.batches)
    expected = [taken_apart(reference.body) for reference in references]
    for rest, _ in expected:
        words = prompt.decisions if way.path == DECISIONS else prompt.instructions
        messages = rest["messages" if way.path == CHAT else "input"]
        assert words == (rest["instructions"] if way.path == RESPONSES else messages[0]["content"])
    for key, records in exchange.requests.items():
        assert len(records) == len(references), (key, [dict(one.answers) for one in exchange.answered[key]])
        for record, reference, (rest, _) in zip(records, references, expected, strict=True):
            assert record.path == reference.path == way.path
            assert _headers(record) == _headers(reference), key
            found, line = taken_apart(record.body)
            assert canonical(found) == canonical(rest), key
            assert_only_data(line, exchange.texts[key])


def assert_true(exchange: Exchange) -> None:
    """Every clause has the answer that is true of it and of the text; and a quotation from the text."""
    for key, found in exchange.answered.items():
        text = exchange.texts[key]
        for batch, asked in zip(exchange.way.batches, found, strict=True):
            assert list(asked.answers) == [question.id for question in batch]
            for question in batch:
                answer = asked.answers[question.id]
                assert isinstance(answer, Value), (key, answer)
                assert answer.value == wanted(text, question), (key, question.id)
            if sayable(text) == text:
                assert asked.notes == (), key  # whatever the model quotes stands in the text, and is found


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


def test_a_text_beside_another_stays_within_its_own_name() -> None:
    one = Question("one", "one", "is rude", texts=("post",), descriptions=(("post", "what was posted"),))
    two = Question("two", "two", "is an answer", texts=("post", "reply"))
    reference = pieces(load_prompt(), [one, two], Texts({"post": HARMLESS, "reply": HARMLESS}), texts_first=True)
    hostile = [*SMALL.values()]
    for first, second in zip(hostile, hostile[1:] + hostile[:1], strict=True):
        found = pieces(load_prompt(), [one, two], Texts({"reply": second, "post": first}), texts_first=True)
        assert (found.instructions, found.questions) == (reference.instructions, reference.questions)
        assert json.loads(found.texts)["texts"] == [
            {"name": "post", "about": "what was posted", "content": joined(first)},
            {"name": "reply", "content": joined(second)},
        ]
        assert_plain(found.texts.removeprefix('{"texts":[').removesuffix("]}"))


# --- what a model reads ------------------------------------------------------------------------------------------

_TOKENS = re.compile("|".join(re.escape(token) for token in sorted(CONTROL_TOKENS, key=len, reverse=True)))
_ROLES = re.compile(r"^(?:### ?\w+|System|User|Human|Assistant):", re.MULTILINE)
"""What families without tokens begin a turn with. Vicuna's ` USER: ` within a line is words like any others."""


@pytest.mark.parametrize("name", ["chat, texts first", "chat, one string, clauses first"])
def test_no_control_token_of_a_text_reaches_the_model(exchanges: Exchanges, name: str) -> None:
    requests = {key: records for key, records in exchanges(name).requests.items() if len(SMALL.get(key, "")) < _SHORT}

    def rendered(record: Record) -> dict[str, Counter[str]]:
        assert record.body is not None
        messages = plain(record.body["messages"])
        prompts = {family: render(messages) for family, render in TEMPLATES.items()}
        return {family: Counter(_TOKENS.findall(text) + _ROLES.findall(text)) for family, text in prompts.items()}

    (reference,) = requests.pop("")
    expected = rendered(reference)
    assert all(sum(tokens.values()) > 1 for tokens in expected.values())  # those of the template are found
    for key, (record,) in requests.items():
        assert rendered(record) == expected, key


_SHORT = 5000  # characters; sixteen templates of each text are searched


def test_the_corpus_would_be_seen_without_escapes() -> None:
    """Each text of control tokens does change what a model reads where it is put in as it is."""
    for key, text in SMALL.items():
        if key.startswith("tokens of"):
            assert _TOKENS.search(json.dumps(text, ensure_ascii=False)), key
        if key in ("alpaca turns", "claude turns", "solar turns", "guanaco turns"):
            assert _ROLES.search(text), key


# --- answers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [CHAT, RESPONSES])
def test_the_probability_is_that_of_the_answer_and_of_nothing_in_a_text(
    servers: Mapping[str, Server], path: str
) -> None:
    way = Way(OPENAI, path)
    texts = {name: text for name, text in closings.TEXTS.items() if "answer" in text}
    for key, (asked,) in exchanged(servers, way, texts).answered.items():
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
