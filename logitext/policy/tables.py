"""From tables as declared to their rows: constants, one for each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.policy import csv_tables
from logitext.policy.elaborate import Elaborator
from logitext.policy.lists import check_fields
from logitext.policy.scope import Scope
from logitext.policy.term import Constant
from logitext.syntax.tree import TableStatement


def check_table(statement: TableStatement, scope: Scope, elaborator: Elaborator) -> Sequence[Mapping[str, Constant]]:
    """The rows of a table; what is wrong with it is reported, and left out."""
    findings = scope.home[id(statement)]
    sorts = check_fields(statement, scope, findings)
    for field in statement.fields:
        if field.sort is None:
            hint = "write its sort: `Text` is compared letter by letter"
            findings.error("NLT318", "a table has no texts that are judged", field.span, hint)
    rows: list[Mapping[str, Constant]] = []
    if statement.path is not None:
        return csv_tables.rows(statement, sorts, findings)
    for row in statement.rows:
        if len(row.values) != len(statement.fields):
            message = f"the row has {len(row.values)} values, and the table {len(statement.fields)} fields"
            hint = f"in their order: {', '.join(field.name.text for field in statement.fields)}"
            findings.error("NLT318", message, row.span, hint)
        values: dict[str, Constant] = {}
        for field, value in zip(statement.fields, row.values, strict=False):
            sort = sorts[field.name.text]
            term = None if sort is None else elaborator.of(findings, value, sort)
            if isinstance(term, Constant):
                values[field.name.text] = term
            elif term is not None:
                hint = "what a formula comes to is named with `let`, and compared with what stands in the table"
                findings.error("NLT318", "a table holds constants", value.span, hint)
        rows.append(values)
    return rows
