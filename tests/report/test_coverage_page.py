"""The page about what tests exercise."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import logitext
from logitext.report.testing.formats.html import page
from logitext.report.testing.view import TestsView
from tests.cli.run import logitext as command

POLICY = """# House <rules>

{{text message}} {{fact age: Int "the age of the account"}}

We remove a message that {{let threat = [[threatens somebody]]}} unless {{let quoted = [[is quoted]]}}.

{{violation remove = threat unless quoted
  verdict old = age > 3}}

{{test "a <script>": given threat, not quoted expect remove
  test "quoted": given threat, quoted expect not remove
  test "wrong": given not threat expect remove}}
"""


def of(*sources: str, suggest: bool = False, mutate: bool = False) -> str:
    policies = [logitext.loads(source, f"p{number}.nltc") for number, source in enumerate(sources, 1)]
    reports = [policy.test(coverage=True, suggest=suggest, mutate=mutate) for policy in policies]
    return page(TestsView(reports, [policy.checked for policy in policies]))


class _Elements(HTMLParser):
    """What stands in a page, and whether each element ends."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_prose_and_lines_are_coloured_by_what_tests_exercise() -> None:
    shown = of(POLICY)
    assert "2 of 3 tests pass; 9 of 17 goals are exercised." in shown
    assert re.search(r'<a class="lit is-unknown" [^>]*title="threat: 3/4">threatens somebody<b class="said">3/4', shown)
    assert re.search(r'<a class="lit is-true" [^>]*title="quoted: 4/4">is quoted<b class="said">4/4', shown)
    assert re.search(r'<a class="lit is-bad" [^>]*title="age: 0/5">the age of the account', shown)
    assert '<code class="formula is-true">violation remove = threat unless quoted <b class="said">2/2</b>' in shown
    assert '<tr class="is-bad" title="no test"><td class="number">3</td>' in shown
    assert '<tr class="is-unknown" title="wrong, a &lt;script&gt;, quoted"><td class="number">5</td>' in shown
    assert '<tr><td class="number">1</td><td class="number"></td>' in shown
    assert "not threat, and that alone turns whether remove is true" in shown


def test_what_comes_from_a_policy_is_text_and_nothing_runs() -> None:
    shown = of(POLICY, suggest=True, mutate=True)
    parser = _Elements()
    parser.feed(shown)
    assert parser.open == []
    assert "script" not in parser.seen
    assert "House &lt;rules&gt;" in shown
    assert "Tests that would" in shown
    assert "Deliberate changes that no test notices" in shown
    assert "Content-Security-Policy" in shown


def test_several_policies_have_anchors_of_their_own() -> None:
    shown = of(POLICY, POLICY.replace("threat", "insult"))
    assert "<h2>p1.nltc</h2>" in shown
    assert "<h2>p2.nltc</h2>" in shown
    ids = re.findall(r'<tr id="([^"]+)"', shown)
    assert len(ids) == len(set(ids)) > 8
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= set(ids)


def test_all_exercised_and_nothing_at_all() -> None:
    source = "{{text t}} {{let a = [[a]] violation v = a}}"
    tested = source + '{{test "x": given a expect v test "y": given not a expect not v}}'
    assert "2 of 2 tests pass; 6 of 6 goals are exercised." in of(tested, mutate=True)
    assert "There are none." in of(tested, mutate=True)
    assert "There are no tests; 0 of 6 goals are exercised." in of(source)


@pytest.mark.parametrize("arguments", [("-o", "c.html"), ("--format", "html")])
def test_the_command_writes_it(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "p.nltc").write_text(POLICY)
    ran = command("test", "p.nltc", *arguments, cwd=tmp_path)
    assert ran.status == 1
    written = (tmp_path / "c.html").read_text() if arguments[0] == "-o" else ran.out
    assert written.startswith("<!doctype html>")
    assert "What tests exercise of p.nltc" in written
