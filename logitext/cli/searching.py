"""The options of `logitext solve`, `cover` and `query` as the Python API takes them, and what a search says."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from logitext.api.options import SearchingOptions, SearchOptions
from logitext.cli.idle import Idle
from logitext.cli.model_options import model_options
from logitext.cli.search_progress import shown
from logitext.cli.warn import warn
from logitext.declared import option_names
from logitext.search.effort import SearchEffort, SearchLimits
from logitext.search.events import SearchEvent
from logitext.theory.llm import endpoint
from logitext.theory.protocol import Theory
from logitext.theory.spec import default_theory, from_spec
from logitext.theory.writing.compose import Compose
from logitext.theory.writing.spec import writer_of


def search_options(given: dict[str, Any]) -> SearchOptions:
    """The options of a search as the Python API takes them; `given` are all that a command was given beside its own."""
    given.pop("batch", None)  # a reader is put all clauses
    writer, theory, nogoods = given.pop("writer"), given.pop("theory"), given.pop("nogoods")
    limits = {name: given.pop(name) for name in _NAMES if name in given}
    model = model_options(given)
    interactive = sys.stdin.isatty() and sys.stderr.isatty()
    if writer is not None:
        writes = writer_of(writer, model)
    else:
        writes = writer_of("openai", model) if _reachable(model) else Compose()
    reads = from_spec(theory, model) if theory is not None else default_theory(interactive, model)
    return cast("SearchOptions", {"writer": writes, "theory": reads, "nogoods": nogoods, **limits})


@contextmanager
def heard(options: SearchingOptions, clauses: Collection[str], *, verbose: bool) -> Iterator[None]:
    """Say what a search does while it goes, and which answers of files were of no use; `clauses` are the policy's."""
    theory = options["theory"]
    assert isinstance(theory, Theory)
    idle = Idle(theory)
    warn(idle.for_no_document([]))
    hears = idle.hears(None)
    with shown(verbose) as listener:

        def listen(event: SearchEvent) -> None:
            listener(event)
            hears(event)

        options["listener"] = listen
        yield
    warn(idle.outdated(clauses))


_NAMES = option_names(SearchEffort, SearchLimits)


def _reachable(model: Mapping[str, Any]) -> bool:
    named = endpoint.is_configured() or any(model.get(name) for name in ("base_url", "api_key", "api_key_env"))
    return bool(model.get("model")) and named
