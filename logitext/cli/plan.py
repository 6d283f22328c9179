"""`logitext plan POLICY`: what will be asked, worked out before anything is asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from logitext.api.without_texts.plans import view
from logitext.cli import policies
from logitext.cli import without_effect as none
from logitext.cli.idle import unlearned
from logitext.cli.output import write_view
from logitext.cli.warn import warn
from logitext.cli.working import working
from logitext.report.plan.formats import PLAN_FORMATS

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy


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
