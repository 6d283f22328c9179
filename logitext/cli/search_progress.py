"""How far a search is: a line that changes on a terminal, or each step in a line with `-v`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from logitext.check.events import Noted
from logitext.cli.warn import warn
from logitext.report.console import console, printable
from logitext.search.events import Considered, NoGoodLearned, NotWritten, OutOfReach, Progress, Read, Writing
from logitext.syntax.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from logitext.search.events import SearchEvent, SearchListener


@contextmanager
def shown(verbose: bool) -> Iterator[SearchListener]:
    """A listener that says what happens."""
    if verbose:
        yield _narrate
        return
    with console(error=True).status("working out what is wanted") as status:
        yield _Counter(status.update)


class _Counter:
    """What has happened, in numbers."""

    def __init__(self, update: object) -> None:
        self._update = update
        self._texts = 0
        self._met = ""

    def __call__(self, event: SearchEvent) -> None:
        match event:
            case Considered(goals=goals):
                self._say(f"working out what is wanted: {goals} goals looked at")
            case OutOfReach():
                _warn(event)
            case Read():
                self._texts += 1
                self._say(f"{self._texts} texts read{self._met}")
            case Progress(met=met, feasible=feasible):
                self._met = f", {met} of {feasible} goals met"
            case Writing(demands=demands):
                wanted = ", ".join(map(str, demands[:4])) + (", …" if len(demands) > 4 else "")
                self._say(f"{self._texts} texts read{self._met}; writing for {wanted or 'any text'}")

    def _say(self, line: str) -> None:
        self._update(printable(line))  # type: ignore[operator]  # it is the method of a status line


def _warn(found: OutOfReach) -> None:
    """Say beforehand what cannot be met."""
    hint = "name a theory that can: `--theory openai:MODEL`, or `pattern:complete` where patterns are all there is"
    if not found.clauses:
        hint = "no list is made up: `solve` and `query` take lists with `--facts FILE`"
    warn([Diagnostic("NLT625", str(found), hint=hint, severity=Severity.WARNING)])


def _narrate(event: SearchEvent) -> None:
    match event:
        case Writing(writer=writer, demands=demands, attempt=attempt):
            again = f" (attempt {attempt + 1})" if attempt else ""
            line = f"{writer.name} is asked for {', '.join(map(str, demands)) or 'any text'}{again}"
        case Read(reading=reading, missed=missed):
            text = " / ".join(reading.written.values())
            said = "contradicts the assumptions" if not reading.allowed else "meets all of that"
            if missed:
                said = f"misses {', '.join(map(str, missed))}"
            line = f"  {said}: {text if len(text) <= 80 else text[:79] + '…'}"
        case NotWritten(writer=writer, reason=reason):
            line = f"  {writer.name} gives no text: {reason}"
        case NoGoodLearned(nogood=nogood):
            line = f"  not realised together: {', '.join(nogood.names)} ({nogood.attempts} texts)"
        case Progress(met=met, feasible=feasible):
            line = f"  {met} of {feasible} goals met"
        case OutOfReach():
            _warn(event)
            return
        case Noted(theory=theory, note=note):
            line = f"  note on {theory.name}: {note}"
        case _:
            return
    click.echo(printable(line), err=True)
