"""From a clause as written to a checked clause: its texts, its phrases, its options."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from logitext.policy.findings import Findings
from logitext.policy.model import Clause, Phrase
from logitext.policy.patterns import compile_pattern
from logitext.policy.scope import Scope, clause_sort
from logitext.policy.sorts import BOOL, Sort
from logitext.syntax.tree import ClauseStatement, Number, Option, Regex, String

_FOR_BOOLEAN = ("yes", "no", "match", "reject", "prior")
_ONCE = ("ask", "prior", "cost")


def check_clause(statement: ClauseStatement, scope: Scope, findings: Findings) -> Clause | None:
    """The checked clause; None where its sort is unknown. What is wrong with it is reported."""
    sort = clause_sort(statement, scope)
    if not statement.wording.text:
        findings.error("NLT407", "the clause has no words", statement.wording.span, "say what must hold of the text")
    phrases = _phrases(statement, scope, findings)
    texts = _texts(statement, phrases, scope, findings)
    if sort is None:
        return None
    options = _Options(statement.options, sort, findings)
    return Clause(
        name=statement.name.text,
        sort=sort,
        wording=statement.wording.text,
        texts=texts,
        phrases=phrases,
        ask=next(iter(options.strings("ask")), None),
        yes=options.strings("yes"),
        no=options.strings("no"),
        match=options.patterns("match"),
        reject=options.patterns("reject"),
        prior=options.number("prior"),
        cost=options.number("cost"),
        sentence=findings.outline.sentence(statement),
        place=findings.place(statement.wording.span),
    )


def _phrases(statement: ClauseStatement, scope: Scope, findings: Findings) -> tuple[Phrase, ...]:
    found: dict[str, Phrase] = {}
    for binding in statement.bindings:
        phrase, name = binding.phrase.text, binding.name.text
        if phrase in found:
            findings.error("NLT410", f'the phrase "{phrase}" is bound twice', binding.phrase.span, "drop one of them")
        if not phrase or phrase not in statement.wording.text:
            findings.error(
                "NLT402",
                f'the phrase "{phrase}" does not occur in the clause',
                binding.phrase.span,
                "bind words that stand in the clause, letter for letter",
                [(statement.wording.span, "the clause")],
            )
        if name not in scope.texts and name not in scope.broken:
            declared = scope.declared(name) is not None
            findings.error(
                "NLT201",
                f"`{name}` is not a text" if declared else f"the text `{name}` is not declared",
                binding.name.span,
                findings.suggest(name, lambda: scope.texts) or f'declare it: `{{{{text {name}: "what it is"}}}}`',
            )
        found[phrase] = Phrase(phrase, name)
    return tuple(found.values())


def _texts(
    statement: ClauseStatement, phrases: tuple[Phrase, ...], scope: Scope, findings: Findings
) -> tuple[str, ...]:
    """The texts that the clause is about: the bound ones, or the only one that there is."""
    if phrases:
        return tuple(dict.fromkeys(phrase.text for phrase in phrases))
    if len(scope.texts) > 1:
        names = ", ".join(f"`{name}`" for name in scope.texts)
        first = next(iter(scope.texts))
        findings.error(
            "NLT408",
            f"the clause does not say which text it is about: {names}",
            statement.wording.span,
            f'bind a phrase of the clause: `where "the words" is {first}`',
        )
    return tuple(scope.texts)


class _Options:
    """The options of one clause, checked."""

    def __init__(self, options: Sequence[Option], sort: Sort, findings: Findings) -> None:
        self._findings = findings
        self._options: list[Option] = []
        first: dict[str, Option] = {}
        for option in options:
            if option.keyword in _FOR_BOOLEAN and sort != BOOL:
                findings.error(
                    "NLT404",
                    f"`{option.keyword}` is for clauses that hold or do not; this one has a value of sort {sort}",
                    option.span,
                    "drop the option, or ask a yes-or-no clause beside this one",
                )
            elif option.keyword in _ONCE and option.keyword in first:
                findings.error(
                    "NLT406",
                    f"`{option.keyword}` is given twice",
                    option.span,
                    "keep one of them",
                    [(first[option.keyword].span, "first here")],
                )
            elif self._sound(option):
                self._options.append(option)
            first.setdefault(option.keyword, option)

    def _sound(self, option: Option) -> bool:
        match option.value:
            case Number(value=value) if option.keyword == "prior" and not 0 <= value <= 1:
                self._findings.error(
                    "NLT405", "a prior is a probability, from 0 to 1", option.value.span, "for 2 in 100 write 0.02"
                )
            case Number(value=value) if option.keyword == "cost" and value <= 0:
                self._findings.error(
                    "NLT405", "a cost must be greater than 0", option.value.span, "1 is the cost of any other clause"
                )
            case Regex() as regex:
                try:
                    compile_pattern(regex)
                except ValueError as error:
                    self._findings.error("NLT403", f"the pattern cannot be used: {error}", regex.span)
                    return False
                return True
            case _:
                return True
        return False

    def strings(self, keyword: str) -> tuple[str, ...]:
        return tuple(o.value.text for o in self._options if o.keyword == keyword and isinstance(o.value, String))

    def patterns(self, keyword: str) -> tuple[Regex, ...]:
        return tuple(o.value for o in self._options if o.keyword == keyword and isinstance(o.value, Regex))

    def number(self, keyword: str) -> Fraction | None:
        values = (o.value.value for o in self._options if o.keyword == keyword and isinstance(o.value, Number))
        value = next(values, None)
        return None if value is None else Fraction(value)
