"""`frame.logitext` on every DataFrame of pandas, as soon as this module is imported.

import logitext.integrations.pandas

decided = frame.logitext.run("policy.nltc", theory="openai:MODEL", id="message_id")
"""

from __future__ import annotations

import os
from typing import Any

import pandas

from logitext.api import Policy, load


@pandas.api.extensions.register_dataframe_accessor("logitext")
class PandasAccessor:
    """What policies decide of the rows of a DataFrame."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def run(self, policy: Policy | str | os.PathLike[str], **options: Any) -> Any:
        """A DataFrame of verdicts and reasons, a row for each row. The options are those of `Policy.run`."""
        return (policy if isinstance(policy, Policy) else load(policy)).run(self._frame, **options)
