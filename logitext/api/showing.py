"""The display of results and searches by `print` and in notebooks: the output of the command.

Importing this module has it so.
"""

from __future__ import annotations

from logitext.records import shown


class _Painter:
    def text(self, record: shown.Shown) -> str:
        from logitext.report.console import to_text
        from logitext.report.recorded import shown as recorded

        return to_text(recorded.render(record)).rstrip("\n")

    def html(self, record: shown.Shown) -> str:
        from logitext.report.console import to_html
        from logitext.report.recorded import shown as recorded

        return to_html(recorded.render(record))


shown.paint_with(_Painter())
