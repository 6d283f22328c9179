"""Mail is read as what its reader sees; whatever is sent, it is read or refused."""

from __future__ import annotations

import base64
import contextlib
from email.message import EmailMessage
from random import Random

import pytest

from logitext.reading.mail import mail_text


def sent(text: str = "Hello\n", subject: str | None = "Hi") -> EmailMessage:
    mail = EmailMessage()
    if subject is not None:
        mail["Subject"] = subject
    mail["From"] = "a@example.org"
    mail.set_content(text)
    return mail


def test_subject_and_body() -> None:
    assert mail_text(bytes(sent("Grüße\nund mehr\n", "Äpfel"))) == "Subject: Äpfel\n\nGrüße\nund mehr"
    assert mail_text(bytes(sent(subject=None))) == "Hello"
    assert mail_text(b"Subject: only") == "Subject: only"
    assert mail_text(b"") == ""


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_transfer_encodings_are_undone(encoding: str) -> None:
    mail = EmailMessage()
    mail.set_content("Du Idiot, schäm dich = jetzt\n" * 3, cte=encoding)
    assert mail_text(bytes(mail)) == "\n".join(["Du Idiot, schäm dich = jetzt"] * 3)


def test_of_alternatives_the_one_that_is_shown() -> None:
    mail = sent("harmless\n")
    mail.add_alternative("<p>You <b>fool</b></p><blockquote>earlier</blockquote>", subtype="html")
    assert mail_text(bytes(mail)) == "Subject: Hi\n\nYou fool\n\n> earlier"
    mail.get_payload()[1].add_related(b"png", "image", "png", filename="dot.png")  # type: ignore[union-attr,index]
    assert (
        mail_text(bytes(mail)) == "Subject: Hi\n\nYou fool\n\n> earlier\n\n[attachment, not read: dot.png, image/png]"
    )


def test_what_is_attached_is_named_and_not_read() -> None:
    mail = sent()
    mail.add_attachment("secret text", filename="notes.txt")
    mail.add_attachment(b"%PDF", "application", "pdf", filename="a\nb.pdf".replace("\n", " "))
    mail.add_attachment(sent("inner\n", "Inner"))
    assert mail_text(bytes(mail)) == (
        "Subject: Hi\n\nHello\n\n"
        "[attachment, not read: notes.txt, text/plain]\n[attachment, not read: a b.pdf, application/pdf]\n"
        "[attachment, not read: without a name, message/rfc822]"
    )


def test_lines_that_flow_are_joined() -> None:
    flowed = b"Content-Type: text/plain; format=flowed\n\nOne \nline.\n> their \n> words\nMine\n-- \nme\n"
    assert mail_text(flowed) == "One line.\n> their words\nMine\n-- \nme"


FAULTS = [
    (b"Content-Type: text/plain; charset=utf-8\n\ncaf\xe9", "its part 1 cannot be read: it is not utf-8"),
    (b"Content-Type: text/plain; charset=x-no\n\nhi", "its charset is `x-no`, which is not known"),
    (b"Subject: " + b"a" * 20_000 + b"\n\nhi", "one of its headers is longer than 16 KiB"),
    (b"A: b\n" * 60_000 + b"\nhi", "its headers are longer than 256 KiB"),
    (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=c\n\n" * 300,
     "it has more than 200 parts that hold parts"),
    (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 2000, "it has more than 1000 parts"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_a_mail_that_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mail_text(data)


BROKEN = [
    b"Content-Type: multipart/mixed\n\nno boundary",
    b"Content-Type: multipart/alternative; boundary=b\n\n--b--\n",
    b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!not base64!!!",
    b"Content-Type: (((((((((((((" + b"(" * 8000 + b"\n\nhi",
    b'Content-Type: text/html; charset="\n\n<p>x',
    b"Content-Disposition: " + b";" * 8000 + b"\n\nhi",
    b"Content-Type: text/plain; " + b"a*1=" * 3000 + b"\n\nhi",
    b"Subject: " + b"=?utf-8?q?" * 1500 + b"\n\nhi",
    b"\x00\xff\n\n\x00",
]


@pytest.mark.parametrize("data", BROKEN, ids=[repr(data)[:50] for data in BROKEN])
def test_broken_mime_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(mail_text(data), str)


def test_nothing_but_an_error_of_the_mail_comes_out_of_any_bytes() -> None:
    mail = sent()
    mail.add_alternative("<p>x</p>", subtype="html")
    mail.add_attachment(b"x", "image", "png", filename="ä.png")
    whole, rng = bytes(mail), Random(3)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            at = rng.randrange(len(data))
            data[at : at + rng.randint(0, 9)] = rng.choice([b"", b"\n", b";", b"=", b'"', b"(", b"\xff", b"--", b"?="])
        with contextlib.suppress(ValueError):
            assert isinstance(mail_text(bytes(data)), str)


def test_a_word_in_base64_is_found() -> None:
    body = base64.b64encode(b"You fool").decode()
    mail = f"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{body}\n"
    assert mail_text(mail.encode()) == "You fool"
