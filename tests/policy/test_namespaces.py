"""Names of other files and of sections: whose they are, what is shared, what the judge says of it, what is wrong."""

from __future__ import annotations

import asyncio
import pickle
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.check.given import elements
from logitext.linting.run import chosen, lint
from logitext.logic.program import Program
from logitext.lsp import looking, renaming
from logitext.lsp.analysis import analyse
from logitext.policy.builtin import NAMES
from logitext.policy.findings import did_you_mean_clause
from logitext.policy.load import check_sources, load_policy
from logitext.policy.sites import STEPS
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.source import Source
from tests.judge import generate, write
from tests.judge.evaluate import Judge

OLD = """# The law of 2019

{{text post: "a letter" fact age: Int}}
A post is bad if it {{let insult = [[insults somebody]]}} or {{let threat(s) = [[s threatens somebody]]}}, and
{{let long = [[is long]] prior 0.2}}.
{{let low: few | many = [[how many there are]]
  table limits of {above: Int} = (3), (9)
  let bad = (insult or (forsome s in sentences(post): threat(s))) and low == many
  assume sane: long implies insult
  violation remove = bad and age > 10 and long
  verdict most: Int = max l in limits: l.above if none 0}}
{{test "a": given insult, age == 12, long, low == many expect remove
  check bad
  forsome post: remove}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.nltc").write_text(OLD, encoding="utf-8")
    new = OLD.replace("2019", "2026").replace("is long", "is very long").replace("age > 10", "age > 12")
    (tmp_path / "new.nltc").write_text(new, encoding="utf-8")
    return tmp_path


def loaded(folder: Path, text: str, **options: Any) -> logitext.Policy:
    (folder / "main.nltc").write_text(text, encoding="utf-8")
    return logitext.load(folder / "main.nltc", **options)


# --- files ---------------------------------------------------------------------------------------------------


def test_names_of_a_file(folder: Path) -> None:
    policy = loaded(folder, '{{use "old.nltc" as old}} {{verdict v = old.remove and old.low == few}}').checked
    assert list(policy.texts) == ["post"]
    assert [name for name in policy.clauses if "@" not in name] == ["age", "old.insult", "old.long", "old.low"]
    assert list(policy.definitions) == ["old.bad"]
    assert {name: one.violation for name, one in policy.verdicts.items()} == {
        "old.remove": False,
        "old.most": False,
        "v": False,
    }
    assert [one.id for one in policy.assumptions] == ["old.sane"]
    assert (policy.tests, policy.queries) == ((), ())


def test_what_asks_the_same_is_one_clause_and_asked_once(folder: Path) -> None:
    policy = loaded(
        folder,
        """{{use "old.nltc" as old use "old.nltc" as twin text post}}
        {{let offends = [[insults somebody]] let threat(s) = [[s threatens somebody]]
          verdict v = (offends iff old.insult) and (old.insult iff twin.insult)
          verdict w = forsome s in sentences(post): threat(s) and not old.threat(s)
          verdict x = old.remove iff twin.remove}}""",
    )
    result = policy.check("You fool. Go.", theory=theory.Answers({}), verdicts=["v", "w", "x"])
    assert [result.verdicts[name].value for name in ("v", "w", "x")] == [True, False, True]
    assert [one for one in policy.checked.clauses if "@" not in one] == ["age", "old.long", "old.low", "offends"]
    asked: list[str] = []

    def reader(question: theory.Question, _texts: theory.Texts) -> Any:
        asked.append(question.id)
        return "many" if question.id.endswith("low") else True

    result = policy.check("You fool. Go.", theory=reader, facts={"age": 20}, verdicts=["old.remove", "twin.remove"])
    assert [one.value for one in result.verdicts.values()] == [True, True]
    assert len(asked) == len(set(asked))
    assert not [name for name in asked if name.startswith("twin")]
    assert policy.verify(result) == ()


@pytest.mark.parametrize(
    ("changed", "shared"),
    [
        ("let insult = [[insults somebody]] prior 0.9 cost 3", True),
        ("let insult = [[insults  somebody]]", True),
        ("let insult = [[insults someone]]", False),
        ("let insult = [[insults somebody]] ask \"Does it?\"", False),
        ("let insult = [[insults somebody]] yes \"fool\"", False),
        ("let insult = [[insults somebody]] match /fool/", False),
        ("let insult = [[insults somebody]] sure 0.2 0.9", False),
        ("let insult: a | b = [[insults somebody]]", False),
        ("let insult(s) = [[insults somebody]] where \"somebody\" is s", False),
        ("text reply let insult = [[insults somebody]] where \"somebody\" is reply", False),
    ],
)  # fmt: skip
def test_what_makes_another_question(folder: Path, changed: str, shared: bool) -> None:
    policy = loaded(folder, f'{{{{use "old.nltc" as old {changed}  verdict v = old.remove}}}}').checked
    assert ("old.insult" not in policy.clauses) is shared


def test_a_file_sees_its_own_texts_alone(folder: Path) -> None:
    (folder / "two.nltc").write_text(
        "{{main text mail  text bill  let rude = [[is rude]] let dear = [[the bill is dear]] verdict v = rude or dear}}"
    )
    policy = loaded(
        folder,
        """{{use "two.nltc" as two  use "old.nltc" as old  text bill  main text letter
        let odd = [[is odd]] verdict v = odd}}""",
    ).checked
    about = {name: one.texts for name, one in policy.clauses.items() if "@" not in name and not one.fact}
    assert about == {
        "two.rude": ("mail",), "two.dear": ("bill",), "odd": ("letter",),
        "old.insult": ("post",), "old.long": ("post",), "old.low": ("post",),
    }  # fmt: skip


def test_names_stay_within_their_file(folder: Path) -> None:
    """What a file does not declare is not found outside it, and what it declares is not found without its name."""
    (folder / "loose.nltc").write_text("{{text post let a = [[is a]] verdict v = a and b}}")
    with pytest.raises(PolicyError, match=r"`loose\.b` is not declared"):
        loaded(folder, '{{use "loose.nltc" as loose  let b = [[is b]]}}')
    with pytest.raises(PolicyError, match="`insult` is not declared"):
        loaded(folder, '{{use "old.nltc" as old  verdict v = insult}}')


def test_a_file_within_a_file(folder: Path) -> None:
    (folder / "middle.nltc").write_text('{{use "old.nltc" as law  use "terms.nltc"  let m = law.bad and term}}')
    (folder / "terms.nltc").write_text("{{text post let term = [[is a term]]}}")
    policy = loaded(folder, '{{use "middle.nltc" as mid  verdict v = mid.m or mid.law.long or mid.term}}')
    assert {"mid.m", "mid.law.bad"} <= set(policy.checked.definitions)
    assert {"mid.term", "mid.law.long"} <= set(policy.checked.clauses)
    assert policy.check(theory=theory.Answers({"mid.law.long": True})).verdicts["v"].value is True
    formula = "mid.law.long and not mid.m"
    assert policy.solve(formula, theory=theory.Answers({"mid.law.long": True, "mid.term": False})) is not None
    assert policy.check(assume=["mid.term"]).verdicts["v"].value is True


def test_it_is_the_same_policy_elsewhere(folder: Path) -> None:
    policy = loaded(folder, '{{use "old.nltc" as old use "old.nltc" as twin verdict v = old.bad or twin.long}}')
    again = pickle.loads(pickle.dumps(policy))
    assert again.checked.sha256 == policy.checked.sha256
    assert list(again.checked.clauses) == list(policy.checked.clauses)
    sources = policy.checked.sources
    for path in folder.iterdir():
        path.unlink()
    assert list(check_sources(sources).definitions) == ["old.bad", "twin.bad"]


# --- sections ----------------------------------------------------------------------------------------------------

SECTIONS = """# All

{{text post  let rude = [[is rude]]}}
{{section harm}}
## Harm
It {{let rude = [[is rude to a child]]}} or {{let threat(s) = [[s threatens]]}}.
{{section worse}} {{let dire = rude and kind}} {{end}}
{{let kind = [[is kind]]
  let any = forsome s in sentences(post): threat(s)
  violation bad = worse.dire or any
  assume odd: rude implies kind
  test "inside": given rude, kind expect worse.dire}}
{{end harm}}
{{verdict v = harm.bad or rude or harm.worse.dire
  test "outside": given harm.rude, harm.kind, not rude expect harm.bad, v}}
"""


def test_names_of_a_section() -> None:
    policy = logitext.loads(SECTIONS)
    assert [one.outcome for one in policy.test().tests] == ["passed", "passed"]
    checked = policy.checked
    assert {name for name in checked.clauses if "@" not in name} == {"rude", "harm.rude", "harm.kind"}
    assert checked.verdicts["harm.bad"].violation
    assert [one.id for one in checked.assumptions] == ["harm.odd"]
    result = policy.check("Die. Go.", theory=theory.Answers({"harm.threat(post.sentences[2])": True}))
    assert [one.clause for one in result.verdicts["harm.bad"].because] == ["harm.threat(post.sentences[2])"]
    assert policy.verify(result) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{section a}} {{let x = [[y]]}}", "error[NLT213]: the section `a` is never closed"),
        ("{{let x = [[y]]}} {{end}}", "error[NLT213]: no section is open here"),
        ("{{section a}}{{end b}}", "error[NLT213]: the section that ends here is `a`, not `b`"),
        ("{{section a}}{{end}} {{section a}}{{end}}", "error[NLT202]: `a` is declared twice"),
        ("{{let a = [[y]]}} {{section a}}{{end}}", "error[NLT202]: `a` is declared twice"),
        ("{{section a}}{{let x = [[y]] let x = [[z]]}}{{end}}", "error[NLT202]: `a.x` is declared twice"),
        ("{{section a}}{{let x = [[y]]}}{{end}} {{verdict v = x}}", "error[NLT201]: `x` is not declared"),
        ("{{section a}}{{let x = [[y]]}}{{end}} {{verdict v = a.z}}", "error[NLT201]: `a.z` is not declared"),
        ("{{section a}}{{let x(s) = [[s y]] let z = forall x in lines(t): x(x)}}{{end}}", "error[NLT202]: `x` is also"),
        ("{{section a}}{{let x = y let y = x}}{{end}}", "error[NLT203]: `a.x` is defined by itself"),
        ("{{fact f: Int}} {{section a}}{{fact f: Real}}{{end}}", "error[NLT202]: `f` is declared in two ways"),
        ("{{fact f: Int}} {{section a}}{{text f}}{{end}}", "error[NLT202]: `f` is declared in two ways"),
        ("{{list l of {a: Int}}}{{section a}}{{list l of {a: Int, b: Int}}}{{end}}", "`l` is declared in two ways"),
        ("{{fact f: Int}} {{fact f: Int}}", "error[NLT202]: `f` is declared twice"),
        ('{{use "old.nltc" as old}} {{let old = [[x]]}}', "error[NLT202]: `old` is declared twice"),
        ('{{use "old.nltc" as old use "new.nltc" as old}}', "error[NLT202]: `old` is declared twice"),
        ('{{use "old.nltc" as old}} {{fact age: Real}}', "error[NLT202]: `age` is declared in two ways"),
        ('{{use "main.nltc" as main}}', "error[NLT112]: the file uses itself"),
        ('{{use "old.nltc" as old verdict v = old}}', "error[NLT201]: `old` is not declared"),
        ("{{when f use old else use new as law}}{{fact f}}", "error[NLT214]: `old` is no file that is used under"),
    ],
)
def test_what_is_wrong(folder: Path, text: str, message: str) -> None:
    with pytest.raises(PolicyError) as wrong:
        loaded(folder, text + "{{text t}}")
    assert message in str(wrong.value)


# --- versions ----------------------------------------------------------------------------------------------------

IN_FORCE = """{{use "old.nltc" as old  use "new.nltc" as new  fact day: Date}}
{{when day >= 2026-01-01 use new else use old as law}}
"""


def test_the_version_in_force_decides(folder: Path) -> None:
    policy = loaded(folder, IN_FORCE)
    assert {name: one.violation for name, one in policy.checked.verdicts.items()} == {
        "law.remove": True,
        "law.most": False,
    }
    known = {"old.insult": True, "old.long": True, "new.long": False, "old.low": "many"}
    for day, age, expected in [
        ("2026-01-01", 20, False),
        ("2025-12-31", 20, True),
        ("2025-12-31", 9, False),
        (None, 20, None),
        (None, 9, False),  # both agree
    ]:
        result = policy.check("Go.", facts={"day": day, "age": age}, theory=theory.Answers(known))
        assert result.verdicts["law.remove"].value is expected, (day, age)
        assert result.verdicts["law.most"].value == 9
        assert policy.verify(result) == ()


def test_versions_must_decide_the_same(folder: Path) -> None:
    more = OLD.replace("violation remove", "verdict remove").replace("verdict most", "let most")
    (folder / "new.nltc").write_text(more, encoding="utf-8")
    with pytest.raises(PolicyError) as wrong:
        loaded(folder, IN_FORCE)
    assert "error[NLT214]: `remove` is a violation in one version, and a verdict in another" in str(wrong.value)
    assert "error[NLT214]: `old` decides `most`, and `new` does not" in str(wrong.value)


def test_of_several_versions_the_first_that_is_in_force_counts() -> None:
    text = "{{text t fact n: Int}}" + "".join(
        f"{{{{section {name}}}}}{{{{verdict v: Int = {number}}}}}{{{{end}}}}" for number, name in enumerate("abc")
    )
    policy = logitext.loads(text + "{{when n > 9 use a else when n > 5 use b else use c as law}}")
    found = [policy.check(facts={"n": n}).verdicts["law.v"].value for n in (10, 9, 6, 5)]
    assert found == [0, 1, 1, 2]
    assert list(policy.checked.verdicts) == ["law.v"]


# --- the judge ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seed", range(6))
def test_as_the_judge_has_it(tmp_path: Path, backend: str, seed: int) -> None:
    """Two versions of a policy, the second with other verdicts: what the judge says of each is what is in force."""
    rng = Random(f"{seed} {backend}")
    judge = Judge(generate.policy(rng))
    while len(judge.policy.clauses) > 5 or not judge.worlds:
        judge = Judge(generate.policy(rng))
    source = write.source(judge.policy, rng)
    (tmp_path / "one.nltc").write_text(source, encoding="utf-8")
    (tmp_path / "two.nltc").write_text(source, encoding="utf-8")
    policy = loaded(
        tmp_path,
        '{{use "one.nltc" as one use "two.nltc" as two fact late}} {{when late use two else use one as law}}',
        backend=backend,
    )
    for _ in range(4):
        answers = generate.answers(rng, judge)
        facts = {one.name for one in judge.policy.clauses if one.fact}
        told = theory.Answers({f"one.{name}": value for name, value in answers.items() if name not in facts})
        given = {name: value for name, value in answers.items() if name in facts}
        texts = ("",) if policy.checked.texts else ()
        for late in (True, False, None):
            result = policy.check(*texts, theory=told, facts={**given, "late": late})
            known = {name.removeprefix("one."): answers[name.removeprefix("one.")] for name in result.answers} | given
            assert (result.status == "conflict") == judge.conflict(known)
            for verdict in judge.policy.verdicts:
                expected = None if judge.conflict(known) else judge.value(known, verdict)
                assert result.verdicts[f"law.{verdict}"].value == expected


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_every_answer_of_two_versions(folder: Path, backend: str) -> None:
    """By all answers: `law.remove` is what the version in force says, and open where they differ."""
    policy = loaded(folder, IN_FORCE + "{{verdict v = (old.insult or not new.long) iff law.long}}", backend=backend)
    names = ("old.insult", "old.long", "new.long")
    for values in product((True, False, None), repeat=3):
        known = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for day in ("2020-01-01", "2026-06-01", None):
            result = policy.check(facts={"day": day, "age": 20}, theory=theory.Answers(known))
            worlds = []
            for insult, old, new in product((True, False), repeat=3):
                world = dict(zip(names, (insult, old, new), strict=True))
                if known.items() <= world.items() and (insult or not (old or new)):
                    worlds += [(insult or not new) is (new if late else old)
                               for late in (True, False) if day is None or late is (day > "2026")]  # fmt: skip
            if not worlds:  # which is found out only where both answers are asked for
                continue
            expected = worlds[0] if len(set(worlds)) == 1 else None
            assert result.verdicts["v"].value is expected, (known, day)


# --- other uses --------------------------------------------------------------------------------------------------


def test_lint_finds_what_is_dead_in_sections_and_nothing_of_versions(folder: Path) -> None:
    (folder / "main.nltc").write_text(IN_FORCE + "{{section a}}{{let unused = [[is never asked]]}}{{end}}")
    found = asyncio.run(lint(Program(load_policy(folder / "main.nltc")), chosen(["NLT70", "NLT71", "NLT724"])))
    assert [(one.code, one.message) for one in found] == [("NLT702", "nothing uses the clause `a.unused`")]


def test_an_editor_knows_names_of_other_files(folder: Path) -> None:
    text = '{{use "old.nltc" as old  let insult = [[is odd]]  verdict v = old.insult and insult and old.threat(post)}}'
    (folder / "main.nltc").write_text(text, encoding="utf-8")
    main = analyse(Source(str(folder / "main.nltc"), text))
    assert main.diagnostics == ()
    use = next(one for one in main.uses if one.name == "old.insult")
    assert text[use.span.start : use.span.end] == "insult"
    source, span = looking.definition(main, use) or (None, None)
    assert source is not None
    assert span is not None
    assert (Path(source.name).name, source.text[span.start - 4 : span.end]) == ("old.nltc", "let insult")
    edits = renaming.rename(main, [], use, "offends")
    placed = sorted((Path(there.name).name, there.text[place.start - 4 : place.start]) for there, place, _ in edits)
    assert placed == [("main.nltc", "old."), *[("old.nltc", before) for before in (" = (", "ies ", "let ", "ven ")]]
    assert {new for _, _, new in edits} == {"offends"}
    old = analyse(Source(str(folder / "old.nltc"), OLD))
    there = next(one for one in old.uses if one.name == "insult")
    assert len(renaming.rename(old, [main], there, "offends")) == 5
    with pytest.raises(renaming.RenameRefusedError, match=r"`old\.long` names something else"):
        renaming.rename(main, [], use, "long")


def test_no_name_is_renamed_that_others_begin_with_or_that_a_choice_makes(folder: Path) -> None:
    text = (
        IN_FORCE
        + "{{section a}}{{let odd = [[is odd]]  verdict w = odd}}{{end a}}{{section b}}{{let odd = 1}}{{end b}}"
    )
    text += "{{verdict u = a.odd and law.remove}}"
    (folder / "main.nltc").write_text(text, encoding="utf-8")
    main = analyse(Source(str(folder / "main.nltc"), text))
    assert main.diagnostics == ()
    for name, why in (("a", "such as `a.odd`"), ("law", "such as `law.remove`"), ("law.remove", "is made by `when`")):
        with pytest.raises(renaming.RenameRefusedError, match=why):
            renaming.rename(main, [], next(one for one in main.uses if one.name == name), "fresh")
    free = next(one for one in main.uses if one.name == "b")
    assert len(renaming.rename(main, [], free, "fresh")) == 2


def test_functions_that_every_policy_has_are_found_everywhere() -> None:
    assert set(STEPS) <= NAMES
    policy = logitext.loads("""{{text t fact d: Date}}{{section a}}{{let far(s) = [[s is far]]
      let x = And(year(d) > 2000, max(1, month(d)) > 2) and length(t) > 3 and t contains "a"
      let y = forsome s in lines(t): far(previous(s))}}{{end}}{{verdict v = a.x and not a.y}}""")
    assert policy.check("aaaa", facts={"d": "2020-05-05"}, theory="pattern:complete").verdicts["v"].value is True


HEAVY = """{{text post  fact day: Date  let heavy(s) = [[s is heavy]]
  let n(topic: tax | rent): Int = [[how much on the topic]]"""
TWO = {
    "old.nltc": HEAVY
    + ' where "the topic" is topic  let bad(s, least: Int) = heavy(s) and n(tax) > least  verdict v = true}}',
    "new.nltc": HEAVY
    + ' where "the topic" is topic  let bad(s, least: Int) = not heavy(s) or n(tax) > least  let own(s) = heavy(s)'
    + "  verdict v = false}}",
}


def of_two(tmp_path: Path, source: str) -> logitext.Policy:
    for name, text in TWO.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "law.nltc").write_text(
        '{{use "old.nltc" as old  use "new.nltc" as new  when day >= 2026-01-01 use new else use old as law}}' + source,
        "utf-8",
    )
    return logitext.load(tmp_path / "law.nltc")


def test_a_choice_has_parameters(tmp_path: Path) -> None:
    """Names of parameters clash with no name of the policy; the formula is the one that one would write."""
    policy = of_two(
        tmp_path,
        """{{let s = [[is short]]  let least = s
        verdict chosen = law.bad(post, 3) and law.n(tax) < 9
        verdict written = (if day >= 2026-01-01 then new.bad(post, 3) else old.bad(post, 3)) and old.n(tax) < 9}}""",
    )
    for day in ("2025-12-31", "2026-01-01", None):
        for heavy in (True, False, None):
            for number in (2, 5, 9):
                answers = {"old.heavy(post)": heavy, "old.n(tax)": number}
                known = theory.Answers({name: value for name, value in answers.items() if value is not None})
                found = policy.check("x", theory=known, facts={"day": day}, verdicts=["chosen", "written"])
                one, other = found.verdicts.values()
                assert one.value == other.value, (day, heavy, number)


def test_a_choice_has_what_all_versions_take_alike(tmp_path: Path) -> None:
    with pytest.raises(logitext.PolicyError, match=r"there is no function `law\.own`"):
        of_two(tmp_path, "{{verdict w = law.own(post)}}")


def test_an_answer_under_another_name_says_the_name_of_the_question(tmp_path: Path) -> None:
    policy = of_two(tmp_path, "{{verdict w = law.bad(post, 3)}}")
    with pytest.raises(logitext.InputError, match=r"the policy has no clause `new\.heavy\(post\)`") as caught:
        elements(policy.checked, {"new.heavy(post)": True})
    (wrong,) = caught.value.diagnostics
    assert wrong.hint == (
        "did you mean `old.heavy(post)`? clauses of two files that put the same question are one, under one name"
    )
    assert did_you_mean_clause("new.heavy", ["old.heavy(post)", "old.light"]) is None
