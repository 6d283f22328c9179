"""`openai:MODEL`: a language model on a server; the model may also stand in the options."""

from __future__ import annotations

from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.writer import OpenAIWriter
from logitext.theory.specs import ModelOptions, wrong
from logitext.theory.writing.protocol import Writer
from logitext.theory.writing.writers import WRITERS


@WRITERS.of_file
def make(argument: str | None, options: ModelOptions) -> Writer:
    model = argument or options.get("model")
    if not model:
        wrong("NLT511", "`openai` needs a model", "write `openai:MODEL`; `logitext models` lists those of a server")
    left_out = ("model", "cache", "cache_only", "redact", "samples", "prompt", "api")
    kept = {name: value for name, value in options.items() if name not in left_out}
    try:
        return OpenAIWriter(model, **kept)
    except InputError:
        raise
    except ValueError as error:
        wrong("NLT540", f"the model cannot be asked so: {error}", "see `logitext solve --help`")
