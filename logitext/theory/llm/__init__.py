"""The theory that asks a language model."""
