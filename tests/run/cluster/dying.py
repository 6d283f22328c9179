"""A theory that knows nothing, and ends the process of a worker once."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from logitext.theory.protocol import UNKNOWN, Question, Reply, Texts, Theory


class Dying(Theory):
    """Kills its process when it meets a text that ends so, unless a file says that this was done."""

    name = "dying"

    def __init__(self, ending: str, done: Path) -> None:
        self._ending = ending
        self._done = done

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        if any(texts[name].endswith(self._ending) for name in texts) and not self._done.exists():
            self._done.write_text("")
            os.kill(os.getpid(), signal.SIGKILL)
        return Reply({question.id: UNKNOWN for question in questions})
