"""`closure(child)(a, b)`: what chains of steps come to, by brute force, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import pytest

import logitext
from logitext import theory
from logitext.lsp import looking, renaming
from logitext.lsp.analysis import analyse
from logitext.policy.closures import MOST_LINKED
from logitext.policy.load import check_policy
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.source import Source
from tests.cli.run import logitext as command

POLICY = """{{list people of {name: Text, boss: Text, body: text}
  fact who: Text}}
{{let reports(a, b) = a.boss == b.name
  let under(a, b) = closure(reports)(a, b)
  verdict below = forsome a in people: forsome b in people: a.first and b.name == who and under(a, b)
  verdict circle = forsome a in people: closure(reports)(a, a)}}
"""


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_as_a_library_of_graphs_has_it(backend: str) -> None:
    policy, rng = logitext.loads(POLICY, backend=backend), Random(backend)  # type: ignore[arg-type]
    for _ in range(20):
        names = "abcde"[: rng.randrange(6)]
        rows: list[Any] = [{"name": name, "boss": rng.choice(f"{names}x"), "body": "x"} for name in names]
        result = policy.check(facts={"people": rows, "who": "c"})
        graph: nx.DiGraph[str] = nx.DiGraph([(row["name"], row["boss"]) for row in rows])
        ways = set(nx.transitive_closure(graph, reflexive=False).edges)
        assert {name: one.value for name, one in result.verdicts.items()} == {
            "below": ("a", "c") in ways and "c" in names,
            "circle": any((name, name) in ways for name in names),
        }, rows
        assert policy.verify(result) == ()


def test_steps_are_asked_one_by_one_as_long_as_they_matter() -> None:
    policy = logitext.loads("""{{list m of {body: text} let cites(a, b) = [[a cites b]]
      verdict v = forsome a in m: forsome b in m: a.first and b.last and closure(cites)(a, b)}}""")
    asked: list[str] = []

    def reader(question: theory.Question, _texts: theory.Texts) -> bool:
        asked.append(question.id)
        return question.id in ("cites(m[1], m[2])", "cites(m[2], m[4])")

    paid = theory.Function(reader, price=theory.Price(question=1))
    found = policy.check(facts={"m": [{"body": "x"}] * 4}, theory=paid)
    assert found.verdicts["v"].value is True
    assert [one.clause for one in found.verdicts["v"].because] == ["cites(m[1], m[2])", "cites(m[2], m[4])"]
    assert len(asked) < 9
    explained = policy.explain(found).explanation
    assert explained is not None
    assert "closure(cites)(m[1], m[4])" in [step.name for step in explained.trace]
    assert not [step.name for step in explained.trace if "@" in step.name]


def test_of_too_many_elements_nothing_is_claimed() -> None:
    rows = [{"name": str(n), "boss": str(n + 1), "body": "x"} for n in range(MOST_LINKED + 1)]
    found = logitext.loads(POLICY).check(facts={"people": rows, "who": "3"})
    assert found.verdicts["below"].value is None
    assert {one.reason for one in found.verdicts["below"].open} >= {"too many units"}


def test_every_output_knows_it(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY)
    command("fmt", "p.nltc", cwd=tmp_path)
    assert "let under(a, b) = closure(reports)(a, b)" in (tmp_path / "p.nltc").read_text()
    assert command("fmt", "--check", "p.nltc", cwd=tmp_path).status == 0
    assert command("lint", "p.nltc", cwd=tmp_path).status == 0
    assert "Closure" in command("dump", "--stage", "tree", "p.nltc", cwd=tmp_path).out
    assert command("graph", "p.nltc", cwd=tmp_path).status == 0


@pytest.mark.parametrize(
    ("formula", "code", "message"),
    [
        ("forsome x in m: closure(r)(x)", "NLT307", "`closure(r)` takes 2 elements, not 1"),
        ("forsome x in m: closure(r, r)(x, x)", "NLT307", "`closure` takes the name of one relation"),
        ("forsome x in m: closure(s)(x, x)", "NLT201", "there is no relation `s`"),
        ("forsome x in m: closure(one)(x, x)", "NLT307", "`one` is no relation of two elements"),
        ("forsome x in m: closure(sized)(x, x)", "NLT301", "a step is taken or not, and `sized` is a whole number"),
        ("forsome x in m: chain(r)(x, x)", "NLT208", "what `chain` comes to is used on nothing"),
        ("closure(r)(t, t)", "NLT314", "`t` is all of a text"),
        (
            "forsome x in m: forsome y in n: closure(r)(x, y)",
            "NLT310",
            "`closure` leads from one element of a list to another, not from `m` to `n`",
        ),
    ],
)
def test_what_makes_no_sense(formula: str, code: str, message: str) -> None:
    source = f"""{{{{text t list m of {{a: Int, body: text}} list n of {{a: Int, body: text}}
      let r(a, b) = a.a == b.a let one(a) = a.a > 1 let sized(a, b): Int = a.a + b.a let v = {formula}}}}}"""
    with pytest.raises(PolicyError) as caught:
        check_policy(Source("p.nltc", source))
    assert (code, message) in [(one.code, one.message) for one in caught.value.diagnostics]


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize(("parent", "expected"), [("c", True), ("", False)])
def test_steps_between_elements_without_texts(backend: Any, parent: str, expected: bool) -> None:
    policy = logitext.loads(
        """{{list people of {id: Text key, parent: Text}
        let child(a, b) = a.parent == b.id
        verdict descends = forsome a in people: forsome c in people:
          a.id == "a" and c.id == "c" and closure(child)(a, c)}}""",
        backend=backend,
    )
    people = [{"id": "a", "parent": "b"}, {"id": "b", "parent": parent}, {"id": "c", "parent": ""}]
    result = policy.check(facts={"people": people}, theory=theory.Pattern())
    assert result.verdicts["descends"].value is expected


def test_a_chain_in_a_section_and_in_a_file_under_a_name(tmp_path: Path) -> None:
    own = "let cites(a, b) = a.cites == b.id  let leads(a, b) = closure(cites)(a, b)"
    given = "{{text t list m of {id: Text key, cites: Text}}}"
    (tmp_path / "old.nltc").write_text(f"{given} {{{{{own}}}}}")
    (
        tmp_path / "p.nltc"
    ).write_text(f"""{given} {{{{use "old.nltc" as old}}}} {{{{section s}}}} {{{{{own}}}}} {{{{end s}}}}
      {{{{verdict v = forsome a in m: forsome b in m: a.first and b.last and old.leads(a, b)
      verdict w = forsome a in m: forsome b in m: a.first and b.last and s.leads(a, b)
      verdict x = forsome a in m: closure(s.cites)(a, a)}}}}""")
    rows = [{"id": "a", "cites": "b"}, {"id": "b", "cites": "c"}, {"id": "c", "cites": ""}]
    result = logitext.load(tmp_path / "p.nltc").check("", facts={"m": rows}, theory=theory.Answers({}))
    assert [one.value for one in result.verdicts.values()] == [True, True, False]


def test_an_editor_knows_the_relation_of_a_closure() -> None:
    text = """{{text t  let near(a, b) = [[a is near b]]
      verdict v = forsome a in lines(t): forsome b in lines(t): closure(near)(a, b)}}"""
    here = analyse(Source("p.nltc", text))
    use = [one for one in here.uses if one.name == "near"][-1]
    assert text[use.span.start - 8 : use.span.end] == "closure(near"
    assert "clause `near`" in (looking.hover(here, use) or "")
    assert looking.definition(here, use) == (here.source, here.declared["near"].span)
    edits = renaming.rename(here, [], use, "beside")
    assert sorted(text[place.start - 4 : place.start] for _, place, _ in edits) == ["let ", "ure("]
