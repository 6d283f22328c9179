"""From a clause as written to a checked clause: its texts, its phrases, its options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from logitext.policy.findings import PolicyFindings
from logitext.policy.graph import mentions
from logitext.policy.model import Clause, Phrase, Place, Units
from logitext.policy.options import ClauseOptions
from logitext.policy.scope import RowsStatement, Scope, clause_sort
from logitext.policy.sorts import TEXT, Sort
from logitext.policy.term import Constant, Term
from logitext.policy.units import text_of
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    ClauseStatement,
    FactStatement,
    Formula,
    ListStatement,
    Name,
    TableStatement,
    TextStatement,
)
from logitext.unicode import names
from logitext.unicode.normal_form import nfc


@dataclass(frozen=True, slots=True)
class Reference:
    """A text that a clause with parameters is used on: one that is declared, or a unit of one, by its number.

    Where the argument is a value, `term` is that value, and `name` how it is written.
    """

    name: str
    description: str | None = None
    units: Units | None = None
    number: int = 0
    term: Term | None = None


def check_clause(
    statement: ClauseStatement, scope: Scope, findings: PolicyFindings, arguments: Sequence[Reference] = ()
) -> Clause | None:
    """The checked clause, of one with parameters that for these arguments; None where its sort is unknown.

    What is wrong with it is reported.
    """
    sort = clause_sort(statement, scope)
    if not statement.wording.text:
        findings.error("NLT407", "the clause has no words", statement.wording.span, "say what must hold of the text")
    bound = dict(zip([name.text for name in statement.parameters], arguments, strict=True))
    phrases = _phrases(statement, bound, scope, findings)
    texts, inferred = _texts(statement, phrases, bound, scope, findings)
    if sort is None:
        return None
    descriptions = {one.name: one.description for one in arguments}
    descriptions |= _of_fields(phrases, arguments)
    descriptions |= {name: description_of(scope.texts[name]) for name in texts if name in scope.texts}
    name = instance_name(statement.name.text, arguments) if arguments else statement.name.text
    described = tuple([(name, words) for name in texts if (words := descriptions.get(name)) is not None])
    alike = scope.instances.get(id(statement))
    if alike is not None:  # what is said of one instance is said of all
        return replace(alike, name=name, texts=texts, phrases=phrases, descriptions=described)
    options = ClauseOptions(statement.options, sort, findings, fold=findings in scope.folding)
    clause = Clause(
        name=name,
        sort=sort,
        wording=nfc(statement.wording.text),
        texts=texts,
        phrases=phrases,
        ask=next(iter(options.strings("ask")), None),
        yes=options.strings("yes"),
        no=options.strings("no"),
        match=options.patterns("match"),
        reject=options.patterns("reject"),
        prior=options.number("prior"),
        cost=options.number("cost"),
        chances=options.chances(),
        sure=options.bounds(),
        read=options.readings(),
        put_as=options.put_as(),
        sentence=findings.outline.sentence(statement),
        place=findings.place(statement.wording.span),
        descriptions=described,
        inferred=inferred,
    )
    scope.instances[id(statement)] = clause
    return clause


def check_fact(statement: FactStatement, scope: Scope, findings: PolicyFindings) -> Clause | None:
    """The checked fact; None where its sort is unknown. What is wrong with it is reported."""
    sort = clause_sort(statement, scope)
    for option in statement.options:
        if option.keyword != "prior":
            message = f"`{option.keyword}` is for clauses that are judged; a fact is given by the caller"
            findings.error("NLT404", message, option.span, "drop the option, or declare a clause: `let name = [[…]]`")
    if sort is None:
        return None
    options = ClauseOptions([one for one in statement.options if one.keyword == "prior"], sort, findings)
    words = description_of(statement) or ""
    fact = fact_clause(statement.name.text, sort, words, findings.place(statement.span))
    return replace(fact, prior=options.number("prior"), chances=options.chances())


def fact_clause(name: str, sort: Sort, words: str, place: Place) -> Clause:
    """A fact, as a clause that nobody is asked."""
    return Clause(
        name=name,
        sort=sort,
        wording=words,
        texts=(),
        phrases=(),
        ask=None,
        yes=(),
        no=(),
        match=(),
        reject=(),
        prior=None,
        cost=None,
        sentence="",
        place=place,
        fact=True,
    )


def instance_name(function: str, arguments: Sequence[Reference]) -> str:
    """What a clause with parameters is called for some arguments.

    >>> instance_name("same", [Reference("post"), Reference("reply")])
    'same(post, reply)'
    """
    return f"{function}({', '.join(one.name for one in arguments)})"


def around(name: str) -> str:
    """The arguments in what `instance_name` gives.

    >>> around("same(post, reply)")
    'post, reply'
    """
    return name.partition("(")[2].removesuffix(")")


def description_of(statement: TextStatement | FactStatement | ListStatement | TableStatement) -> str | None:
    """What a text, a fact or a list is, in the policy's words."""
    return None if statement.description is None else nfc(statement.description.text)


def _phrases(
    statement: ClauseStatement, bound: Mapping[str, Reference], scope: Scope, findings: PolicyFindings
) -> tuple[Phrase, ...]:
    found: dict[str, Phrase] = {}
    wording = nfc(statement.wording.text)
    own = {nfc(binding.phrase.text) for binding in statement.bindings}
    shared = [one for one in scope.shared.get(id(statement), ()) if nfc(one.phrase.text) not in own]
    for binding in (*statement.bindings, *shared):
        phrase = nfc(binding.phrase.text)
        if phrase in found:
            findings.error("NLT410", f'the phrase "{phrase}" is bound twice', binding.phrase.span, "drop one of them")
        if not phrase or phrase not in wording:
            findings.error(
                "NLT402",
                f'the phrase "{phrase}" does not occur in the clause',
                binding.phrase.span,
                "bind words that stand in the clause, letter for letter",
                [(statement.wording.span, "the clause")],
            )
        found[phrase] = _bound(phrase, binding.name, bound, scope, findings)
    taken = {binding.name.text.partition(".")[0] for binding in statement.bindings}
    for parameter in statement.parameters:
        if parameter.text in taken:
            continue
        if parameter.text in found or not names.speaks_of(wording, parameter.text):
            findings.error(
                "NLT411",
                f"the clause does not speak of its parameter `{parameter.text}`",
                parameter.span,
                f'use the word in the clause, or bind a phrase to it: `where "the words" is {parameter.text}`',
                [(statement.wording.span, "the clause")],
            )
        elif parameter.text in bound:
            found[parameter.text] = _argument(parameter.text, parameter, bound[parameter.text])
    return tuple(found.values())


def _argument(phrase: str, parameter: Name, reference: Reference) -> Phrase:
    """A phrase that stands for an argument: a text, or a value in the policy's words."""
    if reference.term is None:
        return Phrase(phrase, reference.name)
    is_text = isinstance(reference.term, Constant) and reference.term.sort == TEXT
    return Phrase(phrase, parameter.text, str(reference.term.value) if is_text else reference.name)  # type: ignore[union-attr]  # a constant


def _bound(phrase: str, name: Name, bound: Mapping[str, Reference], scope: Scope, findings: PolicyFindings) -> Phrase:
    """A phrase with what it stands for: a parameter's argument, a text, or something that the policy defines."""
    if name.text in bound:
        return _argument(phrase, name, bound[name.text])
    parameter, _, field = name.text.partition(".")
    if parameter in bound:
        return Phrase(phrase, _field_of(bound[parameter], field, name, scope, findings))
    if name.text in scope.clauses or name.text in scope.defined:
        return Phrase(phrase, name.text, meaning(name.text, scope))
    if name.text not in scope.texts and name.text not in scope.broken:
        declared = scope.declared(name.text) is not None
        findings.error(
            "NLT201",
            f"a phrase cannot stand for `{name.text}`" if declared else f"the text `{name.text}` is not declared",
            name.span,
            findings.suggest(name.text, lambda: [*scope.texts, *scope.clauses, *scope.defined])
            or f'declare it: `{{{{text {name.text}: "what it is"}}}}`',
        )
    return Phrase(phrase, name.text)


def _field_of(reference: Reference, field: str, name: Name, scope: Scope, findings: PolicyFindings) -> str:
    """What a text of an element is called: `mails[2].body`; where it is the only one, the element itself."""
    units = reference.units
    every: list[RowsStatement] = [*scope.lists.values(), *scope.tables.values()]
    known = reference.term is None and units is None and reference.name == name.text.partition(".")[0]
    lists = every if known else [] if units is None or units.kind else [scope.elements_of(units.text)]
    texts = [[one.name.text for one in each.fields if one.sort is None] for each in lists]
    if not any(field in each for each in texts):
        here = "no list" if known else f"`{reference.name}`"
        hint = findings.suggest(field, lambda: [one for each in texts for one in each])
        hint = hint or "a phrase stands for a text of an element: `list mails of {subject: text, body: text}`"
        findings.error("NLT314", f"{here} has {'a' if known else 'no'} text `{field}`", name.span, hint)
    alone = not known and texts == [[field]]
    return reference.name if alone else f"{reference.name}.{field}"


def _of_fields(phrases: Sequence[Phrase], arguments: Sequence[Reference]) -> dict[str, str]:
    """What the texts of elements are that phrases stand for."""
    described = {one.name: one.description for one in arguments if one.description is not None}
    return {
        phrase.text: f"{phrase.text.rpartition('.')[2]} of {described[text_of(phrase.text)]}"
        for phrase in phrases
        if phrase.text not in described and text_of(phrase.text) in described
    }


def meaning(name: str, scope: Scope) -> str:
    """What a clause or a definition means, in the policy's words: its own, and those of what its formula mentions."""
    statement = scope.clauses.get(name)
    if statement is not None:
        return nfc(statement.wording.text)
    said: list[str] = []
    seen = {name}
    waiting = [name]
    while waiting:
        here = waiting.pop(0)
        definition = scope.defined[here]
        text = scope.home[id(definition)].source.in_one_line(_span_of(definition.formula))
        said.append(f"{here}: {text}" if said else text)
        for mention in mentions(definition.formula):
            if mention.text in seen:
                continue
            seen.add(mention.text)
            clause = scope.clauses.get(mention.text) or scope.functions.get(mention.text)
            if isinstance(clause, ClauseStatement):
                said.append(f"{mention.text}: {clause.wording.text}")
            elif mention.text in scope.defined:
                waiting.append(mention.text)
    return nfc("; ".join(said))


def _span_of(formula: Formula) -> Span:
    span: Span = formula.span
    return span


def _texts(
    statement: ClauseStatement,
    phrases: tuple[Phrase, ...],
    bound: Mapping[str, Reference],
    scope: Scope,
    findings: PolicyFindings,
) -> tuple[tuple[str, ...], Literal["named", "main"] | None]:
    """The texts that the clause is about: bound ones, the only one that there is or that it names, or the main one.

    And how it was found out which of several is meant.
    """
    named = tuple(dict.fromkeys(phrase.text for phrase in phrases if phrase.means is None))
    if named or any(one.term is None for one in bound.values()):
        return named, None
    # A file that is used under a name sees its own texts alone.
    texts = scope.texts_of.get(findings.namespace) or scope.texts
    if len(texts) > 1:
        wording = nfc(statement.wording.text)
        spoken_of = [name for name in texts if names.speaks_of(wording, name)]
        if len(spoken_of) == 1:
            return tuple(spoken_of), "named"
        if not spoken_of and id(statement) in scope.main:
            return (scope.main[id(statement)],), "main"
        listed = ", ".join(f"`{name}`" for name in spoken_of or texts)
        first = next(iter(texts))
        findings.error(
            "NLT408",
            f"the clause does not say which text it is about: {listed}",
            statement.wording.span,
            f'bind a phrase of the clause: `where "the words" is {first}`',
        )
    return tuple(texts), None
