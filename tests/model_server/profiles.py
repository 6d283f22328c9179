"""What kinds of servers there are: quirks that hold for every request, unlike faults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from tests.model_server.reading import ASKING, CHAT

Schemas: TypeAlias = Literal[
    "honoured",  # {"type": "json_schema", "json_schema": {"schema": S}}
    "strict",  # likewise, and a schema is checked against the rules of OpenAI's strict mode
    "json_object",  # {"type": "json_object", "schema": S}, both together; json_schema alone answers 500
    "ignored",
    "rejected",  # 400
]
Logprobs: TypeAlias = Literal["given", "with top_logprobs", "ignored"]
MaxTokens: TypeAlias = Literal["taken", "rejected", "not with the other"]
ErrorShape: TypeAlias = Literal["openai", "vllm", "detail"]


@dataclass(frozen=True, slots=True)
class Profile:
    """The quirks of a server.

    `rejects` names keys of a body that answer 400; `names_param` is whether the error says which in `param` too, not
    only in its message. `limits` are the keys of a chat request that bound its completion. `parts_refused` is the
    status that a content of parts answers, if it is refused.
    """

    name: str
    paths: tuple[str, ...] = (CHAT,)
    schemas: Schemas = "honoured"
    logprobs: Logprobs = "given"
    ragged_logprobs: bool = False
    max_tokens: MaxTokens = "taken"
    limits: tuple[str, ...] = ("max_completion_tokens", "max_tokens")
    rejects: tuple[str, ...] = ()
    names_param: bool = True
    rejects_unknown: bool = False
    parts_refused: Literal[400, 422] | None = None
    developer_role: bool = True
    several_choices: bool = True
    any_model: bool = False
    one_at_a_time: bool = False
    reasoning: bool = False
    usage_details: bool = True
    context_length: int | None = None
    errors: ErrorShape = "openai"
    bad_json_crashes: bool = False


OPENAI = Profile("openai", paths=ASKING, schemas="strict", rejects_unknown=True)
OPENAI_REASONING = replace(
    OPENAI,
    name="openai-reasoning",
    max_tokens="rejected",
    reasoning=True,
    rejects=("temperature", "top_p", "logprobs", "top_logprobs", "presence_penalty", "frequency_penalty"),
)
VLLM = Profile("vllm", errors="vllm")
OLLAMA = Profile("ollama", logprobs="ignored", several_choices=False, usage_details=False)
LLAMA_CPP = Profile(
    "llama-cpp",
    schemas="json_object",
    logprobs="with top_logprobs",
    ragged_logprobs=True,
    limits=("max_tokens",),
    developer_role=False,
    several_choices=False,
    any_model=True,
    one_at_a_time=True,
    usage_details=False,
    context_length=4096,
    errors="detail",
    bad_json_crashes=True,
)
PLAIN = Profile("plain", schemas="rejected", logprobs="ignored", usage_details=False)
TEXT_ONLY = Profile("text-only", parts_refused=400)


def picky(*keys: str, names_param: bool = True) -> Profile:
    """A server that answers 400 where a body has one of these keys."""
    return Profile("picky", rejects=keys, names_param=names_param)


PICKY = picky("logprobs", "top_logprobs", "seed", "temperature", "response_format")
PROFILES = {
    profile.name: profile for profile in (OPENAI, OPENAI_REASONING, VLLM, OLLAMA, LLAMA_CPP, PLAIN, TEXT_ONLY, PICKY)
}
