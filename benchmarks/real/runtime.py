"""The runtime: llama.cpp's libraries as npm has them, built beforehand, in a folder of their own."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

VERSION = "3.21.1"
_PATIENCE = 600
_DONE = "installed-for-benchmarks"
_SYSTEMS = {("Linux", "x86_64"): "linux-x64", ("Linux", "aarch64"): "linux-arm64"}


class RuntimeMissingError(Exception):
    """There is no runtime for this machine, or it cannot be installed; the message says what is missing."""


def installed(folder: Path) -> Path:
    """The folder, with the runtime in it. It is installed once: no script of a package is run, nothing is built."""
    if (folder / _DONE).exists() and (folder / _DONE).read_text("utf-8") == VERSION:
        return folder
    system = _SYSTEMS.get((platform.system(), platform.machine()))
    if system is None:
        machine = f"{platform.system()} on {platform.machine()}"
        raise RuntimeMissingError(f"no runtime is known for {machine}: give the URL of a server")
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise RuntimeMissingError("Node.js with npm is needed to serve a file: install it, or give the URL of a server")
    folder.mkdir(parents=True, exist_ok=True)
    # The package lists builds for graphics cards as optional, 700 MB of them; what is wanted is named by itself.
    quiet = ["--save-exact", "--ignore-scripts", "--omit=optional", "--omit=peer", "--no-audit", "--no-fund"]
    for package in ("node-llama-cpp", f"@node-llama-cpp/{system}"):
        command = [npm, "install", "--prefix", str(folder), *quiet, f"{package}@{VERSION}"]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            raise RuntimeMissingError(f"{package} does not install within {_PATIENCE} s") from None
        except subprocess.CalledProcessError as error:
            said = [line for line in error.stderr.splitlines() if line.strip()] or [str(error)]
            raise RuntimeMissingError(f"{package} does not install: {said[0]}") from None
    (folder / _DONE).write_text(VERSION, "utf-8")
    return folder
