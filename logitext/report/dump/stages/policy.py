"""The checked policy: what was meant, names resolved, shorthand spelt out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy, Clause, ListVariable, Place, PolicyQuery, PolicyTest
from logitext.policy.sorts import TEXT, Value, show, show_fraction
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term
from logitext.report.console import printable
from logitext.report.dump.plain import lines, quoted
from logitext.report.dump.stage import PolicyStages, Stage, register
from logitext.syntax.printing.literals import regex
from logitext.syntax.printing.write import reading


@register
class PolicyStage(Stage):
    """The checked policy."""

    summary = "the checked policy: names resolved, shorthand spelt out"

    def text(self, stages: PolicyStages) -> str:
        return policy_text(stages.policy)

    def data(self, stages: PolicyStages) -> Any:
        return policy_data(stages.policy)


_INFIX = (Connective.EQ, Connective.LT, Connective.LE, Connective.ADD, Connective.MUL)


def policy_text(policy: CheckedPolicy) -> str:
    """Texts, clauses, definitions and verdicts in the order in which they are evaluated, and what is said of them."""
    return lines(_policy_lines(policy))


def _policy_lines(policy: CheckedPolicy) -> Iterator[str]:
    yield "texts"
    for text in policy.texts.values():
        described = f": {quoted(text.description)}" if text.description is not None else ""
        yield f"  {text.name}{described}  {_where(policy, text.place)}"
    if policy.lists:
        yield "lists"
        for one in policy.lists.values():
            yield f"  list {one.name} of {_fields(one)}, at most {one.limit}  {_where(policy, one.place)}"
            yield from () if one.description is None else (f"    {quoted(one.description)}",)
    if policy.units:
        yield "quantified over"
        yield from (f"  {units}" for units in policy.units)
    facts = [clause for clause in policy.clauses.values() if clause.fact]
    if facts:
        yield "facts"
        for fact in facts:
            yield from _clause(policy, fact)
    yield "clauses"
    for clause in policy.clauses.values():
        if not clause.fact:
            yield from _clause(policy, clause)
    if policy.units:
        yield "clauses about each unit, here the first"
        for clause in _of_units(policy):
            yield from _clause(policy, clause)
    yield "definitions and verdicts, in the order of evaluation"
    for name in policy.order:
        kind = policy.verdicts[name].kind if name in policy.verdicts else "let"
        defined = policy.verdicts[name] if name in policy.verdicts else policy.definitions[name]
        yield f"  {kind} {name}: {defined.term.sort} = {term_text(defined.term)}  {_where(policy, defined.place)}"
    yield "assumptions"
    for assumption in policy.assumptions:
        yield f"  {assumption.id}: {term_text(assumption.term)}  {_where(policy, assumption.place)}"
    if policy.queries:
        yield "queries"
        yield from (f"  {_query(query)}  {_where(policy, query.place)}" for query in policy.queries)
    if policy.tests:
        yield "tests"
        for test in policy.tests:
            yield f"  {quoted(test.title)}  {_where(policy, test.place)}"
            yield from (f"    {word} {said}" for word, said in _said(test))


def _fields(declared: ListVariable) -> str:
    fields = [
        f"{name}: {sort or 'text'}" + (" key" if name == declared.key else "") for name, sort in declared.fields.items()
    ]
    return "{" + ", ".join(fields) + "}"


def _clause(policy: CheckedPolicy, clause: Clause) -> Iterator[str]:
    yield f"  {clause.name}: {clause.sort}  {_where(policy, clause.place)}"
    if clause.wording or not clause.fact:
        yield f"    {quoted(clause.wording)}"
    yield from (f"    {option} {value}" for option, value in _options(clause))


def _of_units(policy: CheckedPolicy) -> list[Clause]:
    """The clauses that a text of one sentence, paragraph, line and word would add."""
    first = expanded(policy, {str(units): 1 for units in policy.units})
    return [clause for name, clause in first.clauses.items() if name not in policy.clauses]


def _where(policy: CheckedPolicy, place: Place) -> str:
    """`line 3`; of a file that the policy uses, with its name."""
    line = f"line {place.source.position(place.span.start).line}"
    return line if place.source is policy.source else f"{line} of {quoted(place.source.name)}"


def _options(clause: Clause) -> Iterator[tuple[str, str]]:
    """What is known of a clause beside its wording, as the policy would say it."""
    if clause.texts:
        how = {None: "", "named": ", as its words say", "main": ", the main text"}[clause.inferred]
        yield "about", ", ".join(clause.texts) + how
    for one in clause.phrases:
        means = f", that is {quoted(one.means)}" if one.means is not None else ""
        yield "where", f"{quoted(one.phrase)} is {one.text}{means}"
    if clause.ask is not None:
        yield "ask", quoted(clause.ask)
    yield from (("yes", quoted(example)) for example in clause.yes)
    yield from (("no", quoted(example)) for example in clause.no)
    yield from (("match", printable(regex(one.text, one.flags))) for one in clause.match)
    yield from (("reject", printable(regex(one.text, one.flags))) for one in clause.reject)
    yield from (("read", printable(reading(one))) for one in clause.read)
    if clause.chances:
        yield (
            "prior",
            ", ".join(
                f"{value if isinstance(value, str) else show(value)}: {show_fraction(chance)}"
                for value, chance in clause.chances
            ),
        )
    numbers = (("prior", clause.prior), ("cost", clause.cost))
    if clause.sure:
        yield "sure", " ".join(map(show_fraction, clause.sure))
    if clause.put_as is not None:
        yield "as", str(clause.put_as)
    yield from ((option, show_fraction(number)) for option, number in numbers if number is not None)


def _plainly(value: Value) -> str:
    """A label or a number."""
    return value if isinstance(value, str) else show(value)


def _query(query: PolicyQuery) -> str:
    term = "all verdicts" if query.term is None else term_text(query.term)
    texts = f" {', '.join(query.texts)}:" if query.texts else ""
    return f"{query.kind}{texts} {term}" + (f" by {query.criterion}" if query.criterion is not None else "")


def _said(test: PolicyTest) -> Iterator[tuple[str, str]]:
    """What a test gives and expects, a line each."""
    yield from (("given", f"{name} = {_answer(value)}") for name, value in test.answers.items())
    yield from (("given", f"{name} = {quoted(text)}") for name, text in test.texts.items())
    for name, elements in test.lists.items():
        yield "given", f"{name} = {elements.count} element{'' if elements.count == 1 else 's'}"
        yield from (("given", f"{one} = {_answer(value)}") for one, value in elements.facts.items())
        yield from (("given", f"{one} = {quoted(text)}") for one, text in elements.texts.items())
    for one in test.expected:
        yield "expect", term_text(one.term) + (" is undetermined" if one.undetermined else "")


def _answer(value: Value) -> str:
    return quoted(value) if isinstance(value, str) else show(value)


def policy_data(policy: CheckedPolicy) -> Any:
    """The checked policy as plain data; terms are text."""
    return {
        "texts": [{"name": one.name, "description": one.description} for one in policy.texts.values()],
        "lists": [
            {
                "name": one.name,
                "fields": {name: str(sort or "text") for name, sort in one.fields.items()},
                "key": one.key,
                "at_most": one.limit,
                "description": one.description,
            }
            for one in policy.lists.values()
        ],
        "facts": [_clause_data(clause) for clause in policy.clauses.values() if clause.fact],
        "clauses": [_clause_data(clause) for clause in policy.clauses.values() if not clause.fact],
        "clauses_of_units": [_clause_data(clause) for clause in (_of_units(policy) if policy.units else ())],
        "defined": [
            {
                "kind": policy.verdicts[name].kind if name in policy.verdicts else "let",
                "name": name,
                "sort": str(policy.body(name).sort),
                "term": term_text(policy.body(name)),
            }
            for name in policy.order
        ],
        "units": [str(units) for units in policy.units],
        "assumptions": [{"id": one.id, "term": term_text(one.term)} for one in policy.assumptions],
        "queries": [
            {
                "kind": one.kind,
                "texts": list(one.texts),
                "term": None if one.term is None else term_text(one.term),
                "criterion": one.criterion,
            }
            for one in policy.queries
        ],
        "tests": [
            {"title": one.title, "says": [{"word": word, "text": text} for word, text in _said(one)]}
            for one in policy.tests
        ],
    }


def _clause_data(clause: Clause) -> Any:
    return {
        "name": clause.name,
        "sort": str(clause.sort),
        "wording": clause.wording,
        "options": [{"option": option, "value": value} for option, value in _options(clause)],
    }


def term_text(term: Term) -> str:
    """A term with all that was shorthand spelt out: `and(quoted, not(reports))`, `(amount < 20)`."""
    match term:
        case Constant(value=str() as value, sort=sort):
            return quoted(value) if sort == TEXT else value
        case Constant(value=date() as value):
            return value.isoformat()
        case Constant(value=value):
            return show(value)
        case ClauseRef(name=name) | DefinitionRef(name=name):
            return name
        case Apply(op=Connective.COUNT, args=args, bounds=(least, most)):
            return f"count({least}..{most} of {', '.join(map(term_text, args))})"
        case Apply(op=op, args=args) if op in _INFIX:
            return f"({f' {op.value} '.join(map(term_text, args))})"
        case Apply(op=op, args=args):
            return f"{op.value}({', '.join(map(term_text, args))})"
