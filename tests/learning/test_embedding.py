"""Rows that a model of sentences makes of texts: an ONNX file as it is, and folders that hold no such model."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from logitext import theory
from logitext.learning.learn import learn
from logitext.syntax.diagnostics import InputError
from logitext.theory.learned import embedding, file
from logitext.theory.learned.embedding import EmbeddingRows
from tests.learning.examples import POLICY, data, rows

numpy = pytest.importorskip("numpy")
pytest.importorskip("sklearn")

WORDS = ("fool", "idiot", "moron", "clown", "good", "thank", "lunch", "lovely", "find", "list", "garden", "bus")
RUDE, NICE = "you idiot, see the list on the bus", "good morning, see the list on the bus"


def encode(texts: Sequence[str]) -> Any:
    """Which of a few words a text has."""
    return numpy.array([[float(word in text.lower()) for word in WORDS] for text in texts])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose model is `encode`."""
    found = tmp_path / "model"
    found.mkdir()
    (found / "model.onnx").write_bytes(b"weights")
    monkeypatch.setattr(embedding, "_onnx", lambda _file, _folder: encode)
    return found


def test_a_theory_of_an_embedding_answers_as_it_has_learned(folder: Path, tmp_path: Path) -> None:
    found, _ = learn(POLICY.checked, data(rows()), {}, embedding=str(folder))
    assert found.words is found.characters is None
    assert found.embedding is not None
    assert (found.embedding.size, len(found.embedding.centres)) == (len(WORDS), 20)
    assert found.clauses["rude"].held_out.accuracy > 0.9
    file.save(found, tmp_path / "learned.json")
    model = theory.Learned(tmp_path / "learned.json")
    for text, value in ((RUDE, True), (NICE, False)):
        assert POLICY.check(text, theory=model, verdicts=["remove"]).answers["rude"] is value
    far = POLICY.check("Gluonen", theory=model, verdicts=["remove"])
    assert far.answers == {}
    assert "unlike those it learned from: it is as near to them as 0.00" in (
        far.verdicts["remove"].open[0].detail or ""
    )


def test_the_same_model_is_needed_again(folder: Path, tmp_path: Path) -> None:
    file.save(learn(POLICY.checked, data(rows()), {}, embedding=str(folder))[0], tmp_path / "learned.json")
    (folder / "model.onnx").write_bytes(b"other weights")
    with pytest.raises(InputError, match="another one than that which was learned with"):
        theory.Learned(tmp_path / "learned.json")
    shutil.rmtree(folder)
    with pytest.raises(InputError, match="it is no folder"):
        theory.Learned(tmp_path / "learned.json")


def test_a_file_has_words_or_an_embedding(folder: Path, tmp_path: Path) -> None:
    file.save(learn(POLICY.checked, data(rows()), {}, embedding=str(folder))[0], tmp_path / "learned.json")
    given = json.loads((tmp_path / "learned.json").read_text("utf-8"))
    for change in (
        {"embedding": None},
        {"words": {"terms": ["a"], "idf": [1.0]}},
        {"embedding": given["embedding"] | {"size": 3}},
        {"embedding": given["embedding"] | {"centres": []}},
    ):
        (tmp_path / "other.json").write_text(json.dumps(given | change), "utf-8")
        with pytest.raises(InputError, match="cannot be read"):
            theory.Learned(tmp_path / "other.json")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "neither model.onnx nor modules.json"),
        ({"modules.json": "[]", "pytorch_model.bin": "x"}, "`?pytorch_model.bin`? may hold code"),
        ({"modules.json": "{"}, "modules.json: "),
        ({"modules.json": '[{"type": "os.system"}]'}, "`os.system`, which is none of sentence-transformers"),
    ],
    ids=("empty", "pickled", "no JSON", "another class"),
)
def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path, files: dict[str, str], said: str) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(InputError, match=said):
        EmbeddingRows.in_folder(tmp_path)


def test_without_its_package_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    (tmp_path / "model.onnx").write_bytes(b"x")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(InputError, match="package `onnxruntime`") as caught:
        EmbeddingRows.in_folder(tmp_path)
    assert caught.value.diagnostics[0].hint == "install it: `pip install onnxruntime`"


# --- with the packages -------------------------------------------------------------------------------------------


def test_an_onnx_model_is_run(tmp_path: Path) -> None:
    """A model that gives each token the row of its number: the rows of a text are the mean of those of its tokens."""
    onnx, tokenizers = pytest.importorskip("onnx"), pytest.importorskip("tokenizers")
    pytest.importorskip("onnxruntime")
    known = {"[UNK]": 0, "[PAD]": 1, "a": 2, "b": 3}
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel(known, unk_token="[UNK]"))
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    made.save(str(tmp_path / "tokenizer.json"))
    table = onnx.numpy_helper.from_array(numpy.eye(4, dtype=numpy.float32), "table")
    given = onnx.helper.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, ["n", "l"])
    out = onnx.helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, ["n", "l", 4])
    node = onnx.helper.make_node("Gather", ["table", "input_ids"], ["out"])
    graph = onnx.helper.make_graph([node], "g", [given], [out], [table])
    onnx.save(
        onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8),
        str(tmp_path / "model.onnx"),
    )
    model = EmbeddingRows.in_folder(tmp_path)
    found = model(["a", "a b", "b a a"])
    assert found[0] == pytest.approx([0, 0, 1, 0])
    assert found[1] == pytest.approx([0, 0, 0.5**0.5, 0.5**0.5])
    assert found[2] == pytest.approx([0, 0, 2 / 5**0.5, 1 / 5**0.5])
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(InputError, match="the model of sentences cannot be used"):
        EmbeddingRows.in_folder(tmp_path)
