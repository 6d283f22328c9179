"""`logitext graph`: formats, files, parts of the graph, and what is wrong with a call."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.run import logitext

ROOT = Path(__file__).parents[2]
HARASSMENT = ROOT / "examples" / "harassment" / "policy.nltc"


def nodes(tmp_path: Path, *arguments: str) -> list[str]:
    ran = logitext("graph", HARASSMENT, "--format", "json", *arguments, cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    return [node["id"] for node in json.loads(ran.out)["nodes"]]


def test_dot_is_the_default(tmp_path: Path) -> None:
    ran = logitext("graph", HARASSMENT, cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("digraph policy {\n")
    assert "rankdir=LR" in ran.out


def test_files_choose_their_format(tmp_path: Path) -> None:
    names = ["a.svg", "b.json", "c.mmd", "d.GV", "e.txt"]
    ran = logitext(
        "graph", HARASSMENT, *[word for name in names for word in ("-o", name)], "--format", "mermaid", cwd=tmp_path
    )
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert json.loads((tmp_path / "b.json").read_text("utf-8"))["schema_version"] == "1"
    for name in ("c.mmd", "e.txt"):
        assert (tmp_path / name).read_text("utf-8").startswith("flowchart LR\n")
    assert (tmp_path / "d.GV").read_text("utf-8").startswith("digraph policy {")


def test_parts(tmp_path: Path) -> None:
    everything = nodes(tmp_path)
    assert nodes(tmp_path, "--texts") == ["post", *everything]
    assert "escalate" not in nodes(tmp_path, "--verdict", "remove")
    assert nodes(tmp_path, "--verdict", "remove", "--verdict", "escalate") == everything
    assert nodes(tmp_path, "--no-clauses") == ["excused", "harassment", "deadly_is_threat", "remove", "escalate"]


def test_direction(tmp_path: Path) -> None:
    assert "rankdir=TB" in logitext("graph", HARASSMENT, "--direction", "TB", cwd=tmp_path).out


def test_settings_for_other_commands_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "logitext.toml").write_text('format = "jsonl"\nverdict = ["other"]\n', "utf-8")
    ran = logitext("graph", HARASSMENT, cwd=tmp_path, env={"LOGITEXT_FORMAT": "text", "LOGITEXT_VERDICT": "no"})
    assert (ran.status, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--verdict", "removed"],
            "error[NLT604]: the policy declares no verdict `removed`\n  help: did you mean `remove`?",
        ),
        (["--verdict", "xyz"], "help: it declares `remove`, `escalate`"),
        (["-o", "no/such/folder.svg"], "error[NLT608]: cannot write no/such/folder.svg: there is no such folder"),
        (["--format", "png"], "there is no format of a graph `png`: there are `dot`"),
    ],
    ids=["misspelt", "unknown", "folder", "format"],
)
def test_wrong_calls(arguments: list[str], message: str, tmp_path: Path) -> None:
    ran = logitext("graph", HARASSMENT, *arguments, cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_a_wrong_policy(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text("# P\n\n{{verdict v = nothing_such}}\n", "utf-8")
    ran = logitext("graph", "p.nltc", cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert "error[NLT201]" in ran.err


def test_a_policy_without_verdicts(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text("# P\n\n{{let a = [[it is so]]}}\n", "utf-8")
    assert '"a" [label=' in logitext("graph", "p.nltc", cwd=tmp_path).out
    assert "it declares none" in logitext("graph", "p.nltc", "--verdict", "v", cwd=tmp_path).err
    assert logitext("graph", "p.nltc", "--no-clauses", "--format", "svg", cwd=tmp_path).status == 0


def test_a_page_shows_what_a_policy_says_as_text(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(
        '# <script>1</script>\n\n{{text t: "<img src=x onerror=alert(1)>"}}'
        "{{let a = [[says <script>alert(2)</script>]]\n"
        '  let b = [[is "</title><script>" & so on]]\n  verdict v = a unless b}}\n',
        "utf-8",
    )
    ran = logitext("graph", "p.nltc", "--texts", "-o", "p.html", "-o", "p.svg", cwd=tmp_path)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    for name in ("p.html", "p.svg"):
        shown = (tmp_path / name).read_text("utf-8")
        assert "<script" not in shown
        assert "<img" not in shown
        assert "says &lt;script&gt;alert(2)&lt;/script&gt;" in shown
        assert not re.search(r"(href|src)=|url\((?!#)|@import", shown.replace("src=x", ""))
    assert "default-src &#39;none&#39;" in (tmp_path / "p.html").read_text("utf-8").replace("'", "&#39;")


def test_exceptions_are_told_from_conditions(tmp_path: Path) -> None:
    """In JSON, in DOT, in Mermaid and by a bar in SVG."""
    (tmp_path / "p.nltc").write_text(
        "{{text t}}{{let a = [[a]] let b = [[b]] let n: Int = [[n]] let m: Int = [[m]]\n"
        "  let d = not (a and b)\n  verdict v = n >= 2 unless m > 3\n  verdict w = (a implies b) xor d\n"
        "  verdict x = (at most 1 of (a, b)) and a}}\n"
    )
    edges = json.loads(logitext("graph", "p.nltc", "--format", "json", cwd=tmp_path).out)["edges"]
    against = {(edge["source"], edge["target"]) for edge in edges if edge["against"]}
    assert against == {("a", "d"), ("b", "d"), ("m", "v"), ("b", "x")}
    dot = logitext("graph", "p.nltc", cwd=tmp_path).out
    assert '"m" -> "v" [arrowhead=tee' in dot
    assert '"n" -> "v";' in dot
    assert logitext("graph", "p.nltc", "--format", "mermaid", cwd=tmp_path).out.count(" --x ") == 4
    assert logitext("graph", "p.nltc", "--format", "svg", cwd=tmp_path).out.count("url(#bar)") == 4 + 1
