"""The stylesheet of pages and pictures, light and dark by the viewer's scheme.

`colours.css` names the colours, `drawing.css` is for pictures, and `page.css` for the rest of a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

Sheet: TypeAlias = Literal["colours", "drawing", "page"]

FOLDER = Path(__file__).parent


@cache
def stylesheet(*sheets: Sheet) -> str:
    """These parts of the stylesheet, in this order."""
    return "".join((FOLDER / f"{sheet}.css").read_text("utf-8") for sheet in sheets)


@cache
def colours() -> Mapping[str, str]:
    """The colours of the light scheme by their names, for formats that know no schemes.

    >>> colours()["paper"]
    '#ffffff'
    """
    light, _, _ = stylesheet("colours").partition("@media")
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", light))
