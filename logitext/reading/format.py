"""The formats of documents."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

ReadingFormat: TypeAlias = Literal["text", "html", "mail"]
FORMATS: tuple[ReadingFormat, ...] = get_args(ReadingFormat)
