"""Cases in files beside the tests in a policy: read with all that is wrong, run as tests are, updated in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.records import tests as records

POLICY = """{{text message}} {{fact age: Int}}
{{list posts of {likes: Int, body: text} at most 3}}
{{let insults = [[insults somebody]] match /idiot/i
  let joke = [[is plainly a joke]]
  let people: Int = [[how many people it names]]
  let grave = insults and age > 3
  violation mute = insults unless joke
  verdict level: none | some | all = if mute and people > 2 then all else if mute then some else none
  verdict liked = forsome p in posts: p.likes > 9}}
{{test "an insult": given insults, not joke expect mute}}
"""


def run(path: Path, text: str, name: str = "cases.yaml", **options: Any) -> records.TestReport:
    (path / name).write_text(text)
    return logitext.loads(POLICY).test(cases=[path / name], **options)


def outcomes(report: records.TestReport) -> list[tuple[str, str]]:
    return [(test.title, test.outcome) for test in report.tests]


def problems(path: Path, text: str, **options: Any) -> list[str]:
    with pytest.raises(logitext.InputError) as caught:
        run(path, text, **options)
    found = []
    for one in caught.value.diagnostics:
        assert one.source is not None
        line = 0 if one.span is None else one.source.position(one.span.start).line
        found.append(f"{one.code} {line} {one.message}" + (f" ({one.hint[:30]})" if one.hint else ""))
    return found


def test_facts_answers_texts_lists_and_definitions(tmp_path: Path) -> None:
    report = run(
        tmp_path,
        """
        - name: by its words
          texts: "You idiot"
          answers: {joke: no}
          expect: {mute: yes, grave: undetermined}
        - texts: {message: "You idiot"}
          facts: {age: 4, posts: [{likes: 10, body: a}, {likes: 1, body: b}]}
          answers: {joke: no, people: 3}
          expect: {mute: yes, grave: yes, level: all, liked: yes}
        - name: wrong
          answers: {insults: no}
          expect: {level: some}
        """,
    )
    assert outcomes(report) == [
        ("an insult", "passed"),
        ("by its words", "passed"),
        ("case 2", "passed"),
        ("wrong", "failed"),
    ]
    (one,) = report.tests[3].expectations
    assert (one.expected, one.found, one.span.line) == ("level: some", "none", 12)


def test_json_lines(tmp_path: Path) -> None:
    lines = '{"name": "a", "answers": {"insults": false}, "expect": {"level": "none"}}\n'
    lines += '{"name": "b", "answers": {"insults": true}, "expect": {"level": "undetermined", "mute": true}}\n'
    report = run(tmp_path, lines, "cases.jsonl", update=True)
    assert outcomes(report)[1:] == [("a", "passed"), ("b", "passed")]
    assert (tmp_path / "cases.jsonl").read_text() == lines.replace('"mute": true', '"mute": "undetermined"')


@pytest.mark.parametrize(
    ("reason", "against"),
    [
        ("[insults, joke]", None),
        ("[insults]", "that these leave it open"),
        ("[insults, joke, age]", "that age is not needed"),
        ("[insults, people]", "no answer to people"),
    ],
)
def test_reasons_suffice_and_none_is_needless(tmp_path: Path, reason: str, against: str | None) -> None:
    report = run(
        tmp_path,
        f"- facts: {{age: 9}}\n  answers: {{insults: yes, joke: no}}\n  expect: {{mute: yes}}\n"
        f"  reasons: {{mute: {reason}}}\n",
    )
    found = report.tests[1].expectations[1]
    assert found.holds == (against is None)
    assert found.expected == f"mute because of {reason[1:-1]}"
    assert report.failed == (against is not None)
    assert against is None or found.found == against


def test_all_that_is_wrong_with_a_file(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """
        - name: an insult
          answers: {insult: yes, age: 3, joke: perhaps, mute: yes}
          facts: {aeg: 3, posts: [{likes: 1}]}
          texts: {mesage: a}
          expect: {mut: yes, level: lots, liked: null}
          reasons: {mute: [insult], level: joke}
          expects: 3
        - expect:
        - 3
        """,
    )
    assert found == [
        "NLT212 2 there is another test called `an insult`, in <string>:10 (give each a name of its own)",
        "NLT503 3 the policy has no clause `insult` (did you mean `insults`?)",
        "NLT503 3 the policy has no clause `age` (it stands under `facts`)",
        'NLT504 3 `joke`: expected true or false, not "perhaps"',
        "NLT503 3 the policy has no clause `mute` (the policy decides it; what it)",
        "NLT627 4 the policy has no fact `aeg` (did you mean `age`?)",
        "NLT632 4 the list `posts`: `posts[1]` lacks the field `body`",
        "NLT201 5 the policy has no text `mesage` (did you mean `message`?)",
        "NLT634 6 the policy has no verdict `mut` (did you mean `mute`?)",
        'NLT634 6 `level`: expected one of none, some, all, not "lots"',
        "NLT633 6 no value of `liked` is expected (write a value or `undetermined)",
        "NLT503 7 the policy has no clause `insult` (did you mean `insults`?)",
        "NLT633 7 the reason of `level` is no list of clauses (write `level: [clause, clause])",
        "NLT633 8 a case has no part `expects` (did you mean `expect`?)",
        "NLT633 9 the case expects nothing (write `expect: {verdict: value)",
        "NLT633 10 an element of the list is no case (a case is written `{name: …, a)",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "NLT633 1 the file holds no cases"),
        ("3", "NLT633 1 the file holds no cases"),
        ("[]", "NLT633 1 the file holds no cases"),
        ("- {expect: {mute: yes}, expect: {mute: no}}", "NLT505 1 `expect` is given twice"),
        ("- {expect: {mute: yes}, texts: [a]}", "NLT633 1 `texts` has no names"),
        ("- &a {expect: *a}", "NLT502 1 "),
    ],
)
def test_what_is_no_file_of_cases(tmp_path: Path, text: str, message: str) -> None:
    assert problems(tmp_path, text)[0].startswith(message)


COMMENTED = """# decided in May\r
- name: grave   # the gravest\r
  answers:\r
      insults: yes\r
      joke: no\r
      people: 3\r
  expect:\r
      mute: no    # was so\r
      level: undetermined\r
      grave:\r
  reasons: {mute: [insults, joke]}\r
\r
- {name: inside, answers: {insults: no}, expect: {level: all}}   # one line\r
- name: no expectation\r
  answers: {joke: no, people: 1}\r
# the end\r
"""


def test_an_update_changes_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_bytes(COMMENTED.encode())
    report = logitext.loads(POLICY).test(cases=[path], update=True)
    assert not report.failed
    assert [(one.title, one.name, one.value) for one in report.updated] == [
        ("grave", "mute", "true"),
        ("grave", "level", "all"),
        ("grave", "grave", "undetermined"),
        ("inside", "level", "none"),
        ("no expectation", "mute", "undetermined"),
        ("no expectation", "level", "undetermined"),
        ("no expectation", "liked", "undetermined"),
    ]
    wanted = (
        COMMENTED.replace("mute: no    #", "mute: true    #")
        .replace("level: undetermined", "level: all")
        .replace("grave:\r", "grave: undetermined\r")
        .replace("level: all}", "level: none}")
        .replace(
            "people: 1}\r\n",
            "people: 1}\r\n  expect: {mute: undetermined, level: undetermined, liked: undetermined}\r\n",
        )
    )
    assert path.read_bytes().decode() == wanted
    again = logitext.loads(POLICY).test(cases=[path], update=True)
    assert (again.failed, again.updated) == (False, ())
    assert path.read_bytes().decode() == wanted
    assert not logitext.loads(POLICY).test(cases=[path]).failed


def test_an_update_writes_nothing_on_an_error(tmp_path: Path) -> None:
    policy = logitext.loads(POLICY + "{{assume not (insults and joke)}}")
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("- answers: {insults: no}\n  expect: {mute: yes}\n")
    two.write_text("- name: both\n  answers: {insults: yes, joke: yes}\n  expect: {mute: yes}\n")
    with pytest.raises(logitext.InputError, match="NLT635") as caught:
        policy.test(cases=[one, two], update=True)
    assert "`both` could not be decided: what is given contradicts" in str(caught.value)
    assert one.read_text().endswith("mute: yes}\n")


def test_an_update_leaves_cases_that_were_not_run(tmp_path: Path) -> None:
    text = "- {name: a, answers: {insults: no}, expect: {mute: yes}}\n- {name: b, expect: {mute: yes}}\n"
    run(tmp_path, text, matching=["A"], update=True)
    assert (tmp_path / "cases.yaml").read_text() == text.replace("mute: yes", "mute: false", 1)


def test_a_label_called_undetermined_is_not_taken_for_no_decision(tmp_path: Path) -> None:
    source = "{{text t}} {{let a = [[a]] let level: clear | odd = [[level]] verdict v = a}}"
    report = logitext.loads(source)
    (tmp_path / "c.yaml").write_text("- answers: {a: yes}\n  expect: {v: undetermined}\n")
    assert report.test(cases=[tmp_path / "c.yaml"]).failed


def test_coverage_and_mutants_count_cases(tmp_path: Path) -> None:
    case = "- {name: x, answers: {insults: yes, joke: yes}, expect: {mute: no}}\n"
    report = run(tmp_path, case, coverage=True, mutate=True)
    assert report.coverage is not None
    assert report.mutation is not None
    assert ("joke, and that alone turns whether mute is true", ("x",)) in [
        (goal.name, goal.tests) for goal in report.coverage.goals
    ]
    killed = {one.change: one.killed_by for one in report.mutation.mutants}
    assert killed["drop the exception `joke`"] == "x"


def test_a_wished_reason_can_notice_a_change(tmp_path: Path) -> None:
    policy = logitext.loads("{{text t}} {{let a = [[a]] let b = [[b]] violation v = a or b}}")
    case = "- answers: {a: yes, b: yes}\n  expect: {v: yes}\n"
    path = tmp_path / "c.yaml"
    path.write_text(case)
    plain = policy.test(cases=[path], mutate=True).mutation
    path.write_text(case + "  reasons: {v: [a]}\n")
    wished = policy.test(cases=[path], mutate=True).mutation
    assert plain is not None
    assert wished is not None
    assert {one.change for one in plain.survivors} - {one.change for one in wished.survivors} == {
        "`and` for `or` in `a or b`",
        "drop `a` from `a or b`",
        "negate `a`",
    }
