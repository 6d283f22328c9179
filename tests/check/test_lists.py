"""Lists that a caller gives: against the judge, from all sides that they come from, and what is wrong with them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.policy.load import check_policy
from logitext.syntax.diagnostics import InputError, PolicyError
from logitext.syntax.source import Source
from tests.cli.run import logitext as command
from tests.judge import units

CLAUSES = ("a", "b")


def of_list(text: str) -> str:
    """A formula about lines, or the name of a clause, as one about the elements of a list."""
    return re.sub(r"\bn\(([^)]*)\)", r"\1.n", text.replace("lines(t)", "rows").replace("t.lines[", "rows["))


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seed", range(4))
def test_as_the_judge_has_it(backend: str, seed: int) -> None:
    rng = Random(f"{seed} {backend}")
    made = units.formulas(rng, CLAUSES, 2, aggregates=True)
    for _ in range(6):
        chosen = [next(made) for _ in range(3)]
        verdicts = " ".join(f"verdict v{n} = {of_list(units.written(one))}" for n, one in enumerate(chosen))
        policy = logitext.loads(
            f"""{{{{list rows of {{n: Int, body: text}} let a(s) = [[s is a]] let b(s) = [[s is b]]
            assume forall l in rows: l.n in (0, 1, 3) {verdicts}}}}}""",
            backend=backend,  # type: ignore[arg-type]
        )
        count = rng.randrange(4)
        numbers = [rng.choice((*units.NUMBERS, None)) for _ in range(count)]
        rows = [{"n": number, "body": "words"} for number in numbers]
        known: dict[str, int] = {
            f"{clause}(t.lines[{number}])": rng.random() < 0.5
            for clause in CLAUSES
            for number in range(1, count + 1)
            if rng.random() < 0.7
        }
        answers = theory.Answers({of_list(name): value for name, value in known.items()})
        known |= {f"n(t.lines[{number}])": n for number, n in enumerate(numbers, 1) if n is not None}
        result = policy.check(facts={"rows": rows}, theory=answers)
        for number, formula in enumerate(chosen):
            found = result.verdicts[f"v{number}"]
            expected = units.value(formula, count, known, (*CLAUSES, "n"))
            assert found.value is expected, (units.written(formula), known, count)
            because = {
                name: value for name, value in known.items() if of_list(name) in {o.clause for o in found.because}
            }
            for left_out in because:
                fewer = {name: value for name, value in because.items() if name != left_out}
                assert units.value(formula, count, fewer, (*CLAUSES, "n")) is None
        assert policy.verify(result) == ()


POLICY = """# Threads

{{list messages of {author: Text, sent: Date, score: Int, body: text} at most 4 "the conversation"
  fact accused: Text "whom the report is about"}}
{{let threat(m) = [[m threatens somebody]] match /die/i
  let theirs(m) = threat(m) and m.author == accused
  violation remove = at least 2 of (m in messages: theirs(m))
  verdict total: Int = sum m in messages: m.score where threat(m)
  verdict recent = forsome m in messages: m.sent >= 2026-01-01 and threat(m)
  verdict reply = forsome m in messages: m.author != accused and threat(previous(m))}}
{{test "two threats": given messages = ({author: "bob", sent: 2026-01-02, score: 3, body: "Die"},
    {author: "bob", sent: 2026-01-03, score: -2, body: "die!"}), accused == "bob"
    expect remove, total == 1, recent, not reply
  test "none": given messages = (), accused == "bob" expect not remove, total == 0}}
"""
ROWS: list[dict[str, Any]] = [
    {"author": "ann", "sent": "2025-12-01", "score": 1, "body": "Hello all"},
    {"author": "bob", "sent": "2025-12-02", "score": 4, "body": "You will die"},
    {"author": "bob", "sent": "2026-01-02", "score": 5, "body": "Die now"},
    {"author": "ann", "sent": "2026-01-03", "score": 0, "body": "Stop it"},
]
VALUES = {"remove": True, "total": 9, "recent": True, "reply": True}


def values(result: logitext.Result) -> dict[str, object]:
    return {name: one.value for name, one in result.verdicts.items()}


def test_a_conversation() -> None:
    policy = logitext.loads(POLICY)
    result = policy.check(facts={"messages": ROWS, "accused": "bob"}, theory="pattern:complete")
    assert values(result) == VALUES
    assert result.units == {"messages": 4}
    assert result.facts["messages[2].author"] == "bob"
    assert set(result.texts) == {f"messages[{number}]" for number in (1, 2, 3, 4)}
    assert "threat(messages[2])" in result.answers
    assert "die" not in result.model_dump_json().replace("pattern", "").replace('"quote":"die"', "").replace(
        '"Die"', ""
    )
    assert policy.verify(result) == ()
    explained = policy.explain(result).explanation
    assert explained is not None
    assert "theirs(messages[2])" in explained.model_dump_json()


def test_elements_are_asked_one_after_the_other_and_their_facts_never() -> None:
    asked: list[tuple[str, ...]] = []

    def reader(question: theory.Question, texts: theory.Texts) -> bool:
        asked.append((question.id, *[texts[name] for name in question.texts]))
        assert not question.fact
        return True

    policy = logitext.loads(POLICY)
    policy.check(facts={"messages": ROWS, "accused": "bob"}, theory=reader, verdicts=["remove"])
    assert asked == [("threat(messages[2])", "You will die"), ("threat(messages[3])", "Die now")]


def test_of_a_list_that_is_not_given_nothing_is_known() -> None:
    result = logitext.loads(POLICY).check(facts={"accused": "bob"})
    assert set(values(result).values()) == {None}
    assert [(one.clause, one.reason) for one in result.verdicts["total"].open] == [("sum@8", "not given")]


def test_an_empty_list_is_given() -> None:
    result = logitext.loads(POLICY).check(facts={"messages": [], "accused": "bob"})
    assert values(result) == {"remove": False, "total": 0, "recent": False, "reply": False}


def test_a_fact_that_is_null_is_not_given() -> None:
    rows = [{**row, "author": None} for row in ROWS]
    result = logitext.loads(POLICY).check(
        facts={"messages": rows, "accused": "bob"}, theory="pattern:complete", verdicts=["remove"]
    )
    assert {(one.clause, one.reason) for one in result.verdicts["remove"].open} == {
        ("messages[2].author", "not given"),
        ("messages[3].author", "not given"),
    }


def test_elements_with_several_texts_show_all_of_them() -> None:
    policy = logitext.loads("""{{list mails of {subject: text, body: text}
      let spam(m) = [[m is spam]] match /^subject:\\nBuy\\n\\nbody:\\nnow$/
      verdict v = forsome m in mails: spam(m)}}""")
    mails = {"mails": [{"subject": "Buy", "body": "now"}]}
    assert policy.check(facts=mails, theory="pattern:complete").verdicts["v"].value is True


def test_many_documents_have_lists_of_their_own() -> None:
    policy = logitext.loads(POLICY)
    documents = [theory.Texts({}, str(n), {"messages": ROWS[:n]}) for n in range(5)]
    results = list(policy.check_many(documents, facts={"accused": "bob"}, theory="pattern:complete"))
    assert [result.verdicts["total"].value for result in results] == [0, 0, 4, 9, 9]


def wrong(facts: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        logitext.loads(POLICY).check(facts={"messages": facts, "accused": "bob"})
    assert {one.code for one in caught.value.diagnostics} == {"NLT632"}
    return [one.message.removeprefix("the list `messages`: ") for one in caught.value.diagnostics]


def test_all_that_is_wrong_is_told_with_its_row_and_field() -> None:
    first, second, *_ = ROWS
    assert wrong([{**first, "score": "many"}, {**second, "sent": "2026-02-30", "colour": "red"}, {"author": "x"}]) == [
        'the field `score` of `messages[1]`: expected a whole number, not "many"',
        "`messages[2]` has a field `colour` that is not declared",
        "the field `sent` of `messages[2]`: there is no day 2026-02-30",
        "`messages[3]` lacks the field `sent`",
        "`messages[3]` lacks the field `score`",
        "`messages[3]` lacks the field `body`",
    ]
    assert wrong([{**first, "score": float("nan")}]) == [
        "the field `score` of `messages[1]`: expected a whole number, not nan"
    ]
    assert wrong([{**first, "body": None}]) == ["the field `body` of `messages[1]`: expected a text, not nothing"]
    assert wrong([first] * 5) == ["it has 5 elements, and at most 4 are allowed"]
    assert wrong("words") == ["the list `messages` is a sequence of mappings, not str"]
    assert wrong({"a": 1}) == ["the list `messages` is a sequence of mappings, not dict"]
    assert wrong([1]) == ["the element 1 of the list `messages` is a mapping, not int"]


FILE = """accused: bob
messages:
  - {author: ann, sent: 2025-12-01, score: 1, body: Hello all}
  - {author: bob, sent: 2025-12-02, score: 4, body: You will die}
  - {author: bob, sent: 2026-01-02, score: 5, body: Die now}
"""


def test_on_the_command_line_a_list_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY)
    (tmp_path / "f.yaml").write_text(FILE)
    ran = command("check", "p.nltc", "--facts", "f.yaml", "--theory", "pattern:complete", cwd=tmp_path)
    assert "violation: remove" in ran.out
    (tmp_path / "f.json").write_text(json.dumps({"accused": "bob", "messages": ROWS}))
    again = command("check", "p.nltc", "--facts", "f.json", "--theory", "pattern:complete", cwd=tmp_path)
    assert "total is 9" in again.out
    (tmp_path / "bad.yaml").write_text(FILE.replace("score: 4", "score: four").replace("body: Die now", "boddy: x"))
    bad = command("check", "p.nltc", "--facts", "bad.yaml", cwd=tmp_path)
    assert bad.status == 2
    assert "bad.yaml:4:" in bad.err
    assert 'the field `score` of `messages[2]`: expected a whole number, not "four"' in bad.err
    assert "did you mean `body`?" in bad.err
    assert command("fmt", "p.nltc", cwd=tmp_path).status == 0
    assert command("test", "p.nltc", "--theory", "pattern:complete", cwd=tmp_path).status == 0
    assert command("lint", "p.nltc", cwd=tmp_path).status in (0, 1)
    assert "list messages" in command("dump", "p.nltc", cwd=tmp_path).out
    assert "ListStatement" in command("dump", "--stage", "tree", "p.nltc", cwd=tmp_path).out
    assert command("plan", "p.nltc", cwd=tmp_path).status in (0, 2)
    assert "messages[i].author" in command("graph", "p.nltc", cwd=tmp_path).out


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_in_a_run_a_list_comes_from_a_column(kind: str, tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY)
    if kind == "jsonl":
        lines = [{"messages": ROWS[:n], "accused": "bob"} for n in (0, 3)] + [
            {"messages": [{"a": 1}], "accused": "bob"}
        ]
        (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, lines)))
    else:
        cell = json.dumps(ROWS[:3]).replace('"', '""')
        (tmp_path / "d.csv").write_text(f'messages,accused\n[],bob\n"{cell}",bob\n[{{}}],bob\n')
    command(*("run", "p.nltc", f"d.{kind}", "-o", "out.jsonl", "--theory", "pattern:complete"), cwd=tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["verdicts"]["remove"]["value"] for row in rows] == [False, True, None]
    assert "`messages[1]` " in rows[2]["error"]


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ("list m of {a: Int, a: text}", "NLT202", "the field `a` stands twice"),
        ("list m of {index: Int}", "NLT202", "`index` is also the name of something else"),
        ("list m of {a: Int} at most 0", "NLT317", "a list has at most a whole number of elements, 1 or more"),
        ("list m of {a: Imt}", "NLT207", "there is no sort `Imt`"),
        ("list m of {a: Int} let v = forsome x in n: x.a > 1", "NLT201", "there is no list `n`"),
        ("text t let v = forsome x in t: true", "NLT201", "there is no list `t`"),
        ("list m of {a: Int} let v = forsome x in m: x.b > 1", "NLT314", "an element of `m` has no `b`"),
        (
            'list m of {a: text} let v = forsome x in m: x.a == "b"',
            "NLT301",
            "`a` is a text; a formula speaks of what is judged of it",
        ),
        (
            "list m of {a: Int} let c(x) = [[x is c]] let v = forsome x in m: c(x)",
            "NLT310",
            "the elements of `m` have no text that could be judged",
        ),
        ("list m of {a: Int} text t let d(x) = x.a > 1 let v = d(t)", "NLT314", "a unit of a text has no `a`"),
        ("list m of {a: Int} let d(x) = x.b > 1", "NLT314", "no list has a fact `b`"),
        (
            'list m of {a: Int} let v = true test "t": given m = ({a: "x"}) expect v',
            "NLT301",
            "expected a whole number, found a text",
        ),
        (
            'list m of {a: Int} let v = true test "t": given m = ({b: 1}) expect v',
            "NLT211",
            "the list `m`: `m[1]` has a field `b` that is not declared",
        ),
        ('let v = true test "t": given m = () expect v', "NLT201", "there is no list `m`"),
    ],
)
def test_what_makes_no_sense(source: str, code: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        check_policy(Source("p.nltc", f"{{{{{source}}}}}"))
    assert (code, message) in [(one.code, one.message) for one in caught.value.diagnostics]


def test_a_search_takes_a_list_as_it_is_given() -> None:
    policy = logitext.loads("""{{text post list rows of {n: Int} let bad = [[post is bad]]
      verdict v = bad and (sum r in rows: r.n) > 3}}""")
    given = policy.check("x", facts={"rows": [{"n": 2}, {"n": 2}]}, theory=theory.Answers({"bad": True}))
    assert given.verdicts["v"].value is True
