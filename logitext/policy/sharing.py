"""What clauses share: words that stand for a text in a whole section, and the text that they are about by default.

`with "the facts" is facts` counts for the clauses of the section that it stands in, before and after it, down to the
next heading that is not below its own; without a heading for its whole file. A section within a section goes first.
"""

from __future__ import annotations

from logitext.policy.findings import PolicyFindings
from logitext.policy.scope import Scope
from logitext.syntax.source import Span
from logitext.syntax.tree import Annotation, Binding, ClauseStatement, Name, SharingStatement, TextStatement
from logitext.unicode.normal_form import nfc


def share(scope: Scope) -> None:
    """Note in the scope what its clauses share; what is wrong with a `with` or a main text is reported."""
    clauses = [*scope.clauses.values(), *(one for one in scope.functions.values() if isinstance(one, ClauseStatement))]
    for space in dict.fromkeys(scope.home[id(one)].namespace for one in scope.mains):
        main = _main(scope, space)
        own = [one for one in clauses if scope.home[id(one)].namespace == space]
        scope.main |= {id(clause): main.name.text for clause in own}
    if not scope.sharing:
        return
    within = {id(one): _section(one, scope.home[id(one)]) for one in scope.sharing}
    seen: dict[tuple[int, int, str | None], Span] = {}
    # The widest sections first, so that those within them go before.
    for statement in sorted(scope.sharing, key=lambda one: within[id(one)].start - within[id(one)].end):
        findings, section = scope.home[id(statement)], within[id(statement)]
        _first(statement, findings)
        there = [one for one in clauses if scope.home[id(one)] is findings and _lies(one.span, section)]
        for one in statement.shared:
            phrase = nfc(one.phrase.text) if isinstance(one, Binding) else None
            key = (id(findings), section.start, phrase)
            if key in seen:
                what = "what the section is about" if phrase is None else f'what "{phrase}" stands for'
                findings.error("NLT410", f"{what} is said twice", one.span, "drop one of them", [(seen[key], "first")])
                continue
            seen[key] = one.span
            if isinstance(one, Binding):
                _words(one, there, scope, findings)
            else:
                _default(one, there, scope, findings)


def _main(scope: Scope, space: str) -> TextStatement:
    """The main text of the files whose names begin so."""
    found = [one for one in scope.mains if scope.home[id(one)].namespace == space]
    for other in found[1:]:
        hint = "say of the others in each clause, or with `with` in each section, which text is meant"
        labels = [(found[0].name.span, "the first", scope.home[id(found[0])].source)]
        scope.home[id(other)].error("NLT415", "there are two main texts", other.name.span, hint, labels)
    return found[0]


def _section(statement: SharingStatement, findings: PolicyFindings) -> Span:
    around = [one for one in findings.outline.sections() if _lies(statement.span, one)]
    return max(around, key=lambda one: one.start, default=Span(0, len(findings.source.text)))


def _lies(span: Span, section: Span) -> bool:
    return section.start <= span.start < section.end


def _first(statement: SharingStatement, findings: PolicyFindings) -> None:
    """After a clause it would look like a part of that."""
    for part in findings.outline.document.parts:
        if isinstance(part, Annotation) and _lies(statement.span, part.span):
            before = part.statements[: part.statements.index(statement)]
            if before and isinstance(before[-1], ClauseStatement):
                message = "`with` is for a section, and does not stand after a clause"
                hint = "write `where` for this clause alone; else give `with` an annotation of its own"
                findings.error("NLT415", message, statement.span, hint)


def _words(binding: Binding, clauses: list[ClauseStatement], scope: Scope, findings: PolicyFindings) -> None:
    phrase = nfc(binding.phrase.text)
    using = [one for one in clauses if phrase and phrase in nfc(one.wording.text)]
    if not using:
        message = f'the phrase "{phrase}" does not occur in a clause of the section'
        findings.error("NLT402", message, binding.phrase.span, "bind words that stand in clauses, letter for letter")
    if not _is_text(binding.name, scope, findings):
        return
    for clause in using:
        wider = [one for one in scope.shared.get(id(clause), ()) if nfc(one.phrase.text) != phrase]
        scope.shared[id(clause)] = (*wider, binding)


def _default(name: Name, clauses: list[ClauseStatement], scope: Scope, findings: PolicyFindings) -> None:
    if _is_text(name, scope, findings):
        scope.main |= {id(clause): name.text for clause in clauses}


def _is_text(name: Name, scope: Scope, findings: PolicyFindings) -> bool:
    if name.text in scope.texts:
        return True
    if name.text not in scope.broken:
        message = f"the text `{name.text}` is not declared"
        declare = f"declare it: `text {name.text}`; what the policy defines is bound with `where`"
        findings.error("NLT201", message, name.span, findings.suggest(name.text, lambda: scope.texts) or declare)
    return False
