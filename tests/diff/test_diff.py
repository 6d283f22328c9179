"""`logitext diff`, as its user meets it, and what it makes of clauses that come, go and change."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

import logitext
from logitext.records.difference import PolicyDifference
from tests.cli.run import Ran
from tests.cli.run import logitext as command

HEAD = "{{text t}} "
OLD = HEAD + "{{let a = [[threatens]]  let b = [[is quoted]]  violation v = a unless b}}"
NEW = HEAD + "{{let a = [[threatens]]  let b = [[is quoted]]  violation v = a}}"


def difference(old: str, new: str) -> PolicyDifference:
    return logitext.loads(old).diff(logitext.loads(new), every=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.nltc").write_text(OLD)
    (tmp_path / "new.nltc").write_text(NEW)
    return tmp_path


def diff(*arguments: str, cwd: Path) -> Ran:
    return command("diff", *arguments, cwd=cwd)


# --- what is compared --------------------------------------------------------------------------------------------


def test_relations() -> None:
    assert difference(OLD, NEW).verdicts["v"].relation == "wider"
    assert difference(NEW, OLD).verdicts["v"].relation == "narrower"
    assert difference(OLD, OLD).verdicts["v"].relation == "equivalent"
    assert not difference(OLD, OLD).changes
    other = HEAD + "{{let a = [[threatens]]  let b = [[is quoted]]  violation v = b  verdict w = a}}"
    assert {name: one.relation for name, one in difference(OLD, other).verdicts.items()} == {
        "v": "changed",
        "w": "added",
    }
    assert difference(other, OLD).verdicts["w"].relation == "removed"
    number = HEAD + "{{let a = [[threatens]]  let b = [[is quoted]]  verdict v = if a then 1 else 2}}"
    assert difference(OLD, number).verdicts["v"].relation == "changed"


def test_a_number_that_becomes_another_is_no_truth_value() -> None:
    """0 equals false in Python, and 1 equals true."""
    old, new = (HEAD + f"{{{{let a = [[threatens]]  verdict v = if a then {one} else 5}}}}" for one in (0, 1))
    assert difference(old, new).verdicts["v"].relation == "changed"


def test_clauses_are_matched_by_name_then_by_words() -> None:
    new = HEAD + "{{let c = [[threatens]]  let b = [[is all quoted]]  let d = [[more]]  violation v = c unless b or d}}"
    found = difference(OLD, new)
    assert found.clauses.renamed == {"a": "c"}
    assert [(one.clause, one.old, one.new) for one in found.clauses.reworded] == [("b", "is quoted", "is all quoted")]
    assert (found.clauses.added, found.clauses.removed) == (("d",), ())
    (case,) = found.verdicts["v"].cases
    assert (case.condition, case.old, case.new, case.share) == ("a and not b and d", True, False, 0.125)
    assert case.words == "“threatens” and not “is quoted” and “more”"


def test_a_clause_of_another_sort_is_another_clause() -> None:
    new = HEAD + "{{let a = [[threatens]]  let b: x | y = [[is quoted]]  violation v = a unless b == x}}"
    found = difference(OLD, new)
    assert (found.clauses.added, found.clauses.removed) == (("b",), ("b",))
    assert found.verdicts["v"].relation == "changed"


def test_formulas_about_units_are_the_same_if_they_say_the_same_wherever_they_stand() -> None:
    body = "let rude(s) = [[s is rude]]  let bad(s) = rude(s){}  verdict v = forsome s in sentences(t): bad(s)}}}}"
    old = HEAD + "{{" + body.format("")
    moved = HEAD + "\n\n{{" + body.format("")
    assert difference(old, moved).verdicts["v"].relation == "equivalent"
    assert difference(old, moved).clauses.renamed == {}
    assert difference(old, HEAD + "{{" + body.format(" and true")).verdicts["v"].relation == "changed"


def test_assumptions_of_both_hold() -> None:
    new = OLD.replace("violation", "assume not b  violation")
    found = difference(OLD, new)
    assert (found.verdicts["v"].relation, found.only_old, found.only_new) == ("equivalent", True, False)
    none = OLD.replace("violation", "assume b  violation")
    with pytest.raises(logitext.InputError, match="nothing that the assumptions of both allow"):
        difference(none, new)


def test_priors_weigh() -> None:
    change = difference(OLD, NEW.replace("[[threatens]]", "[[threatens]] prior 0.1")).verdicts["v"]
    assert change.share == 0.25
    assert change.weighted == pytest.approx(0.05)


def test_numbers_dates_and_what_only_the_solver_can_say() -> None:
    dates = HEAD + "{{let d: Date = [[when]]  verdict v = d > 2026-01-01}}"
    change = difference(dates, dates.replace("2026-01", "2026-02")).verdicts["v"]
    assert (change.relation, change.cases[0].condition) == ("narrower", "d > 2026-01-01 and d <= 2026-02-01")
    sums = HEAD + "{{let n: Int = [[n]]  let m: Int = [[m]]  verdict v = n + m > 3}}"
    change = difference(sums, sums.replace("> 3", "> 5")).verdicts["v"]
    assert (change.relation, change.share, change.complete) == ("narrower", None, False)
    (case,) = change.cases
    assert 3 < case.when["n"] + case.when["m"] <= 5
    assert difference(sums, sums.replace("n + m", "m + n")).verdicts["v"].relation == "equivalent"


# --- the command -------------------------------------------------------------------------------------------------


def test_text_and_status(folder: Path) -> None:
    ran = diff("old.nltc", "new.nltc", cwd=folder)
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "old.nltc → new.nltc",
        "  v  stricter  25 % of worlds",
        "    if “threatens” and “is quoted”: `v` was false, and is now true",
        "      a and b  25 %",
    ]
    assert diff("old.nltc", "old.nltc", cwd=folder) == Ran(0, "old.nltc → old.nltc\n  v  equivalent\n", "")


def test_what_fails(folder: Path) -> None:
    def status(*on: str) -> int:
        return diff("old.nltc", "new.nltc", *(word for one in on for word in ("--fail-on", one)), cwd=folder).status

    assert [status("wider"), status("narrower"), status("any"), status("v:wider"), status("narrower", "v:any")] == [
        1, 0, 1, 1, 1,
    ]  # fmt: skip
    assert status("smaller") == 2
    assert status("w:wider") == 2


def test_json_and_markdown(folder: Path) -> None:
    found = json.loads(diff("old.nltc", "new.nltc", "--format", "json", cwd=folder).out)
    assert found["verdicts"]["v"]["cases"][0]["when"] == {"a": True, "b": True}
    assert PolicyDifference.model_validate(found).changes
    shown = diff("old.nltc", "new.nltc", "--format", "markdown", cwd=folder).out
    assert "| `v` | stricter | 25 % of worlds |" in shown
    assert "- if “threatens” and “is quoted”: `v` was false, and is now true (25 %)" in shown


def test_a_revision_with_all_that_the_policy_uses(folder: Path) -> None:
    def git(*words: str) -> None:
        setting = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(folder), *setting, *words], check=True, capture_output=True)

    (folder / "terms").mkdir()
    (folder / "terms" / "t.nltc").write_text("{{text t}} {{let a = [[threatens]]  let bad = a}}")
    (folder / "p.nltc").write_text('{{use "terms/t.nltc"}} {{violation v = bad}}')
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    assert diff("--git", "HEAD", "p.nltc", cwd=folder).status == 0
    (folder / "terms" / "t.nltc").write_text("{{text t}} {{let a = [[threatens]]  let bad = not a}}")
    ran = diff("--git", "HEAD", "p.nltc", cwd=folder)
    assert ran.status == 1
    assert ran.out.startswith("HEAD:p.nltc → p.nltc\n")
    (folder / "q.nltc").write_text(OLD)
    for words in (("HEAD", "q.nltc"), ("nowhere", "p.nltc"), ("--output=x", "p.nltc"), ("HEAD:p.nltc", "p.nltc")):
        ran = diff("--git=" + words[0], words[1], cwd=folder)
        assert (ran.status, "NLT740" in ran.err) == (2, True), ran
    assert not (folder / "x").exists()
    (folder / "terms" / "t.nltc").write_text("{{let a = nobody}}")
    git("commit", "-q", "-a", "-m", "wrong")
    ran = diff("--git", "HEAD", "p.nltc", cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert "--> HEAD:terms/t.nltc:1:11" in ran.err  # and not where the revision is for the moment


def test_wrong_commands(folder: Path) -> None:
    assert diff("old.nltc", cwd=folder).status == 2
    assert diff("old.nltc", "new.nltc", "--git", "HEAD", cwd=folder).status == 2
    assert diff("old.nltc", "none.nltc", cwd=folder).status == 2
    assert "NLT740" in diff("--git", "HEAD", "old.nltc", cwd=folder).err


def test_a_picture_in_a_file(folder: Path) -> None:
    ran = diff("old.nltc", "new.nltc", "-o", "diff.svg", "-o", "diff.md", cwd=folder)
    assert (ran.status, ran.out) == (1, "")
    assert (folder / "diff.md").read_text().startswith("### Which decisions change")
    drawn = (folder / "diff.svg").read_text()
    shown = diff("old.nltc", "new.nltc", cwd=folder).out
    assert "<title>which decisions change</title>" in drawn
    for verdict, relation in re.findall(r"^  (\w+)  (\w+)", shown, re.MULTILINE):
        assert f"{verdict}: {relation}" in drawn
    ran = diff("old.nltc", "new.nltc", "-o", "new.nltc", cwd=folder)
    assert ran.status == 2
    assert "text" in (folder / "new.nltc").read_text()


def told(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_page_has_all_that_the_text_says_and_hides_no_case(folder: Path) -> None:
    """Even without --all, which makes others than the largest stand in a part that is opened."""
    clauses = " ".join(f"let c{number} = [[says <b>{number}</b>]]" for number in range(7))
    every, gone = (" or ".join(f"c{number}" for number in range(count)) for count in (7, 0))
    for name, formula in (("many.nltc", every), ("few.nltc", gone or "false")):
        (folder / name).write_text(f"{HEAD}{{{{{clauses} violation v = {formula}  verdict w = c0}}}}")
    ran = diff("few.nltc", "many.nltc", "-o", "diff.html", cwd=folder)
    assert (ran.status, ran.out) == (1, "")
    page = (folder / "diff.html").read_text()
    words = told(page)
    for number in range(7):
        assert page.count(f"“says &lt;b&gt;{number}&lt;/b&gt;”") == 1, number
        assert page.count(f'<span class="code soft">c{number}</span>') == 1, number
    assert "1 of 2 verdicts changes." in words
    assert "2 other cases" in words
    assert page.index("2 other cases") < page.index("c6</span>")
    assert words.count("v was false, and is now true") == 7
    assert page.count('class="series-1" style="width: 99.2%"') == 1
    assert re.search(r"src=|href=|@import|<script", page) is None
    diff("few.nltc", "many.nltc", "--all", "-o", "all.html", cwd=folder)
    assert "<details" not in (folder / "all.html").read_text()
    diff("many.nltc", "many.nltc", "-o", "same.html", cwd=folder)
    assert "No verdict changes." in (folder / "same.html").read_text()


def test_a_page_tells_other_words_and_assumptions(folder: Path) -> None:
    new = OLD.replace("is quoted", "is all quoted").replace("violation v = a unless b", "verdict w = a  assume not b")
    (folder / "new.nltc").write_text(new)
    (folder / "answers.jsonl").write_text('{"texts": {"t": {"sha256": "0"}}}\n')
    diff("old.nltc", "new.nltc", "-o", "diff.html", cwd=folder)
    words = told((folder / "diff.html").read_text())
    assert "the new version&#39;s assumptions forbid cases that the old version decides" in words
    assert "v removed – w added –" in words
    assert "b is quoted is all quoted" in words
    assert "compared as if their answers stayed what they were" in words


def test_a_case_of_many_words_is_told_by_names_in_the_picture(folder: Path) -> None:
    clauses = "\n".join(f"{{{{let c{number} = [[{'says a good many words, ' * 6}{number}]]}}}}" for number in range(8))
    every = " and ".join(f"c{number}" for number in range(8))
    (folder / "a.nltc").write_text(f"{{{{text t}}}}\n{clauses}\n{{{{verdict v = {every}}}}}")
    (folder / "b.nltc").write_text(f"{{{{text t}}}}\n{clauses}\n{{{{verdict v = {every.removesuffix(' and c7')}}}}}")
    diff("a.nltc", "b.nltc", "-o", "diff.svg", cwd=folder)
    drawn = (folder / "diff.svg").read_text()
    assert "if c0 and c1" in drawn
    assert "good many words" not in drawn
