"""Decide texts over HTTP: requests into decisions, by the policies of some files.

`app` is the ASGI application and `server` runs it. The packages of the extra `serve` are imported in this room alone.
"""
