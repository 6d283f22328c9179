"""The text that a model wrote, without what servers leave around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from logitext.policy.sorts import show
from logitext.theory.llm.faults import ModelError

Scrubbing: TypeAlias = Callable[[str], str]

_THOUGHT = re.compile(r"\A\s*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_ENDED = re.compile(r"</(think|thinking|thought|reasoning)>", re.IGNORECASE)

_THOUGHTS = ("thinking", "reasoning", "redacted_thinking")
"""Parts of a message that are not what the model says."""

_APART = "have the server keep that apart (vLLM: `--reasoning-parser`, llama.cpp: `--reasoning-format deepseek`)"


def plain(content: str, raw: str) -> str:
    r"""A text without a byte order mark, and without a thought at its beginning.

    ModelError where a thought has no end, or no beginning: what the model came to cannot be told from what it weighed.

    >>> plain('\ufeff<think>Is it {"a": 1}?</think>\n{"a": 2}', "")
    '\n{"a": 2}'
    """
    content = content.removeprefix("\ufeff")
    thought = _THOUGHT.match(content)
    if thought is None:
        if not content.lstrip().startswith(("{", "`")) and _ENDED.search(content):
            raise ModelError("no JSON", f"the model thinks aloud, and no mark says since when; {_APART}", raw=raw)
        return content
    end = content.lower().find(f"</{thought[1].lower()}>", thought.end())
    if end < 0:
        raise ModelError("no JSON", f"the model thinks aloud, and came to no end; {_APART}", raw=raw)
    return content[end + len(f"</{thought[1]}>") :]


def joined(parts: list[Any], raw: str, scrub: Scrubbing) -> str:
    """The text of a message in parts; what a model thought is left out. ModelError where a part is something else.

    A key may stand in two parts, so keys are looked for again in the whole.
    """
    found = []
    for part in parts:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind in _THOUGHTS:
            continue
        if kind not in ("text", "output_text") or not isinstance(part.get("text"), str):
            raise ModelError("wrong shape", f"a part of the reply is no text: {show(kind)}", raw=raw)
        found.append(part["text"])
    return scrub("".join(found))


def called(names: list[Any], raw: str) -> ModelError:
    """That a model called tools, which it was not given, where it was to answer."""
    shown = ", ".join(show(name) for name in names[:3]) + (", …" if len(names) > 3 else "")
    return ModelError("wrong shape", f"the model called a tool instead of answering: {shown}", raw=raw)
