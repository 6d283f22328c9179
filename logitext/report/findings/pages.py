"""The page about each code: `docs/errors/CODE.md` in a checkout, inside the package once installed."""

from __future__ import annotations

import functools
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path


def page(code: str) -> str | None:
    """The page about a code, as Markdown; None where there is none."""
    file = _folder() / f"{code}.md"
    return file.read_text("utf-8") if file.is_file() else None


def url(code: str) -> str | None:
    """The address of the page about a code; None where the package's metadata name no site of documentation."""
    site = _site()
    return None if site is None else f"{site.rstrip('/')}/errors/{code}/"


def _folder() -> Traversable:
    packaged = resources.files("logitext") / "pages"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "docs" / "errors"


@functools.cache
def _site() -> str | None:
    """What `[project.urls]` of pyproject.toml calls `Documentation`."""
    for entry in metadata.metadata("logitext").get_all("Project-URL") or ():
        name, _, address = entry.partition(",")
        if name.strip().lower() == "documentation":
            return str(address.strip())
    return None
