"""The tests that every theory should pass, on a model behind a server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from logitext import theory
from logitext.conformance import TheoryConformance
from logitext.theory.protocol import Question, Texts
from tests.model_server import profiles
from tests.model_server.config import Config
from tests.model_server.run import Server, serving
from tests.model_server.truth import Truth
from tests.theory.llm.asked import DECIDABLE, QUESTIONS, TEXTS


class _Served(TheoryConformance):
    api: str
    profile = profiles.OPENAI
    server: Server

    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(Config(profile=self.profile, truth=Truth.hashed(wording=False))) as server:
            type(self).server = server
            yield

    def theory(self) -> theory.Theory:
        settings: dict[str, Any] = {"base_url": self.server.base_url, "api": self.api, "timeout": 5}
        return theory.OpenAI("test-model", **settings)

    def questions(self) -> list[Question]:
        return list(DECIDABLE if self.api in ("decisions", "systemone") else QUESTIONS)

    def texts(self) -> Texts:
        return TEXTS


class TestChat(_Served):
    api = "chat"


class TestResponses(_Served):
    api = "responses"


class TestDecisions(_Served):
    api = "decisions"


class TestDecisionsOfAGateway(_Served):
    api = "decisions"
    profile = profiles.LITELLM


class TestSystemOne(_Served):
    api = "systemone"
    profile = profiles.VLLM_DECIDING
