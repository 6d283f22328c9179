"""The body of a request as it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from logitext.theory.llm.faults import ModelError

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def encoded(body: Mapping[str, Any]) -> bytes:
    r"""A body as it is sent. ModelError where that cannot be.

    >>> encoded({"model": "é"})
    b'{"model":"\xc3\xa9"}'
    """
    try:
        return to_json(body)
    except PydanticSerializationError:  # its message does not say what is wrong
        try:
            return _ENCODE(dict(body)).encode()
        except UnicodeEncodeError as error:
            raise ModelError("bad request", f"the policy holds what cannot be sent: {error.reason}") from None
