"""What a search has at hand: who writes texts, who reads them."""

from __future__ import annotations

from logitext.api.arguments import theory_of
from logitext.api.options import SearchingOptions
from logitext.check.request import Request
from logitext.search.effort import SearchLimits
from logitext.theory.chain import members_of
from logitext.theory.writing.compose import Compose
from logitext.theory.writing.protocol import Writer
from logitext.theory.writing.spec import writer_of


def writer(options: SearchingOptions) -> Writer:
    """The writer that options name."""
    named = options.get("writer")
    return Compose() if named is None else writer_of(named) if isinstance(named, str) else named


def request(options: SearchingOptions) -> Request:
    """How texts are read, and what the whole search may take."""
    return Request(members_of(theory_of(options.get("theory"))), (), SearchLimits.among(options), "report")
