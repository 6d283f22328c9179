"""The display of results and searches by `print` and in notebooks: the output of the command.

Importing this module has it so.
"""

from __future__ import annotations

from logitext.records import shown


class _Painter:
    def text(self, record: shown.Shown) -> str:
        from logitext.api import painted  # noqa: PLC0415  # rich, which only a record that is shown needs

        return painted.text(record)

    def html(self, record: shown.Shown) -> str:
        from logitext.api import painted  # noqa: PLC0415  # as above

        return painted.html(record)


shown.paint_with(_Painter())
