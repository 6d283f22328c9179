"""A server for a GGUF file, as long as a block lasts."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SERVER = Path(__file__).parent / "server" / "server.mjs"
_PATIENCE = 600.0
"""Seconds until a model must be loaded."""


class NotServedError(Exception):
    """The server did not start; the message is its own."""


@contextmanager
def serving(
    file: Path, runtime: Path, name: str, threads: int, port: int = 0, patience: float = _PATIENCE
) -> Iterator[str]:
    """The base URL of a server on this machine, at a free port where `port` is 0.

    It ends with the block, and with this process however that ends.
    """
    command = ["node", str(_SERVER), str(file.resolve()), "--runtime", str(runtime.resolve())]
    command += ["--name", name, "--threads", str(threads), "--port", str(port)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said: queue.Queue[str] = queue.Queue()
    told: list[str] = []
    threading.Thread(target=lambda: said.put(process.stdout.readline() if process.stdout else ""), daemon=True).start()
    listening = threading.Thread(target=lambda: told.extend(process.stderr or ()), daemon=True)
    listening.start()
    try:
        url = said.get(timeout=patience).strip()
        if not url:
            process.wait()
            listening.join()
            last = next((line.strip() for line in reversed(told) if "Error" in line), "it ended without a word")
            raise NotServedError(f"{file} cannot be served: {last}")
        yield url
    except queue.Empty:
        raise NotServedError(f"{file} is not loaded within {patience:g} s") from None
    finally:
        process.terminate()
        process.wait()
        listening.join()  # to the end of what the server said
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
