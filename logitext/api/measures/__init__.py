"""The work of the methods that measure a policy on labelled cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_modules

if TYPE_CHECKING:
    from logitext.api.measures import calibrate, changed, compared, evaluate

__all__ = ["calibrate", "changed", "compared", "evaluate"]

__getattr__ = late_modules(__name__)
