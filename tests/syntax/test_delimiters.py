"""Other signs around annotations and clauses: named by the file or from outside, and the same policy in all of them."""

from __future__ import annotations

import pickle
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

import logitext
from logitext.policy.load import check_policy
from logitext.report.dump.stages.policy import policy_data
from logitext.syntax.delimiters import DEFAULT, Delimiters, DelimitersError, own
from logitext.syntax.diagnostics import LogitextError, PolicyError
from logitext.syntax.parser import parse
from logitext.syntax.printing.format import format_source
from logitext.syntax.printing.write import print_document
from logitext.syntax.source import Source
from logitext.syntax.tree import Annotation, Document
from tests.cli.run import logitext as command
from tests.syntax import trees
from tests.syntax.fuzz import inputs, policies
from tests.syntax.rewrite import rewritten

PAIRS = [
    Delimiters.of(one)
    for one in ("<% %>", "<% %> << >>", "{% %} {[ ]}", "(* *) <: :>", "<!--{ }-->", "%[ ]% $( )$", "<% %> </ />")
]

LETTER = """<!-- logitext: delimiters <% %> -->
# Letters

Dear {{ customer.name }},{{#if late}} you are late{{/if}} <% text mail: "a mail"
let late = [[came too late, as {{x}} says]] # 5 %
let rude = [[is rude]] verdict refuse = late or rude%>
"""


def read(text: str, given: Delimiters = DEFAULT) -> Document:
    document, errors = parse(Source("p.nltc", text, given))
    assert errors == (), text
    return document


@pytest.mark.parametrize("pair", PAIRS, ids=str)
@pytest.mark.parametrize("text", policies()[::3])
def test_a_policy_says_the_same_in_other_delimiters(text: str, pair: Delimiters) -> None:
    source = Source("p.nltc", text)
    if parse(source)[1]:
        return
    other = Source("p.nltc", rewritten(source, pair), pair)
    try:
        expected = policy_data(check_policy(source))
    except PolicyError as error:
        with pytest.raises(PolicyError) as caught:
            check_policy(other)
        assert [one.message for one in caught.value.diagnostics] == [one.message for one in error.diagnostics]  # noqa: PT017
        return
    assert policy_data(check_policy(other)) == expected


@given(trees.documents)
@settings(max_examples=60)
def test_statements_are_the_same_in_other_delimiters(document: Document) -> None:
    source = Source("p.nltc", print_document(document))
    for pair in PAIRS[:4]:
        again = read(rewritten(source, pair), pair)
        annotations = [part for part in again.parts if isinstance(part, Annotation)]
        assert repr(annotations) == repr([part for part in document.parts if isinstance(part, Annotation)])


@pytest.mark.parametrize("pair", PAIRS[:3], ids=str)
def test_no_input_breaks_other_delimiters(pair: Delimiters) -> None:
    found = inputs(
        Random(7), [rewritten(Source("p.nltc", one), pair) for one in policies() if not parse(Source("", one))[1]]
    )
    for _ in range(60):
        text = next(found).decode("utf-8", "replace")
        try:
            check_policy(Source("fuzz.nltc", text, pair))
        except PolicyError as error:
            assert error.diagnostics  # noqa: PT017  # most inputs are wrong, and some are not


def test_a_file_names_its_own() -> None:
    source = Source("p.nltc", LETTER)
    assert source.delimiters == Delimiters.of("<% %>")
    policy = logitext.loads(LETTER)
    assert policy.clauses == ("late", "rude")
    assert policy.checked.clauses["late"].wording == "came too late, as {{x}} says"
    assert logitext.loads(LETTER, delimiters="(: :)").clauses == policy.clauses


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_front_matter_names_them(line_end: str) -> None:
    text = "---\n# logitext: delimiters <% %> << >>\ntitle: Refunds\n---\n<%let a = <<x>>%>".replace("\n", line_end)
    assert len(read(text).statements) == 1
    assert text.startswith(format_source(Source("p.nltc", text))[:40])


@pytest.mark.parametrize(
    ("written", "wording"),
    [
        (r"<<rude, or says \<%>>", "rude, or says <%"),
        (r"<<rude, or says \%>>>", "rude, or says %>"),
        (r"<<rude, or says \<<>>", "rude, or says <<"),
        (r"<<\<%>>", "<%"),
        (r"<<says \<%> to all>>", "says <%> to all"),
    ],
)
def test_an_escape_may_end_a_clause(written: str, wording: str) -> None:
    source = f'<% text post: "shows \\<%> and so on" let a = {written} verdict remove = a %>'
    policy = logitext.loads(source, delimiters="<% %> << >>")
    assert policy.checked.clauses["a"].wording == wording
    again = format_source(Source("p.nltc", source, Delimiters.of("<% %> << >>")))
    assert logitext.loads(again, delimiters="<% %> << >>").checked.clauses["a"].wording == wording


@pytest.mark.parametrize(
    "text",
    [
        "# logitext: delimiters <% %>\n",
        "\n<!-- logitext: delimiters <% %> -->",
        "---\n\n# logitext: delimiters <% %>\n---",
    ],
)
def test_only_the_first_line_does(text: str) -> None:
    assert own(text).found is None
    assert Source("p.nltc", text).delimiters == DEFAULT


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("<%", "expected two delimiters, or four"),
        ("", "expected two delimiters, or four"),
        ("<% %> <<", "expected two delimiters, or four"),
        ("<% <%", "`<%` is named twice"),
        ("<% %> <% >>", "`<%` is named twice"),
        ("<% <%%", "`<%` is a part of `<%%`"),
        ("<< >> <<< >>>", "`<<` is a part of `<<<`"),
        ("< >", "two to 8 of the signs"),
        ("begin end", "two to 8 of the signs"),
        ('"" %>', "two to 8 of the signs"),
        ("<' '>", "two to 8 of the signs"),
        ("\\[ \\]", "two to 8 of the signs"),
        ("«% %»", "two to 8 of the signs"),
        ("``` %>", "two to 8 of the signs"),
        ("(( ))", "it may stand in a formula"),
        ("<% >=", "it may stand in a formula"),
        ("-- <%", "it may stand in a formula"),
        ("<% ]%", "cannot follow `]]`"),
    ],
)
def test_signs_that_cannot_be_delimiters(written: str, message: str) -> None:
    with pytest.raises(DelimitersError, match=message.replace("(", r"\(")):
        Delimiters.of(written)
    with pytest.raises(LogitextError) as caught:
        logitext.loads("{{text a}}", delimiters=written)
    assert caught.value.diagnostics[0].code == "NLT113"


@pytest.mark.parametrize("line", ["delimiters <% <%", "delimiter <% %>", "delimiters <% %> --> and on", ""])
def test_a_first_line_that_makes_no_sense_is_said(line: str) -> None:
    text = f"<!-- logitext: {line} -->\n{{{{text a}}}}"
    _, (error,) = parse(Source("p.nltc", text))
    assert error.code == "NLT113"
    assert error.span is not None
    assert line.endswith(text[error.span.start : error.span.end].strip())


def test_messages_show_these_delimiters() -> None:
    text = "<%text a let b = <<is %> <%let c = d let%> <% e"
    _, errors = parse(Source("p.nltc", text, Delimiters.of("<% %> << >>")))
    assert [(one.message, one.span and one.span.start) for one in errors] == [
        ("this clause is never closed", text.index("<<")),
        ("expected a name, found `%>`", text.index("%> <% e")),
        ("this annotation is never closed", text.rindex("<%")),
    ]
    assert [one.hint for one in errors] == [
        "end the clause with `>>`; inside it write `\\<<`, `\\<%` and `\\%>` for those signs themselves",
        None,
        "end it with `%>` before the prose goes on; in prose write `\\<%` for these signs",
    ]
    with pytest.raises(PolicyError) as caught:
        logitext.loads("<%text a verdict b = c%>", delimiters="<% %> << >>")
    assert caught.value.diagnostics[0].hint == "declare it: `let c = <<…>>` or `let c = formula`"


def test_formatting_keeps_them_and_happens_once() -> None:
    once = format_source(Source("p.nltc", LETTER))
    assert once.startswith("<!-- logitext: delimiters <% %> -->\n")
    assert '<%text mail: "a mail"\n  let late' in once
    assert format_source(Source("p.nltc", once)) == once
    ending = "<%text a # 5%%>"  # the comment ends in a sign of the end
    assert read(format_source(Source("p.nltc", ending, Delimiters.of("<% %>"))), Delimiters.of("<% %>")).statements


def test_each_file_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "own.nltc").write_text("<!-- logitext: delimiters (: :) -->\n(:let own = [[is own]]:)")
    (tmp_path / "none.nltc").write_text("<%let none = [[is none]]%>")
    (tmp_path / "main.nltc").write_text('<%text a use "own.nltc" use "none.nltc" verdict v = own or none%>')
    policy = logitext.load(tmp_path / "main.nltc", delimiters="<% %>")
    assert set(policy.clauses) == {"own", "none"}
    assert pickle.loads(pickle.dumps(policy)).clauses == policy.clauses
    assert pickle.loads(pickle.dumps(policy)).sha256 == policy.sha256


def test_what_is_read_otherwise_is_another_policy() -> None:
    text = "<!-- nothing -->{{text a}}"
    sources = [Source("p.nltc", text), Source("p.nltc", text, Delimiters.of("<% %>"))]
    assert sources[0].sha256 != sources[1].sha256
    assert Source("p.nltc", LETTER).sha256 == Source("p.nltc", LETTER, Delimiters.of("(: :)")).sha256


def test_every_way_to_the_command(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text('<%text a let b = [[is b]] verdict v = b test "t": given b expect v%> {{ x }}')
    (tmp_path / "a.txt").write_text("a")
    flag = ("--delimiters", "<% %>")
    for arguments in (
        ("check", "p.nltc", "a.txt", "--set", "b=true"),
        ("dump", "p.nltc", "--stage", "tree"),
        ("dump", "p.nltc"),
        ("fmt", "--check", "p.nltc"),
        ("graph", "p.nltc"),
        ("test", "p.nltc"),
        ("plan", "p.nltc"),
        ("prompt", "p.nltc", "a.txt"),
        ("solve", "p.nltc", "v", "--theory", "pattern"),
        ("priors", "show", "p.nltc"),
    ):
        assert command(*arguments, *flag, cwd=tmp_path).status != 2, arguments
    assert command("lint", "p.nltc", cwd=tmp_path).status == 1
    assert command("lint", "p.nltc", cwd=tmp_path, env={"LOGITEXT_DELIMITERS": "<% %>"}).status == 0
    refused = command("lint", "p.nltc", "--delimiters", "<% <%", cwd=tmp_path)
    assert refused.status == 2
    assert "`<%` is named twice" in refused.err
    (tmp_path / "logitext.toml").write_text('delimiters = "<% %>"\n')
    assert command("lint", "-", stdin="<%text a%> {{ x }}", cwd=tmp_path).status == 0
