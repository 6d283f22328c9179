"""A scene as SVG, drawn without any other program: a file of its own, or an element for a page.

Colours follow the viewer's light or dark scheme. A file has its own background and style, and asks for nothing else; it
is no wider than its window.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from logitext.report.console import printable
from logitext.report.drawing.scene import Circle, PathShape, Point, Polygon, Rect, Scene, Shape, ShapeGroup, Text
from logitext.report.pages.style import stylesheet

_ENDS = """\
<defs>
<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"
markerUnits="userSpaceOnUse"><path class="head" d="M0 0.5 L8 4 L0 7.5 Z"/></marker>
<marker id="bar" viewBox="0 0 6 12" refX="5" refY="6" markerWidth="6" markerHeight="12" orient="auto"
markerUnits="userSpaceOnUse"><path class="bar" d="M4 1 V11"/></marker>
</defs>"""


def svg(scene: Scene) -> str:
    """The picture as a file; it ends with a line end."""
    style = stylesheet("colours", "drawing")
    paper = f'<rect class="paper" width="{number(scene.width)}" height="{number(scene.height)}"/>'
    return "\n".join(_element(scene, f"<style>\n{style}</style>", paper)) + "\n"


def element(scene: Scene) -> str:
    """The picture for a page that has the style."""
    return "\n".join(_element(scene))


def number(value: float) -> str:
    """To a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


def _element(scene: Scene, *first: str) -> Iterator[str]:
    width, height = number(scene.width), number(scene.height)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    yield f'<svg class="drawing" xmlns="http://www.w3.org/2000/svg" role="img" {size}>'
    yield f"<title>{_escaped(scene.title)}</title>"
    yield from first
    if any(path.end for path in _paths(scene.parts)):
        yield _ENDS
    for part in scene.parts:
        yield from _shape(part)
    yield "</svg>"


def _paths(parts: object) -> Iterator[PathShape]:
    for part in parts if isinstance(parts, list | tuple) else ():
        if isinstance(part, PathShape):
            yield part
        elif isinstance(part, ShapeGroup):
            yield from _paths(part.parts)


def _shape(shape: Shape) -> Iterator[str]:
    match shape:
        case ShapeGroup():
            yield f"<g>{_title(shape.title)}"
            for part in shape.parts:
                yield from _shape(part)
            yield "</g>"
        case Rect():
            size = f'width="{number(shape.width)}" height="{number(shape.height)}"'
            round_ = f' rx="{number(shape.radius)}"' if shape.radius else ""
            yield f'<rect class="{shape.css}" x="{number(shape.x)}" y="{number(shape.y)}" {size}{round_}/>'
        case Polygon():
            yield f'<polygon class="{shape.css}" points="{" ".join(_point(corner) for corner in shape.corners)}"/>'
        case Circle():
            middle = f'cx="{number(shape.x)}" cy="{number(shape.y)}"'
            yield f'<circle class="{shape.css}" {middle} r="{number(shape.radius)}"/>'
        case PathShape():
            yield _path(shape)
        case Text():
            css = f' class="{shape.css}"' if shape.css else ""
            yield f'<text{css} x="{number(shape.x)}" y="{number(shape.y)}">{_escaped(shape.text)}</text>'


def _path(path: PathShape) -> str:
    way = f"M{_point(path.start)}"
    for step in path.steps:
        way += f" {'L' if len(step) == 1 else 'C'}{' '.join(_point(point) for point in step)}"
    end = f' marker-end="url(#{path.end})"' if path.end else ""
    style = f' style="stroke-width: {path.width:.1f}"' if path.width is not None else ""
    head = f'<path class="{path.css}" d="{way}"{end}{style}'
    return f"{head}>{_title(path.title)}</path>" if path.title else f"{head}/>"


def _title(title: str) -> str:
    return f"<title>{_escaped(title)}</title>" if title else ""


def _escaped(text: str) -> str:
    """Text for an element: without control characters, and with nothing that XML reads as markup."""
    return escape(printable(text), {'"': "&quot;", "'": "&#39;"})


def _point(point: Point) -> str:
    return f"{number(point[0])},{number(point[1])}"
