"""The page of a run: counts of all documents, and the decisions that are most worth a look."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.syntax.diagnostics import InputError
from logitext.theory import Pattern
from tests.cli.run import logitext as command
from tests.run.made import lines, run

EVIL = "<script>document.title = 'evil'</script>"
POLICY = r"""{{text post}}
{{let rude = [[is rude]] match /\brude\b/ reject /\bnice\b/ let joke = [[is a joke]] reject /./
  violation remove = rude unless joke}}
"""
ROWS: list[dict[str, Any]] = [
    {"id": "nice", "post": "a nice day"},
    {"id": "rude", "post": f"a rude day {EVIL}"},
    {"id": "open", "post": "a day"},
    {"id": "bad", "post": 3},
]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("ordered", [True, False])
def test_what_failed_and_what_is_open_comes_first(tmp_path: Path, workers: int, ordered: bool) -> None:
    (tmp_path / "p.nltc").write_text(POLICY, "utf-8")
    page = tmp_path / "page.html"
    data = lines(tmp_path / "d.jsonl", ROWS)
    policy = logitext.load(tmp_path / "p.nltc")
    run(policy, data, tmp_path, id="id", theory=Pattern(), html=page, workers=workers, ordered=ordered)
    html = page.read_text("utf-8")
    assert [html.index(f"<b>{name}</b> <span") for name in ("open", "rude", "nice")] == sorted(
        html.index(f"<b>{name}</b> <span") for name in ("open", "rude", "nice")
    )
    counts = re.findall(r"<li[^>]*><b>(\d+)</b> (.+?)</li>", html)
    wanted = {
        "documents": 4,
        "decided": 2,
        "undetermined": 1,
        "in conflict": 0,
        "failed": 0,
        "bad records": 1,
        "remove": 1,
    }
    assert {words: int(number) for number, words in counts} == wanted
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "false if rude were false" in html  # explained, as far as the answers go


def test_several_policies(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY, "utf-8")
    (tmp_path / "q.nltc").write_text("{{text post}} {{let a = [[has an a]] match /a/ verdict has = a}}", "utf-8")
    data = lines(tmp_path / "d.jsonl", ROWS[:1])
    words = [str(tmp_path / "p.nltc"), str(tmp_path / "q.nltc"), str(data), "--id", "id", "--theory", "pattern"]
    ran = command("run", *words, "--rows", tmp_path / "rows.jsonl", "--html", tmp_path / "page.html", cwd=tmp_path)
    assert ran.status == 0, ran.err
    html = (tmp_path / "page.html").read_text("utf-8")
    assert html.count("<b>nice</b> <span") == 2
    assert html.count("SHA-256") == 2


def test_its_name(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", ROWS)
    with pytest.raises(InputError, match=r"has the format `\.txt`"):
        run(logitext.loads(POLICY), data, tmp_path, id="id", theory=Pattern(), html=tmp_path / "page.txt")
