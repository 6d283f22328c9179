"""Values that nobody means, wherever a number, a label, a date or a text is read: an error or a use, never a fault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from logitext.cli.main import main

NUMBERS = ["1e400", "-1e400", "1e-400", "-1", "0", "9" * 400, "9" * 5000, "-0.0", "1/0", "1_0", "0x10", "1e"]
WORDS = [".inf", ".nan", "inf", "nan", "null", "true", "~", "[]", "{}", "[1]", "{a: 1}", '""', "a\u0001b", "a b", "%"]
DATES = ["2026-13-40", "0000-00-00", "9999-12-31", "10000-01-01", "2026-01-01T00:00:00Z"]
MARKS = ["!!python/object:os.system x", "&a [*a]", "*a", '"\\ud800"', "٣", "²", "\u202e"]
NASTY = (*NUMBERS, *WORDS, *DATES, *MARKS)
POLICY = """{{text post}} {{let a = [[A]] let n: Int = [[N]] let r: Real = [[R]] let d: Date = [[D]]
  let t: Text = [[T]] let k: low | high = [[K]] let c(s) = [[s is C]]}}
{{verdict v = a and n > 3 and r < 2.5 and d > 2026-01-01 and t == "x" and k >= high}}
{{verdict w = forsome s in sentences(post): c(s)}}
"""

FILES = {
    "mock": (
        "answers:\n  a: {}",
        "answers:\n  n: {}",
        "answers:\n  d: {}",
        "error_rate: {}",
        "confidence: {}",
        "seed: {}",
        "faults: {{timeout: {}}}",
        "price: {{question: {}}}",
        "price: {{call: {}}}",
        "{}: 1",
        "answers: {}",
    ),
    "answers": (
        "a: {}",
        "n: {}",
        "r: {}",
        "d: {}",
        "t: {}",
        "k: {}",
        "a: {{value: true, probability: {}}}",
        "a: {{value: true, quote: {}}}",
        "texts: {}",
        "texts: {{post.txt: {}}}",
        "{}: true",
    ),
}
SETTINGS = ("a={}", "n={}", "r={}", "d={}", "t={}", "k={}", "{}=true", "c(post.sentences[{}])=true")
OPTIONS = ("--deadline", "--max-cost", "--max-calls", "--max-questions", "--max-tokens", "--batch", "--what-if")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "p.nltc").write_text(POLICY, "utf-8")
    (tmp_path / "post.txt").write_text("One. Two.", "utf-8")
    return tmp_path


def _status(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["logitext", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    written = capsys.readouterr()
    assert ended.value.code in (0, 1, 2, 3, 4), f"{arguments}: {written.err}"
    return int(ended.value.code)


@pytest.mark.parametrize(("kind", "form"), [(kind, form) for kind, forms in FILES.items() for form in forms])
def test_in_a_file(
    folder: Path, kind: str, form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in NASTY:
        (folder / "x.yaml").write_text(form.format(*[value] * form.count("{}")) + "\n", "utf-8")
        _status(monkeypatch, capsys, "check", "p.nltc", "post.txt", "--theory", f"{kind}:x.yaml", "--why-not")


@pytest.mark.parametrize("field", ["input", "output", "cached"])
def test_in_a_file_of_prices(
    folder: Path, field: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in NASTY:
        row = {"input": "1", "output": "1"} | {field: value}
        text = '[models."m"]\n' + "\n".join(f"{name} = {one}" for name, one in row.items()) + "\n"
        (folder / "prices.toml").write_text(text, "utf-8")
        given = ("--theory", "openai:m", "--base-url", "http://127.0.0.1:9/v1", "--prices", "prices.toml")
        _status(monkeypatch, capsys, "check", "p.nltc", "post.txt", *given, "--dry-run")


@pytest.mark.parametrize("form", SETTINGS)
@pytest.mark.parametrize("option", ["--set", "--what-if"])
def test_in_a_setting(
    folder: Path, option: str, form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in NASTY:
        given = form.format(value)
        _status(monkeypatch, capsys, "check", "p.nltc", "post.txt", "--set", "n=1", option, given, "--explain")


@pytest.mark.parametrize("option", OPTIONS)
def test_as_an_option(
    folder: Path, option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in NASTY:
        _status(monkeypatch, capsys, "check", "p.nltc", "post.txt", f"{option}={value}", "--format", "json")


@pytest.mark.parametrize(
    "form", ["n > {}", "r > {}", "d > {}", "t == {}", "k == {}", "n * {} > 3", "at least {} of (a, a)"]
)
def test_in_a_formula(
    folder: Path, form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in NASTY:
        policy = POLICY + "{{verdict z = " + form.format(value) + "}}\n"
        (folder / "p.nltc").write_text(policy, "utf-8")
        _status(monkeypatch, capsys, "check", "p.nltc", "post.txt", "--set", "a=true", "--why-not")
        _status(monkeypatch, capsys, "fmt", "--diff", "p.nltc")
