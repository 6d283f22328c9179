"""Options are declared once: what Python takes, and what the command line takes, is what the classes declare."""

from __future__ import annotations

import math
from typing import Any

import click
import pytest

import logitext
from logitext.certainty.sureness import Sureness
from logitext.check.options import CheckOptions
from logitext.cli.commands import check, cover, plan, solve
from logitext.cover.effort import CoverEffort
from logitext.declared import DeclaredOptions, option_names, options_of
from logitext.plan.options import PlanOptions
from logitext.search.effort import SearchEffort, SearchLimits
from logitext.strategy.planning import Planning
from logitext.trail.limits import CheckLimits

OF_CHECKS = (CheckOptions, CheckLimits, Planning, Sureness)
OF_SEARCHES = (SearchEffort, SearchLimits)
POLICY = logitext.loads("{{text post let rude = [[is rude]] match /fool/ verdict remove = rude}}")


def annotation(kind: type[Any], name: str) -> str:
    written = next(vars(one)["__annotations__"][name] for one in kind.__mro__ if name in vars(one)["__annotations__"])
    return str(getattr(written, "__forward_arg__", written))


def test_python_takes_the_options_that_are_declared() -> None:
    declared = {*option_names(*OF_CHECKS), "theory", "verdicts", "record", "listener"}
    declared |= {"probability", "error_rates", "calibration", "decide"}
    assert set(logitext.Options.__annotations__) == declared
    declared = {*option_names(*OF_SEARCHES), "writer", "theory", "given", "facts", "nogoods", "listener"}
    assert set(logitext.SearchOptions.__annotations__) == declared
    declared = declared - {"given", "facts"} | {*option_names(CoverEffort), "cases", "keep"}
    assert set(logitext.CoverOptions.__annotations__) == declared


@pytest.mark.parametrize(
    ("taken", "kinds"), [(logitext.Options, OF_CHECKS), (logitext.SearchOptions, OF_SEARCHES)], ids=["check", "search"]
)
def test_python_takes_them_in_the_types_that_are_declared(taken: Any, kinds: tuple[type[DeclaredOptions], ...]) -> None:
    for kind in kinds:
        for name in option_names(kind):
            assert annotation(taken, name) == annotation(kind, name), name


@pytest.mark.parametrize(
    ("command", "kinds"),
    [
        (check.command, OF_CHECKS),
        (solve.command, OF_SEARCHES),
        (cover.command, (CoverEffort,)),
        (plan.command, (PlanOptions,)),
    ],
    ids=lambda value: value.name if isinstance(value, click.Command) else None,
)
def test_the_command_line_takes_them_with_the_same_defaults(
    command: click.Command, kinds: tuple[type[DeclaredOptions], ...]
) -> None:
    options = {one.name: one for one in command.params}
    for kind in kinds:
        for one in options_of(kind):
            option = options[one.name]
            assert isinstance(option, click.Option)
            assert bool(option.show_default) == (one.default is not None)
            assert one.default is None or option.default == one.default


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("max_calls", -1, "max_calls must be 0 or more, not -1"),
        ("max_cost", math.nan, "max_cost must be 0 or more, not nan"),
        ("deadline", "soon", "deadline must be 0 or more, not 'soon'"),
        ("batch", 0, "batch must be 1 or more, not 0"),
        ("minimise", "pain", "minimise must be one of questions, cost, latency, mixed, not 'pain'"),
        ("on_conflict", "weep", "on_conflict must be one of report, ask-again, repair, not 'weep'"),
        ("strategy", "best", "strategy must be one of auto, "),
    ],
)
def test_what_cannot_be_meant_is_refused(option: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        POLICY.check("x", **{option: value})


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("rounds", 0, "rounds must be 1 or more, not 0"),
        ("max_texts", 0, "max_texts must be 1 or more, not 0"),
        ("max_tokens", -3, "max_tokens must be 0 or more, not -3"),
    ],
)
def test_a_search_refuses_it_too(option: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        POLICY.solve("remove", **{option: value})


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("tries", 0, "tries must be 1 or more, not 0"),
        ("wishes", -1, "wishes must be 0 or more, not -1"),
        ("alike", 0, "alike must be more than 0, and at most 1, not 0"),
        ("alike", 1.5, "alike must be more than 0, and at most 1, not 1.5"),
    ],
)
def test_a_cover_refuses_it_too(option: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        POLICY.cover(**{option: value})
