"""The documents of a command line, checked: one after the other with a person, several at a time otherwise."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from logitext.api import Options, Policy
from logitext.check import record
from logitext.check.events import Listener, together
from logitext.check.facts_file import Facts
from logitext.check.many import documents_at_once, in_order
from logitext.cli import exits
from logitext.cli.documents import Document
from logitext.cli.failure import tell_of_document
from logitext.cli.idle import Idle
from logitext.cli.progress import cache_narrator, narrator
from logitext.cli.resume import Given
from logitext.records.result import Result
from logitext.sync import iterate
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.chain import members_of
from logitext.theory.protocol import Texts, Theory

if TYPE_CHECKING:
    from logitext.cli.explaining import Wanted


@dataclass(frozen=True)
class Checking:
    """How documents are checked, and what is said of it on the way.

    `several` is whether there is more than one; `seen`, whether each result is shown on the terminal as it is known.
    """

    policy: Policy
    options: Options
    facts: Facts
    assume: Sequence[str]
    several: bool
    seen: bool
    idle: Idle
    verbose: bool = False
    cache_debug: bool = False

    def listener(self, label: str | None, texts: Mapping[str, str], given: Given) -> Listener:
        """Who hears of the check of a document."""
        listeners: list[Listener] = [given, self.idle.hears(label)]
        if self.cache_debug:
            listeners.append(cache_narrator(label, Texts(texts, label)))
        if self.verbose:
            listeners.append(narrator(label))
        return together(listeners)

    def failed(self, label: str | None, texts: Mapping[str, str], error: Exception) -> Outcome:
        """What came of a document that could not be checked, which is told."""
        if isinstance(error, OSError):  # nobody reads what we print
            raise error
        verdicts = self.options.get("verdicts") or self.policy.verdicts
        result = record.of_error(self.policy.program, Texts(texts, label), verdicts, error)
        return Outcome(result, tell_of_document(error, label))

    def explained(self, outcome: Outcome, wanted: Wanted) -> Outcome:
        """With the explanation that is asked for; where there can be none of this document, that is told."""
        try:
            return replace(outcome, result=wanted.add_to(outcome.result, self.policy))
        except LogitextError as error:
            if not self.several:
                raise
            return replace(outcome, failure=tell_of_document(error, outcome.result.document))


@dataclass(frozen=True)
class Outcome:
    """What came of a document. `failure` is what the command exits with for it, beside what its verdicts ask for.

    `to_go_on` says how to take the check up again, where a person left it.
    """

    result: Result
    failure: int = exits.DONE
    to_go_on: str | None = None


def check_all(checking: Checking, documents: Sequence[Document], wanted: Wanted, put: Callable[[Outcome], None]) -> int:
    """Check the documents and put what came of each, in their order, as it is known. How many were put.

    A document that cannot be read or checked costs the others nothing; a single one raises. Where Ctrl-C comes, those
    that were done by then are put; of a single document, or one that a person is asked about, also what was found out
    of it.
    """
    theory = checking.options.get("theory")
    if checking.several:
        checking.policy.prepare(
            assume=checking.assume, **checking.options
        )  # what is wrong for all of them is raised, and once
        if isinstance(theory, Theory) and not theory.interactive:
            return _several(checking, documents, wanted, put, documents_at_once(members_of(theory)))
    for number, document in enumerate(documents, 1):
        given = Given()
        texts: Mapping[str, str] = {}
        try:
            texts = document.read()
            listener = checking.listener(document.label, texts, given)
            result = checking.policy.check(
                texts,
                label=document.label,
                facts=checking.facts.of(document.label),
                assume=checking.assume,
                **checking.options | {"listener": listener},
            )
            outcome = Outcome(result)
        except Exception as error:  # whatever it is, it must not cost the other documents' results
            if not checking.several:
                raise
            outcome = checking.failed(document.label, texts, error)
        outcome = checking.explained(outcome, wanted)
        if outcome.result.interrupted:
            click.echo(err=True)  # the terminal stands behind `^C`, or in the middle of a question
        if _left(outcome.result) and given.options():
            where = f" for {document.label}" if checking.several else ""
            outcome = replace(outcome, to_go_on=f"to go on from here{where}, add: {given.options()}")
        put(outcome)
        if outcome.result.interrupted:
            return number
    return len(documents)


def _several(
    checking: Checking, documents: Sequence[Document], wanted: Wanted, put: Callable[[Outcome], None], at_once: int
) -> int:
    finished: dict[int, Outcome] = {}

    async def one(numbered: tuple[int, Document]) -> int:
        number, document = numbered
        texts: Mapping[str, str] = {}
        try:
            texts = document.read()
            listener = checking.listener(document.label, texts, Given())
            result = await checking.policy.acheck(
                texts,
                label=document.label,
                facts=checking.facts.of(document.label),
                assume=checking.assume,
                **checking.options | {"listener": listener},
            )
            outcome = Outcome(result)
        except Exception as error:  # noqa: BLE001  # whatever it is, it must not cost the other documents' results
            outcome = checking.failed(document.label, texts, error)
        if outcome.result.interrupted:  # Ctrl-C came while this one was at work; it concerns them all
            raise KeyboardInterrupt
        finished[number] = outcome
        return number

    async def all_of_them() -> AsyncGenerator[int, None]:
        async for number in in_order(enumerate(documents), one, at_once):
            yield number

    done = 0
    with _progress(len(documents), shown=not checking.verbose and not checking.seen) as advance:
        try:
            for number in iterate(all_of_them()):
                put(checking.explained(finished.pop(number), wanted))
                done += 1
                advance()
        except KeyboardInterrupt:
            click.echo(err=True)  # the terminal stands behind `^C`
    for number in sorted(finished):  # those that waited behind one that was at work
        put(checking.explained(finished.pop(number), wanted))
        done += 1
    return done


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
