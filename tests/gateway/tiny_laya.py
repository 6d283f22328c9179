"""Writes a checkpoint of random weights that Laya serves: `PYTHON tiny_laya.py FOLDER`, with Laya's own Python."""

from __future__ import annotations

import string
import sys
from pathlib import Path

import torch  # type: ignore[import-not-found]  # this and the others are in the environment of Laya alone
from laya.common import DecisionModel  # type: ignore[import-not-found]
from laya.train import save_checkpoint  # type: ignore[import-not-found]
from transformers import BertConfig, BertModel, BertTokenizerFast  # type: ignore[import-not-found]


def main(folder: Path) -> None:
    """A tokenizer of single characters, an encoder of two layers, and heads of two."""
    torch.manual_seed(1)
    folder.mkdir(parents=True, exist_ok=True)
    characters = list(string.printable.strip())
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters, *(f"##{one}" for one in characters)]
    (folder / "vocab.txt").write_text("\n".join(tokens), "utf-8")
    size = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128}
    encoder = BertModel(BertConfig(vocab_size=len(tokens), max_position_embeddings=4096, **size))
    settings = {"encoder": "tiny", "head_layers": 2, "act_costs": {}, "max_len": 4096, "head_max_len": 2048}
    model, tokenizer = DecisionModel(encoder, 2, 1), BertTokenizerFast(vocab_file=str(folder / "vocab.txt"))
    save_checkpoint(model, tokenizer, settings | {"temperature": [1.0, 1.0, 1.0]}, str(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
