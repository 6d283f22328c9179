"""What the rules of lint say, and of what they are silent."""

from __future__ import annotations

import asyncio

import pytest

from logitext.linting.rule import RULES
from logitext.linting.run import chosen, lint
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.registry import UnknownNameError
from logitext.syntax.codes import CODES
from logitext.syntax.diagnostics import Diagnostic, Severity
from logitext.syntax.source import Source


def found(source: str, *rules: str) -> list[Diagnostic]:
    policy = check_policy(Source("p.nltc", source))
    return list(asyncio.run(lint(Program(policy), chosen(rules))))


def told(source: str, *rules: str) -> list[tuple[str, str]]:
    return [(one.about.subject, one.message) for one in found(source, *rules) if one.about is not None]


BASIC = "{{text t}} {{let a = [[one]]  let b = [[two]]  let c = [[three]]}} "


# --- which rules -------------------------------------------------------------------------------------------------


def test_rules_have_codes_of_their_own_and_the_names_of_their_files() -> None:
    rules = RULES.all()
    assert all(rule.name == name and rule.code in CODES and rule.summary for name, rule in rules.items())
    assert len({rule.code for rule in rules.values()}) == len(rules)


def test_rules_are_chosen_by_name_code_or_beginning_of_a_code() -> None:
    assert [rule.name for rule in chosen(["dead-clause"])] == ["dead-clause"]
    assert [rule.name for rule in chosen(["nlt702"])] == ["dead-clause"]
    assert {rule.code[:5] for rule in chosen(["NLT70"])} == {"NLT70"}
    assert "dead-clause" not in [rule.name for rule in chosen(ignore=["NLT702"])]
    assert len(chosen(["all"])) == len(RULES.names())
    with pytest.raises(UnknownNameError, match="did you mean `dead-clause`"):
        chosen(["dead-claus"])
    with pytest.raises(UnknownNameError):
        chosen(["NLT9"])


def test_a_policy_without_findings_has_none() -> None:
    assert found(BASIC + "{{verdict v = (a or b) unless c}}") == []


# --- constant-verdict --------------------------------------------------------------------------------------------


def test_a_verdict_that_is_always_the_same() -> None:
    (one,) = found(BASIC + "{{violation v = a and not a  verdict w = b or c}}", "constant-verdict")
    assert one.message == "the violation `v` is false, whatever is answered"
    assert one.about is not None
    assert one.about.witness is None
    assert one.source is not None
    assert one.span is not None
    assert one.source[one.span] == "v"


def test_assumptions_are_named_that_leave_one_value() -> None:
    source = BASIC + "{{assume x: a implies b  assume y: b implies c  assume z: c or a  verdict v = a and not c}}"
    (one,) = found(source, "constant-verdict")
    assert one.message == "the verdict `v` is false, whatever the assumptions allow"
    assert [label.source[label.span] for label in one.labels] == ["x", "y"]
    assert one.about is not None
    assert one.about.witness == (("a", True), ("c", False))


def test_a_definition_without_clauses_is_a_constant_by_intent() -> None:
    source = "{{text t}} {{let limit = 3  let n: Int = [[how many]]  verdict v = n > limit  verdict w = true}}"
    assert told(source, "constant-verdict") == [("w", "the verdict `w` is true, whatever is answered")]


def test_values_of_other_sorts() -> None:
    source = BASIC + "{{verdict v = if a then 2 else 2  let l: low | high = [[how]]  verdict w = if a then l else l}}"
    assert told(source, "constant-verdict") == [("v", "the verdict `v` is 2, whatever is answered")]
    dates = "{{text t}} {{let d: Date = [[when]]  assume d == 2026-11-25  verdict v = d}}"
    assert told(dates, "constant-verdict") == [("v", "the verdict `v` is 2026-11-25, whatever the assumptions allow")]


# --- dead-clause -------------------------------------------------------------------------------------------------


def test_clauses_that_are_used_and_those_that_are_not() -> None:
    source = BASIC + "{{fact f  fact g  verdict v = a or a and b or f and (g or not g)}}"
    assert told(source, "dead-clause") == [
        ("b", "no answer to `b` can decide a verdict"),
        ("c", "nothing uses the clause `c`"),
        ("g", "no value of the fact `g` can decide a verdict"),
    ]


def test_a_clause_may_decide_through_an_assumption() -> None:
    assert told(BASIC + "{{assume c iff a  verdict v = a and b}}", "dead-clause") == []


def test_what_units_queries_and_tests_mention_is_not_dead() -> None:
    source = (
        BASIC + "{{let rude(s) = [[s is rude]]  let both(s) = rude(s) and b  let d = not c"
        "  verdict v = forsome s in sentences(t): both(s) or a  check d}}"
    )
    assert told(source, "dead-clause") == []


def test_a_file_without_verdicts_has_no_dead_clauses() -> None:
    assert told(BASIC, "dead-clause") == []


# --- assumptions -------------------------------------------------------------------------------------------------


def test_contradictory_assumptions_are_the_only_finding() -> None:
    source = BASIC + "{{assume x: a  assume y: b  assume z: a implies not b  verdict v = c and not c}}"
    (one,) = found(source)
    assert (one.code, one.severity) == ("NLT707", Severity.ERROR)
    assert one.message == "the assumptions contradict each other: `x`, `y`, `z`"
    assert told(BASIC + "{{assume x: a and not a  verdict v = b}}") == [("x", "the assumptions cannot hold: `x`")]


def test_implied_assumptions_can_be_dropped_together() -> None:
    source = (
        BASIC + "{{assume x: a implies b  assume y: not b implies not a  assume z: c or not c  verdict v = a and c}}"
    )
    assert told(source, "implied-assumption") == [
        ("y", "the assumption `y` follows from `x`"),
        ("z", "the assumption `z` holds whatever is answered"),
    ]


# --- what is too hard --------------------------------------------------------------------------------------------


def test_what_was_not_checked_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logitext.logic.conditions.diagram.STEPS", 0)
    source = BASIC + "{{assume a implies b  verdict v = (a or b) and c  verdict w = a and c}}"
    codes = {one.code: one for one in found(source, "implied-assumption", "constant-verdict")}
    assert list(codes) == ["NLT719"]
    assert codes["NLT719"].severity is Severity.WARNING
    assert "was not checked to the end" in codes["NLT719"].message


def test_likewise_where_the_solver_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logitext.logic.conditions.solver.UNITS", 0)
    source = "{{text t}} {{let n: Int = [[n]]  let m: Int = [[m]]  verdict v = n * m > 7 and n + m < 3}}"
    assert [one.code for one in found(source, "constant-verdict")] == ["NLT719"]


# --- labels and bounds -------------------------------------------------------------------------------------------


def test_labels_that_are_not_told_apart_or_cannot_be() -> None:
    source = (
        "{{text t}} {{let h: none | mild | grave | fatal = [[harm]]  let a = [[a]]  let k: x | y = [[kind]]"
        "  assume calm: not (h == fatal)  verdict v = h == grave and a  verdict w = k == x}}"
    )
    assert told(source, "dead-label") == [
        ("mild", "nothing tells `mild` of `h` apart from `none`"),
        ("fatal", "the assumptions never allow `h` to be `fatal`"),
    ]


def test_an_assumption_tells_labels_and_bounds_apart() -> None:
    source = (
        "{{text t}} {{let h: none | mild | grave = [[harm]]  let n: Int = [[how many]]  let a = [[a]]"
        "  assume tie: h == mild or n > 7 implies a  verdict v = h == grave and a  verdict w = n > 3 and (a or n > 7)}}"
    )
    assert told(source, "dead-label") == []
    assert [one for one, _ in told(source, "dead-bound")] == []


def test_bounds_that_change_nothing_come_with_what_is_told_apart() -> None:
    source = "{{fact n: Int  fact d: Date  verdict v = n > 3 and n > 5  verdict w = d > 2026-01-01 or d > 2027-01-01}}"
    bounds = found(source, "dead-bound")
    assert [(one.about.subject, one.hint) for one in bounds if one.about is not None] == [
        ("n > 3", "the policy tells these values of `n` apart: at most 5; more than 5"),
        ("d > 2027-01-01", "the policy tells these values of `d` apart: at most 2026-01-01; more than 2026-01-01"),
    ]
    texts = '{{fact c: Text  fact a  verdict v = c == "Rome" or a and (c == "Paris" or not (c == "Paris"))}}'
    hint = 'the policy tells these values of `c` apart: "Rome"; none of "Rome"'
    assert [one.hint for one in found(texts, "dead-bound")] == [hint] * 2


# --- parts -------------------------------------------------------------------------------------------------------


def parts(source: str) -> list[tuple[str, str | None]]:
    return [(one.about.subject, one.hint) for one in found(source, "redundant-part") if one.about is not None]


def test_the_rule_that_another_one_covers() -> None:
    assert parts(BASIC + "{{verdict v = (a or a and b) and c}}") == [
        ("a and b", "without it, the formula is `a and c`")
    ]


def test_the_exception_that_swallows_nothing() -> None:
    assert parts(BASIC + "{{verdict v = a and b unless c and not a}}") == [
        ("c and not a", "without it, the formula is `a and b`")
    ]


def test_nothing_is_redundant_in_what_always_has_one_value() -> None:
    source = (
        BASIC
        + """{{let no = a and not a and b
      verdict v = no and c  verdict w = if no then 1 else if b and c and b then 2 else 2}}"""
    )
    assert [name for name, _ in told(source, "constant-verdict")] == ["no", "v", "w"]
    assert told(source, "redundant-part") == []


def test_parts_can_be_deleted_together() -> None:
    source = BASIC + "{{assume a iff b  verdict v = a or b or c  verdict w = a and b and c}}"
    assert parts(source) == [
        ("b", "without it, the formula is `a or c`"),
        ("b", "without it, the formula is `a and c`"),
    ]


def test_what_no_verdict_sees_is_redundant_in_a_definition() -> None:
    source = BASIC + "{{let d = a and b  verdict v = d and a and c}}"
    assert parts(source) == [("a", "without it, the formula is `d and c`")]
    source = BASIC + "{{let d = a or b  verdict v = d unless b}}"
    assert parts(source) == [("b", "without it, the formula is `a`")]


def test_parts_inside_of_numbers_and_other_operators() -> None:
    source = BASIC + "{{let n = if a and (b or not b) then 2 else 0  verdict v = n > 1 xor c}}"
    assert parts(source) == [("b or not b", "without it, the formula is `if a then 2 else 0`")]
    source = BASIC + "{{verdict v = at least 2 of (a, b, c or c and a)}}"
    assert parts(source) == [("c and a", "without it, the formula is `at least 2 of (a, b, c)`")]


def test_what_is_said_of_something_twice_is_looked_at_as_a_whole() -> None:
    """In `x between 1 and 5` it is `x` that is held against both; a part of it is written once."""
    source = "{{text t let a = [[a]] let b = [[b]] fact n: Int  verdict v = (if a and (b or not b) then n else 3) %s}}"
    assert parts(source % "between 1 and 5") == []
    assert parts(source % "> 1") == [("b or not b", "without it, the formula is `(if a then n else 3) > 1`")]
    twice = "{{fact n: Int  verdict v = (if n > 3 and n > 5 then 1 else 2) in (1, 7)}}"
    assert [one.message for one in found(twice, "dead-bound")] == ["`n > 3` in `v` makes no difference"]


def test_links_and_members() -> None:
    assert parts("{{fact n: Int  verdict v = 0 < n < 5 and n > 2}}") == [
        ("0 < n", "without it, the formula is `n < 5 and n > 2`")
    ]
    assert parts(
        "{{fact n: Int  fact k: x | y | z  verdict v = n in (1, 2) or n > 1  verdict w = k in (x, y, x)}}"
    ) == [
        ("2", "without it, the formula is `n in (1) or n > 1`"),
        ("x", "without it, the formula is `k in (x, y)`"),
    ]
    assert parts("{{fact n: Int  verdict v = n between 1 and 5 and n < 9}}") == [
        ("n < 9", "without it, the formula is `n between 1 and 5`")
    ]


def test_what_assumptions_queries_and_units_mention_stays() -> None:
    source = BASIC + "{{let d = a or b  assume d implies c  verdict v = d unless b}}"
    assert parts(source) == []
    source = BASIC + "{{let d = a or b  check d  verdict v = d unless b}}"
    assert parts(source) == []


# --- definitions -------------------------------------------------------------------------------------------------


def test_definitions_that_change_nothing() -> None:
    source = (
        BASIC
        + "{{let d = a and b  let e = a or b  let f = c or a  verdict v = (e or a and e) and a}}"
        + '{{test "t": given a expect f}}'
    )
    assert told(source, "dead-definition") == [("d", "no verdict mentions the definition `d`")]
    source = BASIC + "{{let e = a or b  verdict v = (e or a) and a}}"
    assert told(source, "dead-definition") == [
        ("e", "the definition `e` changes no verdict, whether it is true or false")
    ]


def test_equivalent_names_but_not_other_names() -> None:
    source = BASIC + "{{let d = a and b  verdict v = d  verdict w = b and a  verdict u = not (not a or c) }}"
    assert told(source, "equivalent") == [("w", "`w` always has the same value as `d`")]
    (one,) = found(BASIC + "{{assume same: a iff b  verdict v = a  verdict w = b and c}}", "equivalent")
    assert [label.source[label.span] for label in one.labels] == ["a", "same"]


# --- assumed away ------------------------------------------------------------------------------------------------


def test_rules_and_clauses_that_assumptions_decide() -> None:
    source = BASIC + "{{assume x: not (a and b)  assume y: c  verdict v = a or b and a unless a and b  verdict w = c}}"
    assert told(source, "assumed-away") == [
        ("c", "the assumptions leave the clause `c` no value but true"),
        ("b and a", "the assumptions make the alternative `b and a` of `v` impossible"),
        ("a and b", "the assumptions make the exception `a and b` of `v` impossible"),
    ]


def test_the_solver_shows_days_that_the_calendar_has() -> None:
    """It counts days, and would as soon show one before the year 1, which is none."""
    source = """{{text t  let a = [[one]]  let d: Date = [[when]]  assume d in (2000-02-29, 2024-12-31)
        verdict v = 1900-03-01 >= d or a}}"""
    program = Program(check_policy(Source("p.nltc", source)), "z3")
    (one,) = asyncio.run(lint(program, chosen(["assumed-away"])))
    assert one.about is not None
    assert dict(one.about.witness or ()).keys() == {"d"}


# --- wording -----------------------------------------------------------------------------------------------------


def words(clauses: str, rule: str) -> list[str]:
    return [one.message for one in found("{{text t}} {{" + clauses + " verdict v = true}}", rule)]


def test_compound_clauses_come_with_a_split() -> None:
    (one,) = found("{{text t}} {{let a = [[is rude unless quoted]]  verdict v = a}}", "compound-clause")
    assert one.hint == "ask for each, and join them in a formula, such as `[[is rude]]` unless `[[quoted]]`"
    (one,) = found("{{text t}} {{let a = [[is rude but not to us]]  verdict v = a}}", "compound-clause")
    assert one.hint == "ask for each, and join them in a formula, such as `[[is rude]]` and not `[[to us]]`"
    assert words("let a = [[is android]] let n: Int = [[how many a and b]]", "compound-clause") == []


@pytest.mark.parametrize(
    ("wording", "split"),
    [
        ("Ann has a dog or takes it out", "`[[Ann has a dog]]` or `[[takes it out]]`"),
        ("the post is rude or says it is", "`[[the post is rude]]` or `[[the post says it is]]`"),
        ("is sexual and involves a minor", "`[[is sexual]]` and `[[involves a minor]]`"),
        ("the post says that Ann is ill or has died", "`[[the post says that Ann is ill]]` or `[[has died]]`"),
        ("the writer can be found and is known", "`[[the writer can be found]]` and `[[the writer is known]]`"),
        ("offers money if the reader answers", "`[[offers money]]` and `[[the reader answers]]`"),
        ("names a lawyer, a court or a regulator", None),
        ("advertises goods or services", None),
        ("insults or belittles somebody", None),
        ("is or was a member", None),
        ("says that it will be done or should be", None),
        ("was made only if it was true", None),
        ("sounds as if it was a threat", None),
        ("says “now or is it never” to a member", None),
    ],
)  # fmt: skip
def test_a_list_of_things_is_one_judgement_and_two_predicates_are_two(wording: str, split: str | None) -> None:
    found_ = found("{{text t}} {{let a = [[" + wording + "]]  verdict v = a}}", "compound-clause")
    start = "ask for each, and join them in a formula, such as "
    assert [one.hint for one in found_] == ([] if split is None else [start + split])


@pytest.mark.parametrize("wording", ["names at least three people", "was sent within 14 days", "came 2 weeks ago",
                                     "costs over 100 euros", "is 20% off", "was sent before March 2024"])  # fmt: skip
def test_counting_and_dates(wording: str) -> None:
    assert len(words(f"let a = [[the post {wording}]]", "left-to-model")) == 1
    assert words(f"let a: Int = [[how often it {wording}]]", "left-to-model") == []


@pytest.mark.parametrize(
    ("wording", "proposed"),
    [
        ("names at least three people", "`let n: Int = [[how many …]]`, and compare it: `n >= 3`"),
        ("names no more than 1,000 people", "`let n: Int = [[how many …]]`, and compare it: `n <= 1_000`"),
        ("quotes over 50 % of it", "`let n: Real = [[how many percent …]]`, and compare it: `n > 50`"),
        ("has an odd number of legs", "`let n: Int = [[how many …]]`, and calculate with them in a formula"),
        ("was sent within 14 days", "`let day: Date = [[when …]]`, and calculate: `today <= day + 14 days`"),
        ("is older than two years", "`let day: Date = [[when …]]`, and calculate: `day + 2 years < today`"),
        ("was sent within 24 hours", "`let hours: Int = [[how many hours …]]`, and compare it"),
        ("was sent before March 2024", "`let day: Date = [[when …]]`, and compare it: `day < 2026-03-01`"),
    ],
)
def test_what_to_ask_for_instead_of_a_count(wording: str, proposed: str) -> None:
    (one,) = found("{{text t}} {{let a = [[the post " + wording + "]]  verdict v = a}}", "left-to-model")
    assert one.hint is not None
    assert one.hint.endswith(proposed)


def test_proposed_comparisons_are_of_the_language() -> None:
    """With the names that they speak of they load."""
    told("{{text t}} {{let n: Real = [[n]] let day: Date = [[d]] fact today: Date verdict v = n <= 1_000 or "
         "today <= day + 14 days or day + 2 years < today or day < 2026-03-01}}", "left-to-model")  # fmt: skip


def test_a_sum_of_money_is_no_calculation() -> None:
    assert words("let a = [[the answer is a sum of money]]", "left-to-model") == []


def test_negations() -> None:
    assert len(words("let a = [[does not say that nobody may enter]]", "double-negation")) == 1
    assert len(words("let a = [[doesn't lack a signature]]", "double-negation")) == 1
    assert words("let a = [[is neither signed nor dated]] let b = [[is not signed, a notice]]", "double-negation") == []
    apart = (
        "let a = [[has no income and is nobody's dependent]] let b = [[no fee is due, and one can enter without it]]"
    )
    assert words(apart, "double-negation") == []
    assert len(words("let a = [[it is late, and nobody denies that no fee is due]]", "double-negation")) == 1


def test_subjects_and_verdicts_and_examples() -> None:
    assert len(words("let a = [[it is rude]]", "vague-subject")) == 1
    assert words("let a = [[italic letters are used]]", "vague-subject") == []
    assert words("let a = [[it is plain that the post is a joke]]", "vague-subject") == []
    assert words('let a = [[it is rude]] where "it" is t', "vague-subject") == []
    assert len(words("let a = [[the post violates our policy]]", "asks-for-verdict")) == 1
    assert len(words("let a = [[the post should be removed]]", "asks-for-verdict")) == 1
    assert words("let a = [[the post says that smoking is a policy]]", "asks-for-verdict") == []
    assert words("let a = [[the letter says that smoking is forbidden]]", "asks-for-verdict") == []
    assert words("let a: Int = [[for how many people an exemption is allowed]]", "asks-for-verdict") == []
    assert len(words('let a = [[rude]] let b = [[kind]] no "x"', "no-example")) == 1


def test_an_exception_after_an_exception_is_shown_in_both_readings() -> None:
    clauses = "".join(f"let {name} = [[the post is {name}]] " for name in "abcd")
    verdict = "verdict v = not (a unless b\n unless c xor d unless d) or a unless (b unless c)}}"
    (one,) = found("{{text t}} {{" + clauses + verdict, "chained-unless")
    assert one.hint == (
        "it means `a unless (b or (c xor d) or d)`, so write that; "
        "of an exception to the exception, write `a unless (b unless ((c xor d) unless d))`"
    )
    assert told("{{text t}} {{" + clauses + "verdict v = a unless b}}", "chained-unless") == []


def test_near_duplicates() -> None:
    alike = "let a = [[the post attacks another member]] let b = [[another member is attacked in a post]] "
    assert words(alike, "near-duplicate") == []
    alike = "let a = [[the post attacks another member]] let b = [[a post that attacks another member]] "
    assert words(alike, "near-duplicate") == ["the clauses `a` and `b` ask nearly the same"]
    first = "let a: Int = [[how many times the first part of the command is to be done, once where it does not say]] "
    assert words(first + first.replace("a:", "b:").replace("first", "second"), "near-duplicate") == []
    assert len(words(first + first.replace("a:", "b:").replace("times", "times any"), "near-duplicate")) == 1
    assert (
        words("let a = [[the seller insults the buyer]] let b = [[the buyer insults the seller]]", "near-duplicate")
        == []
    )
    assert words("let a = [[is aged]] let b = [[is not aged]]", "near-duplicate") == []
    alike = "let a = [[it is a personal attack]] let b = [[it attacks personally]] let c = [[the attack is personal]]"
    assert len(words(alike, "near-duplicate")) == 2
    assert words("let a = [[of the]] let b = [[to the]]", "near-duplicate") == []
    assert words("let a = [[big red dog]] let b: Int = [[big red dog]]", "near-duplicate") == []


# --- lint-ignore -------------------------------------------------------------------------------------------------


def test_findings_are_ignored_in_their_annotation_with_a_reason() -> None:
    source = BASIC + '{{# lint-ignore NLT701 "for now"\n violation v = a and not a and b and c}}'
    assert found(source, "constant-verdict", "needless-ignore") == []
    elsewhere = BASIC + '{{# lint-ignore NLT701 "for now"\n}} {{violation v = a and not a and b and c}}'
    assert [one.code for one in found(elsewhere, "constant-verdict", "needless-ignore")] == ["NLT701", "NLT730"]
    for comment in ("# lint-ignore NLT701", '# lint-ignore NLT701 ""', '# lint-ignore "for now"', "# lint-ignore"):
        source = BASIC + "{{" + comment + "\n violation v = a and not a and b and c}}"
        assert [one.code for one in found(source, "constant-verdict", "needless-ignore")] == ["NLT730", "NLT701"][::-1]


def test_a_needless_ignore_is_found_only_if_its_rule_was_applied() -> None:
    source = BASIC + '{{# lint-ignore NLT701 "for now"\n violation v = a and b and c}}'
    assert told(source, "constant-verdict", "needless-ignore") == [("NLT701", "there is no NLT701 here to ignore")]
    assert told(source, "needless-ignore") == []


def test_an_ignore_of_what_no_rule_can_find_is_needless() -> None:
    source = BASIC + '{{# lint-ignore NLT799 "no such code"\n violation v = a and b and c}}'
    assert told(source, "needless-ignore") == [("NLT799", "there is no NLT799 here to ignore")]


TEXTS = "{{main text question  text reply  text notes}} "


@pytest.mark.parametrize(
    ("clause", "doubt"),
    [
        ("the reply is rude", None),
        ("a polite reply is given", None),
        ("somebody's reply is rude", None),
        ("tells the desk to reply", "`reply`, as it has the word “reply”, which may be no name of it there"),
        ("reply is needed, and the reply is long", None),
        ("expects replies soon", "`question`, the main text, and speaks of “replies”, which may be the text `reply`"),
        ("has a Note of thanks", "`question`, the main text, and speaks of “Note”, which may be the text `notes`"),
        ("is rude", None),
        ("is notable", None),
    ],
)
def test_a_clause_of_which_it_is_doubtful_what_it_is_about(clause: str, doubt: str | None) -> None:
    said = told(TEXTS + f"{{{{let c = [[{clause}]]  verdict v = c}}}}", "doubtful-text")
    assert said == ([] if doubt is None else [("c", f"the clause `c` is taken to be about {doubt}")])


def test_what_a_policy_says_itself_is_not_doubtful() -> None:
    said = """let a = [[tells the desk to reply]] where "the desk" is notes
      let b(s) = [[s expects replies]]  verdict v = a and b(question)"""
    assert told(TEXTS + "{{" + said + "}}", "doubtful-text") == []
    assert told("{{text reply}}{{let a = [[tells to reply]] verdict v = a}}", "doubtful-text") == []
