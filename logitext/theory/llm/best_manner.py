"""In which manner a model is asked best, as `logitext doctor --wordings` found it: kept beside its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from logitext.policy.put_as import MANNERS, Manner
from logitext.theory.llm.cache.store import Cache


def kept(cache: Cache, endpoint: str, model: str) -> Manner:
    """The manner that is remembered; a statement where none is. InputError where the cache cannot be read."""
    found = cache.capabilities(endpoint, _name(model))
    best = None if found is None else found.get("best")
    return next((one for one in MANNERS if one == best), "statement")


def remember(cache: Cache, endpoint: str, model: str, best: Manner, figures: Sequence[Mapping[str, Any]]) -> None:
    """Keep which manner is best, with the figures of all of them."""
    cache.remember(endpoint, _name(model), {"best": best, "wordings": list(figures)})


def _name(model: str) -> str:
    """Under which name it is remembered, beside what the server can do with the model."""
    return f"{model} (wordings)"
