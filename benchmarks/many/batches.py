"""The memory of a run by batches: a provider of batches on the loopback, and runs with more and more documents in work.

The provider answers each call of a batch by a server that costs next to nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.engine.policies import source
from benchmarks.llm.loopback import serving

COUNTS = (500, 1_000, 2_000, 5_000)

_RUN = """
import resource, sys
from logitext.cli.main import cli
from logitext.run.provider import rounds
rounds.WAITS = rounds.Waits(linger=0.5, first=0.1, longest=0.5)
cli.main(sys.argv[1:], prog_name="logitext", standalone_mode=False)
unit = 1024 if sys.platform == "darwin" else 1
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit)
"""
"""A command whose waits for the provider are short; it prints the most memory that it held, in KiB."""


class _Provider:
    """Files, and batches that are done as soon as they are made."""

    def __init__(self, answering: str) -> None:
        self._answering = answering
        self._lock = threading.Lock()
        self._files: dict[str, bytes] = {}
        self._batches: dict[str, dict[str, Any]] = {}

    def reply(self, method: str, path: str, body: bytes) -> bytes:
        """The body of the reply to a request."""
        name = path.removeprefix("/v1")
        with self._lock:
            if (method, name) == ("POST", "/files"):
                content = body.split(b"application/jsonl\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
                return json.dumps({"id": self._kept(content), "object": "file", "purpose": "batch"}).encode()
            if (method, name) == ("POST", "/batches"):
                return json.dumps(self._made(json.loads(body))).encode()
            if method == "GET" and name.startswith("/batches?"):
                return json.dumps({"data": list(self._batches.values())[::-1], "has_more": False}).encode()
            if method == "GET" and name.startswith("/batches/"):
                return json.dumps(self._batches[name.removeprefix("/batches/")]).encode()
            if method == "GET" and name.endswith("/content"):
                return self._files[name.split("/")[2]]
        return self._answered(path, body)

    def _kept(self, content: bytes) -> str:
        name = f"file-{len(self._files)}"
        self._files[name] = content
        return name

    def _made(self, wanted: dict[str, Any]) -> dict[str, Any]:
        lines = [json.loads(line) for line in self._files[wanted["input_file_id"]].splitlines()]
        replies = bytearray()
        for line in lines:
            body = json.loads(self._answered(line["url"], json.dumps(line["body"]).encode()))
            came = {"status_code": 200, "request_id": "r", "body": body}
            one = {"id": "r", "custom_id": line["custom_id"], "response": came, "error": None}
            replies += json.dumps(one).encode() + b"\n"
        name = f"batch_{len(self._batches)}"
        self._batches[name] = {
            "id": name,
            "status": "completed",
            "metadata": wanted["metadata"],
            "errors": None,
            "output_file_id": self._kept(bytes(replies)),
            "error_file_id": None,
            "request_counts": {"total": len(lines)},
        }
        return self._batches[name]

    def _answered(self, path: str, body: bytes) -> bytes:
        url = self._answering.removesuffix("/v1") + path
        request = urllib.request.Request(url, body or None, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as reply:
            answer: bytes = reply.read()
        return answer


@contextmanager
def _providing(answering: str) -> Iterator[str]:
    """A provider, until the block ends; its base URL."""
    provider = _Provider(answering)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._do("GET")

        def do_POST(self) -> None:
            self._do("POST")

        def _do(self, method: str) -> None:
            told = provider.reply(method, self.path, self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def batches(folder: Path, most: int) -> Table:
    """The memory of runs in which all documents are in work at the same time."""
    table = Table("documents in work", "MiB", "kB more for a document", title="memory of a run by batches")
    (folder / "b.nltc").write_text(source(20, 1))
    first: tuple[int, float] | None = None
    with serving(0.0) as server, _providing(server.base_url) as url:
        for count in [one for one in COUNTS if one <= most]:
            mib = _run(folder, count, url)
            more = "" if first is None else f"{(mib - first[1]) * 1048.576 / (count - first[0]):.0f}"
            table.add_row(f"{count:,}", f"{mib:.0f}", more)
            first = first or (count, mib)
    return table


def _run(folder: Path, count: int, url: str) -> float:
    """The most MiB that a run of so many documents held."""
    lines = (json.dumps({"id": number, "post": f"message {number} " + "word " * 100}) for number in range(count))
    (folder / "b.jsonl").write_text("".join(line + "\n" for line in lines))
    words = ["run", "b.nltc", "b.jsonl", "--id", "id", "--rows", f"b{count}.jsonl", "--theory", "openai:test-model"]
    words += [
        "--base-url",
        url,
        "--api",
        "chat",
        "--batch-api",
        "openai",
        "--batch-size",
        str(count),
        "-q",
        "--no-cache",
    ]
    environment = {**os.environ, "OPENAI_API_KEY": "k"}
    command = [sys.executable, "-c", _RUN, *words]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout.split()[-1]) / 1024
