"""The documents of a command line, checked several at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click
from rich.progress import Progress

from logitext.check.events import Ended, Event, Listener, together
from logitext.cli.documents import DocumentFiles
from logitext.cli.explaining import ExplanationParts
from logitext.cli.outcomes import Checking, DocumentOutcome
from logitext.report.console import console
from logitext.theory.protocol import Texts


def side_by_side(
    checking: Checking,
    documents: Sequence[DocumentFiles],
    wanted: ExplanationParts,
    put: Callable[[DocumentOutcome], None],
) -> int:
    """Check the documents and put what came of each, in their order, as it is known. How many were put.

    A document that cannot be read or checked costs the others nothing. Where Ctrl-C comes, those that were done by then
    are put.
    """
    finished: dict[int, DocumentOutcome] = {}
    number_of: dict[int, int] = {}
    done = 0

    def texts() -> Iterator[Texts]:
        for number, document in enumerate(documents):
            contents: Mapping[str, str] = {}
            try:
                contents = document.read()
                given = Texts(contents, document.label, checking.facts.of(document.label))
            except Exception as error:  # noqa: BLE001  # whatever it is, it must not cost the other documents' results
                finished[number] = checking.failed(document.label, contents, error)
            else:
                number_of[id(given)] = number
                yield given

    def listener_for(given: Texts) -> Listener:
        number = number_of.pop(id(given))

        def hear(event: Event) -> None:
            if isinstance(event, Ended):
                finished[number] = (
                    DocumentOutcome(event.result, texts=given)
                    if event.error is None
                    else checking.failed(given.label, given, event.error)
                )

        return together([*checking.listeners(given.label, given), hear])

    with _progress(len(documents), shown=not checking.verbose and not checking.seen) as advance:
        try:
            for _ in checking.policy.check_many(
                texts(), assume=checking.assume, listener_for=listener_for, **checking.options
            ):
                while done in finished:
                    put(checking.explained(finished.pop(done), wanted))
                    done += 1
                    advance()
        except KeyboardInterrupt:
            click.echo(err=True)  # the terminal stands behind `^C`
    for number in sorted(finished):  # those that waited behind one that was at work, and that could not be read
        put(checking.explained(finished.pop(number), wanted))
        done += 1
    return done


@contextmanager
def _progress(total: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """A bar on standard error while documents are checked, if that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield lambda: None
        return
    with Progress(console=console(error=True), transient=True) as progress:
        task = progress.add_task("checking", total=total)
        yield lambda: progress.advance(task)
