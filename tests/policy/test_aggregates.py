"""What units of a text come to together: against the judge, in both back ends, in all outputs, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import z3

import logitext
from logitext import theory
from logitext.logic.diagram.build import diagrams
from logitext.logic.smtlib import smtlib
from logitext.policy import sites, unit_references
from logitext.policy.dependencies import dependencies
from logitext.policy.load import expanded
from logitext.policy.term import walk
from tests.cli.run import logitext as command
from tests.judge import units

CLAUSES = ("a", "b")
TEXTS = ["", "One", "One\nTwo", "One\nTwo\nThree"]


@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seed", range(4))
def test_as_the_judge_has_it(few: int, backend: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_references, "FEW", few)
    monkeypatch.setattr(sites, "FEW", few)
    rng = Random(f"{seed} {backend} {few}")
    made = units.formulas(rng, CLAUSES, 2, aggregates=True)
    for _ in range(6):
        chosen = [next(made) for _ in range(3)]
        verdicts = " ".join(f"verdict v{n} = {units.written(one)}" for n, one in enumerate(chosen))
        policy = logitext.loads(
            f"""{{{{text t let a(s) = [[s is a]] let b(s) = [[s is b]] let n(s): Int = [[how many s has]]
            assume forall l in lines(t): n(l) in (0, 1, 3) {verdicts}}}}}""",
            backend=backend,  # type: ignore[arg-type]
        )
        text = rng.choice(TEXTS)
        lines = len(text.splitlines())
        known: dict[str, int] = {
            f"{clause}(t.lines[{number}])": rng.random() < 0.5
            for clause in CLAUSES
            for number in range(1, lines + 1)
            if rng.random() < 0.7
        }
        known |= {f"n(t.lines[{n}])": rng.choice(units.NUMBERS) for n in range(1, lines + 1) if rng.random() < 0.8}
        result = policy.check(text, theory=theory.Answers(known))
        for number, formula in enumerate(chosen):
            found = result.verdicts[f"v{number}"]
            told = (units.written(formula), known, text)
            assert found.value is units.value(formula, lines, known, (*CLAUSES, "n")), told
            because = {one.clause: known[one.clause] for one in found.because}
            for left_out in because:  # no reason is idle
                fewer = {name: value for name, value in because.items() if name != left_out}
                assert units.value(formula, lines, fewer, (*CLAUSES, "n")) is None, (*told, because)
        assert policy.verify(result) == ()


POLICY = """# Threads

{{text post: "a message"}}
{{let threat(s) = [[s threatens somebody]] match /!/
  let people(s): Int = [[how many people s names]]
  let threats = count s in sentences(post): threat(s)
  let last_word(s) = threat(s) and not threat(next(s))
  violation remove = at least 2 of (s in sentences(post): threat(s) where not s.first)
  verdict many = threats >= 3
  verdict number: Int = threats
  verdict named: Int = sum s in sentences(post): people(s) where threat(s)
  verdict most: Int = max s in sentences(post): people(s) where threat(s) if none 0
  verdict share: Real = average s in sentences(post): people(s) where threat(s) if none -1
  verdict alone = (count s in sentences(post): last_word(s)) > 1}}
"""
TEXT = "Hello. Stop! Go away! Fine. Now! Yes."
PEOPLE = {f"people(post.sentences[{number}])": n for number, n in ((2, 2), (3, 5), (5, 1))}


def test_what_a_text_comes_to() -> None:
    policy = logitext.loads(POLICY)
    chain = theory.Chain(theory.Answers(PEOPLE), theory.from_spec("pattern:complete"))
    found = policy.check(TEXT, theory=chain)
    assert {name: one.value for name, one in found.verdicts.items()} == {
        "remove": True,
        "many": True,
        "number": 3,
        "named": 8,
        "most": 5,
        "share": Fraction(8, 3),
        "alone": True,
    }
    assert {one.clause for one in found.verdicts["remove"].because} == {
        "threat(post.sentences[2])",
        "threat(post.sentences[3])",
    }
    assert policy.verify(found) == ()
    for text in ("", "Hello."):
        values = {name: one.value for name, one in policy.check(text, theory=chain).verdicts.items()}
        assert values == {
            "remove": False,
            "many": False,
            "number": 0,
            "named": 0,
            "most": 0,
            "share": -1,
            "alone": False,
        }


class Reader(theory.Theory):
    """Says yes to everything, and keeps what it was asked."""

    name = "reader"
    price = theory.Price(question=1)

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(self, questions: Sequence[theory.Question], texts: theory.Texts) -> theory.Reply:
        self.asked += [question.id for question in questions]
        return theory.Reply({question.id: theory.Value(True) for question in questions})


@pytest.mark.parametrize(
    ("formula", "asked"),
    [
        ("at least 3 of (s in sentences(post): threat(s))", 3),
        ("at most 1 of (s in sentences(post): threat(s))", 2),
        ("exactly 2 of (s in sentences(post): threat(s))", 3),
        ("(count s in sentences(post): threat(s)) > 3", 4),
        ("threats == 1", 2),
        ("at least 1 of (s in sentences(post): threat(s) where s.last)", 1),
        ("forsome s in sentences(post): s.index == 7 and threat(s)", 1),
        ("forsome s in sentences(post): s.last and threat(previous(s))", 1),
    ],
)
def test_a_count_stops_asking_once_it_is_decided(formula: str, asked: int) -> None:
    policy = logitext.loads(f"""{{{{text post let threat(s) = [[s threatens]]
      let threats = count s in sentences(post): threat(s)
      verdict v = {formula}}}}}""")
    reader = Reader()
    assert policy.check("Stop. " * 30, theory=reader).verdicts["v"].value is not None
    assert len(reader.asked) == asked


def test_the_counters_of_a_long_text_grow_with_its_length() -> None:
    """Counted, not timed: nodes of diagrams, for a text twice as long; the number itself is never wanted."""
    checked = logitext.loads("""{{text post let threat(s) = [[s threatens]]
      let threats = count s in sentences(post): threat(s)
      verdict some = at least 3 of (s in sentences(post): threat(s))
      verdict few = threats <= 4}}""").checked
    small, large = (len(diagrams(expanded(checked, {"sentences(post)": count}))) for count in (1000, 2000))
    assert small < 9 * 1000
    assert large < 2.1 * small


@pytest.mark.parametrize("count", [40, 300])
def test_a_number_itself_may_be_wanted(count: int) -> None:
    policy = logitext.loads("""{{text post let threat(w) = [[w threatens]] match /!/
      verdict number: Int = count w in words(post): threat(w)}}""")
    assert policy.check("a! a! b " * (count // 2), theory="pattern:complete").verdicts["number"].value == count


def test_the_least_of_some_lines_grows_with_them() -> None:
    checked = logitext.loads("""{{text t let n(l): Int = [[the number of l]] let a(l) = [[l is a]]
      verdict v: Int = min l in lines(t): n(l) where a(l) if none 0
      verdict w: Real = average l in lines(t): n(l) where a(l) if none 0}}""").checked

    def parts(lines: int) -> int:
        policy = expanded(checked, {"lines(t)": lines})
        return sum(1 for name in policy.order for _ in walk(policy.body(name)))

    assert parts(400) < 2.1 * parts(200)


def test_of_a_text_that_is_not_given_nothing_is_known() -> None:
    found = logitext.loads(POLICY).check()
    assert {one.value for one in found.verdicts.values()} == {None}
    assert [one.clause for one in found.verdicts["most"].open] == ["max@12"]
    assert [one.clause for one in found.verdicts["number"].open] == ["count@6"]


def test_too_many_units_leave_a_number_open() -> None:
    policy = logitext.loads("""{{text post let threat(w) = [[w threatens]] match /!/
      verdict number: Int = count w in words(post): threat(w)  verdict whole = threat(post)}}""")
    found = policy.check("a! " * 10_001, theory="pattern:complete")
    assert found.verdicts["whole"].value is True
    (open_,) = found.verdicts["number"].open
    assert (open_.clause, open_.reason) == ("count@2", "too many units")


def test_places_are_those_of_the_unit_that_a_parameter_stands_for() -> None:
    policy = logitext.loads("""{{text t let a(s) = [[s is a]] match /a/ let b(s) = a(previous(s)) and s.index == 3
      let c(x, y) = x == y and a(next(next(x)))
      verdict v = forsome x in lines(t): b(x)
      verdict w = forsome x in lines(t): forsome y in lines(t): c(x, y)}}""")
    values = [
        tuple([one.value for one in policy.check(text, theory="pattern:complete").verdicts.values()])
        for text in ("x\na\nx", "x\nx\na", "a\na", "x\nx\nx")
    ]
    assert values == [(True, False), (False, True), (False, False), (False, False)]


def test_words_of_aggregates_are_names_elsewhere() -> None:
    policy = logitext.loads("""{{text t let count = [[is a]] let sum = [[is b]] let min = [[is c]] let none = [[is d]]
      verdict v = count and sum or (if none then min else count)}}""")
    assert policy.clauses == ("count", "sum", "min", "none")


def test_explanations_tell_what_counts() -> None:
    policy = logitext.loads(POLICY)
    result = policy.check(TEXT, theory=theory.Chain(theory.Answers(PEOPLE), theory.from_spec("pattern:complete")))
    explained = policy.explain(result).explanation
    assert explained is not None
    steps = {step.name: [part.name for part in step.because] for step in explained.trace}
    assert not [name for name in steps if "@" in name]
    assert steps["threats"] == [f"threat(post.sentences[{number}])" for number in (2, 3, 5)]
    assert {name for name in steps["most"] if name and name.startswith("people")} == set(PEOPLE)
    assert steps["share"] == [*steps["threats"], *PEOPLE]
    assert "s.first" not in " ".join(map(str, steps["remove"]))


def test_every_output_knows_it(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY)
    (tmp_path / "a.txt").write_text(TEXT)
    assert command("fmt", "--check", "p.nltc", cwd=tmp_path).status == 0
    linted = command("lint", "p.nltc", cwd=tmp_path)
    assert (linted.status, linted.out) == (0, "")  # what is counted is not dead
    assert "Aggregate" in command("dump", "--stage", "tree", "p.nltc", cwd=tmp_path).out
    assert "count@6" in command("dump", "p.nltc", cwd=tmp_path).out
    assert command("dump", "--stage", "smt2", "p.nltc", cwd=tmp_path).status == 0
    assert command("plan", "p.nltc", "--depth", "2", cwd=tmp_path).status in (0, 2)
    ran = command("check", "p.nltc", "a.txt", "--theory", "pattern:complete", "--explain", cwd=tmp_path)
    assert "threats is 3" in ran.out
    graph = dependencies(logitext.load(tmp_path / "p.nltc").checked)
    assert graph.has_edge("threat(post.sentences[1])", "threats")


def test_the_script_for_solvers_counts() -> None:
    policy = expanded(logitext.loads(POLICY).checked, {"sentences(post)": 3})
    script = smtlib(policy)
    assert "(ite |threat(post.sentences[1])| 1 0)" in script
    z3.parse_smt2_string("\n".join(line for line in script.splitlines() if not line.startswith("(get-")))


STAYS = """{{fact closes: Date  list stays of {since: Date, until: Date, counts: Bool}
  verdict first = min s in stays: s.since if none closes
  verdict last = max s in stays: min(s.until, closes) where s.counts if none 2026-01-01
  verdict days: Int = max(0, last - first + 1)}}"""


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_the_first_and_the_last_of_days(backend: str) -> None:
    policy = logitext.loads(STAYS, backend=backend)  # type: ignore[arg-type]
    stays = [
        {"since": "2026-03-01", "until": "2026-04-30", "counts": True},
        {"since": "2026-02-10", "until": "2026-12-31", "counts": True},
        {"since": "2026-05-01", "until": "2027-12-31", "counts": False},
    ]

    def told(stays: Sequence[object], **facts: str) -> list[str]:
        verdicts = policy.check(facts={"stays": stays, **facts}).verdicts.values()
        return [str(one.value) for one in verdicts]

    assert told(stays, closes="2026-11-30") == ["2026-02-10", "2026-11-30", "294"]
    assert told(stays[:1], closes="2026-01-31") == ["2026-03-01", "2026-01-31", "0"]
    assert told([], closes="2026-02-01") == ["2026-02-01", "2026-01-01", "0"]
    assert told(stays) == ["2026-02-10", "None", "None"]
    assert told([{**stays[0], "since": None}], closes="2026-11-30") == ["None", "2026-04-30", "None"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("min s in stays: s.since if none 0", "expected a date, found a whole number"),
        ("max s in stays: s.index if none closes", "expected a number, found a date"),
        ("sum s in stays: s.since", "expected a number, found a date"),
        ("average s in stays: s.since if none 0", "expected a number, found a date"),
        ("min(closes, 3)", "expected a number, found a date"),
    ],
)
def test_days_and_numbers_have_no_least(wrong: str, message: str) -> None:
    with pytest.raises(logitext.PolicyError) as caught:
        logitext.loads(STAYS + "{{verdict wrong = " + wrong + "}}")
    assert [one.message for one in caught.value.diagnostics] == [message]
