"""A server of the Model Context Protocol: what an assistant may ask about policies, and have them decide.

The package of the extra `mcp` is imported in this room alone.
"""
