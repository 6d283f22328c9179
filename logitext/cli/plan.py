"""`logitext plan POLICY`: what will be asked, worked out before anything is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.cli import policies
from logitext.cli.forms import format_options
from logitext.cli.options import options_for, with_options
from logitext.cli.sections import SectionedCommand
from logitext.cli.working import working
from logitext.plan.options import PlanOptions
from logitext.report.plan.formats import PLAN_FORMATS
from logitext.strategy.planning import Planning

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy


@click.command(
    "plan", cls=SectionedCommand, short_help="Say how many questions a document takes, and which come first."
)
@click.argument("policy", metavar="POLICY")
@with_options(
    *format_options(
        PLAN_FORMATS,
        "the plan",
        "The format of the plan; `dot`, `mermaid`, `svg` and `html` draw its decision tree.",
        settings=False,
    ),
    click.option("--verdict", "verdicts", multiple=True, metavar="NAME",
                 help="Plan only for this verdict. May be repeated."),
    *options_for(Planning, only=["strategy", "priors", "priors_file"]),
    *options_for(PlanOptions, only=["call", "question"], settings=False),
    click.option("--units", multiple=True, metavar="UNITS=N",
                 help='Spell formulas about the units of a text out for so many, as "sentences(post)=5". Repeatable.'),
    *options_for(PlanOptions, only=["depth", "documents"], settings=False),
)  # fmt: skip
@policies.delimiters
def command(
    policy: str,
    format: str,
    output: tuple[str, ...],
    verdicts: tuple[str, ...],
    strategy: str,
    priors: str | None,
    priors_file: str | None,
    call: float,
    question: float,
    units: tuple[str, ...],
    depth: int,
    documents: int,
) -> None:
    """Say how many questions to expect for a document of POLICY, which come first, and why.

    Nothing is asked. The plan assumes that one theory with a price answers all clauses, as the priors say. For a small
    policy it shows the whole decision tree. For a large one it shows the beginning, and averages over documents drawn
    at random.

    Exit status: 0, or 2 if the policy or the command is wrong.
    """
    import asyncio

    from logitext.api.without_texts.plans import view
    from logitext.cli import without_effect as none
    from logitext.cli.idle import unlearned, warn
    from logitext.cli.output import write_view

    loaded = policies.load(policy)
    none.say(
        (priors is None, ("priors_file",), "--priors is not given"),
        none.format_is_named(output, PLAN_FORMATS),
    )
    warn(unlearned(loaded.checked, priors, priors_file))
    counts = _counts(units, loaded.checked)
    with working("planning") as progress:
        plan = asyncio.run(
            loaded.aplan(
                verdicts=verdicts or None,
                strategy=strategy,
                priors=priors,
                priors_file=priors_file,
                call=call,
                question=question,
                units=counts,
                depth=depth,
                documents=documents,
                progress=progress,
            )
        )
    write_view(PLAN_FORMATS, view(plan, loaded.checked), format=format, output=output)


def _counts(units: tuple[str, ...], policy: CheckedPolicy) -> dict[str, int]:
    """How many units of which text; click.BadParameter where that is not said so."""
    known = [str(one) for one in policy.units]
    found = {}
    for one in units:
        name, _, number = one.rpartition("=")
        name = name.strip()
        if name not in known:
            there = f"it speaks of {', '.join(known)}" if known else "it speaks of none"
            raise click.BadParameter(f"the policy does not speak of `{name or one}`: {there}", param_hint="--units")
        if not number.strip().isdecimal():
            raise click.BadParameter(f"write a number after `{name}=`, not {number!r}", param_hint="--units")
        found[name] = int(number)
    return found
