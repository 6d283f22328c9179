"""`doctor --wordings`: which manner of asking suits a model best is measured, remembered, and used."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from logitext import theory
from logitext.policy.put_as import MANNERS, Manner
from logitext.theory.llm import best_manner, measured_manners
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.capabilities import APIS, Api
from logitext.theory.llm.doctor import Examination, as_data, examine
from logitext.theory.llm.measured_manners import TEXTS, MannerScore
from logitext.theory.protocol import Question, Texts, Value
from tests.cli.run import logitext
from tests.model_server.config import Config
from tests.model_server.profiles import LAYA, OPENAI, VLLM, VLLM_DECIDING
from tests.model_server.truth import Truth
from tests.theory.llm.asked import asking, run

SERVING = {"systemone": LAYA, "decisions": OPENAI, "chat": VLLM, "responses": OPENAI}
RUDE = Question("rude", "rude", "is rude", texts=("post",))


def manner_of(question: Any) -> Manner:
    """In which manner a question was put, as its server sees it."""
    if "this is not so:" in question.clause:
        return "negation"
    if question.kind == "bool":
        return "question" if "Is this so" in question.clause or not question.clause else "statement"
    return "scale" if "how far this is so" in question.clause else "choice"


def understands(*manners: Manner) -> Truth:
    """A model that knows the answers if it is asked in one of these manners, and otherwise says yes to everything."""

    def of(texts: Any, question: Any) -> Any:
        holds = [holds for said, holds in TEXTS if said["message"][:9] in " ".join(texts.values())]
        manner = manner_of(question)
        right = manner not in manners or not holds or question.id in holds[0]
        if question.kind == "bool":
            return right != (manner == "negation" and manner in manners)
        yes, no = (
            (question.labels[0], question.labels[1])
            if manner == "choice"
            else (question.labels[-1], question.labels[0])
        )
        return yes if right else no

    return Truth(of)


def examined(truth: Truth, cache: Cache | None = None, api: Api = "chat", *, wordings: bool = True) -> Examination:
    with asking(Config(SERVING[api], truth=truth), api=api) as (_, model):
        return asyncio.run(examine(model, cache, wordings=wordings))


def test_half_of_the_controls_are_true() -> None:
    assert len(TEXTS) * 6 == 24
    assert sum(len(holds) for _, holds in TEXTS) == 12


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("manner", MANNERS)
def test_the_manner_that_a_model_understands_is_found(manner: Manner, api: Api) -> None:
    found = examined(understands(manner), api=api)
    by_manner = {one.manner: one.score for one in found.wordings}
    assert list(by_manner) == list(MANNERS)
    good = by_manner[manner]
    assert good is not None
    assert (good.asked, good.balanced, good.auc) == (24, 1.0, 1.0)
    assert measured_manners.best(found.wordings) == manner
    others = [score for name, score in by_manner.items() if name != manner]
    assert all(score is not None and score.balanced == 0.5 for score in others)


def test_what_was_found_is_used_from_then_on_and_named(tmp_path: Path) -> None:
    file = tmp_path / "cache.sqlite3"
    with asking(Config(VLLM, truth=understands("scale"))) as (server, model):
        url = server.base_url
        with Cache(file) as cache:
            found = asyncio.run(examine(model, cache, wordings=True))
            assert found.wording == "scale"
            assert best_manner.kept(cache, model.endpoint.name, "test-model") == "scale"
            assert best_manner.kept(cache, model.endpoint.name, "another") == "statement"
            again = asyncio.run(examine(model, cache))
        assert not again.wordings
        by_name = {one.what: one.found for one in again.findings}
        assert by_name["wording"] == "clauses are put as a scale, which `--wordings` found best"
        now = theory.OpenAI("test-model", base_url=url, cache=file)
        assert now.put_as.manner == "scale"
        assert now.prompt.endswith("+scale")
        answer = run(lambda: now.answer([RUDE], Texts({"post": "x"}))).answers["rude"]
        assert isinstance(answer, Value)
        assert answer.probability is not None
        assert answer.probability > 0.8
        chosen = theory.OpenAI("test-model", base_url=url, cache=file, wording="statement")
        assert chosen.put_as.manner == "statement"
        assert theory.OpenAI("test-model", base_url=url).put_as.manner == "statement"
        for one in (now, chosen):
            asyncio.run(one.aclose())


@pytest.mark.parametrize(
    ("named", "asked", "manner"),
    [
        (None, None, "scale"),
        (None, "systemone", "scale"),
        (None, "chat", "statement"),
        ("systemone", None, "scale"),
        ("systemone", "systemone", "scale"),
        ("systemone", "decisions", "statement"),
        ("chat", "chat", "scale"),
        ("chat", None, "statement"),
        ("decisions", None, "statement"),
    ],
)
def test_what_was_measured_of_an_endpoint_counts_whenever_it_is_asked(
    named: Api | None, asked: Api | None, manner: Manner, tmp_path: Path
) -> None:
    """A server with `systemone`, `decisions` and `chat`: if none is named, `systemone` is asked."""
    file = tmp_path / "cache.sqlite3"
    with asking(Config(VLLM_DECIDING, truth=understands("scale")), api=named) as (server, model):
        with Cache(file) as cache:
            found = asyncio.run(examine(model, cache, wordings=True))
        assert found.wording == "scale"
        said = next(one.found for one in found.findings if one.what == "wording")
        assert ("without `--api` the endpoint is `systemone`" in said) is (named in ("chat", "decisions"))
        assert (f"with `--api {named}`" in said) is (named in ("chat", "decisions"))
        other = theory.OpenAI("test-model", base_url=server.base_url, cache=file, api=asked)
        assert other.put_as.manner == manner
        asyncio.run(other.aclose())


def test_a_statement_stays_unless_another_is_clearly_better() -> None:
    found = examined(understands(*MANNERS))
    assert {one.manner: one.worth for one in found.wordings} == dict.fromkeys(MANNERS, 2.0)
    assert measured_manners.best(found.wordings) == "statement"
    assert measured_manners.best([MannerScore(manner, None) for manner in MANNERS]) == "statement"
    assert "is not answered" in measured_manners.in_words(MannerScore("scale", None))


def test_the_command_says_all_of_it(tmp_path: Path) -> None:
    with asking(Config(VLLM, truth=understands("choice"))) as (server, _):
        options = ["--model", "test-model", "--base-url", server.base_url, "--cache", "c", "--wordings"]
        said = logitext("doctor", *options, cwd=tmp_path).out
        data = json.loads(logitext("doctor", *options, "--format", "json", cwd=tmp_path).out)
    assert "as a choice        24 of 24 right, balanced accuracy 1.00, area under the curve 1.00" in said
    assert "as a statement     12 of 24 right, balanced accuracy 0.50" in said
    assert "clauses are put as a choice from now on, unless the policy or `--wording` says otherwise" in said
    assert data["wording"] == "choice"
    assert [one["wording"] for one in data["wordings"]] == list(MANNERS)
    assert data["wordings"][3]["balanced_accuracy"] == 1


def test_without_wordings_none_is_measured() -> None:
    found = examined(understands(*MANNERS), wordings=False)
    assert as_data(found)["wordings"] == []
    assert as_data(found)["wording"] == "statement"


def test_a_model_that_leaves_a_statement_open_may_answer_in_another_manner() -> None:
    def of(texts: Any, question: Any) -> Any:
        return understands("scale").of(texts, question) if manner_of(question) == "scale" else None

    found = examined(Truth(of))
    assert not found.works
    assert measured_manners.best(found.wordings) == "scale"
    assert "as a scale" in {one.what for one in found.findings}


def test_a_model_that_guesses_in_every_manner_is_named() -> None:
    found = examined(understands())
    by_name = {one.what: one for one in found.findings}
    assert by_name["wording"].well is False
    assert by_name["wording"].found == "it tells yes from no in none of these; clauses are put as a statement"
