"""A policy, as the Python API has it, and how it is loaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from logitext.api.assurance import Assurance
from logitext.api.many import Many
from logitext.api.measuring import Measuring
from logitext.api.offline import Offline
from logitext.api.searching import Searching
from logitext.policy.load import check_policy, check_sources, load_policy
from logitext.syntax.delimiters import DEFAULT, HINT, Delimiters, DelimitersError
from logitext.syntax.diagnostics import ArgumentError, Diagnostic
from logitext.syntax.source import Source

if TYPE_CHECKING:
    from logitext.logic.backend_name import BackendName


class Policy(Many, Measuring, Searching, Offline, Assurance):
    """A policy, ready to check texts. Compiled at the first check; safe to share between threads and tasks."""

    def __reduce__(self) -> tuple[Callable[..., Policy], tuple[Any, ...]]:
        # By its sources: another process makes the same policy of them, whatever its files hold by then.
        sources = tuple([(one.name, one.text, one.given) for one in self.checked.sources])
        return _of_sources, (sources, self._backend, self._path)


def load(path: str | os.PathLike[str], *, backend: BackendName = "auto", delimiters: str | None = None) -> Policy:
    """Load a policy from a file. PolicyError, with all its errors, if it cannot be read or makes no sense.

    `backend` is how it is decided: `"diagram"`, `"z3"`, or `"auto"`, on diagrams where it has them. The verdicts are
    the same; where a search is cut off, a reason may be another minimal one. `delimiters` are those of annotations, and
    maybe of clauses, in files that name none in their first line: `"<% %>"`, `"<% %> << >>"`.
    """
    policy = Policy(load_policy(path, tests=False, delimiters=_delimiters(delimiters)), backend)
    policy._path = os.fspath(path)  # only here is it known that there is a file
    return policy


def loads(
    source: str, name: str = "<string>", *, backend: BackendName = "auto", delimiters: str | None = None
) -> Policy:
    """Load a policy from a string. `name` stands for the file in messages; the options are those of `load`.

    >>> loads("{{let rude = [[is rude]]}} {{verdict remove = rude}}")
    <Policy <string>: verdicts remove>
    >>> loads("Dear {{name}}, <% let rude = [[is rude]] verdict remove = rude %>", delimiters="<% %>")
    <Policy <string>: verdicts remove>
    """
    return Policy(check_policy(Source(name, source, _delimiters(delimiters)), tests=False), backend)


def _delimiters(written: str | None) -> Delimiters:
    """The delimiters that an argument says. ArgumentError."""
    if written is None:
        return DEFAULT
    try:
        return Delimiters.of(written)
    except (DelimitersError, AttributeError) as error:
        problem = str(error) if isinstance(written, str) else 'they are one string, such as `"<% %>"`'
        raise ArgumentError([Diagnostic("NLT113", f"`delimiters`: {problem}", hint=HINT)]) from None


def _of_sources(sources: Sequence[tuple[str, str, Delimiters]], backend: BackendName, path: str | None) -> Policy:
    """The policy that another process pickled."""
    policy = Policy(check_sources([Source(*one) for one in sources]), backend)
    policy._path = path  # as above
    return policy
