"""`logitext plan`: what it prints, in which formats, and what it says of what is wrong."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from logitext.records.plan import PlanOutline
from tests.cli.run import logitext

EXAMPLES = Path(__file__).parents[2] / "examples"
CLINIC = """{{text letter: "a letter to the clinic"}}
{{let seen = [[says that a doctor has looked at it]] prior 0.6
  let minor = [[is written for a child]] prior 0.1
  let worse = [[says that it has become worse]] prior 0.3
  let pain = [[mentions pain]] prior 0.5
  let urgent = [[describes a danger to life]] prior 0.02
  let odd = [[is odd]]
  violation call_back = urgent or (pain and worse and not seen) or (minor and pain)}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clinic.nltc").write_text(CLINIC)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("clinic", []),
        ("clinic-calls", ["--call", "2"]),
        ("clinic-shallow", ["--depth", "2", "--strategy", "given"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_text(folder: Path, name: str, options: list[str], golden: Callable[[str, str], None]) -> None:
    ran = logitext("plan", "clinic.nltc", *options, cwd=folder)
    assert (ran.status, ran.err) == (0, "")
    golden(f"plan/{name}.txt", ran.out)


@pytest.mark.parametrize("example", ["disruptive-behaviour", "hearsay", "notice-to-quit", "airline-refund"])
def test_text_of_examples(example: str, golden: Callable[[str, str], None]) -> None:
    ran = logitext("plan", "policy.nltc", cwd=EXAMPLES / example)
    assert (ran.status, ran.err) == (0, "")
    golden(f"plan/{example}.txt", ran.out)


def test_json_is_of_its_schema(folder: Path) -> None:
    ran = logitext("plan", "clinic.nltc", "--format", "json", cwd=folder)
    plan = PlanOutline.model_validate_json(ran.out)
    assert plan.clauses[-1].clause == "odd"
    assert plan.clauses[-1].matters is False
    schema = json.loads(logitext("schema", "plan", cwd=folder).out)
    assert schema["title"] == "Plan"
    assert set(json.loads(ran.out)) == set(schema["properties"])


def test_pictures(folder: Path) -> None:
    ran = logitext("plan", "clinic.nltc", "-o", "tree.svg", "-o", "tree.gv", "-o", "plan.json", cwd=folder)
    assert (ran.status, ran.out) == (0, "")
    picture = ET.fromstring((folder / "tree.svg").read_text())
    shown = " ".join("".join(element.itertext()) for element in picture.iter())
    assert picture.tag.endswith("svg")
    for word in ("pain", "mentions pain", "false (50 %)", "call_back true"):
        assert word in shown
    assert not re.search(r"(href|src)=", (folder / "tree.svg").read_text())
    assert float(picture.attrib["width"]) < 1000
    dot = (folder / "tree.gv").read_text()
    nodes = set(re.findall(r'^    "([^"]+)" \[', dot, re.MULTILINE))
    edges = re.findall(r'^  "([^"]+)" -> "([^"]+)" \[', dot, re.MULTILINE)
    assert nodes
    assert {end for edge in edges for end in edge} == nodes
    assert PlanOutline.model_validate_json((folder / "plan.json").read_text()).policy.path == "clinic.nltc"


def test_a_page_and_a_flowchart(folder: Path) -> None:
    (folder / "p.nltc").write_text('{{text t}}{{let a = [[says <script>alert(1)</script> & "b"]] verdict v = a}}')
    ran = logitext("plan", "p.nltc", "-o", "p.html", "-o", "p.mmd", "-o", "p.svg", cwd=folder)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    for shown in ((folder / "p.html").read_text(), (folder / "p.svg").read_text()):
        assert "<script" not in shown
        assert "&lt;script&gt;alert(1)" in shown
        assert not re.search(r"(href|src)=|url\((?!#)|@import", shown)
    assert "As planned: 1 question a document" in (folder / "p.html").read_text()
    assert '-->|"true #40;20 #37;#41;"|' in (folder / "p.mmd").read_text()


def test_what_looks_the_same_is_drawn_once(folder: Path) -> None:
    """From either answer to `a` on, the same is asked of the same share of documents."""
    clauses = " ".join(f"let {name} = [[{name}]] prior 0.5" for name in "abc")
    source = f"{{{{text t}}}}{{{{{clauses} verdict v = a xor b xor c}}}}"
    (folder / "p.nltc").write_text(source)
    assert logitext("plan", "p.nltc", "-o", "p.svg", cwd=folder).status == 0
    picture = ET.fromstring((folder / "p.svg").read_text())
    texts = [text.text or "" for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    names = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text") if text.attrib["class"] == "name"]
    assert len(names) == 5
    assert sum("50 % of documents" in text for text in texts) >= 4
    assert [text for text in texts if text.startswith("v ")] == [
        "v false: 50 % of documents",
        "v true: 50 % of documents",
    ]


def test_hostile_words_stay_words(folder: Path) -> None:
    (folder / "p.nltc").write_text('{{text t}}{{let a = [[says "</svg>" & \\n <b>]] verdict v = a}}')
    assert logitext("plan", "p.nltc", "-o", "p.svg", "-o", "p.dot", cwd=folder).status == 0
    assert len(list(ET.fromstring((folder / "p.svg").read_text()).iter())) > 5
    assert '\\"</svg>\\"' in (folder / "p.dot").read_text()


def test_learned_priors_change_the_plan(folder: Path) -> None:
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"letter {number}")
        logitext(
            "check", "clinic.nltc", f"{number}.txt", "--set", "pain=false", "--set", "urgent=true", "-q",
            "--record", "a.jsonl", cwd=folder,
        )  # fmt: skip
    logitext("priors", "learn", "a.jsonl", "--priors-file", "p.sqlite3", cwd=folder)
    ran = logitext("plan", "clinic.nltc", "--priors", "default", "--priors-file", "p.sqlite3", cwd=folder)
    first = re.search(r"documents take\n +(\w+)", ran.out)
    assert first is not None
    assert first[1] == "urgent"


def test_units_are_spelt_out(folder: Path) -> None:
    source = "{{text post}}{{let rude(s) = [[s is rude]] prior 0.5 verdict v = forsome s in sentences(post): rude(s)}}"
    (folder / "units.nltc").write_text(source)
    ran = logitext("plan", "units.nltc", "--units", "sentences(post)=3", cwd=folder)
    assert "spelt out for sentences(post) = 3" in ran.out
    assert "as planned               1.75" in ran.out
    ran = logitext("plan", "units.nltc", cwd=folder)
    assert '`--units "sentences(post)=5"`' in " ".join(ran.out.split())
    ran = logitext("plan", "units.nltc", "--units", "sentences(post)=10001", cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert "error[NLT311]: `post` has 10001 sentences" in ran.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--verdict", "call_bakc"], "error[NLT604]: the policy declares no verdict `call_bakc`\n  help: did you mean"),
        (["--units", "words(letter)=3"], "the policy does not speak of `words(letter)`: it speaks of none"),
        (["--call", "-1"], "-1.0 is not in the range x>=0"),
        (["--question", "0"], "0.0 is not in the range x>0"),
        (["-o", "no/such/folder.svg"], "error[NLT608]: cannot write no/such/folder.svg"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, options: list[str], message: str) -> None:
    ran = logitext("plan", "clinic.nltc", *options, cwd=folder)
    assert ran.status == 2
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_a_picture_of_what_has_no_tree_is_refused(folder: Path) -> None:
    (folder / "sum.nltc").write_text("{{text t}}{{let a: Int = [[a]] let b: Int = [[b]] verdict v = a + b > 3}}")
    ran = logitext("plan", "sum.nltc", "--format", "svg", cwd=folder)
    assert ran.status == 2
    assert "error[NLT612]: there is no decision tree to draw" in ran.err


def test_a_policy_that_asks_nothing(folder: Path) -> None:
    (folder / "none.nltc").write_text("{{text t}}{{let a = [[a]] verdict v = a or not a}}")
    ran = logitext("plan", "none.nltc", cwd=folder)
    assert "there is nothing to ask" in ran.out
    assert "can never matter: a" in ran.out
    assert logitext("plan", "none.nltc", "--format", "svg", cwd=folder).status == 0
