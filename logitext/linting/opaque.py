"""Names that a policy mentions where logic does not follow: in formulas about units, in queries, in tests.

A formula about the units of a text is one clause as long as nobody knows the text. So what it mentions may matter for
reasons that cannot be seen, and no rule says of it that it does not.
"""

from __future__ import annotations

from logitext.policy.graph import mentions
from logitext.policy.model import CheckedPolicy
from logitext.syntax.nodes import nodes
from logitext.syntax.tree import (
    Aggregate,
    AssumeStatement,
    CheckQuery,
    ClauseStatement,
    CoverQuery,
    DefinitionStatement,
    Formula,
    Quantified,
    SearchQuery,
    TestStatement,
    Undetermined,
    VerdictStatement,
)


def opaque(policy: CheckedPolicy) -> frozenset[str]:
    """The names that are mentioned directly, through clauses and definitions with parameters too."""
    functions: dict[str, Formula] = {}
    found: set[str] = set()
    waiting: list[Formula] = []
    for document in policy.documents:
        for statement in document.statements:
            match statement:
                case DefinitionStatement(formula=formula, parameters=parameters) if parameters:
                    functions[statement.name.text] = formula
                    waiting += [one for one in nodes(formula) if isinstance(one, Quantified | Aggregate)]
                case (
                    DefinitionStatement(formula=formula)
                    | VerdictStatement(formula=formula)
                    | AssumeStatement(formula=formula)
                ):
                    waiting += [one for one in nodes(formula) if isinstance(one, Quantified | Aggregate)]
                case CheckQuery(formula=formula) if formula is not None:
                    waiting.append(formula)
                case SearchQuery(formula=formula) | CoverQuery(formula=formula):
                    waiting.append(formula)
                case TestStatement(expected=expected):
                    waiting += [one.name if isinstance(one, Undetermined) else one for one in expected]
                case ClauseStatement():
                    pass
    while waiting:
        for mention in mentions(waiting.pop()):
            if mention.text not in found:
                found.add(mention.text)
                if mention.text in functions:
                    waiting.append(functions[mention.text])
    return frozenset(found)
