"""Ctrl-C while Z3 works in its thread."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import os, signal, sys, threading, time
import z3
from logitext.logic.smt.effort import SolverMeter
signal.signal(signal.SIGINT, signal.default_int_handler)
context = z3.Context()
solver = SolverMeter(context, 60_000_000).solver()
if sys.argv[1] == "z3's own":
    solver.set("ctrl_c", True)
numbers = [z3.Int(f"n{one}", context) for one in range(14)]
solver.add(z3.Sum([one * one * one for one in numbers]) == 33**5 + 7, z3.Distinct(numbers))
solver.add(*(one > 1 for one in numbers))
working = threading.Thread(target=lambda: print(solver.check(), flush=True), daemon=True)
working.start()
work = time.pthread_getcpuclockid(working.ident)
while time.clock_gettime(work) < 0.3:  # what Python does in this thread takes a hundredth of it: Z3 is at work
    time.sleep(0.01)
try:
    os.kill(os.getpid(), signal.SIGINT)
    working.join()
except KeyboardInterrupt:
    print("interrupted", flush=True)
os._exit(0)
"""


@pytest.mark.parametrize(("whose", "said"), [("Python's", "interrupted\n"), ("z3's own", "unknown\n")])
def test_it_is_left_to_python(tmp_path: Path, whose: str, said: str) -> None:
    """Z3's own way, which ends the call alone, shows that the problem is one that takes long."""
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM)
    ran = subprocess.run([sys.executable, str(program), whose], capture_output=True, text=True, timeout=600)
    assert (ran.stdout, ran.stderr) == (said, "")
