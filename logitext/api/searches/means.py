"""What a search has at hand: who writes texts, who reads them, and how long an aim is tried."""

from __future__ import annotations

from logitext.api.arguments import theory_of
from logitext.api.options import SearchOptions
from logitext.check.loop import Request
from logitext.search.realise import Patience
from logitext.theory.chain import members_of
from logitext.theory.writing.compose import Compose
from logitext.theory.writing.protocol import Writer
from logitext.theory.writing.spec import writer_of
from logitext.trail.budget import Budget


def writer(options: SearchOptions) -> Writer:
    """The writer that options name."""
    named = options.get("writer")
    return Compose() if named is None else writer_of(named) if isinstance(named, str) else named


def request(options: SearchOptions) -> Request:
    """How texts are read, and what the whole search may take."""
    theory = options.get("theory")
    reads = theory_of(theory)
    budget = Budget(
        options.get("max_questions"),
        options.get("max_calls"),
        options.get("max_cost"),
        options.get("deadline"),
        options.get("max_tokens"),
    )
    return Request(members_of(reads), (), budget, "report")


def patience(options: SearchOptions) -> Patience:
    """How long an aim is tried."""
    usual = Patience()
    return Patience(
        options.get("rounds", usual.rounds),
        options.get("proposals", usual.proposals),
        options.get("cubes", usual.cubes),
    )
