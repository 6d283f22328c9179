"""Double braces that are no annotations: code between fences, and the templates of other programs."""

from __future__ import annotations

import time

import pytest

from logitext.syntax.parser import parse
from logitext.syntax.printing.format import format_source
from logitext.syntax.source import Source
from logitext.syntax.templates import BRACES
from logitext.syntax.tree import Annotation, Prose


def annotated(text: str) -> list[str]:
    source = Source("p.nltc", text)
    document, errors = parse(source)
    assert not errors
    prose = "".join(part.text if isinstance(part, Prose) else source[part.span] for part in document.parts)
    assert prose == text
    return [source[part.span] for part in document.parts if isinstance(part, Annotation)]


def hints(text: str) -> list[str | None]:
    _, errors = parse(Source("p.nltc", text))
    return [error.hint for error in errors]


@pytest.mark.parametrize(
    "fenced",
    [
        "```\n{{ a }}\n```",
        "``` yaml\n{{let b = c}}\n```",
        "~~~ x`y`\n{{ a }}\n~~~",
        "   ```\n{{ a }}\n  ```  ",
        "````\n{{ a }}\n```\n{{ b }}\n`````",
        "~~~\n{{ a }}\n```\n{{ b }}\n~~~",
        "- ```\n  {{ a }}\n  ```",
        "1. - ~~~\n     {{ a }}\n     ~~~",
        "     ```\n     {{ a }}\n     ```",
        "```\n\\{{ a }} {{ b {\n\n\n{{\n```",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_fenced_code_is_prose(fenced: str, line_end: str) -> None:
    text = f"{{{{text a}}}}\n{fenced}\n{{{{let b = c}}}}\n{fenced}".replace("\n", line_end)
    assert annotated(text) == ["{{text a}}", "{{let b = c}}"]
    assert format_source(Source("p.nltc", text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "```\n{{text c}}\n",  # never closed
        "```\n{{text c}}\n~~~\n",
        "````\n{{text c}}\n```\n",
        "``` a`b\n{{text c}}\n```",  # a span of code in a paragraph
        "word ```\n{{text c}}\n```",
        "``\n{{text c}}\n``",
        "```\n```\n{{text c}}\n```\n```",
        "```\n{{text c}}\n``` no end",
        "`{{text c}}`",
    ],
)
def test_what_is_no_fence_hides_no_annotation(text: str) -> None:
    assert annotated(text) == ["{{text c}}"]


def test_an_annotation_holds_no_fence() -> None:
    assert annotated("{{text c}}```\n{{text d}}\n```") == ["{{text c}}", "{{text d}}"]
    assert annotated('{{text c: "\n```\n"}}\n```\n{{let\n```') == ['{{text c: "\n```\n"}}']


def test_a_long_block_of_code() -> None:
    assert annotated("```\n" + "{{ a }}\n" * 1_000 + "```\n{{text c}}") == ["{{text c}}"]


def test_fences_that_are_never_closed_take_time_in_proportion() -> None:
    """Ten times as many take ten times as long and not a hundred times: in between there is room for noise."""

    def cost(lines: int) -> float:
        start = time.process_time()
        parse(Source("p.nltc", "```a\n" * lines))
        return time.process_time() - start

    assert cost(5_000) < 40 * min(cost(500) for _ in range(3))


@pytest.mark.parametrize(
    "template",
    [
        "{{ user }}",
        "{{ site.mail }}",
        "{{ name | upcase }}",
        "{{ user | upcase }}",
        "{{ text }}",
        "{{ text.size }}",
        "{{check}}",
        "{{else}}",
        "{{/if}}",
        "{{> partial}}",
        "{{! c }}",
        "{{{raw}}}",
        "{{&raw}}",
        "{{ tests[0] }}",
        "{{ 'x' | t }}",
        "{{ user",
    ],
)
def test_braces_of_templates_get_their_hint(template: str) -> None:
    found = hints(f"{{{{text post}}}} {template} and on")
    assert len(found) == 1
    assert BRACES in (found[0] or "")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{{lett a = [[b]]}}", "did you mean `let`?"),
        ('{{usee "x.nltc"}}', "did you mean `use`?"),
        ("{{verdit a = b}}", "did you mean `verdict`?"),
        ("{{text a verdit b = c}}", "did you mean `verdict`?"),
        ("{{let a = b && c}}", "write `and`"),
        ("{{let a = b let c = d & e}}", "write `and`"),
        ("{{text a ; text b}}", "statements need nothing between them: leave it out"),
        ("{{text a let b = c let}}", None),
    ],
)
def test_misspelt_annotations_keep_theirs(text: str, hint: str) -> None:
    assert hints(text)[0] == hint


@pytest.mark.parametrize("opening", ["{{#if express}}", "{{#each items}}", "{{#unless x}}", "{{#with a.b}}", "{{#if}}"])
def test_a_section_of_a_template_is_no_comment(opening: str) -> None:
    text = f"# A\n{{{{text post}}}} {opening} and on"
    _, (error,) = parse(Source("p.nltc", text))
    assert error.code == "NLT101"
    assert error.span is not None
    assert text[error.span.start : error.span.end] == opening[2:-2].split()[0]
    assert error.heading == ("A",)
    assert (error.hint or "").startswith(BRACES)


def test_a_section_is_known_by_its_end() -> None:
    assert len(hints("{{#items}} one {{/items}}")) == 2
    assert len(hints("{{/items}} one {{#items}}")) == 1


@pytest.mark.parametrize(
    "comment",
    [
        "{{# if express}}",
        "{{#if it\ntext a}}",
        "{{#if\n}}",
        "{{#note}}",
        "{{#if it rains\n}}",
        "{{text a #if b\n}}",
        "{{##if}}",
    ],
)
def test_comments_are_comments(comment: str) -> None:
    assert hints(comment) == []
