"""The corpus: every hostile text by its name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.theory.llm.hostile import characters, closings, control_tokens, orders, sizes

SMALL: Mapping[str, str] = {
    **control_tokens.TEXTS,
    **closings.TEXTS,
    **characters.TEXTS,
    **orders.TEXTS,
    **{f"size: {name}": text for name, text in sizes.SMALL.items()},
}

LARGE: Mapping[str, str] = {f"size: {name}": text for name, text in sizes.LARGE.items()}

TEXTS: Mapping[str, str] = {**SMALL, **LARGE}
