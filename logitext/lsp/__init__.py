"""A language server: what an editor asks about a policy that is being written.

`server` speaks the protocol; the other modules answer without it. Its packages, of the extra `lsp`, are imported in
this room alone.
"""
