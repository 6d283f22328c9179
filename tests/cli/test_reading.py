"""Documents that are HTML or mail: by their names, by `--read`, and what is said where neither is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import logitext
from logitext.cli.main import cli

POLICY = """{{text post: "a post"}}
{{let rude(l) = [[l is rude]] match /you fool/i  let quoted(l) = [[l is quoted]] match /^>/
  violation remove = forsome l in lines(post): rude(l) unless quoted(l)}}
"""
PAGE = "<p>You&nbsp;f&#111;<b>ol</b></p><p>Bye</p>"
MAIL = (
    "From: a@example.org\nSubject: Hi\nMIME-Version: 1.0\nContent-Type: text/plain\n"
    "Content-Transfer-Encoding: base64\n\nWW91IGZvb2w=\n"
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.nltc").write_text(POLICY)


def check(*words: str, stdin: str = "") -> tuple[list[object], str]:
    """The values of `remove`, or the error of a document; and what is said beside."""
    line = ("check", "p.nltc", *words, "--theory", "pattern:complete", "--format", "jsonl", "--exit-zero")
    ran: Result = CliRunner().invoke(cli, line, input=stdin, standalone_mode=False, catch_exceptions=False)
    results = [json.loads(one) for one in ran.stdout.splitlines()]
    return [one["error"] or one["verdicts"]["remove"]["value"] for one in results], ran.stderr


@pytest.mark.parametrize(
    ("name", "content"), [("a.html", PAGE), ("a.HTM", PAGE), ("a.eml", MAIL), ("a.txt", "You fool")]
)
def test_a_name_says_how_a_document_is_read(name: str, content: str) -> None:
    Path(name).write_text(content)
    assert check(name) == ([True], "")
    assert check(name, "--read", "text")[0] == [name == "a.txt"]


def test_an_option_goes_before_the_name() -> None:
    Path("a.txt").write_text(PAGE)
    assert check("a.txt", "--read", "html") == ([True], "")
    assert check("-", "--read", "mail", stdin=MAIL) == ([True], "")
    Path("logitext.toml").write_text("read = 'html'\n")
    assert check("a.txt") == ([True], "")


def test_what_is_quoted_can_be_told() -> None:
    Path("a.html").write_text("Really?<blockquote>You fool</blockquote>")
    assert check("a.html") == ([False], "")


def test_what_looks_like_another_format_is_said_once() -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(PAGE)
    Path("c.txt").write_text(MAIL)
    values, said = check("a.txt", "b.txt", "c.txt")
    assert values == [False, False, False]
    assert said.count("NLT626") == 2
    assert "a.txt looks like HTML, and is read as the text that stands in it" in said
    assert "c.txt looks like a mail" in said
    assert check("-", stdin=PAGE)[1].startswith("warning[NLT626]: standard input looks like HTML")
    Path("d.txt").write_text("a < b, and see: <https://example.org>\nFrom: me\nTo: you\n")
    assert check("d.txt") == ([False], "")


def test_a_fault_of_a_document_is_its_own() -> None:
    Path("a.html").write_bytes(b"<meta charset=utf-8>caf\xe9")
    Path("b.html").write_text(PAGE)
    (fault, value), said = check("a.html", "b.html")
    assert "cannot read the text a.html: it is not utf-8: byte 0xe9" in str(fault)
    assert value is True
    assert "NLT601" in said


def test_quotations_are_of_the_text_that_was_read() -> None:
    Path("a.html").write_text(PAGE)
    policy = logitext.loads("{{text post}} {{let rude = [[is rude]] match /You fool/  violation remove = rude}}")
    result = policy.check(logitext.read("a.html"))
    assert result.verdicts["remove"].because[0].quote == "You fool"
    assert logitext.read(PAGE.encode(), "html") == "You fool\n\nBye"
    assert logitext.read(PAGE.encode()) == PAGE
    for document, format in (("none.html", "auto"), (b"caf\xe9", "html"), (b"", "pdf")):
        with pytest.raises(logitext.InputError, match="NLT601"):
            logitext.read(document, format)  # type: ignore[arg-type]  # one of them is no format
