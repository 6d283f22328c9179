"""A plan says what checks then do: against all documents of small policies, each checked."""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Iterator, Mapping

import pytest

import logitext
from logitext import theory
from logitext.logic.day_numbers import out
from logitext.logic.diagram import product
from logitext.logic.diagram.chances import Chances
from logitext.logic.diagram.store import TooLargeError
from logitext.logic.program import Program
from logitext.logic.smt import backend, relevance
from logitext.plan import expect, path
from logitext.plan.outline import PlanRequest, outline
from logitext.plan.words import concrete
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.records.plan import PlanOutline, TreeNode
from logitext.report.plan.formats import PLAN_FORMATS
from logitext.report.plan.view import PlanView
from logitext.strategy import diagram_plan
from logitext.strategy.priors import weights

HEAD = "{{text post}}\n"
POLICIES = {
    "clauses": "{{let a = [[a]] prior 0.5 let b = [[b]] prior 0.1 let c = [[c]] let d = [[d]] prior 0.7 cost 3\n"
    "verdict v = a and b or c and not d}}",
    "several verdicts": "{{let a = [[a]] let b = [[b]] prior 0.4 let c = [[c]] prior 0.6 verdict v = a or b\n"
    "verdict w = b and c verdict x = a xor c}}",
    "assumptions": "{{let a = [[a]] prior 0.4 let b = [[b]] prior 0.3 let c = [[c]] prior 0.5\n"
    "assume not (a and b) assume c implies a verdict v = b or c}}",
    "values": "{{let level: low | middle | high = [[how bad]] prior low: 0.6 let n: Int = [[how many]]\n"
    "let who: Text = [[who]] let day: Date = [[when]]\n"
    'verdict v = level == high and n >= 2 or who == "Ann" and day < 2024-05-05}}',
    "no verdict is open": "{{let a = [[a]] verdict v = a or not a}}",
}


def program(name: str) -> Program:
    return Program(logitext.loads(HEAD + POLICIES[name]).checked)


def shown(plan: PlanOutline, policy: CheckedPolicy) -> str:
    return PLAN_FORMATS.get("text")(PlanView(plan, policy))


def planned(one: Program, **wanted: object) -> PlanOutline:
    names = tuple(one.policy.verdicts)
    return asyncio.run(outline(one, PlanRequest(names, weights(one), **wanted)))  # type: ignore[arg-type]


def worlds(one: Program) -> Iterator[tuple[float, Mapping[str, Value]]]:
    """Every document that the policy can tell from others and allows, with its chance."""
    chances = weights(one)
    cells = {name: list(zip(chances[name], concrete(one.values_of(name)), strict=True)) for name in one.policy.clauses}
    found = []
    for picked in itertools.product(*cells.values()):
        world = dict(zip(cells, [value for _, value in picked], strict=True))
        decision = asyncio.run(one.decide(_out(one, world), tuple(one.policy.verdicts)))
        if not decision.conflict:
            found.append((math.prod(chance for chance, _ in picked), _out(one, world)))
    whole = sum(chance for chance, _ in found)
    return iter([(chance / whole, world) for chance, world in found])


def reader(world: Mapping[str, Value], price: theory.Price) -> theory.Function:
    """Who knows a document."""
    return theory.Function(lambda question, _: world[question.clause], price=price)


def _out(one: Program, world: Mapping[str, Value]) -> dict[str, Value]:
    """Dates as they are written."""
    found = {}
    for name, value in world.items():
        shown = out(value, one.policy.clauses[name].sort)
        found[name] = value if shown is None else shown
    return found


@pytest.mark.parametrize("strategy", ["auto", "given", "gain", "ratio", "certificate"])
@pytest.mark.parametrize("name", POLICIES)
def test_what_is_expected_is_what_checks_ask_on_average(name: str, strategy: str) -> None:
    one = program(name)
    plan = planned(one, strategy=strategy)
    policy = logitext.loads(HEAD + POLICIES[name])
    questions = price = 0.0
    asked = dict.fromkeys(one.policy.clauses, 0.0)
    for chance, world in worlds(one):
        result = policy.check("…", theory=reader(world, theory.Price(question=1)), strategy=strategy)
        questions += chance * result.usage.questions
        for clause in result.answers:
            asked[clause] += chance
            cost = one.policy.clauses[clause].cost
            price += chance * (1.0 if cost is None else float(cost))
    (found,) = [one for one in plan.costs if one.way == "plan"]
    assert plan.method == "exact"
    assert found.questions == pytest.approx(questions)
    assert found.rounds == pytest.approx(questions)
    assert found.price == pytest.approx(price)
    assert {one.clause: one.asked for one in plan.clauses} == {name: pytest.approx(n) for name, n in asked.items()}


@pytest.mark.parametrize("call", [1.0, 4.0, 64.0])
@pytest.mark.parametrize("name", ["clauses", "several verdicts", "assumptions"])
def test_rounds_are_those_of_checks(name: str, call: float) -> None:
    one = program(name)
    plan = planned(one, call=call)
    policy = logitext.loads(HEAD + POLICIES[name])
    questions = rounds = 0.0
    for chance, world in worlds(one):
        usage = policy.check("…", theory=reader(world, theory.Price(call=call, question=1))).usage
        questions, rounds = questions + chance * usage.questions, rounds + chance * usage.rounds
    (found,) = [one for one in plan.costs if one.way == "plan"]
    assert found.questions == pytest.approx(questions)
    assert found.rounds == pytest.approx(rounds)


@pytest.mark.parametrize("name", POLICIES)
def test_each_path_of_the_tree_ends_in_what_its_answers_entail(name: str) -> None:
    one = program(name)
    plan = planned(one)
    nodes = {node.id: node for node in plan.tree}
    assert _whole(nodes, plan.tree[0]) == pytest.approx(1.0)
    for node in nodes.values():
        if node.kind == "question":
            assert sum(answer.chance for answer in node.answers) == pytest.approx(1.0)
    ends = {tuple(node.verdicts.items()) for node in nodes.values() if node.kind == "end"}
    entailed = {tuple(asyncio.run(one.decide(world, plan.verdicts)).values.items()) for _, world in worlds(one)}
    assert ends <= entailed


def _whole(nodes: Mapping[str, TreeNode], node: TreeNode) -> float:
    """The chance of all ends below."""
    if node.kind != "question":
        return 1.0
    return sum(one.chance * _whole(nodes, nodes[one.to]) for one in node.answers)


def test_a_large_policy_is_planned_over_documents_that_are_drawn() -> None:
    names = [f"c{number}" for number in range(40)]
    clauses = " ".join(f"let {name} = [[{name}]] prior 0.4" for name in names)
    pairs = " or ".join(f"c{n} and c{n + 1} and c{n + 2}" for n in range(0, 38, 2))
    one = Program(logitext.loads(f"{HEAD}{{{{{clauses} verdict v = {pairs}}}}}").checked)
    told: list[str] = []
    wanted = PlanRequest(("v",), weights(one), documents=20)
    plan = asyncio.run(outline(one, wanted, progress=told.append))
    assert (plan.method, plan.documents) == ("drawn", 20)
    assert "too large" in plan.why
    costs = {cost.way: cost for cost in plan.costs}
    assert 0 < costs["plan"].questions < costs["in file order"].questions < costs["everything"].questions == 39
    assert costs["plan"].error is not None
    assert told[-1] == "asked 20 of 20 documents"
    assert plan.tree[0].kind == "question"


def test_a_policy_that_calculates_has_a_path_and_no_tree() -> None:
    source = "{{let a: Int = [[a]] let b: Int = [[b]] let c = [[c]] prior 0.1 verdict v = a + b > 3 and c}}"
    plan = planned(Program(logitext.loads(HEAD + source).checked))
    assert (plan.method, plan.tree) == ("unknown", ())
    assert "`a`, `b`" in plan.why
    assert [step.clause for step in plan.path] == ["c"]
    assert [(answer.answer, answer.chance) for answer in plan.path[0].answers] == [("false", 0.9), ("true", 0.1)]


def test_units_that_are_not_counted_are_named() -> None:
    source = HEAD + "{{let rude(s) = [[s is rude]] verdict v = forsome s in sentences(post): rude(s)}}"
    plan = planned(Program(logitext.loads(source).checked))
    assert plan.uncounted == ("sentences(post)",)


def test_a_policy_that_contradicts_itself_is_refused() -> None:
    one = Program(logitext.loads(HEAD + "{{let a = [[a]] assume a assume not a verdict v = a}}").checked)
    with pytest.raises(logitext.PolicyError, match="NLT409"):
        planned(one)


def test_documents_that_are_slow_to_follow_are_fewer_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expect, "MOST_STATES", 0)
    monkeypatch.setattr(expect, "DRAWN", -1)
    plan = planned(program("clauses"), documents=30)
    assert plan.method == "drawn"
    assert [cost.documents for cost in plan.costs] == [expect.LEAST, expect.LEAST, None]
    assert f"over {expect.LEAST} documents" in shown(plan, program("clauses").policy)
    fewer = plan.model_copy(update={"documents": 30})
    assert f"in file order, over {expect.LEAST} of them" in shown(fewer, program("clauses").policy)


def test_a_tree_that_outgrows_its_room_gives_way_to_the_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object) -> None:
        raise TooLargeError

    one = program("assumptions")
    whole = planned(one)
    monkeypatch.setattr(Chances, "cells", too_large)
    plan = planned(one, documents=20, strategy="ratio")
    assert (plan.method, plan.tree) == ("drawn", ())
    assert plan.path[0].clause == whole.path[0].clause


# --- what ends at a limit is said


def _words(plan: PlanOutline, name: str) -> str:
    """The one thing that was cut off, which the text says too."""
    (words,) = plan.cut_off
    assert f"cut off: {words}" in " ".join(shown(plan, program(name).policy).split())
    return words


def test_nothing_is_said_to_be_cut_off_where_nothing_was() -> None:
    for strategy in ("auto", "exact", "given", "certificate"):
        plan = planned(program("clauses"), strategy=strategy)
        assert plan.cut_off == ()
        assert "cut off" not in shown(plan, program("clauses").policy)


def test_an_optimum_with_too_many_states_is_said_to_be_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram_plan, "EXACT_STATES", 2)
    plan = planned(program("clauses"), strategy="exact")
    assert _words(plan, "clauses") == "`exact` finds too many states, so rollout chooses until less is left"
    assert planned(program("clauses"), strategy="exact", call=1.0).cut_off == ()  # rounds are chosen otherwise


def test_a_diagram_that_grows_too_large_is_said_to_be_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object) -> None:
        raise TooLargeError

    words = "the product diagram of the verdicts grows too large{}, so `ratio` chooses by the formulas"
    with monkeypatch.context() as patched:
        patched.setattr(diagram_plan.DiagramPlan, "next", too_large)
        plan = planned(program("several verdicts"))
        assert _words(plan, "several verdicts") == words.format(" after some answers")
    monkeypatch.setattr(product, "MAX_NODES", 1)
    assert _words(planned(program("several verdicts")), "several verdicts") == words.format("")
    assert planned(program("several verdicts"), strategy="given").cut_off == ()


def test_documents_that_were_not_followed_are_said_to_be_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expect, "MOST_STATES", 0)
    whole = "the decision tree is too large to walk whole, so that documents were drawn"
    assert _words(planned(program("clauses"), documents=30), "clauses") == whole
    monkeypatch.setattr(expect, "DRAWN", -1)
    plan = planned(program("clauses"), documents=30)
    assert plan.cut_off == (whole, "following documents takes long, so only 2 of 30 were followed")


def test_a_tree_that_cannot_be_shown_is_said_to_be_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object) -> None:
        raise TooLargeError

    monkeypatch.setattr(path, "likeliest", too_large)
    words = "what is left after some answers grows too large, so no decision tree is shown"
    assert _words(planned(program("clauses")), "clauses") == words


def test_a_strategy_that_found_nothing_to_go_by_is_said_to_be_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "likely", lambda *_: ())
    words = "`certificate` found nothing to go by at times, so the order of the file chose"
    assert _words(planned(program("clauses"), strategy="certificate"), "clauses") == words


def test_clauses_that_may_matter_are_said_to_be_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relevance, "IN_ALL", 0)
    source = "{{let a: Int = [[a]] let b: Int = [[b]] let c = [[c]] verdict v = a + b > 3 and c}}"
    plan = planned(Program(logitext.loads(HEAD + source).checked))
    (words,) = plan.cut_off
    assert words == "it would take too long to see whether `a`, `b`, `c` can decide a verdict, so they may be asked"
    assert [use.matters for use in plan.clauses] == [None, None, None]
