"""What the language server knows of a file, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from logitext.lsp import colouring, completing, finding, looking, renaming
from logitext.lsp.analysis import Analysis, analyse
from logitext.lsp.names import Use
from logitext.lsp.positions import Encoding, Positions
from logitext.syntax.source import Source, Span

POLICY = """\
# Rules

{{text post: "a post"}}
It is bad when it {{let rude = [[is rude]] match /fool/i}} or {{let how: mild | severe = [[how bad it is]]}}.
{{let hit(s) = [[s hits]]
  let any = forsome s in sentences(post): hit(s) and rude
  assume fair: rude implies how == severe
  violation v = rude and how == severe or any  # a comment
  test "t": given rude, how == mild expect not v}}
"""


def at(analysis: Analysis, before: str, name: str) -> Use:
    """The name that stands behind some words."""
    offset = analysis.source.text.index(before) + len(before)
    use = analysis.at(offset)
    assert use is not None
    assert use.name == name
    return use


@pytest.fixture(scope="module")
def policy() -> Analysis:
    return analyse(Source("p.nltc", POLICY))


# --- positions ---------------------------------------------------------------------------------------------------


@given(
    st.text(alphabet="ab\r\n\u2028\U0001f600\u00e9\x0b", max_size=30), st.sampled_from(["utf-8", "utf-16", "utf-32"])
)
def test_positions_are_those_of_the_protocol(text: str, encoding: Encoding) -> None:
    """Lines end at CR, LF and both together, and at nothing else; columns are units of the encoding."""
    places = Positions(Source("p", text), encoding)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n" and offset:
            continue  # within a line end
        position = places.position(offset)
        before = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        name = encoding if encoding == "utf-8" else f"{encoding}-le"
        assert (position.line, position.character) == (len(before) - 1, len(before[-1].encode(name)) // width)
        assert places.offset(position) == offset
    assert places.offset(types.Position(len(lines) + 5, 3)) == len(text)
    assert places.offset(types.Position(0, 999)) == len(lines[0])


# --- names -------------------------------------------------------------------------------------------------------


def test_hover(policy: Analysis) -> None:
    assert looking.hover(policy, at(policy, "violation v = ", "rude")) == (
        "clause `rude`: Bool\n\n```nltc\nlet rude = [[is rude]] match /fool/i\n```\n\n"
        "used by `any`, `fair`, `v`, `test t`"
    )
    assert looking.hover(policy, at(policy, "given rude, how == ", "mild")) is not None
    assert "label `severe`" in (looking.hover(policy, at(policy, "implies how == ", "severe")) or "")
    assert looking.hover(policy, at(policy, "sentences(post): hit(", "s")) == "variable `s`"
    assert "used by nothing" not in (looking.hover(policy, at(policy, "violation ", "v")) or "")


def test_which_text_a_clause_is_about_and_where_that_is_said() -> None:
    text = """{{main text post  text reply  with "the letter" is reply}}
{{let a = [[the letter is late]]  let b = [[is rude]]  violation v = a and b}}"""
    analysis = analyse(Source("p", text))
    assert "about `reply`" in (looking.hover(analysis, at(analysis, "v = ", "a")) or "")
    assert "about `post`" in (looking.hover(analysis, at(analysis, "a and ", "b")) or "")
    found = looking.references(analysis, at(analysis, "post  text ", "reply"))
    assert [use.span.start for _, use in found] == [text.index("reply"), text.index("reply}}")]


def test_a_wording_with_back_quotes_stays_in_its_block() -> None:
    analysis = analyse(Source("p", "{{let a = [[has ``` in it]] violation v = a}}"))
    said = looking.hover(analysis, at(analysis, "v = ", "a"))
    assert said is not None
    assert said.count("````") == 2


def test_definition_and_references(policy: Analysis) -> None:
    source, span = looking.definition(policy, at(policy, "violation v = ", "rude")) or (None, Span(0, 0))
    assert source is policy.source
    assert POLICY[span.start - 4 : span.end + 2] == "let rude ="
    found = [(one.span.start, one.declares) for _, one in looking.references(policy, at(policy, "let ", "rude"))]
    assert len(found) == 5
    assert [declares for _, declares in found] == [True, False, False, False, False]
    of_variable = list(looking.references(policy, at(policy, "forsome ", "s")))
    assert len(of_variable) == 2
    assert len(list(looking.references(policy, at(policy, "let hit(", "s")))) == 1
    assert looking.definition(policy, at(policy, "let ", "rude")) is not None
    assert policy.at(3) is None


def test_names_in_another_file(tmp_path: Path) -> None:
    (tmp_path / "shared.nltc").write_text("{{let rude = [[is rude]]}}")
    analysis = analyse(Source(str(tmp_path / "p.nltc"), '{{text t use "shared.nltc" violation v = rude}}'))
    source, span = looking.definition(analysis, at(analysis, "v = ", "rude")) or (None, Span(0, 0))
    assert source is not None
    assert source.name == str(tmp_path / "shared.nltc")
    assert source[span] == "rude"
    assert "from `" in (looking.hover(analysis, at(analysis, "v = ", "rude")) or "")


# --- renaming ----------------------------------------------------------------------------------------------------


def applied(text: str, edits: list[renaming.RenameEdit]) -> str:
    for _, span, new in sorted(edits, key=lambda edit: edit[1], reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


@pytest.mark.parametrize(
    ("before", "name", "new"),
    [
        ("let ", "rude", "coarse"),
        ("forsome ", "s", "each"),
        ("mild | ", "severe", "grave"),
        ("text ", "post", "letter"),
    ],
)
def test_renamed_it_means_the_same(before: str, name: str, new: str, policy: Analysis) -> None:
    again = analyse(Source("p.nltc", applied(POLICY, renaming.rename(policy, [], at(policy, before, name), new))))
    assert again.diagnostics == ()
    back = renaming.rename(again, [], at(again, before, new), name)
    assert applied(again.source.text, back) == POLICY


@pytest.mark.parametrize("new", ["how", "v", "mild", "2x", "", "a b", "unless", "post", "s"])
def test_a_name_that_cannot_be_given_is_refused(new: str, policy: Analysis) -> None:
    with pytest.raises(renaming.RenameRefusedError):
        renaming.rename(policy, [], at(policy, "let ", "rude"), new)


def test_a_file_that_others_use_is_renamed_in_them_too(tmp_path: Path) -> None:
    (tmp_path / "shared.nltc").write_text("{{let rude = [[is rude]]}}")
    shared = analyse(Source(str(tmp_path / "shared.nltc"), "{{let rude = [[is rude]]}}"))
    user = analyse(Source(str(tmp_path / "p.nltc"), '{{text t use "shared.nltc" violation v = rude}}'))
    alone = analyse(Source(str(tmp_path / "q.nltc"), "{{text t let rude = [[other]] violation v = rude}}"))
    edits = renaming.rename(shared, [user, alone], at(shared, "let ", "rude"), "coarse")
    assert {(Path(source.name).name, source[span]) for source, span, _ in edits} == {
        ("shared.nltc", "rude"),
        ("p.nltc", "rude"),
    }
    with pytest.raises(renaming.RenameRefusedError, match=r"in .*p\.nltc"):
        renaming.rename(shared, [user], at(shared, "let ", "rude"), "v")


# --- the rest ----------------------------------------------------------------------------------------------------


def test_completion(policy: Analysis) -> None:
    inside = {one.label for one in completing.completions(policy, POLICY.index("rude and how"))}
    assert {"rude", "how", "mild", "any", "v", "post", "s", "unless", "at least", "Int"} <= inside
    assert list(completing.completions(policy, POLICY.index("bad when"))) == []
    broken = analyse(Source("p", "{{text post let rude = [[is rude]]  violation v = ru"))
    assert "rude" in {one.label for one in completing.completions(broken, len(broken.source.text))}


def test_colours(policy: Analysis) -> None:
    found = [(POLICY[span.start : span.end], kind) for span, kind in colouring.coloured(policy)]
    assert ("violation", "keyword") in found
    assert ("v", "event") in found
    assert ("/fool/i", "regexp") in found
    assert ("severe", "enumMember") in found
    assert ("# a comment", "comment") in found
    assert ("sentences", "type") in found
    assert ("Rules", "keyword") not in found
    assert "".join(word for word, _ in found).count("\n") == 0
    data = colouring.encoded(policy, Positions(policy.source, "utf-16"))
    assert len(data) == 5 * len(found)
    assert all(number >= 0 for number in data)


def test_an_unfinished_file_has_colours_for_its_names() -> None:
    broken = analyse(Source("p", "{{let rude = [[is rude]]  violation v = rude and (}}"))
    assert broken.diagnostics
    assert ("rude", "property") in {(broken.source[span], kind) for span, kind in colouring.coloured(broken)}


def test_diagnostics_and_their_fixes() -> None:
    text = "{{text post let rude = [[is rude]]}}\n{{violation v = rud}}\n"
    analysis = analyse(Source("p", text))
    places = Positions(analysis.source, "utf-16")
    (shown,) = [finding.shown(analysis, one, places) for one in analysis.diagnostics]
    assert (shown.code, shown.range.start, shown.range.end) == ("NLT201", types.Position(1, 16), types.Position(1, 19))
    assert "did you mean `rude`?" in shown.message
    ((_, word),) = finding.fixes(analysis, places.span(shown.range))
    assert word == "rude"
    assert list(finding.fixes(analysis, Span(0, 3))) == []


def test_an_error_in_a_file_that_is_used_stands_where_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "shared.nltc").write_text("{{let rude = [[is rude]] let x = nobody}}")
    analysis = analyse(Source(str(tmp_path / "p.nltc"), '{{text t  use "shared.nltc"  violation v = rude}}'))
    (shown,) = [finding.shown(analysis, one, Positions(analysis.source, "utf-16")) for one in analysis.diagnostics]
    assert shown.range.start == types.Position(0, 14)
    assert "shared.nltc: `nobody` is not declared" in shown.message


@given(st.text(alphabet='{}[]()" \nletvrudx=:|/,forsomein0.', max_size=80))
def test_no_text_is_too_wrong(text: str) -> None:
    analysis = analyse(Source("p", text))
    places = Positions(analysis.source, "utf-16")
    for found in analysis.diagnostics:
        finding.shown(analysis, found, places)
    colouring.encoded(analysis, places)
    for use in analysis.uses:
        looking.hover(analysis, use)
        list(looking.references(analysis, use))
    list(completing.completions(analysis, len(text)))


def test_lists_have_names_and_their_fields_have_none() -> None:
    source = Source(
        "p.nltc", '{{list rows of {n: Int, body: text} "what was paid" verdict v = (sum r in rows: r.n) > 3}}'
    )
    analysis = analyse(source)
    assert {use.name for use in analysis.uses} == {"rows", "v", "r"}
    shown = looking.hover(analysis, at(analysis, "r in ", "rows"))
    assert shown is not None
    assert shown.startswith("list `rows`")
