"""A plan for a person: what a document is expected to take, the first questions and why, and the decision tree."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logitext.policy.units import how_many
from logitext.records.plan import Costs, PathStep, PlanOutline
from logitext.report.console import printable, to_text
from logitext.report.plan.branches import branches
from logitext.report.plan.formats import PLAN_FORMATS
from logitext.report.plan.view import PlanView
from logitext.report.plan.words import amount, further, money, outcomes, percent

SELDOM = 0.01
"""A clause that is asked of fewer documents is almost never asked."""

_WAYS = {"plan": "as planned", "in file order": "in file order", "everything": "everything at once"}


@PLAN_FORMATS.of_file
def render(view: PlanView) -> str:
    """The whole plan, in plain text."""
    return to_text(_whole(view.plan))


def _whole(plan: PlanOutline) -> RenderableType:
    head = Text(printable(plan.policy.path), "bold").append("  nothing was asked")
    parts = [Text("what a document is expected to take"), _indented(_costs(plan))]
    parts += [Text(line, "dim") for line in _how(plan)]
    parts += _path(plan)
    parts += list(_uses(plan))
    if len(plan.tree) > 1:
        parts += [Text("the decision tree"), _indented(branches(plan.tree, plan.depth))]
    return Group(head, *(_indented(part) for part in parts))


def _indented(part: RenderableType) -> RenderableType:
    return Padding(part, (0, 0, 0, 2))


def _costs(plan: PlanOutline) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("", no_wrap=True)
    for name in ("questions", "rounds", "price"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in plan.costs:
        # Of documents that are slow to follow there may be fewer than were drawn.
        few = one.documents is not None and one.documents != plan.documents
        way = f"{_WAYS[one.way]}, over {one.documents} of them" if few else _WAYS[one.way]
        table.add_row(way, _questions(one), amount(one.rounds), money(one.price))
    return table


def _questions(one: Costs) -> str:
    return amount(one.questions) + (f" ± {amount(one.error)}" if one.error is not None else "")


def _how(plan: PlanOutline) -> Iterator[str]:
    match plan.method:
        case "exact":
            yield f"exactly, by the whole decision tree with {plan.states} states"
        case "drawn":
            yield f"over {plan.documents} documents that were drawn by the priors, as {printable(plan.why)}"
        case "unknown":
            yield f"how many questions it takes cannot be foreseen: {printable(plan.why)}"
    yield f"planned by {printable(plan.rule)}; decided by {printable(plan.backend)}"
    for one in plan.cut_off:
        yield f"cut off: {printable(one)}"
    for units in plan.uncounted:
        yield (
            f"each formula about {units} counts as one clause, as their number is not known; "
            f'`--units "{units}=5"` spells it out for five'
        )
    if plan.units:
        yield f"spelt out for {', '.join(f'{name} = {how_many(count)}' for name, count in plan.units.items())}"


# --- the path ----------------------------------------------------------------------------------------------------


def _path(plan: PlanOutline) -> list[RenderableType]:
    if not plan.path:
        return [Text("there is nothing to ask")]
    if plan.path_chance is None:
        title = "the first questions, supposing the likeliest answers"
    else:
        title = f"the likeliest path, which {percent(plan.path_chance)} of documents take"
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", ratio=1)
    for step in plan.path:
        table.add_row(printable(step.clause), _step(step))
    parts: list[RenderableType] = [Text(title), _indented(table)]
    if plan.path_end:
        parts.append(_indented(Text(f"then {printable(outcomes(plan.path_end))}")))
    return parts


def _step(step: PathStep) -> Text:
    shown = Text(f"“{printable(step.wording)}” " if step.wording else "").append(f"line {step.line}", "dim")
    if len(step.call) > 1:
        shown.append(f"\nin one call with {', '.join(step.call[1:])}", "dim")
    elif not step.call:
        shown.append("\nof the same call", "dim")
    if not step.answers:
        return shown.append("\nits values cannot be foreseen")
    shown.append("\n" + ", ".join(_answer(one.answer, one.chance, one.more) for one in step.answers))
    reasons = [] if step.bits is None else [f"tells {amount(step.bits)} bits"]
    if step.spared is not None and step.open:
        others = "other question" if step.open == 1 else f"{step.open} other questions"
        reasons.append(f"makes {amount(step.spared)} of the {others} superfluous at once")
    if reasons:
        shown.append("\n" + ", ".join(reasons), "dim")
    return shown


def _answer(answer: str, chance: float, more: float | None) -> str:
    then = "" if more is None else f", {further(more)}"
    return f"{printable(answer)} ({percent(chance)}{then})"


# --- clauses -----------------------------------------------------------------------------------------------------


def _uses(plan: PlanOutline) -> Iterator[Text]:
    always = [one.clause for one in plan.clauses if one.asked is not None and one.asked > 1 - 1e-9]
    seldom = [one for one in plan.clauses if one.matters and one.asked is not None and one.asked < SELDOM]
    never = [one.clause for one in plan.clauses if one.matters is False]
    if always:
        yield Text(f"always asked: {', '.join(always)}")
    if seldom:
        listed = ", ".join(f"{one.clause} {percent(one.asked or 0.0) if one.asked else 'never'}" for one in seldom)
        yield Text(f"almost never asked: {listed}")
    if never:
        yield Text(f"can never matter: {', '.join(never)}")
