"""Answers that contradict the assumptions: reported, asked again, or repaired."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.check.events import Answered, Asking, Event
from logitext.check.options import OnConflict
from logitext.check.weights import LEAST, MOST, weight
from logitext.records.result import Result
from logitext.report.console import to_text
from logitext.report.text import render
from logitext.theory import Answer, Question, Reply, Texts
from tests.cli.run import logitext as run
from tests.judge import cases
from tests.judge.model import Value as JudgeValue

POLICY = logitext.loads("""# Threats

{{text post: "a public message"}}
We remove what {{let threat = [[threatens somebody]]}}, unless it {{let quoted = [[is quoted]]}}.
{{let severity: minor | serious | deadly = [[how severe it would be]]}}
{{assume deadly_is_threat: severity == deadly
    implies threat
  assume at most 1 of (threat, quoted)
  violation remove = threat unless quoted  verdict grave = severity == deadly}}
""")

CHAIN = logitext.loads("""{{text post}} {{let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]]
  assume ab: a implies b  assume bc: b implies c  assume cd: c implies d  verdict all = a and b and c and d}}""")


TRIO = logitext.loads("""{{text post}} {{let a = [[a]] let b = [[b]] let c = [[c]]
  assume abc: a and b implies c  verdict va = a  verdict vb = b  verdict vc = c}}""")


class Patient(theory.Ask):
    """A person whose time costs nothing, and who is therefore asked everything at once."""

    price = theory.Price()


class Person(theory.Theory):
    """Says something the first time, and something else when asked again. `heard` is every question, with its note."""

    reconsiders = True

    def __init__(self, first: Mapping[str, Any], again: Mapping[str, Any] | None = None, name: str = "person") -> None:
        vars(self)["name"] = name
        self.first = first
        self.again = again or {}
        self.heard: list[list[str]] = []
        self.notes: list[str] = []

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.heard.append([f"{question.clause}{' again' if question.note else ''}" for question in questions])
        self.notes += [question.note for question in questions if question.note]
        said: dict[str, Answer] = {}
        for question in questions:
            given = (self.again if question.note else self.first).get(question.clause, theory.Unknown("no idea"))
            if given is RuntimeError:
                raise RuntimeError("no line")
            known = isinstance(given, theory.Value | theory.Unknown | theory.Refusal | theory.Stop | theory.Retract)
            said[question.id] = given if known else theory.Value(given)
        return Reply(said)


def sure(value: Any, probability: float) -> theory.Value:
    return theory.Value(value, probability=probability)


def check(policy: logitext.Policy, on_conflict: OnConflict, *theories: theory.Theory, **options: Any) -> Result:
    result = policy.check("some text", theory=theory.Chain(*theories), on_conflict=on_conflict, **options)
    assert policy.verify(result) == ()
    return result


# --- reported ----------------------------------------------------------------------------------------------------


def test_a_conflict_is_reported_unless_something_else_is_wanted() -> None:
    person = Person({"threat": False, "severity": "deadly", "quoted": False})
    result = check(POLICY, "report", person)
    assert result == result.model_copy(update={"status": "conflict", "repaired": ()})
    assert result.usage.asked_again == 0
    assert person.notes == []


# --- asked again -------------------------------------------------------------------------------------------------


def test_who_reconsiders_is_asked_again_with_a_note_and_the_weakest_first() -> None:
    person = Person(
        {"threat": sure(False, 0.1), "severity": sure("deadly", 0.8), "quoted": False}, {"severity": "serious"}
    )
    person.again = {"severity": "serious", "threat": False}
    result = check(POLICY, "ask-again", person)
    assert person.heard == [["threat", "quoted", "severity"], ["severity again", "threat again"]]
    note = (
        "these answers cannot all be right: threat is false (“threatens somebody”); severity is deadly (“how severe it "
        "would be”), as the policy says: assume deadly_is_threat: severity == deadly implies threat"
    )
    assert person.notes == [note, note]
    assert (result.status, result.usage.asked_again, result.usage.rounds) == ("decided", 2, 2)
    assert result.answers == {"threat": False, "quoted": False, "severity": "serious"}


def test_one_who_stands_by_the_answers_is_not_asked_a_third_time() -> None:
    answers = {"threat": False, "severity": "deadly", "quoted": False}
    person = Person(answers, answers)
    result = check(POLICY, "ask-again", person)
    assert result.status == "conflict"
    assert len(person.heard) == 2
    assert result.usage.asked_again == 2


def test_who_does_not_reconsider_is_not_asked_again() -> None:
    person = Person({"b": True, "c": False}, {"b": True, "c": True})
    result = check(TRIO, "ask-again", theory.Answers({"a": True}), person)
    assert person.heard == [["b", "c"], ["b again", "c again"]]
    assert result.answers == {"a": True, "b": True, "c": True}
    file = theory.Answers({"a": True, "b": True, "c": False})
    assert check(TRIO, "ask-again", file).status == "conflict"


def test_the_next_theory_is_asked_again_only_if_the_conflict_is_still_there() -> None:
    weak = Person({"a": sure(True, 0.8)}, {"a": False}, "weak")
    strong = Person({"b": True, "c": False}, {"b": False, "c": False}, "strong")
    check(TRIO, "ask-again", weak, strong)
    assert weak.heard[-1] == ["a again"]
    assert strong.heard == [["b", "c"]]
    stubborn = Person({"a": sure(True, 0.8)}, {"a": True}, "weak")
    result = check(TRIO, "ask-again", stubborn, strong)
    assert strong.heard[-1] == ["b again", "c again"]
    assert (result.status, result.usage.asked_again) == ("decided", 3)


@pytest.mark.parametrize(
    ("second", "reason", "detail"),
    [
        (theory.Refusal("not again"), "refused", "person: not again"),
        (theory.Unknown("no idea"), "unknown", "person: no idea"),
        (sure(None, 0.5), "unsure", "person: unsure: probability 0.5 lies between 0.25 and 0.75"),
        (RuntimeError, "failed", "person: RuntimeError: no line"),
        (theory.Value("maybe"), "failed", None),
    ],
)
def test_what_is_no_value_the_second_time_leaves_the_clause_open(second: Any, reason: str, detail: str | None) -> None:
    person = Person({"b": True, "c": False}, {"b": second, "c": second})
    result = check(TRIO, "ask-again", theory.Answers({"a": True}), person)
    assert result.status == "undetermined"
    assert result.answers == {"a": True}
    open_ = {item.clause: item for record in result.verdicts.values() for item in record.open}
    assert open_["b"].reason == reason
    if detail is not None:
        assert all((open_[name].detail or "").endswith(detail) for name in ("b", "c"))


def test_what_one_theory_no_longer_knows_the_next_in_the_chain_is_asked() -> None:
    doubtful = Person({"b": True, "c": False}, {}, "doubtful")
    next_one = Person({"b": False, "c": False}, name="next")
    result = check(TRIO, "ask-again", theory.Answers({"a": True}), doubtful, next_one)
    assert (result.status, result.answers) == ("decided", {"a": True, "b": False, "c": False})
    assert next_one.heard == [["b", "c"]]


def test_one_conflict_after_another() -> None:
    person = Person({"a": True, "b": False, "c": False, "d": False}, {"a": True, "b": True, "c": True, "d": True})
    result = check(CHAIN, "ask-again", person)
    assert result.status == "decided"
    assert result.verdicts["all"].value is True
    again = [name for call in person.heard[1:] for name in call]
    assert sorted(again) == ["a again", "b again", "c again", "d again"]
    assert result.usage.asked_again == 4


def test_one_who_stops_when_asked_again_leaves_the_conflict() -> None:
    person = Person(
        {"threat": False, "severity": "deadly", "quoted": False},
        dict.fromkeys(("threat", "severity"), theory.Stop("enough")),
    )
    result = check(POLICY, "ask-again", person)
    assert result.status == "conflict"
    assert result.answers["threat"] is False


def test_one_who_takes_everything_back_is_asked_anew() -> None:
    person = Person({"b": True, "c": False}, {"b": theory.Retract(), "c": theory.Retract()})
    result = check(TRIO, "ask-again", theory.Answers({"a": True}), person)
    # Nothing is left to take back when `b` is put a third time, and `c` is a new question.
    assert person.heard == [["b", "c"], ["b again", "c again"], ["b again", "c again"], ["c"]]
    assert result.answers == {"a": True, "c": False}


def test_a_listener_hears_of_the_second_time() -> None:
    heard: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Asking):
            heard.append(f"{event.round}: {', '.join(question.clause for question in event.questions)}")
        if isinstance(event, Answered) and event.question.note:
            heard.append(f"{event.question.clause} again")

    person = Person({"threat": False, "severity": "deadly", "quoted": False}, {"threat": True, "severity": "deadly"})
    check(POLICY, "ask-again", person, listener=listen)
    assert heard == ["1: threat, quoted, severity", "2: threat, severity", "threat again", "severity again"]


# --- the person at the terminal ----------------------------------------------------------------------------------


def at_terminal(*lines: str, save: Path | None = None) -> tuple[Result, str]:
    screen = io.StringIO()
    person = Patient(io.StringIO("".join(f"{line}\n" for line in lines)), screen, save)
    return check(POLICY, "ask-again", person), screen.getvalue()


def test_the_person_sees_what_contradicts_what(golden: Callable[[str, str], None]) -> None:
    # threat, quoted, severity; then threat and severity again.
    result, screen = at_terminal("n", "n", "deadly", "n", "minor")
    assert result.answers == {"threat": False, "quoted": False, "severity": "minor"}
    golden("conflicts/asked-again.txt", screen)


def test_going_back_from_a_second_question_leads_to_the_one_before() -> None:
    result, screen = at_terminal("n", "n", "deadly", "b", "deadly", "y")
    assert [line.split(" [")[0] for line in screen.splitlines() if " [" in line and "help" in line] == [
        *("threat", "quoted", "severity"),
        *("threat", "severity", "threat"),
    ]
    assert result.status == "decided"


def test_a_kept_answer_is_asked_again_and_the_new_one_kept(tmp_path: Path) -> None:
    save = tmp_path / "kept.yaml"
    save.write_text("threat: false\nseverity: deadly\nquoted: false\n", "utf-8")
    result, _ = at_terminal("y", "deadly", save=save)
    assert result.answers["threat"] is True
    assert "threat: {value: true, clause: " in save.read_text("utf-8")


# --- repaired ----------------------------------------------------------------------------------------------------


def test_the_weakest_answers_are_set_aside_and_marked(golden: Callable[[str, str], None]) -> None:
    answers = {"threat": {"value": False, "probability": 0.2}, "quoted": False, "severity": "deadly"}
    result = check(POLICY, "repair", theory.Answers(answers))
    assert (result.status, result.verdicts["remove"].value) == ("decided", True)
    (repaired,) = result.repaired
    assert (repaired.clause, repaired.was, repaired.now, repaired.weight) == ("threat", False, True, 1.3863)
    assert "threat" not in result.answers
    assert all(reason.clause != "threat" for record in result.verdicts.values() for reason in record.because)
    golden("conflicts/repaired.txt", to_text(render(without_time(result), POLICY.checked), 100))


def test_what_is_set_aside_may_leave_a_verdict_open(golden: Callable[[str, str], None]) -> None:
    answers = {"a": True, "b": {"value": False, "probability": 0.25}, "c": {"value": False, "probability": 0.2}}
    result = check(CHAIN, "repair", theory.Answers({**answers, "a": {"value": True, "probability": 0.76}}))
    assert [item.clause for item in result.repaired] == ["a"]
    policy = logitext.loads("""{{text post}} {{let a = [[a]] let n: low | middle | high = [[n]]
      assume a implies n != low  verdict v = n == high and a}}""")
    n = {"value": "low", "probability": 0.8}
    result = check(policy, "repair", theory.Answers({"a": True, "n": n}))
    assert (result.status, result.repaired[0].now) == ("undetermined", None)
    assert [(open_.clause, open_.reason) for open_ in result.verdicts["v"].open] == [("n", "repaired")]
    golden("conflicts/repaired-open.txt", to_text(render(without_time(result), policy.checked), 100))


def test_a_later_conflict_weighs_all_answers_again() -> None:
    policy = logitext.loads("""{{text post}} {{let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]] let e = [[e]]
      assume a and b implies c  assume d and e implies a
      verdict va = a  verdict vb = b  verdict vc = c  verdict vd = d  verdict ve = e}}""")
    first, second = theory.Answers({"a": {"value": True, "probability": 0.8}}), Person({"b": True, "c": False})
    result = check(policy, "repair", first, second)
    assert [item.clause for item in result.repaired] == ["a"]
    result = check(policy, "repair", first, second, Person({"d": True, "e": True}, name="third"))
    # Without `a` one of `d` and `e` would have to go as well, so now it is cheaper to keep `a`.
    assert [item.clause for item in result.repaired] == ["c"]
    assert result.answers["a"] is True


def test_what_is_set_aside_is_not_asked_of_the_next_theory() -> None:
    policy = logitext.loads("""{{text post}} {{let a = [[a]] let n: low | middle | high = [[n]]
      assume a implies n != low  verdict v = n == high and a}}""")
    second = Person({"n": "high"})
    result = check(policy, "repair", theory.Answers({"a": True, "n": {"value": "low", "probability": 0.8}}), second)
    assert second.heard == []
    assert result.status == "undetermined"


@pytest.mark.parametrize("seeds", cases.seeds(200), ids=cases.name)
def test_repaired_checks_hold_and_give_up_the_least(seeds: range) -> None:
    """Random answers, most of them against the assumptions: the result verifies, whatever was done about them."""
    for seed in seeds:
        case = cases.case(seed)
        if not case.judge.worlds:
            continue
        policy = logitext.Policy(case.checked)
        for _ in range(cases.CASES_A_SEED):
            answers: dict[str, JudgeValue] = {
                clause.name: case.rng.choice(clause.domain) for clause in case.judge.policy.clauses
            }
            result = policy.check(theory=theory.Answers(answers), on_conflict="repair")
            assert result.status != "conflict", case.failed(answers, "not repaired")
            assert policy.verify(result) == (), case.failed(answers, str(policy.verify(result)))
            assert not case.judge.conflict(dict(result.answers))
            assert result.answers.keys().isdisjoint({item.clause for item in result.repaired})
            for item in result.repaired:
                values = [
                    value
                    for value, worlds in case.judge._having[item.clause].items()
                    if worlds & case.judge._fitting(dict(result.answers))
                ]
                assert item.now == (values[0] if len(values) == 1 else None), case.failed(answers, str(item))


# --- weights -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (theory.Value(True, probability=1), MOST),
        (theory.Value(False, probability=0), MOST),
        (theory.Value(True, probability=0.5), LEAST),
        (theory.Value(True, probability=0.1), LEAST),
        (theory.Value("serious", probability=0.8), 1.3863),
        (theory.Value(False, probability=0.2), 1.3863),
        (theory.Value(0, probability=0.2), LEAST),
        (theory.Value(True), 6.9068),
    ],
)
def test_an_answer_weighs_the_log_odds_of_being_right(answer: theory.Value, right: float) -> None:
    assert weight(answer) == right


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command_repairs(tmp_path: Path) -> None:
    (tmp_path / "policy.nltc").write_text(POLICY.checked.source.text, "utf-8")
    (tmp_path / "post.txt").write_text("some text", "utf-8")
    (tmp_path / "answers.yaml").write_text(
        "threat: {value: false, probability: 0.2}\nquoted: false\nseverity: deadly\n", "utf-8"
    )
    common = ("check", "policy.nltc", "post.txt", "--answers", "answers.yaml")
    assert run(*common, cwd=tmp_path).status == 3
    ran = run(*common, "--on-conflict", "repair", cwd=tmp_path)
    assert ran.status == 1
    assert "violation: remove  repaired\n" in ran.out
    ran = run(*common, "--on-conflict", "repair", "--format", "json", "-o", "result.json", cwd=tmp_path)
    assert run("verify", "result.json", "policy.nltc", cwd=tmp_path).status == 0


def without_time(result: Result) -> Result:
    return result.model_copy(update={"usage": result.usage.model_copy(update={"seconds": 0.0})})
