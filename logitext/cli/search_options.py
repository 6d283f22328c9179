"""The options of `logitext solve`, `cover` and `query`: who writes, who reads, how long, and what is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from logitext.cli.options import option, options_for
from logitext.declared import option_names
from logitext.search.effort import SearchEffort, SearchLimits

if TYPE_CHECKING:
    from logitext.api import SearchOptions
    from logitext.api.options import SearchingOptions
    from logitext.search.events import SearchEvent

people = (
    option("--writer", metavar="SPEC",
           help="Who writes the texts: `compose` (from the policy's examples and patterns), `openai:MODEL`, `ask`, "
           "`mock:FILE`. Default: the model if you name one and give a key or a server, else compose."),
    option("--theory", metavar="SPEC",
           help="Who reads the texts: theories separated by commas; if one does not know, the next is asked. With "
           "`pattern:complete` a clause is false if none of its patterns fits. Default: as in `logitext check`."),
    option("--nogoods", metavar="FILE",
           help="Read from FILE which demands no text has met together so far, and add what this search learns."),
)  # fmt: skip

limits = options_for(SearchLimits)
effort = options_for(SearchEffort)


def search_options(given: dict[str, Any]) -> SearchOptions:
    """The options of a search as the Python API takes them; `given` are all that a command was given beside its own."""
    import sys

    from logitext.cli.model_options import model_options
    from logitext.theory.spec import default_theory, from_spec
    from logitext.theory.writing.compose import Compose
    from logitext.theory.writing.spec import writer_of

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
    from logitext.cli.idle import Idle, warn
    from logitext.cli.search_progress import shown
    from logitext.theory.protocol import Theory

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
    from logitext.theory.llm import endpoint

    named = endpoint.is_configured() or any(model.get(name) for name in ("base_url", "api_key", "api_key_env"))
    return bool(model.get("model")) and named
