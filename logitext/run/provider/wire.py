"""OpenAI's protocol of batches: a file of requests goes up, a batch is made of it, files of replies come down."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from logitext.theory.llm.client import Client
from logitext.theory.llm.faults import ModelError

_SECONDS = 60.0
_LONG = 900.0
"""Seconds for a file to go up or down."""
_PAGE = 100
_PAGES = 50


class Told(NamedTuple):
    """What the server says of a batch. `why`: what is wrong with it as a whole, and `code` the first of its codes."""

    id: str
    status: str
    output: str | None
    errors: str | None
    why: str
    code: str | None


class Wire:
    """Calls about batches; one attempt each. All of them raise ModelError."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def upload(self, content: bytes) -> str:
        """The id of a file of requests that has gone up."""
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="requests.jsonl"\r\n'
            "Content-Type: application/jsonl\r\n\r\n"
        )
        body = b"".join([head.encode(), content, f"\r\n--{boundary}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={boundary}"
        return _text((await self._client.send("/files", body, kind, _LONG)).data, "id")

    async def create(self, file: str, path: str, mark: str) -> Told:
        """A batch of an uploaded file."""
        body = {
            "input_file_id": file,
            "endpoint": f"/v1{path}",
            "completion_window": "24h",
            "metadata": {"logitext": mark},
        }
        return _told((await self._client.post("/batches", body, _SECONDS)).data)

    async def look(self, id_: str) -> Told:
        """How far a batch is."""
        return _told((await self._client.get(f"/batches/{_safe(id_)}", _SECONDS)).data)

    async def find(self, mark: str) -> Told | None:
        """The batch that carries the mark; None where there is none."""
        after = ""
        for _ in range(_PAGES):
            page = (await self._client.get(f"/batches?limit={_PAGE}{after}", _SECONDS)).data
            batches = page.get("data")
            if not isinstance(batches, list):
                raise ModelError("wrong shape", "the list of batches is none")
            for batch in batches:
                carried = batch.get("metadata") if isinstance(batch, dict) else None
                if isinstance(carried, dict) and carried.get("logitext") == mark:
                    return _told(batch)
            if not page.get("has_more") or not batches:
                return None
            after = f"&after={_safe(_text(batches[-1], 'id'))}"
        return None

    async def fetch(self, file: str, path: Path) -> None:
        """Write the content of a file at the server to a file here. OSError."""
        await self._client.fetch(f"/files/{_safe(file)}/content", path, _LONG)


def _told(data: Any) -> Told:
    errors = data.get("errors")
    listed = errors.get("data") if isinstance(errors, dict) else None
    faults = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    said = [one["message"] for one in faults if isinstance(one.get("message"), str)]
    codes = [one["code"] for one in faults if isinstance(one.get("code"), str)]
    return Told(
        _text(data, "id"),
        _text(data, "status"),
        _perhaps(data, "output_file_id"),
        _perhaps(data, "error_file_id"),
        "; ".join(said[:3]) or "it says no reason",
        codes[0] if codes else None,
    )


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name) if isinstance(data, Mapping) else None
    if not isinstance(value, str) or not value:
        raise ModelError("wrong shape", f"the reply about a batch has no `{name}`")
    return value


def _perhaps(data: Mapping[str, Any], name: str) -> str | None:
    return _text(data, name) if data.get(name) else None


def _safe(id_: str) -> str:
    """An id of the server's as a part of a path; ModelError where it is none."""
    if not id_.replace("-", "").replace("_", "").isalnum() or not id_.isascii():
        raise ModelError("wrong shape", "the id of a batch or a file has characters that no id has")
    return id_
