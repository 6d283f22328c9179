"""The benchmark of keystrokes runs, and each of its changes is one that an author makes."""

from __future__ import annotations

import pytest

from benchmarks import keystrokes
from benchmarks.parsing import policy
from logitext.lsp.analysis import analyse
from logitext.syntax.source import Source


def test_the_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["keystrokes", "--bytes", "3000"])
    assert keystrokes.main() == 0
    rows = capsys.readouterr().out.splitlines()[3:]
    assert len(rows) == 7
    assert all(len(row.split()) >= 5 for row in rows)


def test_what_is_typed() -> None:
    text = policy(3000)
    before = analyse(Source("p.nltc", text))
    wrong = {}
    for what, new in keystrokes.changes(text, text.count("## Section") - 1).items():
        source = Source("p.nltc", new)
        found = analyse(source, before).diagnostics
        assert found == analyse(source).diagnostics
        wrong[what] = [one.code for one in found]
    assert [what for what, codes in wrong.items() if not codes] == list(wrong)[:4]
    assert [codes[0] for codes in list(wrong.values())[4:]] == ["NLT101", "NLT103", "NLT102"]
