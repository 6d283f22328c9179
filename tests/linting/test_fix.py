"""`lint --fix`: what it changes, what it leaves alone, and that no verdict changes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from logitext.linting.fix import Fixed, fix
from logitext.linting.run import chosen
from logitext.policy.load import check_policy
from logitext.policy.model import CheckedPolicy
from logitext.syntax.source import Source
from tests.cli.run import Ran, logitext
from tests.judge import cases, of_policy
from tests.judge.evaluate import Judge

HEAD = """# Chat

{{text message: "a chat message"}}

We remove a message that {{let threat = [[threatens somebody]]}} unless
{{let quoted = [[is quoted to report it]]}}. {{verdict report = quoted}}
"""


def fixed(source: str, *select: str) -> Fixed:
    return asyncio.run(fix(check_policy(Source("p.nltc", source)), chosen(select)))


def after(statements: str, *select: str) -> str:
    """What is left of statements that follow the head."""
    text = fixed(HEAD + statements, *select).text
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


VERDICT = "{{violation remove = threat unless quoted}}\n"


@pytest.mark.parametrize(
    ("before", "left"),
    [
        # parts of formulas, in the smallest rewriting
        ("{{violation remove = threat and (threat or quoted)}}\n", "{{violation remove = threat}}\n"),
        (
            "{{violation remove = (threat unless quoted) and threat\n}}\n",
            "{{violation remove = threat unless quoted\n}}\n",
        ),
        ("{{verdict v = if threat and not not threat then 1 else 2}}\n", "{{verdict v = if threat then 1 else 2}}\n"),
        # a comment within a formula would be lost
        ("{{violation remove = threat and  # and\n (threat or quoted)}}\n",) * 2,
        # assumptions, a line of their own, the last one, and all of an annotation
        (
            "{{assume a: threat implies quoted\n  assume b: threat implies quoted}}\n"
            + VERDICT.replace("unless", "or"),
            "{{assume a: threat implies quoted}}\n{{violation remove = quoted}}\n",
        ),
        (
            "{{assume a: threat or quoted  # first\n  assume b: quoted or threat\n  violation remove = threat}}\n",
            "{{assume a: threat or quoted  # first\n  violation remove = threat}}\n",
        ),
        (
            "{{assume a: threat or quoted\n  violation remove = threat\n  assume b: quoted or threat}}\n",
            "{{assume a: threat or quoted\n  violation remove = threat}}\n",
        ),
        (
            "{{violation remove = threat assume threat or quoted}}\n\n{{assume quoted or threat}}\n\nEnd.\n",
            "{{violation remove = threat assume threat or quoted}}\n\nEnd.\n",
        ),
        # definitions that nothing mentions, in chains
        (
            "{{let d = threat and quoted\n  let e = d or threat\n  violation remove = threat unless quoted}}\n",
            "{{violation remove = threat unless quoted}}\n",
        ),
        (VERDICT + "Odd {{let d = threat}}, it is.\n", VERDICT + "Odd, it is.\n"),
        (VERDICT + "Odd {{let d = threat}} it is.\n", VERDICT + "Odd it is.\n"),
        # a clause that nothing uses: its words stay where they are read
        (VERDICT + "So do {{let paid = [[all that is\npaid for]]}}.\n", VERDICT + "So do all that is\npaid for.\n"),
        (VERDICT + "{{let paid = [[is paid]]\n  let d = paid}}\n", VERDICT + "is paid\n"),
        (VERDICT + "{{let paid = [[is paid]]  # later\n}}\n",) * 2,
        # callers give facts
        (VERDICT + "{{fact age: Int}}\n",) * 2,
        # what tests and queries mention
        (VERDICT + '{{let d = threat  test "a": given threat expect d}}\n',) * 2,
        # comments that ignore nothing any more
        ('{{# lint-ignore NLT705 "x"\n  violation remove = threat unless quoted}}\n', VERDICT),
        (
            '{{violation remove = threat unless quoted  # lint-ignore NLT705 "x"\n}}\n',
            "{{violation remove = threat unless quoted\n}}\n",
        ),
        ('{{# lint-ignore NLT705 "so"\n  violation remove = threat and (threat or quoted)}}\n',) * 2,
    ],
)
def test_what_is_left(before: str, left: str) -> None:
    assert after(before) == left
    assert after(left) == left


def test_line_ends_stay(tmp_path: Path) -> None:
    before = (HEAD + "{{let d = threat\n  violation remove = threat\n  assume threat or not threat}}\n").replace(
        "\n", "\r\n"
    )
    (tmp_path / "p.nltc").write_bytes(b"\xef\xbb\xbf" + before.encode())
    assert lint(tmp_path, "p.nltc", "--fix", "-q").status == 0
    wanted = (HEAD + "{{violation remove = threat}}\n").replace("\n", "\r\n")
    assert (tmp_path / "p.nltc").read_bytes() == b"\xef\xbb\xbf" + wanted.encode()


def test_only_rules_that_are_selected() -> None:
    both = "{{let d = threat\n  violation remove = threat and (threat or quoted)}}\n"
    assert after(both, "redundant-part") == "{{let d = threat\n  violation remove = threat}}\n"
    assert after(both, "NLT710") == "{{violation remove = threat and (threat or quoted)}}\n"


def test_other_delimiters() -> None:
    text = "<!-- logitext: delimiters <% %> << >> -->\n<% text t %>\n"
    text += "No <% let a = << spam >> %>, no <% let b = << ham >> %>."
    text += "\n<% violation v = a and (a or b) %>\n"
    assert fixed(text).text == text.replace("a and (a or b)", "a").replace("<% let b = << ham >> %>", "ham")


# --- the command -------------------------------------------------------------------------------------------------


def lint(folder: Path, *arguments: str) -> Ran:
    return logitext("lint", *arguments, cwd=folder)


def test_the_difference_is_shown_and_with_diff_nothing_is_written(tmp_path: Path) -> None:
    before = HEAD + "{{violation remove = threat and (threat or quoted)}}\n"
    (tmp_path / "p.nltc").write_text(before)
    ran = lint(tmp_path, "p.nltc", "--diff")
    assert ran.status == 1
    assert "-{{violation remove = threat and (threat or quoted)}}\n+{{violation remove = threat}}\n" in ran.out
    assert ran.err == "would mend 1 finding\n1 file, 2 warnings\n"
    assert (tmp_path / "p.nltc").read_text() == before
    ran = lint(tmp_path, "p.nltc", "--fix")
    assert (ran.status, ran.err) == (0, "mended 1 finding; no verdict changes\n1 file, no findings\n")
    assert (tmp_path / "p.nltc").read_text() == HEAD + "{{violation remove = threat}}\n"
    ran = lint(tmp_path, "p.nltc", "--diff")
    assert (ran.status, ran.out, ran.err) == (0, "", "1 file, no findings\n")


def test_nothing_is_written_on_an_error(tmp_path: Path) -> None:
    before = HEAD + "{{violation remove = threat and (threat or quoted)}}\n"
    (tmp_path / "good.nltc").write_text(before)
    (tmp_path / "bad.nltc").write_text("{{verdict v = }}")
    assert lint(tmp_path, "good.nltc", "bad.nltc", "--fix").status == 1
    assert (tmp_path / "good.nltc").read_text() == before
    assert lint(tmp_path, "-", "--fix").status == 2


def test_what_another_policy_uses_stays(tmp_path: Path) -> None:
    library = HEAD + "{{let mine = threat and quoted\n  let nobodys = threat or quoted\n  violation remove = threat}}\n"
    (tmp_path / "library.nltc").write_text(library)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "user.nltc").write_text('{{use "../library.nltc"}} {{verdict v = mine}}\n')
    assert lint(tmp_path, "library.nltc", "--fix").status == 0
    assert (tmp_path / "library.nltc").read_text() == library.replace("let nobodys = threat or quoted\n  ", "")


# --- a second opinion --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seeds", cases.seeds(500), ids=cases.name)
def test_no_verdict_changes_in_any_world(seeds: range) -> None:
    for seed in seeds:
        judge(seed)


def judge(seed: int) -> None:
    case = cases.case(seed)
    found = asyncio.run(fix(case.checked, chosen()))
    if not case.judge.worlds:
        assert found.text == case.source
        return
    now = check_policy(Source("fixed", found.text))
    left = judge_of(case.judge, now)
    names = [*(clause.name for clause in left.policy.clauses), *case.judge.policy.verdicts]

    def shown(world: Mapping[str, object]) -> tuple[object, ...]:
        return tuple([world[name] for name in names])

    assert {shown(one) for one in left.worlds} == {shown(one) for one in case.judge.worlds}, case.failed({}, found.text)
    again = asyncio.run(fix(now, chosen()))
    assert again.done == (), case.failed({}, found.text)


def judge_of(before: Judge, policy: CheckedPolicy) -> Judge:
    """The worlds of a policy over the values that the other one tells apart."""
    found = of_policy.policy(policy)
    clauses = {one.name: one for one in before.policy.clauses}
    return Judge(replace(found, clauses=tuple([clauses[one.name] for one in found.clauses])))
