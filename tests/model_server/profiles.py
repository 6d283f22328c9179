"""What kinds of servers there are: quirks that hold for every request, unlike faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from tests.model_server.reading import ASKING, CHAT, DECISIONS, MODELS, SYSTEMONE

Schemas: TypeAlias = Literal[
    "honoured",  # {"type": "json_schema", "json_schema": {"schema": S}}
    "strict",  # likewise, and a schema is checked against the rules of OpenAI's strict mode
    "json_object",  # {"type": "json_object", "schema": S}, both together; json_schema alone answers 500
    "ignored",
    "rejected",  # 400
]
Logprobs: TypeAlias = Literal["given", "with top_logprobs", "ignored"]
MaxTokens: TypeAlias = Literal["taken", "rejected", "not with the other"]
ErrorShape: TypeAlias = Literal["openai", "vllm", "detail", "ollama"]
Told: TypeAlias = Literal["noul alone", "with probabilities", "with diagnostics"]
Cost: TypeAlias = Literal["header", "usage"]

PRICE = 0.001
"""What every call costs where a server says so."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The quirks of a server.

    `rejects` names keys of a body that answer 400; `names_param` is whether the error says which in `param` too, not
    only in its message. `limits` are the keys of a chat request that bound its completion. `parts_refused` is the
    status that a content of parts answers, if it is refused.

    Of endpoints that decide: `user_only` is whether the input of decisions may only be what a user says,
    `most_questions` and `most_options` are what a call and a choice may have, `decides` is whether the server can read
    the model's labels (501 where it cannot), `told` is what stands beside an answer, `leaves_out` is whether the last
    of several questions gets no answer, `longest_label` is how many characters of a label are one token, where each
    must be one, `cost` is where the price of a call is told. `routes` are the paths as they come, each with that of
    OpenAI's; empty where they are the same.
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
    most_repeated: int | None = None
    """The most of something that the grammar of a schema may repeat."""
    errors: ErrorShape = "openai"
    bad_json_crashes: bool = False
    user_only: bool = False
    most_questions: int = 400
    most_options: int = 255
    decides: bool = True
    told: Told = "noul alone"
    leaves_out: bool = False
    longest_label: int | None = None
    cost: Cost | None = None
    routes: Mapping[str, str] = field(default_factory=dict)


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
    most_repeated=1999,
    errors="detail",
    bad_json_crashes=True,
)
PLAIN = Profile("plain", schemas="rejected", logprobs="ignored", usage_details=False)
TEXT_ONLY = Profile("text-only", parts_refused=400)


def picky(*keys: str, names_param: bool = True) -> Profile:
    """A server that answers 400 where a body has one of these keys."""
    return Profile("picky", rejects=keys, names_param=names_param)


PICKY = picky("logprobs", "top_logprobs", "seed", "temperature", "response_format")

# --- servers of System One, and of decisions beside OpenAI's ---------------------------------------------------------

_DECIDES = (CHAT, DECISIONS, SYSTEMONE)
LITELLM = Profile(
    "litellm", paths=_DECIDES, user_only=True, most_questions=128, told="with probabilities", cost="header"
)
VLLM_DECIDING = replace(
    VLLM,
    name="vllm-deciding",
    paths=_DECIDES,
    user_only=True,
    most_questions=64,
    most_options=26,
    told="with diagnostics",
)
VLLM_UNREADABLE = replace(VLLM_DECIDING, name="vllm-unreadable", decides=False)
OLLAMA_DECIDING = replace(OLLAMA, name="ollama-deciding", paths=(CHAT, SYSTEMONE), errors="ollama", most_questions=32)
VLLM_OF_TOKENS = replace(VLLM_DECIDING, name="vllm-of-tokens", longest_label=8)
FIREWORKS = replace(VLLM_DECIDING, name="fireworks", errors="openai", most_questions=128, most_options=208)
LLAMA_CPP_DECIDING = replace(LLAMA_CPP, name="llama-cpp-deciding", paths=(CHAT, SYSTEMONE), most_questions=64)
LLAMA_CPP_UNREADABLE = replace(LLAMA_CPP_DECIDING, name="llama-cpp-unreadable", decides=False)
LAYA = Profile("laya", paths=(SYSTEMONE,), most_options=16, told="with probabilities", errors="detail", any_model=True)
JEV = Profile("jev", paths=(SYSTEMONE,), most_questions=64, told="with probabilities", leaves_out=True)
OPENROUTER = Profile(
    "openrouter",
    paths=(CHAT, DECISIONS),
    user_only=True,
    most_questions=200,
    cost="usage",
    routes={
        "/api/v1/chat/completions": CHAT,
        "/api/v1/models": MODELS,
        "/api/alpha/decisions": DECISIONS,
    },
)
DECIDING = {
    profile.name: profile
    for profile in (
        *(LITELLM, VLLM_DECIDING, VLLM_UNREADABLE, FIREWORKS, LLAMA_CPP_DECIDING, LLAMA_CPP_UNREADABLE),
        *(OLLAMA_DECIDING, LAYA, JEV, OPENROUTER),
    )
}

PROFILES = {
    profile.name: profile for profile in (OPENAI, OPENAI_REASONING, VLLM, OLLAMA, LLAMA_CPP, PLAIN, TEXT_ONLY, PICKY)
}
