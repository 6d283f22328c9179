"""The evaluation of labelled cases, as a command line asks for it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import click

from logitext.api import Policy
from logitext.cli import check_options, model_options, policies
from logitext.cli import without_effect as none
from logitext.cli.error_rates import error_rates
from logitext.cli.run import facts_of, maps_of, theory_of
from logitext.cli.working import working
from logitext.sync import run

R = TypeVar("R")

LabelledWork = Callable[..., Coroutine[Any, Any, R]]


def work_at(work: LabelledWork[R], what: str, arguments: Sequence[str], given: dict[str, Any], quiet: bool) -> R:
    """Have `work` done with the policy, its cases and the options of the command, as `evaluate` takes them.

    `given` has the values of `options`; what is left in it are further arguments of `work`.
    """
    if len(arguments) < 2:
        raise click.UsageError("name the policy, and then the cases: a table with right values")
    policy, *cases = arguments
    loaded: Policy = policies.load(policy)
    named = {name: given.pop(name) for name in ("theory", "answers", "settings")}
    taken = {name: given.pop(name) for name in ("maps", "id_", "data_format", "reads", "assume")}
    facts = facts_of([loaded], given.pop("fact_settings"), given.pop("facts_files"))
    rates = error_rates(given.pop("rates"))
    asking = check_options.wanted(given)
    verdicts = given.pop("verdicts")
    asked = theory_of(named["theory"], named["answers"], named["settings"], model_options.model_options(given))
    none.say(
        (asking["priors"] is None, ("priors_file",), "--priors is not given"),
        none.no_model(asked),
        none.no_price(asked),
    )
    wanted: dict[str, Any] = {
        "theory": asked,
        **asking,
        "verdicts": verdicts or None,
        "error_rates": rates,
    }
    with working(what, shown=not quiet) as say:
        return run(
            work(
                loaded,
                cases,
                wanted,
                columns=maps_of(taken["maps"]),
                id=taken["id_"],
                facts=facts,
                assume=taken["assume"] or None,
                format=taken["data_format"],
                reads=None if taken["reads"] == "auto" else taken["reads"],
                tell=lambda done, all_: say(f"{what}: {done} of {all_} cases"),
            )
        )
