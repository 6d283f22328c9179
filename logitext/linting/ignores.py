"""What a policy says is to be ignored: `# lint-ignore NLT703 "reason"`, a comment in an annotation.

It goes for findings of that code in the same annotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logitext.linting.places import Spot
from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.outline import Outline
from logitext.syntax.printing.lexemes import lexemes
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import Annotation

_COMMENT = re.compile(r'#\s*lint-ignore\b\s*(?P<code>NLT\d{3})?\s*(?P<reason>"[^"\r\n]*\w[^"\r\n]*")?')


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment that says to ignore a code; `code` is None where it names none, or gives no reason."""

    code: str | None
    spot: Spot
    annotation: Span

    def covers(self, found: Diagnostic) -> bool:
        """Whether a finding is to be ignored."""
        if found.source is None or found.span is None or found.code != self.code:
            return False
        within = self.annotation.start <= found.span.start and found.span.end <= self.annotation.end
        return found.source.name == self.spot.source.name and within


def ignores(policy: CheckedPolicy) -> Iterator[Ignore]:
    """What the files of a policy say is to be ignored, in file order."""
    for document in policy.documents:
        if "lint-ignore" not in document.source.text:
            continue
        outline = Outline(document)
        annotations = [part.span for part in document.parts if isinstance(part, Annotation)]
        for span, comment in _comments(document.source):
            match = _COMMENT.match(comment)
            if match is None:
                continue
            around = next((one for one in annotations if one.start <= span.start and span.end <= one.end), None)
            if around is not None:
                code = match["code"] if match["reason"] else None
                yield Ignore(code, Spot(document.source, span, tuple(outline.headings(span.start))), around)


def _comments(source: Source) -> Iterator[tuple[Span, str]]:
    for one in lexemes(source):
        if one.kind == "COMMENT":
            yield one.span, one.text


def without_ignored(found: Sequence[Diagnostic], policy: CheckedPolicy) -> tuple[list[Diagnostic], list[Ignore]]:
    """The findings that are not ignored, and the comments that cover none of them."""
    every = list(ignores(policy))
    left = [one for one in found if not any(ignore.covers(one) for ignore in every)]
    return left, [ignore for ignore in every if not any(ignore.covers(one) for one in found)]
