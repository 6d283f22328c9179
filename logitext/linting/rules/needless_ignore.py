"""`needless-ignore`: a `lint-ignore` that ignores nothing, or does not say what or why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.deleting import without_comment
from logitext.linting.rule import Rule, register
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.ignores import Ignore
    from logitext.linting.look import PolicyLook


@register
class NeedlessIgnore(Rule):
    """Found once all other rules have been applied: see `run`."""

    code = "NLT730"
    name = "needless-ignore"
    summary = "a `lint-ignore` that has become needless, or lacks a code or a reason"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        yield from ()

    def of(self, ignore: Ignore) -> Diagnostic:
        """The finding about a comment."""
        if ignore.code is None:
            message, hint = "this comment ignores nothing", 'write `# lint-ignore NLT703 "why"`: a code, and a reason'
        else:
            message, hint = f"there is no {ignore.code} here to ignore", "delete the comment"
        spot = ignore.spot
        fix = None if ignore.code is None else without_comment(spot.source, spot.span)
        return self.finding(spot, ignore.code or spot.text, message, hint, fix=fix)
