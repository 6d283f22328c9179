"""Texts as rows of numbers by a model of sentences in a folder: an ONNX file, or one of sentence-transformers.

The folder is data: it holds weights as ONNX or as safetensors. One with pickled weights, or with classes that are not
those of sentence-transformers, is refused, as loading it could run code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.learned.file import Embedding
from logitext.theory.learned.terms import _short, needed

CENTRES = 64
"""Rows near which the texts lie that were learned from, at most."""

_LONGEST = 256
"""Tokens of a text that are read; the rest is left out, as such models are made for sentences."""

_BATCH = 64
_ONNX = ("model.onnx", "onnx/model.onnx")
_PICKLED = (".bin", ".pt", ".pth", ".pkl", ".pickle")


class EmbeddingRows:
    """Makes rows of length 1; `centres` say where the texts lie that were learned from."""

    def __init__(self, encode: Callable[[Sequence[str]], Any], folder: Path, sha256: str, centres: Any = None) -> None:
        self._encode, self.folder, self.sha256, self._centres = encode, folder, sha256, centres

    @classmethod
    def in_folder(cls, folder: Path) -> EmbeddingRows:
        """The model in a folder. InputError where it holds none, or a package is missing."""
        if not folder.is_dir():
            _wrong(folder, "it is no folder")
        onnx = next((folder / one for one in _ONNX if (folder / one).is_file()), None)
        encode = _onnx(onnx, folder) if onnx is not None else _sentences(folder)
        return cls(encode, folder, _digest(folder))

    @classmethod
    def of(cls, kept: Embedding) -> EmbeddingRows:
        """The one that a file names. InputError where the folder is missing, or holds another model."""
        made = cls.in_folder(Path(kept.folder))
        if made.sha256 != kept.sha256:
            _wrong(made.folder, "it is another one than that which was learned with")
        if made(["."]).shape[1] != kept.size:
            _wrong(made.folder, f"its rows do not have {kept.size} numbers")
        made._centres = needed("numpy").asarray(kept.centres)
        return made

    def __call__(self, texts: Sequence[str]) -> Any:
        """The rows of texts, each of length 1."""
        numpy = needed("numpy")
        parts = [self._encode(list(texts[at : at + _BATCH])) for at in range(0, len(texts), _BATCH)]
        rows = numpy.concatenate(parts).astype(float)
        lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
        return rows / numpy.where(lengths > 0, lengths, 1.0)

    def cells(self, text: str) -> list[tuple[int, float]]:
        """The numbers of a text's row, with their columns."""
        return list(enumerate(self([text])[0].tolist()))

    def settle(self, rows: Any, seed: int) -> None:
        """Find the centres of rows."""
        count = min(CENTRES, max(1, len(rows) // 4))
        fitted = needed("sklearn.cluster").KMeans(count, random_state=seed, n_init=1).fit(rows)
        numpy = needed("numpy")
        lengths = numpy.linalg.norm(fitted.cluster_centers_, axis=1, keepdims=True)
        self._centres = fitted.cluster_centers_ / numpy.where(lengths > 0, lengths, 1.0)

    def near(self, rows: Any) -> Any:
        """How near each row is to a centre: the cosine, and 0 where that is less."""
        return (rows @ self._centres.T).max(axis=1).clip(0.0, 1.0)

    def known(self, text: str) -> float:
        """How near a text is to those that were learned from; 0 for one without words."""
        return float(self.near(self([text]))[0]) if text.strip() else 0.0

    def unlike(self, known: float, least: float) -> str:
        """In which way a text is unlike the others."""
        return f"it is as near to them as {known:.2f}, not {least:.2f}"

    def kept(self) -> Embedding:
        """What stands in a file."""
        centres = tuple([tuple(map(_short, row)) for row in self._centres])
        return Embedding(folder=str(self.folder), sha256=self.sha256, size=len(centres[0]), centres=centres)


def _onnx(file: Path, folder: Path) -> Callable[[Sequence[str]], Any]:
    """The mean of the tokens' rows, as the models of sentences in this form want it."""
    runtime, tokenizers, numpy = needed("onnxruntime"), needed("tokenizers"), needed("numpy")
    words = next((one / "tokenizer.json" for one in (file.parent, folder) if (one / "tokenizer.json").is_file()), None)
    if words is None:
        _wrong(folder, "it has no tokenizer.json")
    try:
        session = runtime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        tokenizer = tokenizers.Tokenizer.from_file(str(words))
    except Exception as error:  # noqa: BLE001  # both packages raise classes of their own
        _wrong(folder, " ".join(str(error).split())[:200])
    tokenizer.enable_padding()
    tokenizer.enable_truncation(_LONGEST)
    wanted = [one.name for one in session.get_inputs()]

    def encode(texts: Sequence[str]) -> Any:
        read = tokenizer.encode_batch(list(texts))
        mask = numpy.asarray([one.attention_mask for one in read], dtype=numpy.int64)
        given = {
            "input_ids": numpy.asarray([one.ids for one in read], dtype=numpy.int64),
            "attention_mask": mask,
            "token_type_ids": numpy.zeros_like(mask),
        }
        rows = session.run(None, {name: given[name] for name in wanted if name in given})[0]
        if rows.ndim == 2:  # the model has pooled them itself
            return rows
        weights = mask[:, :, None]
        return (rows * weights).sum(axis=1) / weights.sum(axis=1).clip(1)

    return encode


def _sentences(folder: Path) -> Callable[[Sequence[str]], Any]:
    if not (folder / "modules.json").is_file():
        _wrong(folder, "it has neither model.onnx nor modules.json")
    pickled = [one.name for one in folder.rglob("*") if one.suffix in _PICKLED]
    if pickled:
        _wrong(folder, f"{pickled[0]} may hold code; models with safetensors hold none")
    try:
        types = [str(one["type"]) for one in json.loads((folder / "modules.json").read_text("utf-8"))]
    except (OSError, ValueError, TypeError, KeyError) as error:
        _wrong(folder, f"modules.json: {error}")
    strange = [one for one in types if not one.startswith("sentence_transformers.")]
    if strange:
        _wrong(folder, f"modules.json names `{strange[0]}`, which is none of sentence-transformers")
    made = needed("sentence_transformers").SentenceTransformer(str(folder), local_files_only=True, device="cpu")

    def encode(texts: Sequence[str]) -> Any:
        return made.encode(list(texts), show_progress_bar=False)

    return encode


def _digest(folder: Path) -> str:
    """The SHA-256 of the files of a folder, with their names."""
    whole = hashlib.sha256()
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        with file.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        whole.update(f"{file.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()


def _wrong(folder: Path, why: str) -> NoReturn:
    hint = (
        "name a folder with model.onnx and tokenizer.json, or a model of sentence-transformers with safetensors; what "
        "was learned with it needs the same one again"
    )
    source = Source(str(folder), "")
    raise InputError([Diagnostic("NLT547", f"the model of sentences cannot be used: {why}", source, hint=hint)])
