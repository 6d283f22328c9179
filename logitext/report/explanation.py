"""An explanation for a person: the trace in the policy's order, and what would make it another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, TEXT, show
from logitext.records.explanation import (
    Explanation,
    Follows,
    Part,
    PossibleAnswer,
    Settle,
    Step,
    WhatIf,
    WhyNot,
)
from logitext.records.result import Result
from logitext.report.console import printable

_INDENT = 2

DROPPED = " (its quotation is not in the text)"
"""Said of an answer in the place of its evidence."""


def render(explanation: Explanation, result: Result, policy: CheckedPolicy) -> RenderableType:
    """All the parts of an explanation, one below the other."""
    lines = _Lines()
    teller = _Teller(lines, explanation, result, policy)
    if explanation.trace:
        teller.trace(explanation.trace)
    for settle in explanation.settle:
        teller.settle(settle)
    for why_not in explanation.why_not:
        teller.why_not(why_not)
    if explanation.what_if is not None:
        teller.what_if(explanation.what_if)
    return lines.group()


def _values(parts: Iterable[Part]) -> list[object]:
    return [part.value for part in parts]


class _Lines:
    """Lines, each with its depth."""

    def __init__(self) -> None:
        self._lines: list[RenderableType] = []

    def add(self, depth: int, *pieces: str | tuple[str, str]) -> None:
        """A line; pieces may have a style."""
        self._lines.append(Padding(Text.assemble(*pieces), (0, 0, 0, _INDENT * depth)))

    def item(self, depth: int, *pieces: str | tuple[str, str]) -> None:
        """A line with a dash; what does not fit goes on behind the dash."""
        grid = Table.grid(padding=(0, 1))
        grid.add_row("-", Text.assemble(*pieces))
        self._lines.append(Padding(grid, (0, 0, 0, _INDENT * depth)))

    def group(self) -> Group:
        return Group(*self._lines)


class _Teller:
    def __init__(self, lines: _Lines, explanation: Explanation, result: Result, policy: CheckedPolicy) -> None:
        self._lines = lines
        self._result = result
        self._policy = policy
        self._steps: Mapping[str, Step] = {step.name: step for step in explanation.trace}
        self._reasons = {one.clause: one.reason for record in result.verdicts.values() for one in record.open}

    # --- words

    def _value(self, name: str, value: object) -> str:
        """A value of a clause, definition or verdict: texts in quotes, labels bare."""
        policy = self._policy
        sort = policy.clauses[name].sort if name in policy.clauses else policy.body(name).sort
        if value is None:
            return "another text" if sort == TEXT else "another value"
        return printable(value) if isinstance(value, str) and sort != TEXT else printable(show(value))

    def _is(self, name: str, value: object) -> str:
        return f"{name} is {'open' if value is None else self._value(name, value)}"

    def _ties(self, assumptions: Iterable[str]) -> str:
        lines = {a.id: a.place.source.position(a.place.span.start).line for a in self._policy.assumptions}
        return _list([f"the assumption {name} (line {lines[name]})" for name in assumptions])

    def _follows(self, follows: Follows) -> str:
        known = self._result.known
        told = [self._is(name, known.get(name)) for name in follows.clauses]
        if follows.clauses and follows.assumptions:
            return f"this follows, as {_list(told)}, by {self._ties(follows.assumptions)}"
        if follows.assumptions:
            return f"this follows by {self._ties(follows.assumptions)} alone"
        return f"this follows, as {_list(told)}" if told else "this is so whatever is answered"

    def _answers(self, answers: Sequence[PossibleAnswer]) -> str:
        return _list([self._is_new(answer.clause, answer.value) for answer in answers])

    def _is_new(self, name: str, value: object) -> str:
        return f"{name} is {self._value(name, value)}"

    # --- the trace

    def trace(self, steps: Sequence[Step]) -> None:
        self._lines.add(1, ("how this comes about, in the policy's order", "bold"))
        heading: tuple[str, ...] | None = None
        for step in steps:
            if not step.needed:
                continue
            if step.heading != heading:
                heading = step.heading
                if heading:
                    self._lines.add(2, (printable(heading[-1]), "underline"))
            self._step(step)
        spare = [step for step in steps if not step.needed]
        if spare:
            told = _list([f"{self._is(step.name, step.value)} (line {step.span.line})" for step in spare])
            self._lines.add(2, (f"not needed for this: {told}", "dim"))

    def _step(self, step: Step) -> None:
        line = (f"  line {step.span.line}", "dim")
        if step.kind == "assumption":
            self._lines.add(3, "it is assumed that ", _formula(step.written), line)
            return
        head = (self._is(step.name, step.value), "bold")
        if step.kind == "clause":
            self._lines.add(3, head, f", though nobody said so: {self._follows(step.follows or _NOTHING)}", line)
            return
        calculated = step.filled and step.value is not None and step.filled != step.written
        sum_ = f" = {step.filled}" if calculated else ""
        if step.value is None and step.kind != "definition":
            head = (f"{step.name} is undetermined", "bold")
        self._lines.add(3, head, line)
        self._lines.add(4, "by ", _formula(step.written), printable(sum_))
        if step.follows is not None:
            self._lines.add(4, self._follows(step.follows))
        if self._are_given(step.because):
            self._lines.item(4, *self._all_given(step.because))
            return
        for part in step.because:
            self._part(part, 4)

    def _part(self, part: Part, depth: int) -> None:
        """A part in a line, and what it is because of below it, or behind it where that is one name."""
        before = {
            "condition": "if: ",
            "branch": "then: ",
            "otherwise": "otherwise: ",
            "rule": "the rule: ",
            "exception applies": "the exception applies: ",
            "exception does not apply": "the exception does not apply: ",
            "exception is open": "whether the exception applies is open: ",
        }.get(part.role, "")
        if part.name is not None:
            self._lines.item(depth, (before, "dim"), *self._named(part))
            return
        pieces: list[str | tuple[str, str]] = [_formula(part.written), *self._comes_to(part)]
        below: Sequence[Part] = part.because
        if part.follows is not None:
            pieces.append(f"; {self._follows(part.follows)}")
        elif len(below) == 1 and below[0].name is not None:
            pieces += [", as ", *self._named(below[0])]
            below = ()
        elif self._are_given(below):
            pieces += [", as ", *self._all_given(below)]
            below = ()
        self._lines.item(depth, (before, "dim"), *pieces)
        for inner in below:
            self._part(inner, depth + 1)

    def _are_given(self, parts: Sequence[Part]) -> bool:
        """Whether parts are several facts: these stand in one line."""
        clauses = [self._policy.clauses.get(part.name or "") for part in parts]
        return len(parts) > 1 and all(one is not None and one.fact for one in clauses) and None not in _values(parts)

    def _all_given(self, parts: Sequence[Part]) -> list[str | tuple[str, str]]:
        return [_list([self._is(part.name or "", part.value) for part in parts]), (", given", "dim")]

    def _comes_to(self, part: Part) -> list[str | tuple[str, str]]:
        if part.value is None:
            return [" is open"]
        if isinstance(part.value, bool):
            names = [inner.name for inner in part.because]
            # With one name the value stands behind it anyway.
            shown = f" ({printable(part.filled)})" if part.filled and len(names) > 1 else ""
            return [f"{shown} is {show(part.value)}"]
        value = show(part.value) if not isinstance(part.value, str) else printable(part.value)
        if part.filled:
            return [f" = {printable(part.filled)} = {value}"]
        return [f" = {value}"] if part.because or part.follows else []

    def _named(self, part: Part) -> list[str | tuple[str, str]]:
        name = part.name or ""
        pieces: list[str | tuple[str, str]] = [self._is(name, part.value)]
        if part.value is None:
            if name in self._reasons:
                pieces.append(f": {self._reasons[name]}")
        elif part.answered is not None and part.answered.theory is not None:
            fact = name in self._policy.clauses and self._policy.clauses[name].fact
            pieces.append((", given" if fact else f", from {printable(part.answered.theory)}", "dim"))
            if part.answered.quote:
                pieces.append((f': "{printable(part.answered.quote)}"', "cyan"))
            elif part.answered.quote_dropped:
                pieces.append((DROPPED, "dim"))
        elif part.kind == "clause":
            pieces.append((", which follows" if name in self._steps else " (answered)", "dim"))
        if part.kind != "clause" and name in self._steps:
            pieces.append((f" (line {self._steps[name].span.line})", "dim"))
        return pieces

    # --- what would be otherwise

    def settle(self, settle: Settle) -> None:
        self._lines.add(1, (f"what would settle {settle.verdict}", "bold"))
        shortest, sure = settle.shortest, settle.sure
        if shortest is None and sure is None:
            self._lines.add(2, "the solver gave up looking for it")
        if shortest is not None:
            then = self._value(settle.verdict, shortest.value)
            about = "" if shortest.smallest else " (perhaps fewer would do)"
            self._lines.add(2, f"at best{about}: if {self._answers(shortest.answers)}, then it is {then}")
        if sure is not None:
            all_ = ", which is all that is open" if sure.all_open else ""
            about = "" if sure.smallest else " (perhaps fewer would do)"
            self._lines.add(2, f"in any case{about}: answers to {_list(sure.clauses)}{all_}")

    def why_not(self, why_not: WhyNot) -> None:
        verdict = self._is(why_not.verdict, why_not.value)
        if why_not.never:
            self._lines.add(1, (f"why {verdict}: it would be so whatever is answered", "bold"))
            return
        if not why_not.flips:
            count = f"up to {why_not.limit} answers" if why_not.limit > 1 else "one answer"
            self._lines.add(1, (f"no change of {count} was found by which {verdict} would be otherwise", "bold"))
            return
        many = "one of these changes" if len(why_not.flips) > 1 else "this change"
        self._lines.add(1, (f"{verdict}; {many} would be enough to turn it", "bold"))
        for flip in why_not.flips:
            changes = [
                f"{change.clause} is {self._value(change.clause, change.now)} "
                f"(not {self._value(change.clause, change.was)})"
                for change in flip.changed
            ]
            given = f", and {self._answers(flip.given)} (not answered so far)" if flip.given else ""
            sort = self._policy.verdicts[why_not.verdict].sort
            then = "" if sort == BOOL else f": then {why_not.verdict} is {self._value(why_not.verdict, flip.value)}"
            self._lines.item(2, f"{_list(changes)}{given}{then}")

    def what_if(self, what_if: WhatIf) -> None:
        supposed = []
        for change in what_if.supposed:
            instead = "" if change.was is None else f" instead of {self._value(change.clause, change.was)}"
            if change.now == change.was:
                instead = ", as it is"
            if change.now is None:
                given = self._policy.clauses[change.clause].fact
                supposed.append(f"{change.clause} were not given" if given else f"nobody had answered {change.clause}")
            else:
                supposed.append(f"{change.clause} were {self._value(change.clause, change.now)}{instead}")
        self._lines.add(1, (f"if {_list(supposed)}" if supposed else "if nothing were otherwise", "bold"))
        if what_if.conflict:
            against = [f"what is said of {_list(what_if.clauses)}"] if what_if.clauses else []
            against += [self._ties(what_if.assumptions)] if what_if.assumptions else []
            self._lines.add(2, f"there would be a conflict, and no verdict: {_list(against)} contradict each other")
            return
        for one in what_if.verdicts:
            before, name = one.before, one.verdict
            if one.after is None:
                still = "still " if before is None and self._result.status != "conflict" else ""
                self._lines.add(2, f"{name} would {still}be undetermined, with {_list(one.open)} open")
                continue
            still, instead = "", ""
            if one.after == before:
                still = "still "
            elif before is not None:
                instead = f" instead of {self._value(name, before)}"
            why = f", as {self._answers(one.because)}" if one.because else ""
            self._lines.add(2, f"{name} would {still}be {self._value(name, one.after)}{instead}{why}")


_LONG = 90
"""Characters of a formula that are shown; the parts that follow it say what matters of a longer one."""

_NOTHING = Follows.model_construct(clauses=(), assumptions=())  # which builds no validator at a start


def _formula(written: str) -> tuple[str, str]:
    """A formula, or its beginning."""
    short = written if len(written) <= _LONG else written[:_LONG].rpartition(" ")[0] + " …"
    return f"`{printable(short)}`", "italic"


def _list(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> _list(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
