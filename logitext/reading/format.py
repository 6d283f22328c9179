"""The formats of documents."""

from __future__ import annotations

from typing import Literal, TypeAlias

ReadingFormat: TypeAlias = Literal["text", "html", "mail"]
FORMATS: tuple[ReadingFormat, ...] = ("text", "html", "mail")
