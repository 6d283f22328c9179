"""Pages of HTML from templates: `fill` fills one in. Whatever a template is given is text, and is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from logitext.report.console import printable
from logitext.report.drawing.svg import element
from logitext.report.pages.style import FOLDER, stylesheet

if TYPE_CHECKING:
    from logitext.report.drawing.scene import Scene


def fill(name: str, title: str, *, folder: Path = FOLDER, **values: object) -> str:
    """The template of this name, filled in; it ends with a line end.

    A template may show a scene (`{{ scene | drawn }}`), a text in several lines (`{{ text | lines }}`), and names
    in backticks as code (`{{ text | coded }}`).
    """
    return _environment(folder).get_template(name).render(title=title, style=_style(), **values)


@cache
def _environment(folder: Path) -> Environment:
    made = Environment(
        loader=FileSystemLoader([folder, FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    made.filters.update(drawn=_drawn, lines=_lines, coded=_coded)
    return made


def _style() -> object:
    return Markup(stylesheet("colours", "drawing", "page"))  # our own files


def _drawn(scene: Scene) -> object:
    return Markup(element(scene))  # what comes from outside is escaped there


def _lines(text: str) -> object:
    return Markup("\n").join(escape(printable(line)) for line in text.splitlines())


def _coded(text: str) -> object:
    """Words with names in backticks, each shown as code; as they are where a backtick has no other."""
    parts = [escape(printable(part)) for part in text.split("`")]
    if len(parts) % 2 == 0:
        return escape(printable(text))
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if at % 2 else part for at, part in enumerate(parts))


def _shown(value: object) -> object:
    """What an expression shows: text of ours as it is, other text without control characters."""
    return printable(value) if type(value) is str else value
