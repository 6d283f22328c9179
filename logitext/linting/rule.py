"""What a rule of `logitext lint` is, and which there are. Each is a file of `rules/`, named after the rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, TypeVar

from logitext.registry import Registry
from logitext.syntax.diagnostics import About, Diagnostic, Fix, Label, Severity

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook
    from logitext.linting.places import Spot
    from logitext.policy.sorts import Value


class Rule:
    """A kind of mistake. Give it a code, a name and a summary, and override `findings`.

    A rule raises TooHardError where it cannot finish; what it has found until then counts.
    """

    code: ClassVar[str]
    """NLT7…, with an entry in `syntax.codes` and a page in docs/errors/."""

    name: ClassVar[str]
    """The name of its file, with dashes."""

    summary: ClassVar[str]
    """What it finds, in a few words: "a clause that decides nothing"."""

    severity: ClassVar[Severity] = Severity.WARNING

    by_default: ClassVar[bool] = True
    """Whether it is applied where nobody selects rules."""

    vital: ClassVar[bool] = False
    """Whether the others make no sense once it has found something. Such rules come first."""

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        """What is wrong with a policy. Called once for each look at one."""
        raise NotImplementedError

    def finding(
        self,
        spot: Spot,
        subject: str,
        message: str,
        hint: str | None = None,
        *,
        witness: Mapping[str, Value] | None = None,
        labels: Iterable[Label] = (),
        fix: Fix | None = None,
    ) -> Diagnostic:
        """A finding of this rule at a place. `witness` are clauses and values that show it.

        `fix` mends it in the file of the place. All fixes of a rule can be made together, those that are the same once.
        """
        about = About(self.name, subject, None if witness is None else tuple(witness.items()), fix)
        return Diagnostic(
            self.code, message, spot.source, spot.span, hint, tuple(labels), spot.heading, self.severity, about
        )


RULES: Registry[Rule] = Registry("rule of lint", "logitext.linting.rules", "logitext.lint", dashes=True)

R = TypeVar("R", bound=type[Rule])


def register(rule: R) -> R:
    """Register a rule under its name. To be written above the class."""
    RULES.add(rule.name, rule())
    return rule
