r"""Mail (RFC 5322, MIME) as the text that its reader sees: the subject, the body, and the names of what is attached.

Of alternatives the one is read that mail programs show, HTML before plain text; it is turned into text by `html_text`.
Transfer encodings and charsets are undone. What is attached is named and not read, attached mail included.

>>> mail_text(b"Subject: Hi\nContent-Type: text/html\n\n<p>You <b>fool</b></p>")
'Subject: Hi\n\nYou fool'
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage, Message
from typing import cast

from logitext.reading.charset import in_charset
from logitext.reading.html import html_text

MOST_HEADERS = 256 * 1024
LONGEST_HEADER = 16 * 1024
MOST_PARTS = 200
"""How many parts a mail has at most: what reads MIME takes a step for each part that a line may end."""

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"boundary[ \t]*(?:\*[0-9]*\*?)?=", re.IGNORECASE)
_FOLDED = re.compile(rb"\r?\n(?=[^ \t])")


def mail_text(data: bytes) -> str:
    """The text of a mail. ValueError, with a message for people, where it cannot be read."""
    _look_at_size(data)
    try:
        message = email.message_from_bytes(data, policy=policy.default)
        subject = message.get("subject")
        parts, attached = [], []
        for number, part in enumerate(_leaves(message), 1):
            if _is_text(part):
                parts.append(_text(part, number))
            else:
                attached.append(_named(part))
    except ValueError:
        raise
    except (RecursionError, LookupError, AttributeError, TypeError, IndexError, AssertionError) as error:
        # `email` raises any of these for headers and parts that are broken on purpose.
        raise ValueError(f"it is no mail that can be read: {type(error).__name__}") from None
    head = [] if subject is None else [f"Subject: {' '.join(str(subject).split())}"]
    body = [text.strip("\n") for text in parts if text.strip()]
    return "\n\n".join([*head, *body, *(["\n".join(attached)] if attached else [])])


def _look_at_size(data: bytes) -> None:
    end = _HEADER_END.search(data)
    headers = data[: len(data) if end is None else end.start()]
    if len(headers) > MOST_HEADERS:
        raise ValueError(f"its headers are longer than {MOST_HEADERS // 1024} KiB")
    if any(len(header) > LONGEST_HEADER for header in _FOLDED.split(headers)):
        raise ValueError(f"one of its headers is longer than {LONGEST_HEADER // 1024} KiB")
    if len(_BOUNDARY.findall(data)) > MOST_PARTS:
        raise ValueError(f"it has more than {MOST_PARTS} parts that hold parts")


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that are read or named, in their order; of alternatives the one that is shown."""
    waiting: list[Message] = [message]
    count = 0
    while waiting:
        part = cast("EmailMessage", waiting.pop())
        count += 1
        if count > 5 * MOST_PARTS:
            raise ValueError(f"it has more than {5 * MOST_PARTS} parts")
        kind = part.get_content_type()
        inner = part.get_payload() if part.is_multipart() and kind != "message/rfc822" else None
        if not isinstance(inner, list):
            yield part
        elif kind == "multipart/alternative":
            waiting += [_shown(cast("list[EmailMessage]", inner))] if inner else []
        else:
            waiting += cast("list[Message]", inner[::-1])


def _shown(alternatives: list[EmailMessage]) -> EmailMessage:
    """The alternative that mail programs show: HTML, or what holds it, before plain text, before all else."""

    def rank(part: EmailMessage) -> int:
        kind = part.get_content_type()
        if kind == "text/html":
            return 3
        return 2 if kind.startswith("multipart/") else 1 if kind == "text/plain" else 0

    return max(alternatives, key=rank)


def _is_text(part: EmailMessage) -> bool:
    plain = part.get_content_type() in ("text/plain", "text/html")
    return plain and part.get_content_disposition() != "attachment"


def _text(part: EmailMessage, number: int) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise ValueError(f"its part {number} has no text")
    is_html = part.get_content_type() == "text/html"
    try:
        text = in_charset(data, part.get_content_charset(), html=is_html)
    except ValueError as error:
        raise ValueError(f"its part {number} cannot be read: {error}") from None
    if is_html:
        return html_text(text)
    text = text.replace("\r\n", "\n")
    return _unfolded(text) if str(part.get_param("format", "")).lower() == "flowed" else text


def _unfolded(text: str) -> str:
    """The lines of `format=flowed`: one that ends with a space goes on in the next, if that is quoted as deep."""
    found: list[str] = []
    depth, open_ = 0, False
    for line in text.split("\n"):
        bare = line.lstrip(">")
        own = len(line) - len(bare)
        words = bare.removeprefix(" ")
        if open_ and own == depth:
            found[-1] += words
        else:
            found.append(">" * own + " " * bool(own) + words)
        depth, open_ = own, words.endswith(" ") and words != "-- "
    return "\n".join(found)


def _named(part: EmailMessage) -> str:
    name = part.get_filename()
    shown = "without a name" if not name else " ".join(str(name).split())
    return f"[attachment, not read: {shown}, {part.get_content_type()}]"
