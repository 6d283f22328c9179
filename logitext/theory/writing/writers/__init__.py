"""The writers that specs such as `mock:FILE` name, a file each: the name of the file is the name of the writer.

Each registers a function that makes the writer of its argument (what follows the colon, None without one) and of the
options of models. It raises InputError where these make no sense, and imports the writer when it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from logitext.registry import Registry
from logitext.theory.specs import ModelOptions
from logitext.theory.writing.protocol import Writer

WriterMaker: TypeAlias = Callable[[str | None, ModelOptions], Writer]

WRITERS: Registry[WriterMaker] = Registry("writer", "logitext.theory.writing.writers")
