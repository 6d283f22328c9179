"""What to do with a document."""

from __future__ import annotations

from typing import Literal, TypeAlias

Action: TypeAlias = Literal["allow", "block", "review"]
"""What to do with a document. Whatever is undetermined or failed is `review`, never `allow`."""
