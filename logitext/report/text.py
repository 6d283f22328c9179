"""A result for a person: the verdicts, each with its reasons or with what is open, and what it took."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import TEXT, Sort, show
from logitext.policy.supposed import ASSUMED, supposing
from logitext.records.result import Because, Instead, Open, Result, TheoryUsage, VerdictRecord
from logitext.report import certainty, explanation
from logitext.report.console import printable


def render(result: Result, policy: CheckedPolicy) -> RenderableType:
    """The whole result of one document."""
    if result.assumed:  # what was decided is the policy with what is assumed of the document
        policy = supposing(policy, result.assumed, result.units)
    elif result.units:  # likewise with its units spelt out
        policy = expanded(policy, result.units)
    parts: list[RenderableType] = [_headline(result)]
    if result.error is not None:
        words = Text(f"the check itself failed, so nothing is known: {printable(result.error)}")
        parts.append(Padding(words, (0, 0, 0, 2)))
        return Group(*parts)
    if result.status == "conflict":
        parts.append(_conflict(result))
        for name, told in (result.probability or {}).items():  # the contradiction is evidence, too
            parts.append(Padding(Text(name, "bold"), (0, 0, 0, 2)))
            parts += [Padding(line, (0, 0, 0, 4)) for line in certainty.lines(told)]
    else:
        rows = _Rows(policy)
        for name, record in result.verdicts.items():
            chances = (result.probability or {}).get(name)
            parts.append(_verdict(name, record, rows, held=chances is not None and chances.held_back is not None))
            if chances is not None:
                parts += [Padding(line, (0, 0, 0, 4)) for line in certainty.lines(chances)]
    if result.repaired:
        parts.append(_repaired(result, policy))
    if result.explanation is not None:
        parts.append(explanation.render(result.explanation, result, policy))
    parts.append(Text(_usage(result), "dim"))
    return Group(*parts)


def render_alone(result: Result) -> RenderableType:
    """A result whose policy is not at hand: the verdicts, and the names of the clauses that they come from."""
    parts: list[RenderableType] = [_headline(result)]
    if result.error is not None:
        parts.append(Padding(Text(printable(result.error)), (0, 0, 0, 2)))
    for name, record in result.verdicts.items():
        line = Text(name, "bold")
        if record.value is None:
            clauses = ", ".join(one.clause + ("" if one.certain else " (perhaps)") for one in record.open)
            line.append(" is undetermined", "yellow").append(f", open are {clauses}" if clauses else "")
        else:
            said = ", ".join(f"{one.clause} is {show(one.value)}" for one in record.because)
            few = "" if record.smallest else " (perhaps fewer answers would do)"
            line.append(f" is {show(record.value)}").append(f", because{few} {said}" if said else "")
        parts.append(Padding(line, (0, 0, 0, 2)))
    parts.append(Text(_usage(result), "dim"))
    return Group(*parts)


def _headline(result: Result) -> Text:
    line = Text(printable(result.document or result.policy.path), "bold")
    violated = [name for name, record in result.verdicts.items() if record.kind == "violation" and record.value is True]
    if result.interrupted:
        line.append("  interrupted", "bold yellow")
    if result.error is not None:
        line.append("  failed", "bold red")
    elif result.status == "conflict":
        line.append("  conflict: no verdict", "bold yellow")
    elif violated:
        line.append(f"  violation: {', '.join(violated)}", "bold red")
    elif result.status == "undetermined":
        line.append("  undetermined", "bold yellow")
    else:
        line.append("  decided", "bold green")
    if result.repaired:
        line.append("  repaired", "bold yellow")
    return line


def _verdict(name: str, record: VerdictRecord, rows: _Rows, *, held: bool) -> RenderableType:
    head = Text(f"{name} ", "bold")
    if record.value is None:
        head.append("is undetermined", "yellow")
        if held:
            head.append(": what the answers entail is not sure enough")
        elif record.open:
            head.append(", and could still be decided by")
        else:
            head.append(": the solver gave up, and no answer is missing that would help")
        return Padding(Group(head, rows.grid([rows.open(open_) for open_ in record.open])), (0, 0, 0, 2))
    bad = record.kind == "violation" and record.value is True
    head.append(f"is {value(record.value, rows.policy.verdicts[name].sort)}", "red" if bad else "green")
    head.append(", because" if record.because else ", whatever is answered")
    if not record.smallest:
        head.append(" (perhaps fewer answers would do)", "dim")
    return Padding(Group(head, rows.grid([rows.because(because) for because in record.because])), (0, 0, 0, 2))


class _Rows:
    """The rows of one document's report; the words of a clause stand at its first mention only."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self.policy = policy
        self._shown: set[str] = set()

    def because(self, because: Because) -> tuple[Text, ...]:
        """A reason: clause, value, its words, and who said so."""
        answer = value(because.value, self.policy.clauses[because.clause].sort)
        if because.probability is not None:
            answer += f" ({because.probability:.2f})"
        if because.clause in self._shown:
            return Text(because.clause), Text(answer), Text("as above", "dim")
        if because.clause.startswith(ASSUMED):
            self._shown.add(because.clause)
            return Text(because.clause), Text(""), Text("given", "dim")
        if self.policy.clauses[because.clause].fact:
            return Text(because.clause), Text(answer), self._words(because.clause).append("\ngiven", "dim")
        said = Text(f"\nfrom {printable(because.theory)}", "dim")
        if because.quote:
            said.append(f': "{printable(because.quote)}"', "cyan")
        elif because.quote_dropped:
            said.append(explanation.DROPPED)
        return Text(because.clause), Text(answer), self._words(because.clause).append(said)

    def open(self, open_: Open) -> tuple[Text, ...]:
        """An open clause: clause, reason, its words, and what the theories said."""
        if open_.clause in self._shown:
            return Text(open_.clause), Text(open_.reason, "yellow"), Text("as above", "dim")
        words = self._words(open_.clause)
        if not open_.certain:
            words.append("\nperhaps: it would take too long to see whether it can", "dim")
        if open_.detail and open_.reason == "text not given":
            words.append(f"\nit is about the text `{printable(open_.detail)}`", "dim")
        elif open_.detail:
            words.append(f"\n{printable(open_.detail)}", "dim")
        return Text(open_.clause), Text(open_.reason, "yellow"), words

    def _words(self, name: str) -> Text:
        self._shown.add(name)
        clause = self.policy.clauses[name]
        source = clause.place.source
        line = source.position(clause.place.span.start).line
        where = f"line {line}" if source.name == self.policy.source.name else f"{printable(source.name)}:{line}"
        words = f"“{printable(clause.wording)}” " if clause.wording else ""
        return Text(words).append(where, "dim")

    @staticmethod
    def grid(rows: list[tuple[Text, ...]]) -> Padding:
        """The rows under each other."""
        grid = Table.grid(padding=(0, 2))
        for _ in range(3):
            grid.add_column(vertical="top")
        for row in rows:
            grid.add_row(*row)
        return Padding(grid, (0, 0, 0, 2))


def _conflict(result: Result) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for item in result.conflict:
        who = "assumed by the policy" if item.theory is None else f"from {item.theory}"
        who = "given" if item.theory == "given" else who
        where = "" if item.name.startswith(ASSUMED) else f"line {item.span.line}"
        grid.add_row(Text(printable(item.statement)), Text(where, "dim"), Text(who, "dim"))
    head = Text("these contradict each other, so nothing follows from them:")
    return Padding(Group(head, Padding(grid, (0, 0, 0, 2))), (0, 0, 0, 2))


def _repaired(result: Result, policy: CheckedPolicy) -> RenderableType:
    """What a repair set aside, the weakest first: the clause, its answer, what follows instead, who said so."""
    grid = Table.grid(padding=(0, 2))
    for item in result.repaired:
        sort = policy.clauses[item.clause].sort
        was = value(item.was, sort) + ("" if item.probability is None else f" ({item.probability:.2f})")
        now = "now open" if item.now is None else f"now {value(item.now, sort)}"
        said = f"from {printable(item.theory)}, line {item.span.line}"
        grid.add_row(Text(item.clause), Text(f"was {was}"), Text(now), Text(said, "dim"))
    names = ", ".join(item.clause for item in result.repaired)
    head = Text(f"set aside to resolve a conflict: {names}", "yellow")
    return Padding(Group(head, Padding(grid, (0, 0, 0, 2))), (0, 0, 0, 2))


def value(item: object, sort: Sort) -> str:
    """A value of a sort for a reader: texts in quotes, labels bare."""
    return printable(item) if isinstance(item, str) and sort != TEXT else printable(show(item))


def _of_theory(used: TheoryUsage) -> str:
    """What one theory was asked; for a model also how often it was called."""
    line = f"{printable(used.theory)} {used.questions}"
    if used.model is None:
        return line
    return f"{line} in {used.calls} call{'' if used.calls == 1 else 's'} of {printable(used.model)}"


def _instead(instead: Instead) -> str:
    """What was asked at a price, beside what would have been."""
    line = f"{instead.asked} at a price, of {instead.everything}"
    return line if instead.in_file_order is None else f"{line}; {instead.in_file_order} in file order"


def _usage(result: Result) -> str:
    usage = result.usage

    def count(number: int, noun: str) -> str:
        return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

    line = f"{usage.questions} of {count(usage.questions + usage.skipped, 'clause')} asked"
    line += f" in {count(usage.rounds, 'round')}"
    if usage.calls:
        line += f": {', '.join(map(_of_theory, usage.theories))}"
    if usage.instead is not None and usage.instead.asked < usage.instead.everything:
        line += f" ({_instead(usage.instead)})"
    if usage.cached:
        line += f", {count(usage.cached, 'answer')} from the cache"
    if usage.input_tokens or usage.output_tokens:
        line += f", {usage.input_tokens} + {usage.output_tokens} tokens"
        line += f" ({usage.estimated} of the calls estimated)" if usage.estimated else ""
        if usage.cost:  # it is null where no price is known
            line += f", cost {usage.cost:.4g}"
    return f"{line}, {usage.seconds:.2f} s"
