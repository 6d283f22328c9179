"""What needs no text: plans, pictures and print-outs of a policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.api import without_texts
from logitext.api.arguments import names_of
from logitext.api.loaded import Loaded
from logitext.plan.options import PLAN, PlanOptions
from logitext.policy.units import UnitCount
from logitext.strategy.planning import Planning
from logitext.sync import run
from logitext.syntax.diagnostics import ArgumentError, Diagnostic

if TYPE_CHECKING:
    from logitext.records.difference import PolicyDifference
    from logitext.records.plan import PlanOutline
    from logitext.report.drawing.diagram import Direction


class Offline(Loaded):
    """What a policy says of itself."""

    def plan(
        self,
        *,
        verdicts: Sequence[str] | None = None,
        strategy: str = "auto",
        priors: str | None = None,
        priors_file: str | os.PathLike[str] | None = None,
        call: float = PLAN.call,
        question: float = PLAN.question,
        units: Mapping[str, UnitCount] | None = None,
        depth: int = PLAN.depth,
        documents: int = PLAN.documents,
    ) -> PlanOutline:
        """Work out what a check would ask: how many questions to expect, which come first, and why. Nobody is asked.

        `call` and `question` are prices; the `cost` of a clause multiplies that of its question. `units` says for how
        many units formulas are spelt out, as `{"sentences(post)": 5}`. `depth` is the longest way of questions in the
        tree that is shown; `documents` are drawn at random if the whole tree is too large. Print the plan, or draw it
        with `logitext plan -o plan.svg`.

        >>> from logitext import loads
        >>> policy = loads("{{text post}} {{let a = [[is rude]] let b = [[is spam]] verdict remove = a and b}}")
        >>> plan = policy.plan()
        >>> plan.rule, len(plan.path)
        ('rollout over gain', 1)
        """
        return run(
            self.aplan(
                verdicts=verdicts,
                strategy=strategy,
                priors=priors,
                priors_file=priors_file,
                call=call,
                question=question,
                units=units,
                depth=depth,
                documents=documents,
            )
        )

    async def aplan(
        self,
        *,
        verdicts: Sequence[str] | None = None,
        strategy: str = "auto",
        priors: str | None = None,
        priors_file: str | os.PathLike[str] | None = None,
        call: float = PLAN.call,
        question: float = PLAN.question,
        units: Mapping[str, UnitCount] | None = None,
        depth: int = PLAN.depth,
        documents: int = PLAN.documents,
        progress: Callable[[str], None] | None = None,
    ) -> PlanOutline:
        """Work out what a check would ask, as `plan` does, in async code. `progress` hears how far the work is."""
        try:
            planning = Planning(strategy, priors=priors, priors_file=priors_file)
        except ValueError as error:
            raise ArgumentError([Diagnostic("NLT623", str(error))]) from None
        return await without_texts.plans.plan(
            self.program,
            verdicts=None if verdicts is None else names_of("verdicts", verdicts),
            planning=planning,
            options=PlanOptions(call, question, depth, documents),
            units=units or {},
            progress=progress,
        )

    def draw(self, plan: PlanOutline, format: str = "svg") -> str:
        """Draw the tree of a plan as `svg`, `html`, `dot` or `mermaid`, or give the whole plan as `text` or `json`.

        InputError for a picture of a plan that has no tree.
        """
        return without_texts.plans.drawn(plan, self.checked, format)

    def graph(
        self,
        format: str = "svg",
        *,
        verdicts: Sequence[str] | None = None,
        clauses: bool = True,
        texts: bool = False,
        direction: Direction = "LR",
    ) -> str:
        """Draw how the parts of the policy depend on each other: as `svg`, `html`, `dot`, `mermaid` or `json`.

        `verdicts` draws only what these depend on. Without `clauses` only formulas are shown; `texts` shows the texts
        that clauses are about.

        >>> from logitext import loads
        >>> policy = loads("{{text post}} {{let a = [[is rude]] verdict remove = a}}")
        >>> print(policy.graph("mermaid").splitlines()[0])
        flowchart LR
        """
        named = None if verdicts is None else names_of("verdicts", verdicts)
        return without_texts.graphs.drawn(
            self.checked, format, verdicts=named, clauses=clauses, texts=texts, direction=direction
        )

    def dump(self, stage: str = "policy", *, as_json: bool = False) -> str:
        """Print how Logitext understands the policy at a stage: `tokens`, `tree`, `policy`, or `smt2` for a solver.

        >>> from logitext import loads
        >>> policy = loads("{{let a = [[is rude]] verdict remove = a}}")
        >>> policy.dump("tokens").split()[:2]
        ['1:1-1:3', 'OPEN']
        """
        return without_texts.stages.dump(self.checked.source, stage, as_json=as_json, load=lambda: self.checked)

    def diff(
        self,
        new: Loaded,
        *,
        every: bool = False,
        results: Sequence[str | os.PathLike[str]] = (),
        facts: Mapping[str, Any] | None = None,
    ) -> PolicyDifference:
        """What changes in decisions from this version of a policy to a new one. Nobody is asked.

        With `every`, all cases of a verdict that change are listed, up to 2,000, instead of the largest 20. With
        `results`, files of earlier results or recordings, the documents are listed that these versions decide
        otherwise; `facts` are known of all of them. InputError where nothing is allowed by the assumptions of both
        versions, or files do not fit.

        >>> from logitext import loads
        >>> old = loads("{{text post}} {{let a = [[is rude]] let b = [[is quoted]] violation remove = a}}")
        >>> new = loads("{{text post}} {{let a = [[is rude]] let b = [[is quoted]] violation remove = a unless b}}")
        >>> change = old.diff(new).verdicts["remove"]
        >>> change.relation, change.share, [case.condition for case in change.cases]
        ('narrower', 0.25, ['a and b'])
        """
        return run(without_texts.differences.difference(self, new, names_of("results", results), facts, every=every))

    def lint(self, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Diagnostic, ...]:
        """All that `logitext lint` finds in the policy, in source order. Nobody is asked.

        `select` and `ignore` are names or codes of rules. ArgumentError for a rule that there is not.

        >>> from logitext import loads
        >>> policy = loads("{{text post}} {{let a = [[is rude]] verdict remove = a and not a}}")
        >>> [(one.code, one.about.subject) for one in policy.lint(select=["constant-verdict"])]
        [('NLT701', 'remove')]
        """
        rules = without_texts.mistakes.rules_of(select, ignore)
        return tuple(without_texts.mistakes.lint_policy(self.checked, rules, self.program))
