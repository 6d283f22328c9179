"""Elements that are called by their keys: against the judge, in tests and answers, moved about, and what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.policy.load import check_policy
from logitext.syntax.diagnostics import InputError, PolicyError
from logitext.syntax.source import Source
from tests.check.test_lists import of_list
from tests.cli.run import logitext as command
from tests.judge import units

CLAUSES = ("a", "b")


@pytest.mark.parametrize("kind", ["Text", "Int"])
@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seed", range(2))
def test_as_the_judge_has_it(backend: str, kind: str, seed: int) -> None:
    rng = Random(f"{seed} {backend} {kind}")
    made = units.formulas(rng, CLAUSES, 2, aggregates=True)
    for _ in range(5):
        chosen = [next(made) for _ in range(3)]
        verdicts = " ".join(f"verdict v{n} = {of_list(units.written(one))}" for n, one in enumerate(chosen))
        policy = logitext.loads(
            f"""{{{{list rows of {{id: {kind} key, n: Int, body: text}} let a(s) = [[s is a]] let b(s) = [[s is b]]
            assume forall l in rows: l.n in (0, 1, 3) {verdicts}}}}}""",
            backend=backend,  # type: ignore[arg-type]
        )
        keys: list[Any] = rng.sample(["x=1", "a.b", "ü", "[1]"] if kind == "Text" else [7, 2, 0, -4], rng.randrange(4))
        names = {str(place): f'"{key}"' if kind == "Text" else str(key) for place, key in enumerate(keys, 1)}
        rows = [{"id": key, "n": rng.choice((*units.NUMBERS, None)), "body": "words"} for key in keys]
        known = {
            f"{clause}(t.lines[{place}])": rng.random() < 0.5
            for clause in CLAUSES
            for place in names
            if rng.random() < 0.7
        }
        answers = {f"{name[0]}(rows[{names[name[10:-2]]}])": value for name, value in known.items()}
        result = policy.check(facts={"rows": rows}, theory=theory.Answers(answers))
        judged: dict[str, int] = {**known}
        judged |= {f"n(t.lines[{place}])": row["n"] for place, row in enumerate(rows, 1) if row["n"] is not None}
        for number, formula in enumerate(chosen):
            expected = units.value(formula, len(keys), judged, (*CLAUSES, "n"))
            assert result.verdicts[f"v{number}"].value is expected, (units.written(formula), known, keys)
        assert result.units == {"rows": tuple(keys)}
        assert policy.verify(result) == ()


POLICY = """# Threads

{{list messages of {id: Text key, author: Text, body: text}
  fact accused: Text}}
{{let threat(m) = [[m threatens somebody]] match /die/i
  let theirs(m) = threat(m) and m.author == accused
  violation remove = at least 2 of (m in messages: theirs(m))
  verdict reply = forsome m in messages: m.id != "m1" and threat(previous(m))}}
"""
TEST = """{{test "two": given threat(messages["m2"]), messages = ({id: "m1", author: "bob", body: "Die"},
    {id: "m2", author: "bob", body: "Or else"}, {id: "m3", author: "bob", body: "?"}), accused == "bob",
    not threat(messages["m3"]) expect remove, reply}}
"""
ROWS = [
    {"id": "m1", "author": "bob", "body": "You will die"},
    {"id": "m2", "author": "ann", "body": "Stop it"},
    {"id": "m3", "author": "bob", "body": "Or else"},
]


def checked(policy: logitext.Policy, rows: list[dict[str, str]], answers: Any) -> logitext.Result:
    given = theory.Answers(answers) if isinstance(answers, dict) else answers
    return policy.check(facts={"messages": rows, "accused": "bob"}, theory=given)


def test_elements_are_called_by_their_keys() -> None:
    policy = logitext.loads(POLICY)
    asked: list[tuple[str, str]] = []

    def reader(question: theory.Question, texts: theory.Texts) -> bool:
        asked.append((question.id, dict(question.descriptions)[question.texts[0]]))
        return True

    result = policy.check(facts={"messages": ROWS, "accused": "bob"}, theory=reader, verdicts=["remove"])
    assert [(one.clause, one.value) for one in result.verdicts["remove"].because] == [
        ("accused", "bob"),
        ('threat(messages["m1"])', True),
        ('messages["m1"].author', "bob"),
        ('threat(messages["m3"])', True),
        ('messages["m3"].author', "bob"),
    ]
    assert asked[0] == ('threat(messages["m1"])', 'element "m1" of `messages`')
    assert set(result.texts) == {f'messages["{key}"]' for key in ("m1", "m2", "m3")}
    flips = policy.explain(result, why_not=True).explanation.why_not[0].flips  # type: ignore[union-attr]
    assert 'threat(messages["m1"])' in [change.clause for flip in flips for change in flip.changed]


def test_answers_follow_an_element_when_rows_move(tmp_path: Path) -> None:
    policy = logitext.loads(POLICY)
    first = checked(policy, ROWS, {'threat(messages["m1"])': True, 'threat(messages["m3"])': True})
    kept = tmp_path / "kept.json"
    kept.write_text(first.model_dump_json(), encoding="utf-8")
    added = [{"id": "m0", "author": "cy", "body": "Hello"}, *reversed(ROWS)]
    again = checked(policy, added, theory.load_answers(kept))
    assert again.verdicts["remove"].value is True
    assert {one.clause for one in again.verdicts["remove"].because} >= {'threat(messages["m3"])'}
    changed = [{**row, "body": "Peace"} if row["id"] == "m3" else row for row in added]
    assert checked(policy, changed, theory.load_answers(kept)).verdicts["remove"].value is None


def test_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY, encoding="utf-8")
    rows = [{**row, "id": f"{row['id']}="} for row in ROWS]
    (tmp_path / "f.json").write_text(json.dumps({"messages": rows, "accused": "bob"}), encoding="utf-8")
    (tmp_path / "a.yaml").write_text('threat(messages["m3="]): true\nthreat(messages["m9="]): true\n', encoding="utf-8")
    done = command(
        "check", "p.nltc", "--facts", "f.json", "--answers", "a.yaml", "--set", 'threat(messages["m1="])=true',
        "--theory", "pattern", cwd=tmp_path,
    )  # fmt: skip
    assert done.status == 1
    assert 'threat(messages["m1="])  true' in done.out
    assert 'threat(messages["m3="])  true' in done.out


def test_tests_and_cases_answer_elements(tmp_path: Path) -> None:
    policy = logitext.loads(POLICY + TEST)
    (record,) = policy.test(theory="pattern").tests
    assert record.outcome == "passed"
    (tmp_path / "p.nltc").write_text(POLICY + "{{text post}}{{let rude(s) = [[s is rude]]"
                                     " verdict r = forsome s in lines(post): rude(s)}}", encoding="utf-8")  # fmt: skip
    cases = """
    - facts: {accused: bob, messages: [{id: m1, author: bob, body: x}, {id: m2, author: bob, body: y}]}
      texts: {post: "One\\nTwo"}
      answers: {'threat(messages["m1"])': true, 'threat(messages["m2"])': true, 'rude(post.lines[2])': true}
      expect: {remove: true, r: true}
      reasons: {r: ['rude(post.lines[2])']}
    """
    (tmp_path / "c.yaml").write_text(cases, encoding="utf-8")
    done = command("test", "p.nltc", "c.yaml", cwd=tmp_path)
    assert (done.status, "1 of 1 tests pass" in done.out) == (0, True), done.out + done.err
    (tmp_path / "c.yaml").write_text(cases.replace("lines[2]", "lines[3]"), encoding="utf-8")
    done = command("test", "p.nltc", "c.yaml", cwd=tmp_path)
    assert "no clause `rude(post.lines[3])`" in done.err


def test_elements_without_keys_are_named_by_their_numbers_in_tests() -> None:
    policy = logitext.loads("""{{list rows of {body: text}  let a(s) = [[s is a]]  verdict v = forall r in rows: a(r)
      test "one": given rows = ({body: "x"}, {body: "y"}), a(rows[1]), not a(rows[2]) expect not v}}""")
    assert [one.outcome for one in policy.test(theory="pattern").tests] == ["passed"]
    assert list(policy.clauses) == ["forall@1"]


KEYED = "list rows of {a: Text key, body: text} "
PLAIN = "list rows of {body: text} "
WRONG_POLICIES = [
    ("list rows of {a: Text key, b: Int key, body: text}", "error[NLT320]: an element has one key"),
    ("list rows of {a: Real key, body: text}", "error[NLT320]: a key is a Text or an Int, and `a` is Real"),
    ('table rows of {a: Text key} = ("x")  text t', "error[NLT320]: the rows of a table have no key"),
    (KEYED + 'verdict w = c(rows["x"])', "error[NLT310]: an element is named only by a test"),
    (PLAIN + 'test "t": given c(rows[1]) expect v', "error[NLT310]: an element is named only by a test"),
    (KEYED + 'verdict w = rows["x"]', "error[NLT301]: an element has no value"),
    (
        PLAIN + 'test "t": given rows = ({body: ""}), c(rows[2]) expect v',
        "error[NLT310]: the list `rows` has no element `2`",
    ),
    (
        KEYED + 'test "t": given rows = ({a: "x", body: ""}), c(rws["x"]) expect v',
        "error[NLT310]: there is no list `rws`",
    ),
    (
        KEYED + 'test "t": given rows = ({a: "x", body: ""}, {a: "x", body: ""}) expect v',
        'error[NLT211]: the list `rows`: the elements 1 and 2 have the same key `a`, "x"',
    ),
]


@pytest.mark.parametrize(("said", "message"), WRONG_POLICIES, ids=range(9))
def test_wrong_policies(said: str, message: str) -> None:
    with pytest.raises(PolicyError) as wrong:
        check_policy(Source("p.nltc", f"{{{{{said}  let c(s) = [[s is c]]  verdict v = forsome r in rows: r.first}}}}"))
    assert message in str(wrong.value)


WRONG_ROWS: list[tuple[list[dict[str, Any]], str]] = [
    ([ROWS[0], ROWS[1], ROWS[0]], 'the elements 1 and 3 have the same key `id`, "m1"'),
    ([{**ROWS[0], "id": None}], "the key `id` of element 1: a key is always given"),
    ([{**ROWS[0], "id": ""}], "the key `id` of element 1: a key is 1 to 100 characters"),
    ([{**ROWS[0], "id": "a b"}], "a key is 1 to 100 characters"),
    ([{**ROWS[0], "id": 'a"b'}], "a key is 1 to 100 characters"),
    ([{**ROWS[0], "id": "a\u202eb"}], "a key is 1 to 100 characters"),
    ([{**ROWS[0], "id": "x" * 101}], "a key is 1 to 100 characters"),
    ([{**ROWS[0], "id": 7}], "the key `id` of element 1: expected a text"),
    ([{"author": "bob", "body": ""}], "element 1 lacks its key `id`"),
    ([{**ROWS[0], "id": "e\u0301"}, {**ROWS[0], "id": "\u00e9"}], "have the same key"),
]


@pytest.mark.parametrize(("rows", "message"), WRONG_ROWS, ids=[f"{n} {m}" for n, (_, m) in enumerate(WRONG_ROWS)])
def test_wrong_rows(rows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(InputError) as wrong:
        logitext.loads(POLICY).check(facts={"messages": rows})
    assert message in str(wrong.value)


def test_a_wrong_key_in_a_file_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY, encoding="utf-8")
    (tmp_path / "f.yaml").write_text(
        "messages:\n  - {id: m1, author: ann, body: a}\n  - {id: m1, author: ann, body: b}\n", encoding="utf-8"
    )
    done = command("check", "p.nltc", "--facts", "f.yaml", cwd=tmp_path)
    assert "f.yaml:3:10" in done.err
    assert "the elements 1 and 2 have the same key" in done.err
