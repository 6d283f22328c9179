"""The tests that stand in a policy, checked: what is given is an answer or a text, what is expected is a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from logitext.policy.elaborate import Elaborator
from logitext.policy.findings import PolicyFindings
from logitext.policy.lists import check_list, elements
from logitext.policy.model import Elements, Expectation, PolicyTest
from logitext.policy.scope import Scope
from logitext.policy.sites import sites
from logitext.policy.sorts import BOOL, Sort, Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term
from logitext.syntax.tree import Element, Formula, GivenList, GivenText, Name, String, TestStatement, Undetermined


def tests_of(scope: Scope, elaborator: Elaborator) -> Iterator[PolicyTest]:
    """The tests that make sense; what is wrong is reported."""
    titles: set[str] = set()
    for statement in scope.tests:
        findings = scope.home[id(statement)]
        if statement.title.text in titles:
            message = f'there is another test called "{statement.title.text}"'
            findings.error("NLT212", message, statement.title.span, "give each a name of its own")
        titles.add(statement.title.text)
        test = _test(statement, scope, elaborator, findings)
        if test is not None:
            yield test


def _test(
    statement: TestStatement, scope: Scope, elaborator: Elaborator, findings: PolicyFindings
) -> PolicyTest | None:
    answers: dict[str, Value] = {}
    texts: dict[str, str] = {}
    lists: dict[str, Elements] = {}
    sound = True
    # The lists first: what else is given may name their elements.
    for given in sorted(statement.given, key=lambda one: not isinstance(one, GivenList)):
        if isinstance(given, GivenText):
            sound &= _give_text(given, texts, scope, findings)
            continue
        if isinstance(given, GivenList):
            sound &= _give_list(given, lists, scope, elaborator, findings)
            continue
        term = _term(given, lists, elaborator, findings)
        found = None if term is None else _answer(term)
        if term is not None and found is None:
            findings.error(
                "NLT211",
                "what a test gives is an answer to one clause",
                given.span,
                'write `clause`, `not clause` or `clause == value`; for a text `name = "content"`',
            )
        if found is None:
            sound = False
        elif found[0] in answers:
            findings.error("NLT211", f"`{found[0]}` is given twice", given.span, "drop one of them")
        else:
            answers[found[0]] = found[1]
    expected = [_expectation(one, elaborator, findings) for one in statement.expected]
    known = tuple([one for one in expected if one is not None])
    if not sound or len(known) < len(expected):
        return None
    return PolicyTest(statement.title.text, answers, texts, known, findings.place(statement.span), lists)


def _term(
    given: Formula, lists: Mapping[str, Elements], elaborator: Elaborator, findings: PolicyFindings
) -> Term | None:
    if not any(isinstance(one, Element) for site in sites(given) for one in site.call.arguments):
        return elaborator.of(findings, given, BOOL)
    with elaborator.naming({name: one.counted for name, one in lists.items()}):
        return elaborator.of(findings, given, BOOL)


def _give_text(given: GivenText, texts: dict[str, str], scope: Scope, findings: PolicyFindings) -> bool:
    name = given.name
    if name.text in scope.texts and name.text not in texts:
        texts[name.text] = given.content.text
        return True
    if name.text in texts:
        findings.error("NLT211", f"the text `{name.text}` is given twice", name.span, "drop one of them")
    elif name.text in scope.clauses or name.text in scope.defined:
        findings.error("NLT211", f"`{name.text}` is no text", name.span, "to give an answer write `==`")
    elif name.text not in scope.broken:
        hint = findings.suggest(name.text, lambda: scope.texts) or "name a text of the policy"
        findings.error("NLT201", f"the text `{name.text}` is not declared", name.span, hint)
    return False


def _give_list(
    given: GivenList, lists: dict[str, Elements], scope: Scope, elaborator: Elaborator, findings: PolicyFindings
) -> bool:
    name = given.name
    if name.text not in scope.lists:
        hint = findings.suggest(name.text, lambda: scope.lists) or "name a list of the policy"
        findings.error("NLT201", f"there is no list `{name.text}`", name.span, hint)
        return False
    if name.text in lists:
        findings.error("NLT211", f"the list `{name.text}` is given twice", name.span, "drop one of them")
        return False
    declared = check_list(scope.lists[name.text], scope, scope.home[id(scope.lists[name.text])])

    def fact(value: Formula, sort: Sort) -> Value | None:
        before = len(findings.in_order()) + len(findings.about_tests())
        term = elaborator.of(findings, value, sort)
        if isinstance(term, Constant):
            return term.value
        if len(findings.in_order()) + len(findings.about_tests()) == before:
            raise ValueError("expected a value")
        return None

    def text(value: Formula) -> str:
        if isinstance(value, String):
            return value.text
        raise ValueError("expected words in double quotes")

    rows = [{cell.name.text: cell.value for cell in row.cells} for row in given.rows]
    lists[name.text], problems = elements(declared, rows, fact, text)
    for problem in problems:
        place = given.span if problem.place is None else problem.place.span
        findings.error("NLT211", f"the list `{name.text}`: {problem.message}", place, problem.hint)
    return not problems


def _answer(term: Term) -> tuple[str, Value] | None:
    """The clause and the value that a formula gives; None where it is no such formula."""
    match term:
        case ClauseRef(name=name):
            return name, True
        case Apply(op=Connective.NOT, args=(ClauseRef(name=name, sort=sort),)) if sort == BOOL:
            return name, False
        case Apply(op=Connective.EQ, args=(left, right)):
            clause, constant = (left, right) if _clause(left) is not None else (right, left)
            found = _clause(clause)
            if found is not None and isinstance(constant, Constant):
                return found, constant.value
    return None


def _clause(term: Term) -> str | None:
    if isinstance(term, Apply) and term.op is Connective.TO_REAL:
        term = term.args[0]
    return term.name if isinstance(term, ClauseRef) else None


def _expectation(one: Formula | Undetermined, elaborator: Elaborator, findings: PolicyFindings) -> Expectation | None:
    if not isinstance(one, Undetermined):
        term = elaborator.of(findings, one, BOOL)
        return None if term is None else Expectation(term, False, findings.place(one.span))
    term = elaborator.of(findings, Name(one.name.text, one.name.span), None)
    if term is None:
        return None
    if not isinstance(term, DefinitionRef):
        message = f"`{one.name.text}` is no verdict and no definition"
        findings.error("NLT211", message, one.name.span, "name what the policy decides")
        return None
    return Expectation(term, True, findings.place(one.span))
