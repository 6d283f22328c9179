"""Every format over one review, as golden files; and what each format promises, for whatever is found."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.report.findings import pages
from logitext.report.findings.formats import FINDINGS_FORMATS
from logitext.report.findings.records import Findings, record
from logitext.report.findings.review import FindingsReview
from logitext.syntax.codes import CODES
from logitext.syntax.diagnostics import Diagnostic, Label, Severity
from logitext.syntax.source import Source, Span
from tests.report.example import FILES, review
from tests.report.sarif import check_log, shown

SUFFIX = {one: one for one in ("json", "jsonl", "sarif", "svg")} | {
    "text": "txt",
    "line": "line.txt",
    "github": "github.txt",
}


@pytest.fixture(autouse=True)
def _site(monkeypatch: pytest.MonkeyPatch) -> None:
    """The goldens hold neither the pages, which change by themselves, nor this version's number."""
    monkeypatch.setattr(pages, "_site", lambda: "https://logitext.example/")
    monkeypatch.setattr(pages, "page", lambda code: f"# {code}\n\n{{{{text post}}}}\n")
    monkeypatch.setattr("logitext.report.findings.formats.sarif.__version__", "0")


# --- one review --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FINDINGS_FORMATS.names())
def test_format(format: str, golden: Callable[[str, str], None]) -> None:
    golden(f"findings/findings.{SUFFIX[format]}", FINDINGS_FORMATS.get(format)(review()))


@pytest.mark.parametrize("format", FINDINGS_FORMATS.names())
def test_nothing_found(format: str, golden: Callable[[str, str], None]) -> None:
    golden(f"findings/nothing.{SUFFIX[format]}", FINDINGS_FORMATS.get(format)(FindingsReview(("a.nltc", "b.nltc"))))


def test_the_example_has_it_all() -> None:
    found = review().diagnostics
    assert {one.severity for one in found} == set(Severity)
    assert any(one.labels for one in found)
    assert any(one.heading for one in found)
    assert any(one.source is None for one in found)
    assert any(one.source is not None and one.span is None for one in found)
    places = [one.source.text[one.span.start : one.span.end] for one in found if one.source and one.span]
    assert any("\r\n" in place for place in places)


def test_places_in_json_lead_back_to_the_text() -> None:
    for one in json.loads(FINDINGS_FORMATS.get("json")(review()))["findings"]:
        if one["file"] in FILES:
            text, span = FILES[one["file"]], one["span"]
            lines = re.split(r"\r\n|\r|\n", text)
            begins = len(re.match(rf"(?:[^\r\n]*(?:\r\n|\r|\n)){{{span['line'] - 1}}}", text)[0])  # type: ignore[index]
            assert begins + span["column"] - 1 == span["offset"]
            assert lines[span["line"] - 1].startswith(
                re.split(r"[\r\n]", text[span["offset"] : span["end_offset"]])[0], span["column"] - 1
            )


def test_json_is_what_its_schema_says() -> None:
    shown = FINDINGS_FORMATS.get("json")(review())
    assert Findings.model_validate_json(shown) == record(review())
    schema = Findings.model_json_schema(mode="serialization")
    assert set(schema["required"]) <= set(json.loads(shown))


def test_json_lines_are_the_findings() -> None:
    lines = FINDINGS_FORMATS.get("jsonl")(review()).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(FINDINGS_FORMATS.get("json")(review()))["findings"]


def test_sarif() -> None:
    log = json.loads(FINDINGS_FORMATS.get("sarif")(review()))
    check_log(log)
    run = log["runs"][0]
    assert [shown(result["message"]).partition("\nhelp: ")[0] for result in run["results"]][:-3] == [
        found.message for found in review().diagnostics
    ][:-3]
    uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert [unquote(uri) for uri in uris] == [*review().files[:-1], "file:///elsewhere/big.nltc"]
    assert run["tool"]["driver"]["rules"][0]["help"]["markdown"] == "# NLT001\n\n{{text post}}\n"


def test_sarif_without_a_site_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_site", lambda: None)
    log = json.loads(FINDINGS_FORMATS.get("sarif")(review()))
    check_log(log)
    assert not any("helpUri" in rule for rule in log["runs"][0]["tool"]["driver"]["rules"])
    assert json.loads(FINDINGS_FORMATS.get("json")(review()))["findings"][0]["url"] is None


@pytest.mark.parametrize(
    ("span", "place"),
    [
        (Span(4, 7), "line=2,col=1,endLine=2,endColumn=3"),
        (Span(4, 4), "line=2,col=1,endLine=2,endColumn=1"),
        (Span(4, 8), "line=2,col=1,endLine=2,endColumn=4"),  # with the end of its line
        (Span(4, 9), "line=2,endLine=3"),
        (Span(11, 11), "line=3,col=4,endLine=3,endColumn=4"),  # the end of the file
    ],
)
def test_places_for_github(span: Span, place: str) -> None:
    found = Diagnostic("NLT201", "m", Source("a:b,c%.nltc", "one\ntwo\nred"), span)
    command = FINDINGS_FORMATS.get("github")(FindingsReview((), (found,)))
    assert command == f"::error file=a%3Ab%2Cc%25.nltc,{place},title=NLT201::m\n"


@pytest.mark.parametrize(
    ("file", "format"),
    [("a.sarif", "sarif"), ("a.SARIF.json", "sarif"), ("a.json", "json"), ("a.jsonl", "jsonl"), ("a.txt", "text"),
     ("json", "line"), ("a.json/b", "line")],
)  # fmt: skip
def test_format_of_a_file(file: str, format: str) -> None:
    assert (FINDINGS_FORMATS.named_by(file) or "line") == format


# --- whatever is found -------------------------------------------------------------------------------------------

# Also what no text should hold: control characters, half of a pair, a byte of a file name that is not UTF-8.
_AWKWARD = st.text(st.characters() | st.sampled_from("\r\n\t\x00\x1b\x85\u2028\udc80\ud800%:,{}[]()`\"'\\/<>.\ufeff"))


@st.composite
def _places(draw: st.DrawFn) -> tuple[Source, Span]:
    text = draw(_AWKWARD)
    ends = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    return Source(draw(_AWKWARD), text), Span(*ends)


@st.composite
def _diagnostics(draw: st.DrawFn) -> Diagnostic:
    source, span = draw(_places())
    return Diagnostic(
        draw(st.sampled_from([*CODES])),
        draw(_AWKWARD),
        draw(st.sampled_from([source, None])),
        draw(st.sampled_from([span, None])),
        draw(st.none() | _AWKWARD),
        tuple(Label(*place, text) for place, text in draw(st.lists(st.tuples(_places(), _AWKWARD), max_size=2))),
        tuple(draw(st.lists(_AWKWARD, max_size=2))),
        draw(st.sampled_from(Severity)),
    )


_REVIEWS = st.builds(
    FindingsReview, st.lists(_AWKWARD, max_size=3).map(tuple), st.lists(_diagnostics(), max_size=4).map(tuple)
)


@given(_REVIEWS)
def test_every_format_prints_whatever_is_found(reviewed: FindingsReview) -> None:
    number = len(reviewed.diagnostics)
    shown = {format: render(reviewed) for format, render in FINDINGS_FORMATS.all().items()}
    for format, text in shown.items():
        text.encode("utf-8")
        assert text == "" or text.endswith("\n")
        assert format not in ("text", "line", "github") or not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    assert len(shown["line"].splitlines()) == number
    assert len(shown["github"].splitlines()) == number
    assert all(re.match(r"::(error|warning) [^:]*::", line) for line in shown["github"].splitlines())
    assert shown["jsonl"].count("\n") == number
    assert len(json.loads(shown["json"])["findings"]) == number
    log = json.loads(shown["sarif"])
    check_log(log)
    assert len(log["runs"][0]["results"]) == number
    # Strict readers take them too: no half of a pair is left, not even as an escape.
    assert "\\ud" not in re.sub(r"\\\\", "", shown["json"] + shown["sarif"]).lower()
