"""The parameters of the OpenAI API, as the package openai 3.57 knows them."""

from __future__ import annotations

from tests.model_server.reading import CHAT, DECISIONS, RESPONSES, SYSTEMONE

_SHARED = """
metadata model moderation parallel_tool_calls prompt_cache_key prompt_cache_options prompt_cache_retention
safety_identifier service_tier store stream stream_options temperature tool_choice tools top_logprobs top_p user
"""
_CHAT = """
audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages
modalities n prediction presence_penalty reasoning_effort response_format seed stop verbosity web_search_options
"""
_RESPONSES = """
access_programs background background_options context_management conversation image include input instructions
max_output_tokens max_tool_calls previous_response_id prompt reasoning text truncation
"""
_DECISIONS = "input model questions prompt_cache_key prompt_cache_options safety_identifier"

KNOWN = {
    CHAT: frozenset((_SHARED + _CHAT).split()),
    RESPONSES: frozenset((_SHARED + _RESPONSES).split()),
    DECISIONS: frozenset(_DECISIONS.split()),
    SYSTEMONE: frozenset(("model", "state", "questions", "keep_alive")),
}
