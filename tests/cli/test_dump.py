"""`logitext dump`: what each stage makes of a policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import Ran, logitext

POLICY = """# Rules

{{text post: "a \\"post\\""}}  {{# a comment}}
Never {{let rude = [[is
rude]] prior 0.05 match /r\\/x/i}}, {{let level: low | high = [[how]]  let n: Real = [[how many]]}}.
{{let bad = rude unless level < high
  assume known: n >= 0.5 and 1 / 3 * n < 2
  verdict v: low | high = if bad then low else level
  violation remove = at least 1 of (bad, n == 2)}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p.nltc").write_text(POLICY)
    return tmp_path


def dump(folder: Path, *arguments: str, stdin: str = "") -> Ran:
    return logitext("dump", *arguments, cwd=folder, stdin=stdin)


def test_tokens(folder: Path) -> None:
    lines = dump(folder, "p.nltc", "--stage", "tokens").out.splitlines()
    assert lines[0] == '1:1-3:1         PROSE        "# Rules\\n\\n"'
    assert lines[4] == '3:12-3:13       COLON        ":"'
    assert '3:32-3:43       COMMENT      "# a comment"' in lines
    data = json.loads(dump(folder, "p.nltc", "--stage", "tokens", "--format", "json").out)
    assert len(data) == len(lines)
    assert data[2] == {"kind": "TEXT", "text": "text", "span": "3:3-3:7"}


def test_tree(folder: Path) -> None:
    lines = dump(folder, "p.nltc", "--stage", "tree").out.splitlines()
    assert lines[:5] == [
        'Prose "# Rules\\n\\n"  1:1-3:1',
        "Annotation  3:1-3:28",
        "  statements:",
        "    TextStatement main=false  3:3-3:26",
        '      name: Name "post"  3:8-3:12',
    ]
    assert '          value: Regex "r/x" flags="i"  5:25-5:32' in lines
    assert "      formula: Operation unless  6:13-6:37" in lines
    assert '          Comparison relations="<"  6:25-6:37' in lines
    data = json.loads(dump(folder, "p.nltc", "--stage", "tree", "--format", "json").out)
    assert data[1]["statements"][0]["name"] == {"node": "Name", "span": "3:8-3:12", "text": "post"}


def test_the_checked_policy(folder: Path) -> None:
    ran = dump(folder, "p.nltc", "--stage", "policy")
    assert ran.out == dump(folder, "p.nltc").out
    lines = [line.strip() for line in ran.out.splitlines()]
    assert 'post: "a \\"post\\""  line 3' in lines
    assert "level: low | high  line 5" in lines
    assert "match /r\\/x/i" in lines
    assert "let bad: Bool = and(rude, not((level < high)))  line 6" in lines
    assert "verdict v: low | high = if(bad, low, level)  line 8" in lines
    assert "known: and((0.5 <= n), ((1 * 1/3 * n) < 2))  line 7" in lines
    data = json.loads(dump(folder, "p.nltc", "--format", "json").out)
    assert [one["name"] for one in data["clauses"]] == ["rude", "level", "n"]
    assert data["defined"][0]["term"] == "and(rude, not((level < high)))"


def test_queries_tests_and_what_is_used(folder: Path) -> None:
    (folder / "used.nltc").write_text('{{text post: "a post"}} {{let tall = [[over two metres]]}}')
    (folder / "q.nltc").write_text(
        """{{use "used.nltc"}} {{let rude(s) = [[s is rude]]
        let big = [[is big]] where "big" is tall
        violation v = (forsome s in sentences(post): rude(s)) or big
        check()  cover v by mcdc  forsome post: v
        test "one": given tall, post = "Hi.\\nYou" expect v is undetermined, big or not big}}"""
    )
    lines = [line.strip() for line in dump(folder, "q.nltc").out.splitlines()]
    assert 'tall: Bool  line 1 of "used.nltc"' in lines
    assert 'where "big" is tall, that is "over two metres"' in lines
    assert lines[lines.index("quantified over") + 1] == "sentences(post)"
    assert lines[lines.index("queries") + 1 :] == [
        "check all verdicts  line 4",
        "cover v by mcdc  line 4",
        "forsome post: v  line 4",
        "tests",
        '"one"  line 5',
        "given tall = true",
        'given post = "Hi.\\nYou"',
        "expect v is undetermined",
        "expect or(big, not(big))",
    ]
    data = json.loads(dump(folder, "q.nltc", "--format", "json").out)
    assert data["units"] == ["sentences(post)"]
    assert data["queries"][1] == {"kind": "cover", "texts": [], "term": "v", "criterion": "mcdc"}
    assert data["tests"][0]["says"][0] == {"word": "given", "text": "tall = true"}


def test_the_elements_that_a_test_gives(folder: Path) -> None:
    (folder / "l.nltc").write_text(
        """{{list rows of {id: Text key, n: Int, body: text} list none of {n: Int}
        verdict v = forsome r in rows: r.n > 2  verdict w = forsome r in none: r.n > 2
        test "one": given rows = ({id: "a", n: 3, body: "Hi."}), none = () expect v, not w}}"""
    )
    lines = [line.strip() for line in dump(folder, "l.nltc").out.splitlines()]
    assert lines[lines.index("tests") + 2 :] == [
        "given rows = 1 element",
        'given rows["a"].id = "a"',
        'given rows["a"].n = 3',
        'given rows["a"] = "Hi."',
        "given none = 0 elements",
        "expect v",
        "expect not(w)",
    ]


def test_smt2(folder: Path) -> None:
    ran = dump(folder, "p.nltc", "--stage", "smt2")
    assert ran.status == 0
    assert '; oracle: "is rude" about post\n(declare-const rude Bool)\n' in ran.out
    assert "(define-fun bad () Bool (and rude (not (< (rank/low/high level) (rank/low/high high)))))\n" in ran.out
    assert dump(folder, "p.nltc", "--stage", "smt2", "--format", "json").status == 2


def test_standard_input(folder: Path) -> None:
    for stage in ("tokens", "tree", "policy", "smt2"):
        assert dump(folder, "-", "--stage", stage, stdin=POLICY).status == 0


@pytest.mark.parametrize("stage", ["tokens", "tree", "policy", "smt2"])
def test_wrong_policies(folder: Path, stage: str) -> None:
    ran = dump(folder, "-", "--stage", stage, stdin="{{let x = }}")
    assert (ran.status, ran.out) == (2, "")
    assert "<stdin>:1:11" in ran.err
    assert dump(folder, "missing.nltc", "--stage", stage).status == 2
