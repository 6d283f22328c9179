"""`openai:MODEL`: a language model on a server; the model may also stand in the options."""

from __future__ import annotations

from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.theory import OpenAI
from logitext.theory.protocol import Theory
from logitext.theory.specs import THEORIES, ModelOptions, wrong


@THEORIES.of_file
def make(argument: str | None, options: ModelOptions) -> Theory:
    model = argument or options.get("model")
    if not model:
        wrong("NLT511", "`openai` needs a model", "write `openai:MODEL`; `logitext models` lists those of a server")
    try:
        return OpenAI(model, **{name: value for name, value in options.items() if name != "model"})
    except InputError:
        raise
    except ValueError as error:
        wrong("NLT540", f"the model cannot be asked so: {error}", "`logitext check --help` has the options")
