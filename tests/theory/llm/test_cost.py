"""What a check used is known, and no limit is exceeded."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from logitext import theory
from logitext.records.result import Result
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.prices import ModelPrice, load_prices
from tests.model_server import profiles
from tests.model_server.config import Config
from tests.model_server.faults import MALFORMED, Fault, Faults
from tests.model_server.truth import Truth
from tests.theory.llm.asked import POLICY, TEXTS, asking, put

PRICE = ModelPrice(input=1.0, output=4.0, cached=0.1)
PRICES = {"test-model": PRICE}
CERTAIN = Config(truth=Truth.hashed(3, unknown=0))


def check(model: theory.OpenAI, **options: object) -> Result:
    return POLICY.check(TEXTS["post"], theory=model, **options)  # type: ignore[arg-type]


def test_the_usage_adds_up() -> None:
    with asking(CERTAIN, api="chat", prices=PRICES) as (server, model):
        usage = check(model).usage
        totals = server.totals
    assert usage.calls == totals.requests
    assert (usage.input_tokens, usage.output_tokens) == (totals.prompt_tokens, totals.completion_tokens)
    assert usage.cached_tokens == totals.cached_tokens
    assert usage.cost == pytest.approx(PRICE.cost(totals.prompt_tokens, totals.completion_tokens, totals.cached_tokens))


@pytest.mark.parametrize("seed", range(4))
def test_the_usage_adds_up_when_replies_are_malformed(seed: int) -> None:
    faulty = Faults(rate=0.5, seed=seed, kinds=tuple(kind for kind in MALFORMED if kind != "wrong_encoding"))
    with asking(Config(truth=CERTAIN.truth, faults=faulty), api="chat", prices=PRICES) as (server, model):
        usage = check(model, batch=3).usage
        totals = server.totals
    assert usage.calls == totals.requests
    assert (usage.input_tokens, usage.output_tokens) == (totals.prompt_tokens, totals.completion_tokens)


def test_an_unknown_price_is_unknown_and_not_zero() -> None:
    with asking(CERTAIN, api="chat") as (_, model):
        result = check(model)
    assert result.usage.cost is None
    assert json.loads(json.dumps(result.to_dict()))["usage"]["cost"] is None


def test_a_cost_is_unknown_where_tokens_are_not_counted() -> None:
    silent = Config(truth=CERTAIN.truth, faults=Faults.script(["no_usage"] * 20, probes=False))
    notes: list[str] = []
    with asking(silent, api="chat", prices=PRICES) as (_, model):
        result = check(model, listener=lambda event: notes.append(getattr(event, "note", "")))
    assert result.usage.cost is None
    assert any("does not say how many tokens" in note for note in notes)


def test_a_limit_of_cost_needs_a_price() -> None:
    with asking(CERTAIN, api="chat") as (server, model):
        with pytest.raises(InputError, match="what the model `test-model` costs is not known"):
            check(model, max_cost=1)
        assert server.requests == ()


@pytest.mark.parametrize("limit", [0, 300, 2000, 5000, 9000, 12_000])
@pytest.mark.parametrize("faulty", [False, True])
def test_no_more_tokens_are_used_than_allowed(limit: int, faulty: bool) -> None:
    kinds: tuple[Fault, ...] = ("wrong_ids", "not_json", "truncated", "status_500")
    faults = Faults(rate=0.4, kinds=kinds, seed=1) if faulty else Faults()
    with asking(Config(truth=CERTAIN.truth, faults=faults), api="chat") as (server, model):
        result = check(model, max_tokens=limit)
        totals = server.totals
    assert totals.prompt_tokens + totals.completion_tokens <= limit
    if result.status != "decided":
        open_ = [one for record in result.verdicts.values() for one in record.open]
        over = [one for one in open_ if one.reason == "out of budget"]
        assert over or (faulty and any(one.reason == "failed" for one in open_))
        assert all(f"at most {limit} tokens" in (one.detail or "") for one in over)


@pytest.mark.parametrize("limit", [0.0, 0.001, 0.01, 0.05])
def test_no_more_is_spent_than_allowed(limit: float) -> None:
    with asking(CERTAIN, api="chat", prices=PRICES) as (server, model):
        result = check(model, max_cost=limit)
        totals = server.totals
    spent = PRICE.cost(totals.prompt_tokens, totals.completion_tokens, totals.cached_tokens)
    assert spent <= limit
    assert result.usage.cost == pytest.approx(spent)


def test_samples_count_against_the_limit_each() -> None:
    with asking(CERTAIN, api="chat", samples=5) as (server, model):
        check(model, max_tokens=6000)
        totals = server.totals
    assert totals.prompt_tokens + totals.completion_tokens <= 6000


def test_what_the_cache_spared_is_told(tmp_path: Path) -> None:
    with asking(CERTAIN, api="chat", prices=PRICES, cache=tmp_path / "answers.sqlite3") as (_, model):
        asyncio.run(model.find_out())
        first = check(model).usage
        again = check(model).usage
    assert again.calls == 0
    assert again.cost == 0
    assert again.cached == first.questions
    assert again.without_cache is not None
    assert again.without_cache.calls == first.calls
    assert again.without_cache.input_tokens == first.input_tokens
    assert again.without_cache.output_tokens == first.output_tokens
    assert again.without_cache.cost == pytest.approx(first.cost)


def test_shares_of_a_batch_add_up_to_the_whole(tmp_path: Path) -> None:
    with asking(CERTAIN, api="chat", prices=PRICES, cache=tmp_path / "answers.sqlite3") as (_, model):
        asyncio.run(model.find_out())
        first = put(model).usage
        again = put(model).usage
    assert again.saved is not None
    assert (again.saved.calls, again.saved.input_tokens, again.saved.output_tokens) == (
        first.calls,
        first.input_tokens,
        first.output_tokens,
    )


def test_servers_that_give_no_details_of_usage_are_understood() -> None:
    with asking(Config(profile=profiles.LLAMA_CPP, truth=CERTAIN.truth), api="chat", prices=PRICES) as (server, model):
        usage = check(model).usage
        assert usage.input_tokens == server.totals.prompt_tokens
        assert usage.cost is not None


# --- forecasts ---------------------------------------------------------------------------------------------------


def test_a_forecast_asks_nobody_and_is_not_exceeded() -> None:
    with asking(CERTAIN, api="chat", prices=PRICES) as (server, model):
        asyncio.run(model.find_out())
        before = server.totals
        forecast = POLICY.forecast(TEXTS["post"], theory=model)
        assert server.totals == before
        result = check(model)
        used = server.totals
    assert {name for call in forecast.asked for name in call.clauses} == set(POLICY.clauses)
    tokens = sum((call.input_tokens or 0) + (call.output_tokens or 0) for call in forecast.asked)
    assert used.prompt_tokens + used.completion_tokens <= tokens
    assert result.usage.cost is not None
    assert result.usage.cost <= sum(call.cost or 0 for call in forecast.asked)


def test_a_forecast_knows_what_is_in_the_cache(tmp_path: Path) -> None:
    with asking(CERTAIN, api="chat", cache=tmp_path / "answers.sqlite3") as (_, model):
        result = check(model)
        forecast = POLICY.forecast(TEXTS["post"], theory=model)
    cached = [name for call in forecast.asked if call.cached for name in call.clauses]
    assert set(cached) == set(result.answers)


def test_free_theories_are_asked_for_a_forecast() -> None:
    with asking(CERTAIN, api="chat") as (_, model):
        answers = theory.Answers({"quoted": True, "severity": "minor", "place": "Oslo"})
        forecast = POLICY.forecast(TEXTS["post"], theory=theory.Chain(answers, model))
    assert forecast.asked == ()
    assert forecast.answered == ("quoted", "severity", "place")


# --- prices ------------------------------------------------------------------------------------------------------


def test_prices_are_read_from_toml_and_json(tmp_path: Path) -> None:
    toml, data = tmp_path / "prices.toml", tmp_path / "prices.json"
    toml.write_text('currency = "EUR"\n[models."a:b/c"]\ninput = 1\noutput = 2.5\n')
    data.write_text('{"models": {"a:b/c": {"input": 1, "output": 2.5}}}')
    expected = {"a:b/c": ModelPrice(1, 2.5)}
    assert load_prices(toml) == load_prices(data) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[models.a]\ninput = 1\n", "models.a.output: field required"),
        ("[models.a]\ninput = -1\noutput = 2\n", "models.a.input: input should be greater than or equal to 0"),
        ('[models.a]\ninput = "1"\noutput = 2\n', "models.a.input: input should be a valid number"),
        ("[models.a]\ninput = 1\noutput = 2\ntokens = 3\n", "models.a.tokens: extra inputs are not permitted"),
        ("models = 3", "models: input should be a valid dictionary"),
        ("[models.a", "the prices cannot be read: "),
        ("[models.a]\ninput = inf\noutput = 1", "models.a.input: input should be a finite number"),
    ],
)
def test_wrong_prices_are_told(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        load_prices(file)
    assert message in str(caught.value)
    assert caught.value.diagnostics[0].code == "NLT545"
