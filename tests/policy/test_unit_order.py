"""Units that stand before or after others: against the judge, in blocks, in all outputs, and on mail."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

import logitext
from logitext import theory
from logitext.policy import sites, unit_references
from logitext.policy.dependencies import dependencies
from logitext.policy.load import expanded
from logitext.policy.places import blocks
from logitext.syntax.diagnostics import PolicyError
from tests.cli.run import logitext as command
from tests.judge import units

CLAUSES = ("a", "b")
TEXTS = ["One", "One\nTwo", "One\nTwo\nThree", "One\nTwo\nThree\nFour"]


@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seed", range(3))
def test_as_the_judge_has_it(few: int, backend: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_references, "FEW", few)
    monkeypatch.setattr(sites, "FEW", few)
    rng = Random(f"{seed} {backend}")
    made = units.formulas(rng, CLAUSES)
    for _ in range(8):
        chosen = [next(made) for _ in range(3)]
        verdicts = " ".join(f"verdict v{n} = {units.written(one)}" for n, one in enumerate(chosen))
        policy = logitext.loads(
            f"{{{{text t let a(s) = [[s is a]] let b(s) = [[s is b]] {verdicts}}}}}",
            backend=backend,  # type: ignore[arg-type]
        )
        text = rng.choice(TEXTS)
        lines = text.count("\n") + 1
        known = {
            f"{clause}(t.lines[{number}])": rng.random() < 0.5
            for clause in CLAUSES
            for number in range(1, lines + 1)
            if rng.random() < 0.7
        }
        result = policy.check(text, theory=theory.Answers(known))
        for number, formula in enumerate(chosen):
            expected = units.value(formula, lines, known, CLAUSES)
            assert result.verdicts[f"v{number}"].value is expected, (units.written(formula), known)
        assert policy.verify(result) == ()


def test_blocks_are_all_of_the_numbers_once() -> None:
    for low in range(20):
        for high in range(low, 40):
            found = list(blocks(low, high))
            assert [number for block in found for number in range(*block)] == list(range(low, high))
            assert all((end - start) & (end - start - 1) == 0 and start % (end - start) == 0 for start, end in found)
            assert len(found) <= 2 * max(1, high.bit_length())


POLICY = """{{text mail: "a customer's reply"}}
{{let greets(l) = [[l says hi]] match /\\bhi\\b/i
  let arrow(l) = [[l begins with an arrow]] match /^>/
  let header(l) = [[l is a line of a header]] match /^(?:From|Sent|To|Subject): /
  let below(l) = forsome h in lines(mail): header(h) and h before l
  violation reject = forsome l in lines(mail): greets(l) unless arrow(l) or below(l)}}"""


@pytest.mark.parametrize("lines", [3, 17, 40, 300])
def test_what_stands_below_a_header_is_not_judged(lines: int) -> None:
    policy = logitext.loads(POLICY)
    for place in (0, lines // 2, lines - 1):
        quoted = ["hello"] * lines
        quoted[place] = "From: bob"
        texts = ["\n".join([*quoted, "hi"]), "\n".join(["hi", *quoted]), "\n".join([*quoted, "> hi"])]
        values = [policy.check(text, theory="pattern:complete").verdicts["reject"].value for text in texts]
        assert values == [False, True, False]


def test_the_parts_of_a_long_text_grow_with_its_length() -> None:
    """Counted, not timed: parts of formulas, clauses and nodes, for a text twice as long."""
    from logitext.logic.diagram.build import diagrams
    from logitext.policy.term import walk

    def parts(lines: int) -> tuple[int, int]:
        policy = expanded(logitext.loads(POLICY).checked, {"lines(mail)": lines})
        bodies = [*(one.term for one in policy.definitions.values()), *(one.term for one in policy.verdicts.values())]
        return sum(1 for body in bodies for _ in walk(body)), len(diagrams(policy))

    small, large = parts(400), parts(800)
    assert large[0] < 2.5 * small[0]
    assert large[1] < 2.1 * small[1]


def test_three_thousand_lines_have_room() -> None:
    policy = expanded(logitext.loads(POLICY).checked, {"lines(mail)": 3000})
    assert not [one for one in policy.clauses.values() if one.too_many]


def test_the_reasons_are_lines() -> None:
    policy = logitext.loads(POLICY)
    result = policy.check("hello\nFrom: bob\nhi", theory="pattern:complete")
    assert {one.clause for one in result.verdicts["reject"].because} >= {"header(mail.lines[2])"}
    explained = policy.explain(result).explanation
    assert explained is not None
    assert "below(mail.lines[3])" in explained.model_dump_json()


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("forsome l in lines(t): l before t", "`t` is no unit of a text"),
        ("forsome l in lines(t): x before l", "`x` is no unit of a text"),
        ("forsome l in lines(t): forsome s in sentences(t): l before s", "is a line of `t` and `s` a sentence of `t`"),
        ("forsome l in lines(t): forsome m in lines(u): m after l", "`l` is a line of `t` and `m` a line of `u`"),
        ("forsome l in lines(t): over(l, u)", "`b` is all of `u` here"),
        ("forsome l in lines(t): forsome s in words(t): over(l, s)", "`a` is a line of `t` and `b` a word of `t`"),
    ],
)
def test_what_has_no_order(formula: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        logitext.loads(
            f'{{{{text t text u let x = [[is x]] where "x" is t let over(a, b) = a before b verdict v = {formula}}}}}'
        )
    (found,) = caught.value.diagnostics
    assert found.code == "NLT313"
    assert message in found.message


def test_parameters_know_where_they_stand() -> None:
    policy = logitext.loads("""{{text t let a(s) = [[s is a]] let under(x, y) = a(x) and x before y
      verdict v = forsome x in lines(t): forsome y in lines(t): under(x, y)}}""")
    answers = [theory.Answers({"a(t.lines[1])": first, "a(t.lines[2])": not first}) for first in (True, False)]
    assert [policy.check("x\ny", theory=given).verdicts["v"].value for given in answers] == [True, False]


def test_words_of_the_order_are_names_elsewhere() -> None:
    policy = logitext.loads(
        "{{text t let before = [[is before]] let after = [[is after]] verdict v = before and after}}"
    )
    assert policy.clauses == ("before", "after")


def test_every_output_knows_it(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY)
    (tmp_path / "mail.txt").write_text("Hello\n\nFrom: bob\n\nHi\n")
    assert command("lint", "p.nltc", cwd=tmp_path).status == 0
    assert command("fmt", "--check", "p.nltc", cwd=tmp_path).status == 0
    assert "Order" in command("dump", "--stage", "tree", "p.nltc", cwd=tmp_path).out
    assert "header(" in command("dump", "p.nltc", cwd=tmp_path).out
    assert command("dump", "--stage", "smt2", "p.nltc", cwd=tmp_path).status == 0
    ran = command("check", "p.nltc", "mail.txt", "--theory", "pattern:complete", "--explain", cwd=tmp_path)
    assert ran.status == 0
    graph = dependencies(logitext.load(tmp_path / "p.nltc").checked)
    assert graph.has_edge("header(mail.lines[1])", "below(mail.lines[1])")


REPLIES = """<!-- logitext: delimiters <% %> -->
# Replies

<%text mail: "a customer's reply"%>
A reply is rejected for what its author wrote: what <%let abuse(l) = [[l insults us]] match /\\bidiots?\\b/i%>. Below
the line with which a mail program begins what it quotes, nobody is to blame:

- <%let wrote(l) = [[l says who wrote what follows]] match /^(?:On|Am|Le) .*(?:wrote|schrieb|a écrit)\\b.*:$/%>
- <%let rule(l) = [[l is a line that parts the reply from what it quotes]]
     match /^-{2,} ?(?:Original|Forwarded) Message ?-{2,}$/i match /^_{10,}$/%>
- <%let field(l) = [[l is a field of a header]] match /^(?:From|Sent|Date|To|Cc|Subject): /%>, and another one follows.

<%let arrow(l) = [[l begins with `>`]] match /^>/
  let header(l) = wrote(l) or rule(l) or field(l) and (forsome m in lines(mail): m after l and field(m))
  let quoted(l) = arrow(l) or (forsome h in lines(mail): header(h) and h before l)
  violation reject = forsome l in lines(mail): abuse(l) unless quoted(l)%>
"""

QUOTES = {
    "a rule and a header": "-----Original Message-----\nFrom: Ann <ann@shop.example>\nTo: Bob\nSubject: no\n\n{}",
    "a header alone": "From: Ann <ann@shop.example>\nSent: Monday, 3 March 2025 10:02\nTo: Bob\nSubject: no\n\n{}",
    "a line of signs": "________________________________\nFrom: Ann\nSent: today\n\n{}",
    "who wrote it": "On Monday, 3 March 2025 at 10:02, Ann <ann@shop.example> wrote:\n\n{}",
    "arrows": "On Monday Ann wrote:\n> Dear Bob,\n> {}",
    "another language": "Am 3. März 2025 um 10:02 schrieb Ann:\n\n{}",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_a_reply_below_a_header_is_not_its_author_s(quote: str) -> None:
    policy = logitext.loads(REPLIES)

    def rejected(text: str) -> object:
        return policy.check(text, theory="pattern:complete").verdicts["reject"].value

    quoted = quote.format("You idiots!")
    assert rejected(f"Thank you.\n\nBob\n\n{quoted}") is False
    assert rejected(f"You idiots!\n\nBob\n\n{quoted}") is True
    assert rejected(f"From: the heart, thanks.\n\n{quote.format('Fine.')}") is False
    assert rejected("From: the heart\nYou idiots!") is True  # one field is no header


def test_a_long_reply_takes_blocks_of_both_kinds() -> None:
    policy = logitext.loads(REPLIES)
    quoted = QUOTES["a header alone"].format("You idiots!\n" * 60)
    assert policy.check(f"Thanks\n{quoted}", theory="pattern:complete").verdicts["reject"].value is False
    assert policy.check(f"You idiots\n{quoted}", theory="pattern:complete").verdicts["reject"].value is True


def test_explanations_go_through_blocks_to_the_unit_that_settles_them() -> None:
    policy = logitext.loads(POLICY)

    def steps(lines: list[str]) -> dict[str, str]:
        result = policy.check("\n".join(lines), theory="pattern:complete")
        explained = policy.explain(result).explanation
        assert explained is not None
        return {step.name: step.model_dump_json() for step in explained.trace if step.needed}

    below = steps([*["hello"] * 30, "From: bob", "hello", "hi"])
    assert "header(mail.lines[31])" in below["below(mail.lines[33])"]
    assert not [name for name in below if "@" in name]
    above = steps([*["hello"] * 7, "hi", *["hello"] * 30])
    assert "forsome@5(mail.lines[1-4])" in above["below(mail.lines[8])"]
    assert "header(mail.lines[2])" in above["forsome@5(mail.lines[1-2])"]
