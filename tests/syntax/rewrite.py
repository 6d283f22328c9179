"""A policy in other delimiters: what is written says the same."""

from __future__ import annotations

import re

from logitext.syntax.delimiters import Delimiters
from logitext.syntax.printing.lexemes import lexemes
from logitext.syntax.source import Source


def rewritten(source: Source, others: Delimiters) -> str:
    """The text of a source that has no syntax errors, with other delimiters."""
    old, out, end = source.delimiters, [], 0
    any_of = "|".join(map(re.escape, others))
    inside = re.compile(rf"\\.|(?={any_of}).", re.DOTALL)
    in_prose = re.compile(rf"(?<!\\){re.escape(others.open)}")

    def escaped(text: str) -> str:
        return inside.sub(lambda found: found[0] if found[0][0] == "\\" else f"\\{found[0]}", text)

    for one in lexemes(source):
        out.append(source.text[end : one.span.start])
        end = one.span.end
        match one.kind:
            case "OPEN":
                out.append(others.open)
            case "CLOSE":
                out.append(others.close)
            case "CLAUSE":
                body = one.text[len(old.clause_open) : -len(old.clause_close)]
                out.append(f"{others.clause_open}{escaped(body)}{others.clause_close}")
            case "STRING":
                out.append(escaped(one.text))
            case "PROSE":
                out.append(in_prose.sub(lambda found: f"\\{found[0]}", one.text))
            case _:
                out.append(one.text)
    return "".join((*out, source.text[end:]))
