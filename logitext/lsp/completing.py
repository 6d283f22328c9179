"""What may be written at a place: names of the policy, variables, and the words of the language."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from logitext.lsp.analysis import Analysis
from logitext.lsp.looking import kind_of
from logitext.policy.sorts import BASIC
from logitext.syntax.expected import words
from logitext.syntax.tree import ClauseStatement

_KINDS = {
    "text": types.CompletionItemKind.File,
    "fact": types.CompletionItemKind.Constant,
    "list": types.CompletionItemKind.Struct,
    "table": types.CompletionItemKind.Struct,
    "clause": types.CompletionItemKind.Field,
    "definition": types.CompletionItemKind.Function,
    "verdict": types.CompletionItemKind.Event,
    "violation": types.CompletionItemKind.Event,
    "assumption": types.CompletionItemKind.Reference,
    "label": types.CompletionItemKind.EnumMember,
}


def in_annotation(analysis: Analysis, offset: int) -> bool:
    """Whether an offset is between delimiters, as far as can be told while they are being written."""
    text, signs = analysis.source.text, analysis.source.delimiters
    before = text[:offset]
    return before.rfind(signs.open) > before.rfind(signs.close)


def completions(analysis: Analysis, offset: int) -> Iterator[types.CompletionItem]:
    """What may be written at an offset; nothing in prose."""
    if not in_annotation(analysis, offset):
        return
    for name, declared in analysis.declared.items():
        kind = kind_of(declared, name)
        yield types.CompletionItem(name, kind=_KINDS.get(kind), detail=kind, documentation=_words(analysis, name))
    for variable in dict.fromkeys(use.name for use in analysis.uses if use.binder is not None):
        yield types.CompletionItem(variable, kind=types.CompletionItemKind.Variable, detail="variable")
    for sort in BASIC:
        yield types.CompletionItem(str(sort), kind=types.CompletionItemKind.Class, detail="sort")
    for word in words():
        yield types.CompletionItem(word, kind=types.CompletionItemKind.Keyword)


def _words(analysis: Analysis, name: str) -> str | None:
    """The words of a clause, as its statement has them: nothing is checked for what is typed at this moment."""
    declared = analysis.declared[name].statement
    return (declared.wording.text or None) if isinstance(declared, ClauseStatement) else None
