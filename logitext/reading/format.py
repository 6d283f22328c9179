"""The formats of documents."""

from __future__ import annotations

from typing import Literal, TypeAlias

Format: TypeAlias = Literal["text", "html", "mail"]
FORMATS: tuple[Format, ...] = ("text", "html", "mail")
