"""HTML is read as what a browser shows, in time that grows with the page and with nothing else."""

from __future__ import annotations

import pytest

from logitext.reading.formats import text_of
from logitext.reading.html import html_text

PAGES = [
    ("<p>You f&#111;&#x6F;l&nbsp;!</p>", "You fool !"),
    ("<p>one<p>two", "one\n\ntwo"),
    ("a<br>b<br/>c", "a\nb\nc"),
    ("<div>a</div><div>b</div>c", "a\nb\nc"),
    ("<ul><li>one<li>two</ul>after", "one\ntwo\n\nafter"),
    ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
    ("Hi!<blockquote>You said<p>this<blockquote>and that</blockquote></blockquote>Bye",
     "Hi!\n\n> You said\n\n> this\n\n> > and that\n\nBye"),
    ("a <b>b</b>c <i> d</i>  e\n f", "a bc d e f"),
    ("a<!-- b -->c<!--> d --><!-->e", "ac d -->e"),
    ("a<script>if (1 < 2) '</b>'</script>b<style>p{}</style>c<SCRIPT>x</script >d", "abcd"),
    ("<html><head><title>T</title><meta charset=utf-8></head><body>b</body></html>", "b"),
    ("<p hidden>a<p>b<div style='color: red; DISPLAY : none'>c<b>d</b></div><span style=visibility:hidden>e</span>f",
     "b\n\nf"),
    ("<template>a</template><iframe>b</iframe><object>c</object>d", "d"),
    ("<textarea>a <b>\nc</textarea>d", "a <b>\nc\nd"),
    ("<pre>  a\n\n   b</pre>", "a\n\n   b".replace("a", "  a", 1)),
    ("1 < 2 && 3 <4> &lt;b&gt; &amp;lt; &nosuch;", "1 < 2 && 3 <4> <b> &lt; &nosuch;"),
    ("<a href='x>y' title=\"a'b\" checked data-x=1>l</a>", "l"),
    ("<a href=\"x\"'>'l</a>m", "'l m".replace(" ", "")),
    ("x<a href='never closed", "x"),
    ("x<!-- never closed", "x"),
    ("x</>y</ z>w<?php echo ?>v<!doctype html>u", "xywvu"),
    ("<p>a</b></p></div>b", "a\n\nb"),
    ("&#" + "9" * 6000 + "; &#x110000; &#0;", "\ufffd \ufffd \ufffd"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("page", "text"), PAGES, ids=[page[:40] or "empty" for page, _ in PAGES])
def test_what_is_seen_is_read(page: str, text: str) -> None:
    assert html_text(page) == text


REPEATED = ["<", "<a", "<a ", "<!--", "<!", "<![CDATA[", "<?", "</", '<a a="', "&", "&#x1", "<div>", "<b>", "<p>x",
            "<script>", "<script></script", "<textarea>", "<textarea></textare", "<svg>", "<a b", "='", "<a '",
            "<blockquote>x", "<a style='display ", "<br>", "<pre>\n", "<td>x", "</b>"]  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED)
def test_no_page_is_read_more_often_than_it_is_long(piece: str) -> None:
    """Lines of Python that a page takes are counted, and not the seconds: twice the page, about twice the lines."""
    counts = [_lines(piece * times) for times in (200, 400)]
    assert counts[1] <= 2.2 * counts[0] + 200


def _lines(page: str) -> int:
    import sys

    count = 0

    def trace(_frame: object, event: str, _argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]  # a trace function is given frames
    try:
        html_text(page)
    finally:
        sys.settrace(before)
    return count


def test_deep_quotations_have_an_end() -> None:
    assert html_text("<blockquote>" * 5000 + "x") == "> " * 20 + "x"


CHARSETS = [
    (b"caf\xc3\xa9", "café"),
    (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
    (b"<meta charset='iso-8859-1'>caf\xe9", "café"),
    (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">\x80', "€"),
    ("<p>café".encode("utf-16"), "café"),
    (b"<meta charset=us-ascii>caf\xc3\xa9", "café"),
]


@pytest.mark.parametrize(("data", "text"), CHARSETS, ids=[repr(data)[:40] for data, _ in CHARSETS])
def test_the_charset_that_a_page_says(data: bytes, text: str) -> None:
    assert text_of(data, "html") == text


FAULTS = [
    (b"caf\xe9", "it is not utf-8: byte 0xe9 at offset 3"),
    (b"<meta charset=no-such>x", "its charset is `no-such`, which is not known"),
    (b"<meta charset=rot13>x", "its charset is `rot13`, which is not known"),
    (b"<meta charset=base64>x", "its charset is `base64`, which is not known"),
    (b"x" * (16 * 1024 * 1024 + 1), "it is larger than 16 MiB"),
]


@pytest.mark.parametrize(("data", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_a_page_that_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        text_of(data, "html")
