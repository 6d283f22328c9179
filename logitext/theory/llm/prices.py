"""The prices of models, from a table of the user's. The code has none: prices change, and a wrong one lies.

A table is a TOML or JSON file, in money per million tokens:

    currency = "USD"

    [models."some-model"]
    input = 0.5
    cached = 0.05
    output = 2
    batch = 0.5
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import read_text
from logitext.syntax.source import Source

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """Money per million tokens; `cached` is for tokens of the prompt that the server had read before.

    `batch` is the share of it that a call in a batch of the provider costs.
    """

    input: float
    output: float
    cached: float | None = None
    batch: float = 1.0

    def in_batches(self) -> ModelPrice:
        """The price of calls in batches."""
        cached = None if self.cached is None else self.batch * self.cached
        return ModelPrice(self.batch * self.input, self.batch * self.output, cached)

    @property
    def share_of_kept(self) -> float:
        """The share of its price that a token of the prompt costs which the server had read before.

        >>> ModelPrice(input=2, output=4, cached=0.5).share_of_kept
        0.25
        """
        return 1.0 if self.cached is None or self.cached >= self.input else self.cached / self.input

    def cost(self, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> float:
        """What a call costs.

        >>> ModelPrice(input=1, output=4, cached=0.5).cost(1_000_000, 500_000, 200_000)
        2.9
        """
        cached = self.input if self.cached is None else self.cached
        fresh = input_tokens - cached_tokens
        return (fresh * self.input + cached_tokens * cached + output_tokens * self.output) / _MILLION


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    input: float = Field(ge=0, allow_inf_nan=False)
    output: float = Field(ge=0, allow_inf_nan=False)
    cached: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    batch: float = Field(default=1.0, ge=0, le=1, allow_inf_nan=False)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")

    currency: str = "USD"
    models: Mapping[str, _Row] = {}


def load_prices(path: str | os.PathLike[str]) -> dict[str, ModelPrice]:
    """The prices in a file, by model. InputError, with all that is wrong, where it cannot be read."""
    file = Path(path)
    source = Source(os.fspath(path), "")
    try:
        text = read_text(file)
        data = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
        table = _Table.model_validate(data)
    except ValidationError as error:
        raise InputError(
            [
                Diagnostic("NLT545", f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}", source, hint=_HINT)
                for each in error.errors()
            ]
        ) from None
    except (ValueError, RecursionError) as error:
        raise InputError([Diagnostic("NLT545", f"the prices cannot be read: {error}", source, hint=_HINT)]) from None
    return {name: ModelPrice(row.input, row.output, row.cached, row.batch) for name, row in table.models.items()}


_HINT = 'write `[models."NAME"]` with `input` and `output`, in money per million tokens'
