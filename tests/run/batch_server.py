"""A server of batches on the loopback, before a server of models that answers what is in them.

It speaks the protocol of OpenAI's: files go up, batches of them are in progress for some looks, and end with files of
replies in another order. What goes wrong, and in which batch, is told it.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, TypeAlias

from tests.model_server.run import Server

Fault: TypeAlias = Literal[
    "expired",
    "cancelled",
    "missing",
    "double",
    "same twice",
    "strangers",
    "broken lines",
    "500s",
    "error lines",
    "no files",
    "refused",
    "too large",
]


@dataclass
class Batches:
    """What the server has, and how it is to go wrong: `faults` by the number of the batch.

    `looks`: how often a batch is still in progress. `away`: which calls about batches, by number, are answered with a
    500, and `lost`: which of those that make a batch make it and then give no reply.
    """

    models: Server
    looks: int = 2
    faults: Mapping[int, Fault] = field(default_factory=dict)
    away: frozenset[int] = frozenset()
    lost: frozenset[int] = frozenset()
    most: int = 1_000_000
    base_url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    calls: int = 0
    creations: int = 0

    @property
    def sizes(self) -> list[int]:
        """How many requests each batch had."""
        return [batch["request_counts"]["total"] for batch in self.batches.values()]

    @property
    def bodies(self) -> list[str]:
        """All requests of all batches that were not refused, each as often as it was paid for."""
        return self.asked

    def handle(self, method: str, path: str, body: bytes) -> tuple[int, bytes] | None:
        """The status and the body of a reply; None where none is given."""
        with self.lock:
            if not path.startswith(("/v1/files", "/v1/batches")):
                return self._passed_on(method, path, body)
            self.calls += 1
            if self.calls in self.away:
                return 500, b'{"error": {"message": "out of order"}}'
            name = path.removeprefix("/v1")
            if (method, name) == ("POST", "/files"):
                return self._uploaded(body)
            if (method, name) == ("POST", "/batches"):
                return self._created(json.loads(body))
            if method == "GET" and name.startswith("/batches?"):
                return 200, json.dumps({"data": list(self.batches.values())[::-1], "has_more": False}).encode()
            if method == "GET" and name.startswith("/batches/"):
                return self._looked_at(name.removeprefix("/batches/"))
            if method == "GET" and name.endswith("/content"):
                content = self.files.get(name.split("/")[2])
                return (404, b"{}") if content is None else (200, content)
            return 404, b"{}"

    def _uploaded(self, body: bytes) -> tuple[int, bytes]:
        assert b'name="purpose"\r\n\r\nbatch\r\n' in body
        content = body.split(b"application/jsonl\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
        id_ = f"file-{len(self.files)}"
        self.files[id_] = content
        return 200, json.dumps({"id": id_, "object": "file", "purpose": "batch"}).encode()

    def _created(self, body: Mapping[str, Any]) -> tuple[int, bytes] | None:
        self.creations += 1
        lines = [json.loads(line) for line in self.files[body["input_file_id"]].splitlines()]
        assert all(line["url"] == body["endpoint"] and line["method"] == "POST" for line in lines)
        assert len({line["custom_id"] for line in lines}) == len(lines)
        assert len({line["body"]["model"] for line in lines}) == 1
        id_ = f"batch_{len(self.batches)}"
        batch: dict[str, Any] = {"id": id_, "status": "validating", "metadata": body["metadata"], "errors": None}
        batch |= {"looks": 0}
        batch |= {"output_file_id": None, "error_file_id": None, "request_counts": {"total": len(lines)}}
        batch |= {"lines": lines}
        self.batches[id_] = batch
        return None if self.creations in self.lost else (200, json.dumps(batch).encode())

    def _looked_at(self, id_: str) -> tuple[int, bytes]:
        batch = self.batches.get(id_)
        if batch is None:
            return 404, b"{}"
        batch["looks"] += 1
        batch["status"] = "in_progress" if batch["status"] == "validating" else batch["status"]
        if batch["status"] == "in_progress" and batch["looks"] > self.looks:
            self._finish(id_, batch, batch.pop("lines"))
        return 200, json.dumps(batch).encode()

    def _finish(self, id_: str, batch: dict[str, Any], lines: list[dict[str, Any]]) -> None:
        fault = self.faults.get(int(id_.removeprefix("batch_")))
        batch["status"] = "completed"
        if fault == "refused" or len(lines) > self.most or fault == "too large":
            code = "invalid_json_line" if fault == "refused" else "token_limit_exceeded"
            batch |= {"status": "failed", "errors": {"data": [{"code": code, "message": "line 3 is wrong"}]}}
            return
        good: list[dict[str, Any]] = []
        bad: list[dict[str, Any]] = []
        for at, line in enumerate(lines):
            id_ = line["custom_id"]
            if at % 2 and fault in ("expired", "cancelled"):
                batch["status"] = fault
                bad.append({"custom_id": id_, "response": None, "error": {"code": f"batch_{fault}", "message": "no"}})
                continue
            if at % 2 and fault == "error lines":
                bad.append({"custom_id": id_, "response": None, "error": {"code": "odd", "message": "no luck"}})
                continue
            if at % 2 and fault in ("missing", "no files"):
                continue
            if at % 2 and fault == "500s":
                broken = {"status_code": 500, "body": {"error": {"message": "out of order"}}}
                bad.append({"custom_id": id_, "response": broken, "error": None})
                continue
            status, reply = self._passed_on("POST", line["url"], json.dumps(line["body"]).encode())
            self.asked.append(json.dumps(line["body"], sort_keys=True))
            came = {"status_code": status, "request_id": "r", "body": json.loads(reply)}
            good.append({"id": f"r-{at}", "custom_id": id_, "response": came, "error": None})
            if at % 2 and fault == "double":
                wrong = {"status_code": 200, "body": {"choices": []}}
                good.append({"id": f"d-{at}", "custom_id": id_, "response": wrong, "error": None})
            if at % 2 and fault == "same twice":
                good.append(good[-1])
        if fault == "strangers":
            good += [{**good[0], "custom_id": other} for other in ("9-9", None, ["1-0"])]
        good.reverse()
        content = "".join(json.dumps(line) + "\n" for line in good).encode()
        if fault == "broken lines":
            content = b'{"custom_id":\n[1]\n\xff\xfe\n' + content
        for name, raw in (("output_file_id", content), ("error_file_id", "\n".join(map(json.dumps, bad)).encode())):
            if raw:
                batch[name] = f"file-{len(self.files)}"
                self.files[batch[name]] = raw
        if fault == "no files" and good:
            batch["error_file_id"] = None

    def _passed_on(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        url = self.models.base_url.removesuffix("/v1") + path
        request = urllib.request.Request(url, body or None, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@contextmanager
def batching(models: Server, **how: Any) -> Iterator[Batches]:
    """A server of batches, until the block ends."""
    batches = Batches(models, **how)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._do("GET")

        def do_POST(self) -> None:
            self._do("POST")

        def _do(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            replied = batches.handle(method, self.path, body)
            if replied is None:
                self.close_connection = True
                return
            self.send_response(replied[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(replied[1])))
            self.end_headers()
            self.wfile.write(replied[1])

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    batches.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield batches
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
