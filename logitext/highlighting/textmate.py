"""The TextMate grammar, which Visual Studio Code, Sublime Text, GitHub and others read.

    python -m logitext.highlighting.textmate > grammars/vscode/nltc.tmLanguage.json

Prose is Markdown, and annotations may stand in the middle of any of its lines: so they are injected, as the grammar of
Markdown would not leave its paragraphs for them. Only the default delimiters are known.
"""

from __future__ import annotations

import json
from typing import Any

from logitext.highlighting.words import constants, operators, sorts, statements

SCOPE = "text.html.nltc"


def grammar() -> dict[str, Any]:
    """The grammar, as its JSON says it."""
    return {
        "name": "Logitext policy",
        "scopeName": SCOPE,
        "fileTypes": ["nltc"],
        # A fence and a line of code are prose whatever stands in them.
        "injections": {
            f"L:{SCOPE} - meta.annotation.nltc - markup.fenced_code": {
                "patterns": [{"match": r"\\\{\{", "name": "constant.character.escape.nltc"}, {"include": "#annotation"}]
            }
        },
        "patterns": [{"include": "text.html.markdown"}],
        "repository": {
            "annotation": {
                "name": "meta.annotation.nltc",
                "begin": r"\{\{",
                "beginCaptures": _all("punctuation.section.embedded.begin.nltc"),
                "end": r"\}\}",
                "endCaptures": _all("punctuation.section.embedded.end.nltc"),
                "patterns": [{"include": f"#{name}"} for name in ("clause", "string", "regexp", "comment", "words")],
            },
            "clause": _between(r"\[\[", r"\]*\]\]", "string.unquoted.clause.nltc"),
            "string": _between('"', '"', "string.quoted.double.nltc"),
            "regexp": {
                "match": r"\b(match|reject|read)\s*(/(?:[^/\\\n]|\\.)+/[a-z]*)",
                "captures": {"1": {"name": "keyword.other.nltc"}, "2": {"name": "string.regexp.nltc"}},
            },
            "comment": {"match": r"#(?:(?!\}\}).)*", "name": "comment.line.number-sign.nltc"},
            "words": {
                "patterns": [
                    {"match": r"\b\d{4}-\d{2}-\d{2}\b", "name": "constant.numeric.date.nltc"},
                    {"match": r"\b\d[\d_]*(?:\.\d+)?", "name": "constant.numeric.nltc"},
                    {"match": statements(), "name": "keyword.declaration.nltc"},
                    {"match": constants(), "name": "constant.language.nltc"},
                    {"match": sorts(), "name": "support.type.nltc"},
                    {"match": operators(), "name": "keyword.operator.word.nltc"},
                    {"match": "==|!=|<=|>=|[<>=+*/-]", "name": "keyword.operator.nltc"},
                    {"match": r"[\p{L}_][\p{L}\p{M}\p{N}_]*(?=\()", "name": "entity.name.function.nltc"},
                    {"match": r"[\p{L}_][\p{L}\p{M}\p{N}_]*", "name": "variable.other.nltc"},
                ]
            },
        },
    }


def written() -> str:
    """The grammar as a file."""
    return json.dumps(grammar(), indent=2, ensure_ascii=False) + "\n"


def _all(name: str) -> dict[str, Any]:
    return {"0": {"name": name}}


def _between(begin: str, end: str, name: str) -> dict[str, Any]:
    escape = {"match": r"\\.", "name": "constant.character.escape.nltc"}
    return {"name": name, "begin": begin, "end": end, "patterns": [escape]}


if __name__ == "__main__":
    print(written(), end="")  # noqa: T201  # what the module is run for
