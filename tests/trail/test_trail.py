"""The trail by itself: what is taken back and what counts again, and why a clause has no value."""

from __future__ import annotations

from random import Random

import pytest

from logitext.theory import Answer, Failure, Price, Question, Refusal, Texts, Theory, Unknown, Usage, Value
from logitext.theory.allowance import OutOfBudgetError
from logitext.trail.trail import Trail, TrailEntry
from logitext.trail.unasked import Unasked

QUESTIONS = {name: Question(name, name, name) for name in "abc"}


class Named(Theory):
    def __init__(self, name: str) -> None:
        vars(self)["name"] = name


FIRST, SECOND, THIRD = Named("first"), Named("second"), Named("third")

SPENT = Failure("too dear", OutOfBudgetError("too dear"))
BROKEN = Failure("no line", OSError("no line"))


def trail(*said: tuple[str, Theory, Answer]) -> Trail:
    """A trail with these answers, in this order."""
    made = Trail(QUESTIONS, (FIRST, SECOND, THIRD), Texts({}))
    for name, theory, answer in said:
        made.add(QUESTIONS[name], theory, answer)
    return made


def on(made: Trail) -> list[tuple[str, str]]:
    """Which answers are on a trail: of whom, to what."""
    return [(entry.theory.name, entry.question.id) for entry in made.entries]


def test_what_is_taken_back_takes_the_answers_with_it_that_were_only_asked_for_its_sake() -> None:
    made = trail(
        ("b", FIRST, Value(True)),
        ("a", FIRST, Unknown()),
        ("c", SECOND, Value(False)),
        ("a", SECOND, Unknown()),
        ("a", THIRD, Value(True)),
    )
    assert made.values == {"a": True, "b": True, "c": False}
    entry = made.retract(FIRST)
    assert entry is not None
    assert entry.question.id == "a"
    assert on(made) == [("first", "b"), ("second", "c")]
    assert made.values == {"b": True, "c": False}
    assert made.unsettled() == ("a",)
    assert made.next_theory("a") is FIRST
    assert made.why_open("a") == ("not asked", None)
    assert made.retract(THIRD) is None


def test_what_the_theories_before_said_stays_where_one_takes_its_answer_back() -> None:
    made = trail(("a", FIRST, Unknown()), ("a", SECOND, Unknown("who knows")), ("a", THIRD, Value(True)))
    made.retract(SECOND)
    assert on(made) == [("first", "a")]
    assert made.next_theory("a") is SECOND


def test_the_question_that_is_put_again_is_not_the_one_to_take_back() -> None:
    made = trail(("a", FIRST, Value(True)), ("b", FIRST, Value(True)))
    entry = made.retract(FIRST, besides="b")
    assert entry is not None
    assert entry.question.id == "a"
    assert made.values == {"b": True}
    assert made.retract(FIRST, besides="b") is None


def test_what_a_repair_gave_up_counts_again_once_an_answer_is_taken_back() -> None:
    made = trail(("a", FIRST, Value(True)), ("b", FIRST, Value(False)), ("c", SECOND, Value(False)))
    made.set_aside(["a", "b"])
    assert made.values == {"c": False}
    assert made.retract(SECOND) is not None
    assert made.values == {"a": True, "b": False}
    assert dict(made.given_up) == {}


def test_what_a_repair_gave_up_does_not_count_again_where_that_is_what_is_taken_back() -> None:
    made = trail(("a", FIRST, Value(True)), ("c", SECOND, Value(False)), ("b", FIRST, Value(False)))
    made.set_aside(["a", "b"])
    assert made.retract(FIRST) is not None
    assert made.values == {"a": True, "c": False}
    assert dict(made.given_up) == {}
    assert made.next_theory("b") is FIRST


@pytest.mark.parametrize(
    ("said", "reason", "detail"),
    [
        ([SPENT], "out of budget", "first: too dear"),
        ([SPENT, SPENT], "out of budget", "first: too dear; second: too dear"),
        ([SPENT, BROKEN], "failed", "first: too dear; second: no line"),
        ([BROKEN, SPENT], "failed", "first: no line; second: too dear"),
        ([BROKEN], "failed", "first: no line"),
        ([Unknown("who knows"), SPENT], "out of budget", "second: too dear"),
        ([Refusal("not I"), SPENT], "out of budget", "second: too dear"),
        ([Refusal("not I"), BROKEN], "failed", "second: no line"),
        ([Refusal("not I"), Unknown("who knows")], "refused", "first: not I"),
        ([Unknown("who knows")], "unknown", "first: who knows"),
        ([], "not asked", None),
    ],
)
def test_why_a_clause_has_no_value(said: list[Answer], reason: str, detail: str | None) -> None:
    made = trail(*[("a", theory, answer) for theory, answer in zip((FIRST, SECOND, THIRD), said, strict=False)])
    assert made.why_open("a") == (reason, detail)


# --- where nobody is asked any more ------------------------------------------------------------------------------


class Outdating(Named):
    """Holds an answer that does not count any more."""

    def outdated(self, question: Question, texts: Texts) -> str | None:
        return f"the {texts['post']} has changed" if question.id == "a" else None


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (["b"], "b is open"),
        (["b", "c"], "b and c are open"),
        (["b", "c", "d"], "b, c and d are open"),
    ],
)
def test_what_could_not_matter_names_the_open_clauses(closed: list[str], words: str) -> None:
    made = trail(("a", FIRST, Unknown()))
    assert made.why_open("a", closed) == ("not asked", f"second: not asked, as it could not matter while {words}")
    assert made.why_open("b", closed) == ("not asked", f"first: not asked, as it could not matter while {words}")


def test_what_could_not_matter_names_the_theory_that_costs_something() -> None:
    priced = Named("priced")
    vars(priced)["price"] = Price(question=1)
    made = Trail(QUESTIONS, (FIRST, priced, THIRD), Texts({}))
    assert made.why_open("a", ["b"]) == ("not asked", "priced: not asked, as it could not matter while b is open")


def test_an_end_of_the_check_is_told_with_the_answers_that_do_not_count_any_more() -> None:
    made = Trail(QUESTIONS, (FIRST, Outdating("file")), Texts({"post": "post"}))
    made.stopped = "enough"
    assert made.why_open("a") == ("stopped", "enough; file: the post has changed")
    assert made.why_open("b") == ("stopped", "enough")
    made.add(QUESTIONS["b"], FIRST, Unknown("who knows"))
    made.add(QUESTIONS["b"], made._theories[1], Unknown("nor do I"))
    assert made.why_open("b") == ("unknown", "first: who knows; file: nor do I")
    made.stopped = None
    made.bar(FIRST, "too dear")
    assert made.why_open("a") == ("out of budget", "too dear; file: the post has changed")
    made.expire("late")
    assert made.why_open("a") == ("out of budget", "late; file: the post has changed")
    assert made.why_open("b") == ("unknown", "first: who knows; file: nor do I")


# --- beside a plain account --------------------------------------------------------------------------------------


class Account:
    """What happened, as a list; all else is worked out from it each time it is asked."""

    def __init__(self, questions: dict[str, Question], theories: list[Named], texts: Texts, too_many: set[str]) -> None:
        self.questions, self.theories, self.texts, self.too_many = questions, theories, texts, too_many
        self.said: list[tuple[str, Named, Answer]] = []
        self.aside: set[str] = set()
        self.again: set[str] = set()
        self.barred: list[Named] = []
        self.ended = self.stopped = False

    def of(self, name: str) -> list[tuple[Named, Answer]]:
        return [(theory, answer) for clause, theory, answer in self.said if clause == name]

    def values(self) -> dict[str, object]:
        known = {name: answer.value for name, _, answer in self.said if isinstance(answer, Value)}
        return {name: known[name] for name in self.questions if name in known and name not in self.aside}

    def missing(self, name: str) -> bool:
        return not set(self.questions[name].texts) <= set(self.texts)

    def untried(self, name: str) -> list[Named]:
        tried = [theory for theory, _ in self.of(name)]
        silent = self.missing(name) or name in self.too_many
        left = [one for one in self.theories if one not in tried and not (one.needs_texts and silent)]
        return [] if name in self.aside else left

    def next_theory(self, name: str) -> Named | None:
        left = [one for one in self.untried(name) if one not in self.barred]
        return left[0] if left and not self.ended and not self.stopped else None

    def why_open(self, name: str) -> str:
        answers = [answer for _, answer in self.of(name)]
        failed = [answer for answer in answers if isinstance(answer, Failure)]
        left = self.untried(name)
        rules = [
            (name in self.aside, "repaired"),
            (failed and all(isinstance(answer.error, OutOfBudgetError) for answer in failed), "out of budget"),
            (failed, "failed"),
            (any(isinstance(answer, Refusal) for answer in answers), "refused"),
            (self.stopped and left, "stopped"),
            (any(self.ended or theory in self.barred for theory in left), "out of budget"),
            (any(isinstance(answer, Unknown) and answer.probability is not None for answer in answers), "unsure"),
            (name in self.too_many, "too many units"),
            (self.missing(name) and any(theory.needs_texts for theory in self.theories), "text not given"),
            (answers, "unknown"),
        ]
        return next((reason for holds, reason in rules if holds), "not asked")

    def retract(self, theory: Named, besides: str | None) -> str | None:
        places = [at for at, (name, other, _) in enumerate(self.said) if other is theory and name != besides]
        if not places:
            return None
        clause = self.said[places[-1]][0]
        self.said = [one for at, one in enumerate(self.said) if at < places[-1] or one[0] != clause]
        self.aside = set()
        return clause


@pytest.mark.parametrize("seed", range(300))
def test_a_trail_says_what_follows_from_what_happened(seed: int) -> None:
    rng = Random(seed)
    theories = [Named(name) for name in ("first", "second", "third")][: rng.randint(1, 3)]
    for one in theories:
        vars(one)["needs_texts"] = rng.random() < 0.5
        vars(one)["price"] = Price(question=rng.choice((0, 1)))
    questions = {name: Question(name, name, name, texts=rng.choice([(), ("post",), ("other",)])) for name in "abcd"}
    texts = Texts({"post": "x"} if rng.random() < 0.7 else {"post": "x", "other": "y"})
    too_many = {name for name in questions if rng.random() < 0.1}
    silent = Unasked(lambda _: ("too many units", "there are too many"))
    made = Trail(questions, theories, texts, dict.fromkeys(too_many, silent))
    account = Account(questions, theories, texts, too_many)
    assert (made.usage, made.rounds, made.cost, made.asked, made.asked_again) == (Usage(calls=0), 0, 0.0, 0, 0)
    answers: list[Answer] = [
        Value(True),
        Value(False),
        Value(3),
        Unknown(),
        Unknown("half", 0.5),
        Refusal("no"),
        SPENT,
        BROKEN,
    ]
    for _ in range(rng.randint(1, 20)):
        known = list(account.values())
        match rng.choice(["ask"] * 8 + ["take back", "take back", "ask again", "set aside", "bar", "expire", "stop"]):
            case "ask":
                name = rng.choice(list(questions))
                to_ask = account.next_theory(name)
                if name not in known and to_ask is not None:
                    answer = rng.choice(answers)
                    made.add(questions[name], to_ask, answer)
                    account.said.append((name, to_ask, answer))
            case "take back":
                theory, besides = rng.choice(theories), rng.choice([None, None, *questions])
                entry = made.retract(theory, besides=besides)
                assert (None if entry is None else entry.question.id) == account.retract(theory, besides)
            case "ask again" if known:
                name = rng.choice(known)
                theory = next(one for one in theories if one is made.settled(name).theory)
                answer = rng.choice(answers)
                made.replace(questions[name], theory, answer)
                account.said = [one for one in account.said if one[:2] != (name, theory)]
                account.said.append((name, theory, answer))
                account.again.add(name)
            case "set aside":
                names = [name for name in [*known, *account.aside] if rng.random() < 0.4]
                made.set_aside(names)
                account.aside = set(names)
            case "bar":
                theory = rng.choice(theories)
                made.bar(theory, "too dear")
                account.barred.append(theory)
            case "expire" if rng.random() < 0.2:
                made.expire("late")
                account.ended = True
            case "stop" if rng.random() < 0.2:
                made.stopped = "enough"
                account.stopped = True
        values = account.values()
        assert dict(made.values) == values
        assert list(made.values) == list(values)
        assert [(entry.question.id, entry.theory, entry.answer) for entry in made.entries] == account.said
        open_ = tuple(name for name in questions if name not in values)
        assert made.unsettled() == open_
        assert set(made.given_up) == account.aside
        assert made.asked_again == len(account.again)
        counted = [
            name
            for name in questions
            if name in account.again
            or any(not one.price.free or not isinstance(answer, Unknown) for one, answer in account.of(name))
        ]
        assert made.asked == len(counted)
        for name in open_:
            assert made.next_theory(name) is account.next_theory(name), name
            assert made.has_no_theory_left(name) is (not account.untried(name))
            assert made.was_asked_again(name) is (name in account.again)
            assert made.why_open(name)[0] == account.why_open(name), (name, account.said)


def test_where_nobody_can_be_asked_nobody_is() -> None:
    made = Trail(QUESTIONS, (), Texts({}))
    assert made.next_theory("a") is None
    assert made.further("a") == []
    assert made.why_open("a", ["b"]) == ("not asked", None)


def test_a_fact_that_was_not_given_is_told_as_that() -> None:
    made = Trail({"a": Question("a", "a", "a", fact=True), "b": QUESTIONS["b"]}, (FIRST,), Texts({}))
    assert made.next_theory("a") is None
    assert made.why_open("a", ["b"]) == ("not given", None)
    assert made.why_open("b", ["a"]) == ("not asked", "first: not asked, as it could not matter while a is open")


@pytest.mark.parametrize("how", ["stopped", "expired"])
def test_at_the_end_of_a_check_no_theory_is_left_to_ask(how: str) -> None:
    made = trail(("a", FIRST, Value(True)))
    assert made.further("a") == [SECOND, THIRD]
    assert made.may_ask(SECOND)
    if how == "stopped":
        made.stopped = "enough"
    else:
        made.expire("no time")
    assert not made.further("a")
    assert made.next_theory("b") is None
    assert not made.may_ask(SECOND)


def test_a_clause_that_all_theories_were_asked_about_is_unknown_whatever_else_is_open() -> None:
    made = trail(("a", FIRST, Unknown("no")), ("a", SECOND, Unknown()), ("a", THIRD, Unknown("neither")))
    assert made.has_no_theory_left("a")
    assert made.why_open("a", ["b"]) == made.why_open("a")
    assert made.why_open("a")[0] == "unknown"


def test_what_another_theory_said_of_one_clause_makes_no_other_asked() -> None:
    made = trail(("a", FIRST, Unknown()))
    assert made.asked == 0  # a free theory had nothing to say
    made.witnesses.append(TrailEntry(QUESTIONS["a"], SECOND, Value(True)))
    assert made.asked == 1
    made = trail(("a", FIRST, Unknown()), ("b", FIRST, Unknown()))
    made.witnesses.append(TrailEntry(QUESTIONS["b"], SECOND, Value(True)))
    assert made.asked == 1


def test_what_was_used_is_counted_by_theory_too() -> None:
    made = trail()
    made.used(FIRST, [QUESTIONS["a"], QUESTIONS["b"]], Usage(calls=2, input_tokens=5))
    made.used(SECOND, [QUESTIONS["c"]], Usage(calls=1, input_tokens=7))
    assert made.usage.calls == 3
    assert [(one.theory, one.calls, one.input_tokens) for one in made.by_theory.records()] == [
        ("first", 2, 5),
        ("second", 1, 7),
    ]
