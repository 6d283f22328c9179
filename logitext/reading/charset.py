"""Bytes of a page or a part of a mail as text: by the charset that is said, strictly."""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_.:-]{1,40})""", re.IGNORECASE)
_LOOKED_AT = 4096
"""In how many bytes of a page its charset is looked for."""
_WIDER = {"ascii": "utf-8", "iso8859-1": "cp1252"}
"""What browsers take for charsets that say less than what is sent under their names."""


def in_charset(data: bytes, charset: str | None, *, html: bool = False) -> str:
    r"""The text; `charset` is what a header says, and a page may say it itself. ValueError where it is not so.

    >>> in_charset(b"caf\xe9", "iso-8859-1"), in_charset(b"<meta charset=latin1>caf\xe9", None, html=True)[-4:]
    ('café', 'café')
    """
    if data.startswith(codecs.BOM_UTF8):
        data, charset = data[len(codecs.BOM_UTF8) :], "utf-8"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    elif charset is None and html and (found := _META.search(data[:_LOOKED_AT])) is not None:
        charset = found[1].decode("ascii")
    said = charset or "utf-8"
    try:
        codec = codecs.lookup(said)
        if not getattr(codec, "_is_text_encoding", True):
            raise LookupError(said)
        if codec.name == "iso8859-1":
            return data.decode("cp1252", "strict") if not _UNDEFINED.search(data) else data.decode("latin-1")
        return data.decode(_WIDER.get(codec.name, said))
    except LookupError:
        raise ValueError(f"its charset is `{said[:40]}`, which is not known") from None
    except UnicodeError as error:
        at = (
            f": byte 0x{data[error.start]:02x} at offset {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        )
        raise ValueError(f"it is not {said}{at}") from None


_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that cp1252 leaves open."""
