"""A language model that knows nothing, in the GGUF format: random weights, half a megabyte, written in a moment.

    python -m tests.llama_cpp.tiny FILE

It needs the package `gguf`. llama.cpp serves it like any other model, so everything between Logitext and a real server
is tried but the sense of the answers. Architecture `llama`: 2 layers, width 64, 4 heads; one token for each byte.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

WIDTH, FEED_FORWARD, LAYERS, HEADS, CONTEXT = 64, 128, 2, 4, 16_384

_TOKENS = [b"<unk>", b"<s>", b"</s>", *(f"<0x{byte:02X}>".encode() for byte in range(256)), "\u2581".encode()]
_UNKNOWN, _NORMAL, _CONTROL, _BYTE = 2, 1, 3, 6
_TYPES = [_UNKNOWN, _CONTROL, _CONTROL, *[_BYTE] * 256, _NORMAL]
_TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "


def write(path: Path, seed: int = 0) -> None:
    """Write the model to a file; the weights depend on the seed."""
    import gguf
    import numpy as np

    drawn = np.random.default_rng(seed)

    def weights(*shape: int) -> Any:
        return drawn.normal(0, 0.02, shape).astype(np.float32)

    def ones() -> Any:
        return np.ones(WIDTH, np.float32)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(_TOKENS)
    writer.add_token_types(_TYPES)
    writer.add_token_scores([0.0] * len(_TOKENS))
    writer.add_add_space_prefix(False)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(_TEMPLATE)
    writer.add_tensor("token_embd.weight", weights(len(_TOKENS), WIDTH))
    writer.add_tensor("output_norm.weight", ones())
    writer.add_tensor("output.weight", weights(len(_TOKENS), WIDTH))
    for layer in range(LAYERS):
        at = f"blk.{layer}"
        writer.add_tensor(f"{at}.attn_norm.weight", ones())
        writer.add_tensor(f"{at}.ffn_norm.weight", ones())
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            writer.add_tensor(f"{at}.{name}.weight", weights(WIDTH, WIDTH))
        for name in ("ffn_gate", "ffn_up"):
            writer.add_tensor(f"{at}.{name}.weight", weights(FEED_FORWARD, WIDTH))
        writer.add_tensor(f"{at}.ffn_down.weight", weights(WIDTH, FEED_FORWARD))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a tiny model with random weights, for llama.cpp to serve.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    write(arguments.file, arguments.seed)
