"""The formatter changes the layout, once, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.parser import parse
from logitext.syntax.printing import format
from logitext.syntax.printing.format import UnfaithfulError, format_source
from logitext.syntax.printing.lexemes import lexemes
from logitext.syntax.printing.write import print_document, print_statement
from logitext.syntax.source import Source
from logitext.syntax.tree import Document, Prose, Statement
from tests.syntax import trees

ROOT = Path(__file__).parents[3]


def fmt(text: str, line_length: int = 100) -> str:
    return format_source(Source("p.nltc", text), line_length)


def prose(text: str) -> list[str]:
    document, _ = parse(Source("p.nltc", text))
    return [part.text for part in document.parts if isinstance(part, Prose)]


def essence(text: str) -> list[tuple[str, str]]:
    """Tokens and comments; the words of `at least` may have been on two lines."""
    return [
        (one.kind, " ".join(one.text.split()) if one.kind.startswith("AT_") else one.text)
        for one in lexemes(Source("p.nltc", text))
    ]


def gaps(text: str) -> list[str]:
    """What stands between the tokens and comments."""
    found = [(one.span.start, one.span.end) for one in lexemes(Source("p.nltc", text))]
    return [text[end:start] for (_, end), (start, _) in pairwise(found)]


def formatted(text: str, line_length: int = 100) -> str:
    """The formatted text, after all that must hold of it."""
    once = fmt(text, line_length)
    assert fmt(once, line_length) == once
    assert prose(once) == prose(text)
    assert essence(once) == essence(text)
    assert not [gap for gap in gaps(once) if re.search(r"[ \t][\r\n]", gap)]
    return once


@given(trees.documents, st.integers(0, 2**32), st.sampled_from([1, 30, 80, 100]))
@settings(max_examples=300)
def test_once_is_enough_and_nothing_is_lost(document: Document, seed: int, line_length: int) -> None:
    text = trees.laid_out(print_document(document), seed)
    once = formatted(text, line_length)
    assert parse(Source("p", once))[0] == document


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*/policy.nltc")), ids=lambda path: path.parent.name)
@pytest.mark.parametrize("line_length", [40, 80, 100, 120])
def test_examples(path: Path, line_length: int) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    once = formatted(text, line_length)
    for seed in range(4):
        mutated = trees.laid_out(text, seed)
        assert essence(formatted(mutated, line_length)) == essence(mutated)
    assert once.count("\n") >= text.count("\n\n")


UGLY = sorted((Path(__file__).parent / "ugly").glob("*.nltc"))


@pytest.mark.parametrize("path", UGLY, ids=lambda path: path.stem)
def test_ugly_files(path: Path, golden: Callable[[str, str], None]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read().removeprefix("\ufeff")
    golden(f"fmt/{path.name}", formatted(text))


def blocks(text: str) -> list[tuple[str, int, str]]:
    """The blocks that Markdown shows: an annotation is a word of so many letters, however many lines it takes."""
    document, _ = parse(Source("p.nltc", text))
    for part in reversed(document.parts):
        if not isinstance(part, Prose):
            own = re.sub(r"[^\n]", "x", text[part.span.start : part.span.end])
            text = text[: part.span.start] + own + text[part.span.end :]
    return [
        (one.type, one.level, "".join(re.sub("x{2,}", "", one.content).split()))
        for one in MarkdownIt("commonmark").enable("table").parse(text)
    ]


LONG = '{{let a = [[goes on and on and on and on and on and on]] ask "Does it go on and on?" prior 0.3}}'
BLOCKS = [
    "# {} b",
    "a {}\n===",
    "> {} b",
    "- > {}",
    "> - {} b",
    "| a |\n| - |\n| {} |",
    "a|b\n-|-\n{} | b",
    "| {} |\n|-|",
]


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_block_that_a_line_end_would_end_keeps_the_line(block: str, line_end: str) -> None:
    text = f"before\n\n{block.format(LONG)}\n\nafter {LONG}\n".replace("\n", line_end)
    once = formatted(text, 60)
    assert LONG in once
    assert once.endswith(f"prior 0.3}}}}{line_end}")
    assert not once.endswith(f"{LONG}{line_end}")


@pytest.mark.parametrize(
    ("item", "margin"),
    [("- ", 2), ("1. ", 3), ("10)  ", 5), ("- - ", 4), ("- [ ] ", 2), ("  * ", 4), ("1986. was a year\n", 0), ("", 0)],
)
def test_an_item_of_a_list_keeps_its_words_together(item: str, margin: int) -> None:
    text = f"{item}{LONG[:-2]}\n\nlet b = [[b]]}}}}\n"
    once = formatted(text, 60)
    assert re.findall(r"^( *)(?:ask|let b)", once, re.MULTILINE) == [" " * (margin + step) for step in (4, 2)]


def test_signs_of_a_list_in_the_midst_of_a_paragraph_are_no_item() -> None:
    assert "\n  ask" in formatted(f"the year\n1986. {LONG}", 60)


def test_signs_of_markdown_within_an_annotation_are_none() -> None:
    assert "\n  ask" in formatted(f"{{{{let a = b\n> c}}}} {LONG}", 60)


def test_what_the_author_broke_in_a_heading_is_laid_out() -> None:
    assert "\n    ask" in formatted(f"# {{{{text post\n{LONG[2:]}", 60)


def test_a_page_stays_a_page() -> None:
    for path in UGLY:
        text = path.read_text("utf-8").removeprefix("\ufeff")
        if path.stem in ("blocks", "prose"):
            assert blocks(fmt(text)) == blocks(text)


def test_line_ends_are_those_of_the_file() -> None:
    once = formatted('{{text post\r\nlet rude = [[is rude]] yes "a" # c\r\n}}\r\n')
    assert once.count("\n") == once.count("\r\n") == 3


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{{text a\r\nlet b = c}}\n", "{{text a\n  let b = c}}\n"),
        ("{{let a\r\n= [[x\ny]]\r\nlet b = c}}", "{{let a = [[x\ny]]\n  let b = c}}"),
        ("{{text a\r\nlet b = c\nlet d = e}}", "{{text a\r\n  let b = c\r\n  let d = e}}"),
    ],
)
def test_mixed_line_ends(text: str, wanted: str) -> None:
    assert formatted(text) == wanted


def test_a_lone_carriage_return_ends_no_comment() -> None:
    assert formatted("a\r{{text post\rlet x = y}}\r") == "a\r{{text post\n  let x = y}}\r"


@pytest.mark.parametrize(
    "text", ["{{let x = }}", "{{let x = [[a}}", "{{text a", "{{verdict v = " + "(" * 101 + "a" + ")" * 101 + "}}"]
)
def test_what_is_wrong_is_not_formatted(text: str) -> None:
    with pytest.raises(PolicyError):
        fmt(text)


@pytest.mark.parametrize("text", ["", "no annotation\n", "\\{{ prose"])
def test_prose_alone(text: str) -> None:
    assert formatted(text) == text


def test_what_would_say_something_else_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format, "render", lambda *_: "{{let x = b}}")
    with pytest.raises(UnfaithfulError, match=r"would change what p\.nltc says"):
        fmt("{{let x = a}}")
    monkeypatch.setattr(format, "render", lambda *_: "{{let x = a}}")
    with pytest.raises(UnfaithfulError):
        fmt("{{let x = a # a comment\n}}")
    assert fmt("{{let x =\n a}}") == "{{let x = a}}"


def test_long_runs() -> None:
    run = " or ".join(f"a{i} + {i} > 0" for i in range(1_000))
    assert formatted("{{let x = " + run + "}}").count("\n") == 1_000


@given(trees.statements, st.sampled_from(["", "1. ", "- a\n  - b "]), st.integers(1, 40))
@settings(max_examples=200)
def test_lines_that_are_broken_begin_no_block(statement: Statement, before: str, line_length: int) -> None:
    text = f"{before}{{{{{print_statement(statement)}}}}}"
    once = formatted(text, line_length)
    kinds = [[one.type for one in MarkdownIt("commonmark").parse(page)] for page in (text, once)]
    assert kinds[0] == kinds[1], once


SUM = "{{let total: Int = income + bonus - costs\n       # what is left\n   let late = total > limit * 2}}"


def test_signs_of_markdown_are_set_in() -> None:
    assert formatted(SUM, 20) == (
        "{{let total: Int =\n    income\n    + bonus\n    - costs\n    # what is left\n"
        "  let late =\n    total\n    > limit * 2}}"
    )
    assert formatted("{{let a = b # c\n+ d}}") == "{{let a =\n  b  # c\n    + d}}"


def test_a_comment_that_is_a_heading_stays_one() -> None:
    assert formatted("{{text a\n # b\nlet c = d}}") == "{{text a\n  # b\n  let c = d}}"
    assert formatted("{{text a\n     # b\nlet c = d}}") == "{{text a\n    # b\n  let c = d}}"
