"""How a document is read: as the text that it is, or as HTML or mail, by its name or as somebody says."""

from __future__ import annotations

import re
from pathlib import PurePath

from logitext.reading.charset import in_charset
from logitext.reading.format import ReadingFormat
from logitext.syntax.read import decode

_BY_SUFFIX: dict[str, ReadingFormat] = {".html": "html", ".htm": "html", ".xhtml": "html", ".eml": "mail"}
MAX_BYTES = 16 * 1024 * 1024
"""The largest page or mail that is read."""

_PAGE = re.compile(r"\s*+(?:<\?xml[^>]*+>\s*+)?<(?:!doctype\s++html|html|head|body)\b", re.IGNORECASE)
_TAGS = re.compile(
    r"</(?:p|div|span|a|b|i|em|strong|td|tr|table|ul|ol|li|blockquote|h[1-6]|font|script|style)\s*+>", re.IGNORECASE
)
_HEADER = re.compile(r"(?:[!-9;-~]{1,70}:[^\r\n]*+|[ \t][^\r\n]*+)(?:\r\n|\r|\n)")
_OF_MAIL = re.compile(r"(?im)^(?:mime-version|message-id|received|return-path|delivered-to|content-transfer-encoding):")
_LOOKED_AT = 64 * 1024


def format_of(name: str) -> ReadingFormat:
    """The format that a file's name says."""
    return _BY_SUFFIX.get(PurePath(name).suffix.lower(), "text")


def text_of(data: bytes, format: ReadingFormat) -> str:
    """The text of a document. ValueError, with a message for people, where it cannot be read so."""
    if format == "text":
        return decode(data)
    if len(data) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // (1024 * 1024)} MiB")
    if format == "mail":
        from logitext.reading.mail import mail_text  # noqa: PLC0415  # email, which only mails need

        return mail_text(data)
    from logitext.reading.html import html_text  # noqa: PLC0415  # the parser of pages, which only they need

    return html_text(in_charset(data, None, html=True))


def looks_like(text: str) -> ReadingFormat:
    r"""What a text that is read as it is looks like: a page that begins as one or has tags, a mail with its headers.

    >>> looks_like("<p>Hello</p><p>You</p>"), looks_like("a < b"), looks_like("From: me\nTo: you\n\nHello")
    ('html', 'text', 'text')
    """
    start = text[:_LOOKED_AT]
    if _PAGE.match(start) or sum(1 for _ in _TAGS.finditer(start)) > 1:
        return "html"
    at = 0
    while (line := _HEADER.match(start, at)) is not None:
        at = line.end()
    headers = start[:at]
    ends = start[at : at + 1] in ("\n", "\r", "")
    return "mail" if ends and headers.count("\n") > 1 and _OF_MAIL.search(headers) else "text"
