"""Colours of policies where no language server runs: in documentation, on a forge, in an editor's first second."""
