"""From what is known of clauses to the chances of their cells, and what knowing it is worth."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logitext
from logitext import theory
from logitext.logic.diagram.product import ProductDiagram
from logitext.logic.program import Program
from logitext.policy.load import expanded
from logitext.policy.sorts import Value
from logitext.strategy.exact import Exact
from logitext.strategy.priors import ASSUMED, DECLARED, HOLDS, LEAST, OTHERS, weights
from logitext.strategy.problem import AskingProblem
from logitext.theory.priors.learned import LearnedPriors, learned
from logitext.theory.priors.store import AnswerCounts, learn
from logitext.theory.priors.subject import PriorsSubject, document, subject
from logitext.theory.priors.tally import PriorsTally
from logitext.theory.protocol import Question, Texts, Theory
from logitext.theory.recording.key import content
from logitext.trail.questions import questions

MODEL = PriorsSubject("openai", "1", "small", "1")
PERSON = PriorsSubject("ask", "1")

POLICY = """
{{text post}}
{{let rude = [[is rude]]  let rare = [[is about whales]] prior 0.02
  let level: minor | serious | deadly = [[how bad it is]]
  let count: Int = [[how many people it speaks of]]  let share: Real = [[the share that it names]]
  let day: Date = [[the day that it names]]  let name: Text = [[who wrote it]]}}
{{verdict v = rude or rare or level == deadly or count >= 3 or share > 0.5 or day < 2020-01-01 or name == "Ann"}}
"""


def program(source: str = POLICY) -> Program:
    return Program(logitext.loads(source).checked)


def priors(program: Program, answers: Mapping[str, Mapping[Value, int]], *more: Any) -> LearnedPriors:
    """What was learned from such answers of MODEL, and others in the same form: `(theory, answers)`."""
    found = []
    for asked, given_ in ((MODEL, answers), *more):
        subjects = {name: subject(content(question)) for name, question in questions(program.policy).items()}
        found += [AnswerCounts("default", asked, subjects[name], values) for name, values in given_.items()]
    return LearnedPriors(Path("priors.sqlite3"), "default", None, found)


def near(*chances: float) -> Any:
    return pytest.approx(chances, abs=1e-9)


# --- where nothing was learned -----------------------------------------------------------------------------------


def test_a_policy_says_how_likely_values_are() -> None:
    one = program("""{{text t}} {{
      let a: low | middle | high = [[a]] prior low: 0.7
      let b: low | middle | high = [[b]] prior low: 0.7, high: 0.3
      let n: Int = [[n]] prior 0: 0.5, 1: 0.1, 7: 0.2
      let m: Int = [[m]] prior 0: 0.2, 9: 0.2
      let s: Real = [[s]] prior 0.5: 0.25
      verdict v = a == low and b == high and n >= 2 and n < 5 and m > 3 and s > 0.5}}""")
    found = weights(one)
    assert found["a"] == near(0.7, 0.15, 0.15)
    assert found["b"] == pytest.approx((0.7, LEAST, 0.3), abs=LEAST)
    # Below 2, 2, between, 5, above; what is not said is shared, a number having a fifth of what has room for many.
    assert found["n"] == near(0.6, 0.2 * 0.2 / 1.4, 0.2 / 1.4, 0.2 * 0.2 / 1.4, 0.2)
    assert found["m"] == near(0.2, 0.6, 0.2)
    assert found["s"] == near(0.375, 0.25, 0.375)
    # What the policy says counts as a few documents.
    found = weights(one, priors(one, {"a": {"middle": 6}}), MODEL)
    assert found["a"] == near(0.28, 0.66, 0.06)


def test_the_policy_and_the_defaults() -> None:
    found = weights(program())
    assert found["rude"] == near(1 - HOLDS, HOLDS)
    assert found["rare"] == near(0.98, 0.02)
    assert found["level"] == near(*[1 / 3] * 3)
    assert found["count"] == near(1 / 2.2, 0.2 / 2.2, 1 / 2.2)
    assert found["name"] == near(0.5, 0.5)


@pytest.mark.parametrize(("prior", "chance"), [("0", LEAST), ("1", 1 - LEAST), ("0.5", 0.5)])
def test_nothing_is_ever_certain(prior: str, chance: float) -> None:
    found = weights(program(f"{{{{text t}}}} {{{{let a = [[a]] prior {prior} verdict v = a}}}}"))
    assert found["a"] == near(1 - chance, chance)


def test_a_clause_without_cells_has_no_chances() -> None:
    one = program("{{text t}} {{let a: Int = [[a]] let b: Int = [[b]] let c = [[c]] verdict v = a + b > 3 or c}}")
    assert set(weights(one)) == {"c"}


# --- where something was -----------------------------------------------------------------------------------------


def test_counts_outweigh_what_is_assumed() -> None:
    one = program()
    found = weights(one, priors(one, {"rude": {True: 30, False: 10}, "rare": {True: 1, False: 5}}), MODEL)
    chance = (ASSUMED * HOLDS + 30) / (ASSUMED + 40)
    assert found["rude"] == near(1 - chance, chance)
    assert found["rare"][1] == pytest.approx((DECLARED * 0.02 + 1) / (DECLARED + 6))


def test_values_are_counted_by_the_cells_of_the_policy() -> None:
    one = program()
    counted = priors(
        one,
        {
            "level": {"serious": 9, "deadly": 1},
            "count": {0: 2, 2: 3, 3: 1, 400: 4},
            "share": {Fraction(1, 3): 5, Fraction(1, 2): 1},
            "day": {date(2019, 12, 31): 6, date(2020, 1, 1): 1, date(2024, 5, 5): 1},
            "name": {"1723": 4, "0000": 6},
        },
    )
    found = weights(one, counted, MODEL)
    shown = {name: dict(zip(one.values_of(name), found[name], strict=True)) for name in found}

    def expected(count: int, total: int, cells: float, width: float = 1.0) -> Any:
        return pytest.approx((ASSUMED * width / cells + count) / (ASSUMED + total))

    def around(total: int, below: int, point: int, above: int) -> list[Any]:
        """Of a number that is compared with another one: below it, that number, above it."""
        return [expected(below, total, 2.2), expected(point, total, 2.2, 0.2), expected(above, total, 2.2)]

    assert shown["level"] == {"minor": expected(0, 10, 3), "serious": expected(9, 10, 3), "deadly": expected(1, 10, 3)}
    assert list(shown["count"]) == [2, 3, 4]
    assert list(shown["count"].values()) == around(10, 5, 1, 4)
    assert list(shown["share"].values()) == around(6, 5, 1, 0)
    assert list(shown["day"].values()) == around(8, 6, 1, 1)
    assert shown["name"] == {"Ann": expected(4, 10, 2), None: expected(6, 10, 2)}


def test_counts_serve_a_policy_that_compares_with_other_numbers() -> None:
    source = "{{{{text t}}}} {{{{let a: Int = [[how many]] verdict v = a >= {}}}}}"
    counted = priors(program(source.format(3)), {"a": {1: 10, 5: 10}})
    other = program(source.format(7))
    found = dict(zip(other.values_of("a"), weights(other, counted, MODEL)["a"], strict=True))
    assert found[6] == pytest.approx((ASSUMED / 2.2 + 20) / (ASSUMED + 20))


def test_others_count_for_a_theory_without_answers_and_little_beside_its_own() -> None:
    one = program()
    others = {"rude": {True: 900, False: 100}}
    counted = priors(one, {"rude": {False: 90}}, (PERSON, others), (PriorsSubject(), {"rude": {True: 1}}))

    class Stranger(Theory):
        name = "stranger"

    alone = (ASSUMED * HOLDS + 901) / (ASSUMED + 1001 + 90)
    assert weights(one, counted, Stranger())["rude"][1] == weights(one, counted)["rude"][1] == pytest.approx(alone)
    mean = (ASSUMED * HOLDS + 901) / (ASSUMED + 1001)
    assert weights(one, counted, MODEL)["rude"][1] == pytest.approx(OTHERS * mean / (OTHERS + 90))


def test_units_of_a_text_have_the_chances_of_their_clause() -> None:
    loaded = logitext.loads(
        "{{text post}} {{let rude(s) = [[s is rude]] verdict v = forsome s in sentences(post): rude(s)}}"
    )
    one = Program(expanded(loaded.checked, {"sentences(post)": 3}))
    found = weights(one, priors(one, {"rude(post.sentences[2])": {True: 5, False: 5}}), MODEL)
    assert len(found) == 3
    assert len({tuple(chances) for chances in found.values()}) == 1
    assert found["rude(post.sentences[1])"][1] == pytest.approx((ASSUMED * HOLDS + 5) / (ASSUMED + 10))


@given(st.dictionaries(st.sampled_from(["minor", "serious", "deadly"]), st.integers(0, 10**9)), st.integers(0, 10**9))
def test_chances_are_chances(levels: dict[Value, int], trues: int) -> None:
    one = _PROGRAM
    for chances in weights(one, priors(one, {"level": levels, "rude": {True: trues}}), MODEL).values():
        assert sum(chances) == pytest.approx(1)
        assert all(0 < chance < 1 for chance in chances)
        assert min(chances) > LEAST / 1.1


_PROGRAM = program()


# --- what it is worth --------------------------------------------------------------------------------------------


def formula(rng: random.Random, names: Sequence[str], disjunctive: bool = True) -> str:
    """A formula as policies have them: ors of ands of ors, with exceptions, each clause once."""
    if len(names) == 1:
        return f"not {names[0]}" if rng.random() < 0.1 else names[0]
    cuts = sorted(rng.sample(range(1, len(names)), min(len(names), rng.choice((2, 3, 3))) - 1))
    parts = [names[a:b] for a, b in zip([0, *cuts], [*cuts, len(names)], strict=True)]
    shown = [f"({formula(rng, part, not disjunctive)})" for part in parts]
    if disjunctive and rng.random() < 0.3:
        return f"({' or '.join(shown[:-1])}) unless {shown[-1]}"
    return (" or " if disjunctive else " and ").join(shown)


def expected_questions(
    problem: AskingProblem, pick: Callable[[int], int], true: Mapping[int, Sequence[float]]
) -> float:
    """How many questions a rule asks on average, where the chances are others than it plans with."""
    product = problem.product
    known: dict[int, float] = {}

    def spent(node: int) -> float:
        if product.done(node):
            return 0.0
        if node not in known:
            level = pick(node)
            known[node] = 1 + sum(
                chance * spent(product.restrict(node, level, cell)) for cell, chance in enumerate(true[level])
            )
        return known[node]

    return spent(product.root)


def test_what_is_learned_from_few_documents_is_nearly_as_good_as_the_truth(tmp_path: Path) -> None:
    """Questions relative to the best there is with the true chances: 9 clauses, mean of 16 policies."""
    ratios: dict[str, list[float]] = {}
    for seed in range(16):
        rng = random.Random(seed)
        names = [f"c{number}" for number in range(9)]
        clauses = " ".join(f"let {name} = [[{name} holds]]" for name in names)
        one = program(f"{{{{text t}}}} {{{{{clauses} verdict v = {formula(rng, names)}}}}}")
        chances = {name: rng.choice((0.02, 0.05, 0.1, 0.2, 0.3, 0.5)) for name in names}
        product = one.product(["v"])
        assert product is not None
        order = [product.diagrams.clauses[clause] for clause in product.diagrams.order]
        true = dict(enumerate((1 - chances[name], chances[name]) for name in order))

        def cost(
            known: Mapping[str, Sequence[float]],
            one: Program = one,
            order: Sequence[str] = order,
            true: Mapping[int, Sequence[float]] = true,
        ) -> float:
            product = one.product(["v"])
            assert isinstance(product, ProductDiagram)
            problem = AskingProblem(one.counted, product, [known[name] for name in order], [1.0] * len(order))
            return expected_questions(problem, Exact(problem, 10**6).pick, true)

        best = cost({name: (1 - chance, chance) for name, chance in chances.items()})
        ways: dict[str, Mapping[str, Sequence[float]]] = {
            "nothing": weights(one),
            "even": dict.fromkeys(names, (0.5, 0.5)),
        }
        for documents in (10, 100):
            path = tmp_path / f"{seed} {documents}.sqlite3"
            tally = PriorsTally()
            subjects = {name: subject(content(question)) for name, question in questions(one.policy).items()}
            for number in range(documents):
                for name in names:
                    tally.add(MODEL, subjects[name], document([str(number)]), rng.random() < chances[name])
            learn(path, tally)
            ways[f"{documents} documents"] = weights(one, learned(path=path), MODEL)
        for way, known in ways.items():
            ratios.setdefault(way, []).append(cost(known) / best)
    mean = {way: sum(found) / len(found) for way, found in ratios.items()}
    assert mean["100 documents"] < 1.01
    assert mean["10 documents"] < 1.05
    assert mean["10 documents"] < mean["nothing"] < mean["even"]


def test_learned_priors_change_questions_and_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGITEXT_PRIORS_FILE", str(tmp_path / "priors.sqlite3"))
    rng = random.Random(1)
    names = [f"c{number}" for number in range(12)]
    clauses = " ".join(f"let {name} = [[{name} holds]]" for name in names)
    policy = logitext.loads(f"{{{{text t}}}} {{{{{clauses} verdict v = {formula(rng, names)}}}}}")
    subjects = {name: subject(content(question)) for name, question in questions(policy.checked).items()}
    truths = [{name: rng.random() < 0.3 for name in names} for _ in range(25)]
    for collection in ("true", "turned round"):
        tally = PriorsTally()
        for number, truth in enumerate(truths):
            for name in names:
                value = truth[name] if collection == "true" else not truth[name]
                tally.add(PriorsSubject("function", "1"), subjects[name], document([str(number)]), value)
        learn(tmp_path / "priors.sqlite3", tally, collection)
    asked: dict[str | None, list[tuple[str, ...]]] = {None: [], "true": [], "turned round": []}
    for truth in truths:
        verdicts = []
        for priors_of, found in asked.items():
            put: list[str] = []

            def reader(question: Question, _texts: Texts, put: list[str] = put, truth: Any = truth) -> bool:
                put.append(question.clause)
                return bool(truth[question.clause])

            paid = theory.Function(reader, price=theory.Price(question=1))
            verdicts.append(policy.check("…", theory=paid, priors=priors_of).verdicts["v"].value)
            found.append(tuple(put))
        assert verdicts[0] is not None
        assert len(set(verdicts)) == 1
    assert asked["true"] != asked["turned round"]
    assert sum(map(len, asked["true"])) < sum(map(len, asked["turned round"]))
