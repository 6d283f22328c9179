"""A decision as a page: the policy's prose lit by the answers, evidence in the text, reasons and flips."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logitext
from logitext.report.decision.evidence import marked
from logitext.report.decision.page import page
from logitext.report.decision.prose import blocks
from logitext.report.decision.view import View, view
from logitext.report.pages.template import _coded
from logitext.theory import Answers, Pattern
from tests.cli.run import logitext as command

ROOT = Path(__file__).parents[2]
EVIL = "<script>alert('x')</script>"


def viewed(source: str, text: str, answers: dict[str, object], **options: object) -> View:
    policy = logitext.loads(source)
    result = policy.check(text, theory=Answers(answers), **options)  # type: ignore[arg-type]  # options of a check
    return view(policy.checked, policy.explain(result, why_not=True), {next(iter(policy.texts)): text})


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)))


def test_prose_with_its_clauses() -> None:
    source = (
        "# Rules\n\nA post {{text post}} is *bad* when it {{let rude = [[is rude]]\n prior 0.1}}, or\n"
        "- it {{let loud: Int = [[how loud]]}};\n- or not.\n\n{{let worse = rude or loud > 3\n"
        "  violation v = worse}}\n\n"
        '## More\nThe end.{{test "t": given rude expect v}}\n'
    )
    shown = viewed(source, "x", {"rude": False, "loud": 7})
    ((_, found),) = shown.files
    assert [(block.kind, "".join(piece.text for piece in block.pieces)) for block in found] == [
        ("h1", "Rules"),
        ("p", "A post post is *bad* when it is rude, or"),
        ("li", "it how loud;"),
        ("li", "or not."),
        ("formulas", "let worse = rude or loud > 3violation v = worse"),
        ("h2", "More"),
        ("p", "The end.\n"),
    ]
    pieces = {piece.name: piece for block in found for piece in block.pieces if piece.state is not None}
    states = {name: (piece.state.kind, piece.state.words) for name, piece in pieces.items() if piece.state}
    assert states == {
        "rude": ("false", "false"),
        "loud": ("value", "7"),
        "worse": ("true", "true"),
        "v": ("bad", "true"),
    }


def test_unknown_and_not_asked_are_told_apart() -> None:
    source = "{{text t let a = [[a]] let b = [[b]] let c = [[c]] violation v = a and b  verdict w = a or c}}"
    policy = logitext.loads(source)
    result = policy.check("x", theory=Answers({"a": True}))
    shown = view(policy.checked, result, {"t": "x"})
    assert [(one.name, one.state.kind) for one in shown.clauses] == [
        ("a", "true"),
        ("b", "unknown"),
        ("c", "not-asked"),
    ]
    assert [(one.name, one.state.kind) for one in shown.verdicts] == [("v", "unknown"), ("w", "true")]


def test_uses_of_a_clause_with_parameters_come_together() -> None:
    policy = logitext.loads("{{text t  let rude(s) = [[s is rude]]  violation v = forsome s in sentences(t): rude(s)}}")
    result = policy.check("One. Two.", theory=lambda question, _: "2" in question.clause)
    shown = view(policy.checked, policy.explain(result), {"t": "One. Two."})
    pieces = [piece for _, found in shown.files for block in found for piece in block.pieces if piece.kind == "clause"]
    assert pieces[0].state is not None
    assert pieces[0].state.words.startswith("true for 1 of 2")
    assert page([shown], "t")


@given(st.text(alphabet="ab \n<", max_size=30), st.lists(st.text(alphabet="ab \n<", max_size=5), max_size=6))
def test_marks_lose_no_character(text: str, quotes: list[str]) -> None:
    pieces = marked(text, [(f"c{number}", quote) for number, quote in enumerate(quotes)])
    assert "".join(piece.text for piece in pieces) == text
    for number, quote in enumerate(quotes):
        shown = "".join(piece.text for piece in pieces if f"c{number}" in piece.clauses)
        assert shown == (quote if quote in text else "")


def test_nothing_that_comes_from_outside_is_html() -> None:
    source = f'{{{{text t: "{EVIL}"}}}} {EVIL} {{{{let a = [[{EVIL}]]  violation v = a}}}}'
    shown = viewed(source, f"say {EVIL}", {"a": {"value": True, "quote": EVIL}}, label=EVIL)
    html = page([shown, shown], EVIL)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 8
    assert "default-src 'none'" in html
    assert "http" not in html.replace("http-equiv", "")


def test_a_conflict_and_an_error_are_said() -> None:
    source = "{{text t let a = [[a]] let b = [[b]] assume not (a and b)  violation v = a}}"
    shown = viewed(source, "x", {"a": True, "b": True})
    assert "contradict each other" in text_of(page([shown], "t"))
    policy = logitext.loads(source)
    result = policy.check("x", theory=Pattern()).model_copy(update={"error": "ValueError: <b>"})
    assert "so nothing is known: ValueError: &lt;b&gt;" in page([view(policy.checked, result, {})], "t")


@pytest.mark.parametrize("example", ["harassment", "airline-refund", "mail-reply", "marketplace", "notice-to-quit"])
def test_examples_can_be_shown(example: str) -> None:
    policy = logitext.load(ROOT / "examples" / example / "policy.nltc")
    result = policy.check(dict.fromkeys(policy.texts, "Hello. World.\n> Hello"), theory="pattern")
    html = page([view(policy.checked, policy.explain(result, why_not=True), {})], example)
    prose = text_of(html)
    for block in blocks(policy.checked.document, {}, {})[:4]:
        for piece in block.pieces:
            if piece.kind == "prose" and "&" not in piece.text and "'" not in piece.text and '"' not in piece.text:
                assert " ".join(piece.text.split()) in prose


def test_the_command_writes_a_page(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    folder = ROOT / "examples" / "harassment"
    words: list[str | Path] = [
        "check",
        folder / "policy.nltc",
        folder / "texts" / "threat.txt",
        "--answers",
        folder / "answers.yaml",
    ]
    ran = command(*words, "-q", "--html", "page.html", cwd=tmp_path)
    assert (ran.status, ran.err) == (1, "")
    html = (tmp_path / "page.html").read_text("utf-8")
    body = re.sub(r"<style>.*</style>", "<style></style>", html, flags=re.DOTALL).replace(str(ROOT), "…")
    golden("decision/threat.html", body)
    ran = command(*words, folder / "texts" / "report.txt", "-q", "--html", tmp_path / "no" / "page.html", cwd=tmp_path)
    assert ran.status == 2


def test_how_sure_a_verdict_is() -> None:
    """Its probability, and what it hangs on; nothing where nobody asked for it."""
    source = "{{text post}}{{let rude = [[is rude]]  violation v = rude}}"
    plain = viewed(source, "x", {"rude": True})
    assert plain.verdicts[0].chances == ()
    assert "How sure it is" not in page([plain], "x")
    sure = viewed(source, "x", {"rude": True}, probability=True, error_rates={"rude": 0.1})
    assert sure.verdicts[0].chances == (
        "probability: true 0.900, false 0.100",
        "rude is true with 0.900; if it is not, true has 0",
    )
    assert "How sure it is" in page([sure], "x")


def test_a_list_of_decisions_shows_how_each_document_begins() -> None:
    source = "{{text post}}{{let rude = [[is rude]]  violation v = rude}}"
    long = viewed(source, f"{EVIL}{'word ' * 100}", {"rude": True})
    html = page([long, long], "x")
    assert html.count('<span class="opening soft">') == 2
    assert EVIL not in html
    (opening, _) = re.findall(r'<span class="opening soft">(.*?)</span>', html)
    assert opening.endswith("...")
    assert len(opening) < 300


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nothing uses `paid`", "nothing uses <code>paid</code>"),
        ("`<b>` and `a`", "<code>&lt;b&gt;</code> and <code>a</code>"),
        ("a lone ` and <b>", "a lone ` and &lt;b&gt;"),
        ("", ""),
    ],
)
def test_names_in_backticks_are_code(text: str, shown: str) -> None:
    assert str(_coded(text)) == shown
