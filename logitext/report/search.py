"""A search for texts, for a person: how it ended, the text, why, and what was tried."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logitext.policy.sorts import show
from logitext.records.result import Because, VerdictRecord
from logitext.records.search import AttemptRecord, NoGoodRecord, Search, SearchUsage
from logitext.report.console import printable
from logitext.report.explanation import DROPPED

_COLOURS = {"sat": "green", "proved": "green", "refuted": "red", "unsat": "red"}

_SAID = {
    "sat": "sat: a text was found, and every clause of it verified",
    "unsat": "unsat: no text can be so, by logic alone",
    "unrealised": "unrealised: the logic allows it, and no such text was found",
    "undetermined": "undetermined",
    "proved": "proved: it holds of every text, by logic alone",
    "refuted": "refuted: a text was found of which it does not hold",
    "no counterexample found": "no counterexample found, which does not mean that it is true",
}


def render(search: Search) -> RenderableType:
    """The whole outcome of a search."""
    word = "for every text: " if search.kind == "forall" else ""
    parts: list[RenderableType] = [
        Text(f"{word}{printable(search.formula)}", "bold"),
        Padding(Text(_headline(search), _COLOURS.get(search.status, "yellow")), (0, 0, 0, 2)),
    ]
    if search.texts or search.facts:
        parts.append(_indent(_texts(search.texts, search.facts)))
        parts.append(_indent(_because(search)))
        if search.result is not None:
            parts.append(_indent(_verdicts(search.result.verdicts)))
    elif search.core:
        parts.append(_indent(_core(search)))
    elif search.status in ("unsat", "proved"):
        parts.append(_indent(Text("the formula itself leaves no other way")))
    if search.open:
        parts.append(_indent(_open(search)))
    if search.nearest is not None:
        parts.append(_indent(_nearest(search.nearest)))
    if search.not_together:
        parts.append(_indent(not_together(search.not_together)))
    parts.append(Text(usage(search.usage), "dim"))
    return Group(*parts)


def _headline(search: Search) -> str:
    line = _SAID[search.status]
    if any(one.kind == "answer" for one in search.core):
        facts = any(one.theory == "given" for one in search.core)
        line = line.replace("by logic alone", "with what is given" if facts else "as the given texts are")
    if search.status == "no counterexample found":
        line = f"no counterexample found in {_count(search.usage.texts, 'text')}, which does not mean that it is true"
    if search.interrupted:
        return f"{line}: interrupted"
    return line if search.detail is None else f"{line} ({printable(search.detail)})"


def _indent(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2))


def _texts(texts: object, facts: object = None) -> RenderableType:
    assert isinstance(texts, dict)
    grid = Table.grid(padding=(0, 2))
    for name, text in texts.items():
        grid.add_row(Text(printable(name), "bold"), Text(_shown(str(text)), "cyan"))
    if facts:
        assert isinstance(facts, dict)
        said = ", ".join(f"{name} is {_value(value)}" for name, value in facts.items())
        grid.add_row(Text("facts", "bold"), Text(said))
    return grid


def _shown(text: str) -> str:
    """A text in its own lines, harmless."""
    return "\n".join(printable(line) for line in text.splitlines())


def _because(search: Search) -> RenderableType:
    head = Text("the formula holds, because" if search.kind == "forsome" else "the formula does not hold, because")
    parts: list[RenderableType] = [Text("it is so whatever the text is")]
    if search.because:
        parts = [head, _indent(_reasons(search.because))]
    named = {one.clause for one in search.because}
    others = [f"{name} is {_value(value)}" for name, value in search.answers.items() if name not in named]
    if others:
        parts.append(Text(f"besides, {', '.join(others)}", "dim"))
    return Group(*parts)


def _reasons(because: Sequence[Because]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for one in because:
        said = Text("given" if one.theory == "given" else f"from {printable(one.theory)}", "dim")
        if one.quote:
            said.append(f': "{printable(one.quote)}"', "cyan")
        elif one.quote_dropped:
            said.append(DROPPED)
        grid.add_row(Text(one.clause), Text(_value(one.value)), said)
    return grid


def _verdicts(verdicts: object) -> RenderableType:
    assert isinstance(verdicts, dict)
    grid = Table.grid(padding=(0, 2))
    for name, record in verdicts.items():
        assert isinstance(record, VerdictRecord)
        known = "undetermined" if record.value is None else _value(record.value)
        grid.add_row(Text(name, "bold"), Text(f"is {known}"))
    return grid


def _core(search: Search) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for one in search.core:
        who = _WHO.get(one.kind) or ("given" if one.theory == "given" else f"from {printable(one.theory or '')}")
        grid.add_row(Text(printable(one.statement)), Text(f"line {one.span.line}", "dim"), Text(who, "dim"))
    return Group(Text("because"), _indent(grid))


_WHO = {"assumption": "assumed by the policy", "definition": "defined so"}


def _open(search: Search) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for one in search.open:
        grid.add_row(Text(one.clause), Text(one.reason, "yellow"), Text(printable(one.detail or ""), "dim"))
    return Group(Text("these could not be judged, and might have decided it"), _indent(grid))


def _nearest(attempt: AttemptRecord) -> RenderableType:
    parts: list[RenderableType] = [Text("the nearest text"), _indent(_texts(dict(attempt.texts), dict(attempt.facts)))]
    if attempt.conflict:
        parts.append(Text("what was read of it contradicts the policy's assumptions", "yellow"))
    if attempt.unmet:
        grid = Table.grid(padding=(0, 2))
        for one in attempt.unmet:
            read = "could not be judged" if one.value is None else f"was read as {_value(one.value)}"
            quote = f': "{printable(one.quote)}"' if one.quote else ""
            grid.add_row(Text(printable(one.demand)), Text(read + quote, "dim"))
        parts += [Text("does not meet"), _indent(grid)]
    return Group(*parts)


def not_together(nogoods: Sequence[NoGoodRecord]) -> RenderableType:
    """What was not realised together."""
    grid = Table.grid(padding=(0, 2))
    for one in nogoods:
        grid.add_row(Text(printable(", ".join(one.demands))), Text(f"in {_count(one.attempts, 'text')}", "dim"))
    return Group(Text("not realised together (evidence, no proof)"), _indent(grid))


def usage(used: SearchUsage) -> str:
    """What a search used, in a line."""
    line = f"{_count(used.texts, 'text')} read, {_count(used.writing, 'call')} of the writer"
    line += f", {_count(used.questions, 'question')} put"
    if used.input_tokens or used.output_tokens:
        line += f", {used.input_tokens} + {used.output_tokens} tokens"
    if used.cost:
        line += f", cost {used.cost:.6g}"
    return f"{line}, {used.seconds:.2f} s"


def _value(value: object) -> str:
    return printable(value) if isinstance(value, str) else printable(show(value))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
