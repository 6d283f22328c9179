"""The documents of a command line, checked: one after the other with a person, several at a time otherwise."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from logitext.api import Options, Policy
from logitext.cli.documents import Document
from logitext.cli.failure import tell
from logitext.cli.idle import Idle
from logitext.cli.progress import cache_narrator, narrator
from logitext.cli.resume import Given
from logitext.engine import record
from logitext.engine.events import Listener, together
from logitext.engine.many import documents_at_once, in_order
from logitext.engine.result import Result
from logitext.engine.sync import iterate
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.chain import members_of
from logitext.theory.protocol import Texts, Theory

if TYPE_CHECKING:
    from logitext.cli.explaining import Wanted


@dataclass(frozen=True)
class Checking:
    """How documents are checked, and what is said of it on the way."""

    policy: Policy
    options: Options
    idle: Idle
    verbose: bool = False
    cache_debug: bool = False

    def listener(self, document: Document, given: Given) -> Listener:
        """Who hears of the check of a document."""
        listeners: list[Listener] = [given, self.idle.hears(document.label)]
        if self.cache_debug:
            listeners.append(cache_narrator(document.label, Texts(document.texts, document.label)))
        if self.verbose:
            listeners.append(narrator(document.label))
        return together(listeners)

    def failed(self, document: Document, error: Exception) -> Result:
        """The result of a document whose check failed, which is told; errors that concern them all are raised."""
        if isinstance(error, LogitextError | OSError):  # wrong for all of them, or nobody reads what we print
            raise error
        tell(error, document.label)
        verdicts = self.options.get("verdicts") or self.policy.verdicts
        return record.of_error(self.policy.program, Texts(document.texts, document.label), verdicts, error)


def check_all(checking: Checking, documents: Sequence[Document], wanted: Wanted) -> tuple[list[Result], list[str]]:
    """The results of the documents in their order, and how to go on with those that a person left.

    Where Ctrl-C comes, those that were done by then; of a single document, or one that a person is asked about, also
    what was found out of it.
    """
    theory = checking.options.get("theory")
    if len(documents) > 1 and isinstance(theory, Theory) and not theory.interactive:
        return _several(checking, documents, wanted, documents_at_once(members_of(theory))), []
    results, to_go_on = [], []
    for document in documents:
        given = Given()
        listener = checking.listener(document, given)
        try:
            result = checking.policy.check(
                document.texts, label=document.label, **checking.options | {"listener": listener}
            )
        except Exception as error:  # whatever it is, it must not cost the other documents' results
            if len(documents) == 1:
                raise
            result = checking.failed(document, error)
        results.append(wanted.add_to(result, checking.policy))
        if result.interrupted:
            click.echo(err=True)  # the terminal stands behind `^C`, or in the middle of a question
        if _left(result) and given.options():
            where = f" for {document.label}" if len(documents) > 1 else ""
            to_go_on.append(f"to go on from here{where}, add: {given.options()}")
        if result.interrupted:
            break
    return results, to_go_on


def _several(checking: Checking, documents: Sequence[Document], wanted: Wanted, at_once: int) -> list[Result]:
    async def one(document: Document) -> Result:
        listener = checking.listener(document, Given())
        try:
            result = await checking.policy.acheck(
                document.texts, label=document.label, **checking.options | {"listener": listener}
            )
        except Exception as error:  # noqa: BLE001  # whatever it is, it must not cost the other documents' results
            return checking.failed(document, error)
        if result.interrupted:  # Ctrl-C came while this one was at work; it concerns them all
            raise KeyboardInterrupt
        return result

    async def all_of_them() -> AsyncGenerator[Result, None]:
        async for result in in_order(documents, one, at_once):
            yield result

    results: list[Result] = []
    with _progress(len(documents), shown=not checking.verbose) as advance:
        try:
            for result in iterate(all_of_them()):
                results.append(result)
                advance()
        except KeyboardInterrupt:
            click.echo(err=True)  # the terminal stands behind `^C`
    return [wanted.add_to(result, checking.policy) for result in results]


@contextmanager
def _progress(total: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """A bar on standard error while documents are checked, if that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import Progress

    from logitext.report.console import console

    with Progress(console=console(error=True), transient=True) as progress:
        task = progress.add_task("checking", total=total)
        yield lambda: progress.advance(task)


def _left(result: Result) -> bool:
    """Whether a person ended the check before it was done."""
    return any(open_.reason == "stopped" for record in result.verdicts.values() for open_ in record.open)
