"""Chat templates of the usual model families, as servers apply them: messages into the one text that a model reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.theory.llm.hostile.control_tokens import BAR, LOW

Messages = Sequence[tuple[str, str]]
"""Role and content."""


def plain(messages: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The messages of a request with their parts put together, as templates want them."""
    return [(message["role"], _together(message["content"])) for message in messages]


def _together(content: str | Sequence[Mapping[str, Any]]) -> str:
    return content if isinstance(content, str) else "\n".join(part["text"] for part in content)


def _each(before: str, between: str, after: str, ending: str, **names: str) -> Callable[[Messages], str]:
    """The template of a family that writes each message in the same way; `names` are what it calls the roles."""

    def render(messages: Messages) -> str:
        said = "".join(f"{before}{names.get(role, role)}{between}{content}{after}" for role, content in messages)
        return said + ending

    return render


def _llama_2(messages: Messages) -> str:
    (_, system), (_, user) = messages
    return f"<s>[INST] <<SYS>>\n{system}\n<</SYS>>\n\n{user.strip()} [/INST]"


def _mistral(messages: Messages) -> str:
    (_, system), (_, user) = messages
    return f"<s>[INST] {system}\n\n{user}[/INST]"


def _mistral_tekken(messages: Messages) -> str:
    (_, system), (_, user) = messages
    return f"<s>[SYSTEM_PROMPT]{system}[/SYSTEM_PROMPT][INST]{user}[/INST]"


def _gemma(messages: Messages) -> str:
    (_, system), (_, user) = messages
    return f"<bos><start_of_turn>user\n{system}\n\n{user.strip()}<end_of_turn>\n<start_of_turn>model\n"


def _deepseek(messages: Messages) -> str:
    (_, system), (_, user) = messages
    return f"<{BAR}begin{LOW}of{LOW}sentence{BAR}>{system}<{BAR}User{BAR}>{user}<{BAR}Assistant{BAR}></think>"


def _harmony(messages: Messages) -> str:
    (_, system), (_, user) = messages
    return (
        f"<|start|>system<|message|>Reasoning: low<|end|><|start|>developer<|message|># Instructions\n\n{system}<|end|>"
        f"<|start|>user<|message|>{user}<|end|><|start|>assistant"
    )


def _alpaca(messages: Messages) -> str:
    (_, system), (_, user) = messages
    return f"### Instruction:\n{system}\n\n### Input:\n{user}\n\n### Response:\n"


TEMPLATES: Mapping[str, Callable[[Messages], str]] = {
    "chatml": _each("<|im_start|>", "\n", "<|im_end|>\n", "<|im_start|>assistant\n"),
    "llama 2": _llama_2,
    "llama 3": _each(
        "<|start_header_id|>",
        "<|end_header_id|>\n\n",
        "<|eot_id|>",
        "<|start_header_id|>assistant<|end_header_id|>\n\n",
    ),
    "llama 4": _each(
        "<|header_start|>", "<|header_end|>\n\n", "<|eot|>", "<|header_start|>assistant<|header_end|>\n\n"
    ),
    "mistral": _mistral,
    "mistral tekken": _mistral_tekken,
    "gemma": _gemma,
    "phi": _each("<|", "|>\n", "<|end|>\n", "<|assistant|>\n"),
    "command-r": _each(
        "<|START_OF_TURN_TOKEN|><|",
        "_TOKEN|>",
        "<|END_OF_TURN_TOKEN|>",
        "<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>",
        system="SYSTEM",
        user="USER",
    ),
    "deepseek": _deepseek,
    "harmony": _harmony,
    "glm": _each("<|", "|>\n", "", "<|assistant|>\n<think></think>\n"),
    "granite": _each(
        "<|start_of_role|>", "<|end_of_role|>", "<|end_of_text|>\n", "<|start_of_role|>assistant<|end_of_role|>"
    ),
    "exaone": _each("[|", "|]", "[|endofturn|]\n", "[|assistant|]"),
    "alpaca": _alpaca,
    "human and assistant": _each("\n\n", ": ", "", "\n\nAssistant:", system="System", user="Human"),
}
