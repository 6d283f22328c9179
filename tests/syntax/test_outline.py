"""Headings above a place, and the sentence around a clause."""

from __future__ import annotations

import pytest

from logitext.syntax.outline import Outline
from logitext.syntax.parser import parse
from logitext.syntax.source import Source
from logitext.syntax.tree import ClauseStatement


def outline(text: str) -> tuple[Outline, list[ClauseStatement]]:
    document, diagnostics = parse(Source("p", text))
    assert diagnostics == ()
    return Outline(document), [s for s in document.statements if isinstance(s, ClauseStatement)]


def test_headings() -> None:
    text = "{{}}\n# A\n## B #\n```\n# no heading\n```\n{{}}\n### C `c` {{text t}}\n# D\n#no\n{{let x = [[\n# y]]}}"
    found, (clause,) = outline(text)
    assert found.headings(0) == ()
    assert found.headings(text.index("{{}}", 5)) == ("A", "B")
    assert found.headings(text.index("{{text")) == ("A", "B", "C `c`")
    assert found.headings(clause.span.start) == ("D",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("We remove what {{let x = [[is rude]]}}.", "We remove what «is rude»."),
        ("First. We remove what {{let x = [[is rude]]}}. Then we rest.", "We remove what «is rude»."),
        ("- It {{let x = [[is\n rude]]}}, or\n  worse.\n\nNo.", "It «is rude», or worse."),
        ("## 2. What {{let x = [[is rude]]}}\n\nNo.", "2. What «is rude»"),
        ("A {{let x = [[b. C]]}} d! E {{text t}} f.", "A «b. C» d!"),
        ("It {{text t}} is {{let x = [[rude]] let y = [[loud]]}} here.", "It is «rude», loud here."),
        ("{{let x = [[how bad]]}}\n{{let y = [[how many]]}}", "«how bad»"),
        ("Why {{let x = [[so]]}}?", "Why «so»?"),
        ("{{let x = [[alone]]}}", "«alone»"),
    ],
)
def test_sentences(text: str, sentence: str) -> None:
    found, (clause, *_) = outline(text)
    assert found.sentence(clause) == sentence


def test_many_clauses_in_one_paragraph_each_know_their_sentence() -> None:
    text = " ".join(f"It {{{{let x{i} = [[is {i}]]}}}}." for i in range(300))
    found, clauses = outline(text)
    assert [found.sentence(clause) for clause in clauses] == [f"It «is {i}»." for i in range(300)]
