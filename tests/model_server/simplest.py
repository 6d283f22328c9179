"""The simplest value that a JSON schema allows, for requests that ask no question but try what a server honours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_OF_TYPES: dict[str, Any] = {"boolean": True, "string": "", "null": None}


def simplest(schema: Mapping[str, Any]) -> Any:
    """A value that fits. Knows const, enum, anyOf, types, required properties, and the least of numbers and items."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for either in ("anyOf", "oneOf"):
        if either in schema:
            return simplest(schema[either][0])
    wanted = schema.get("type", "object" if "properties" in schema else "null")
    wanted = wanted if isinstance(wanted, str) else wanted[0]
    if wanted == "object":
        properties = schema.get("properties", {})
        return {name: simplest(properties.get(name, {})) for name in schema.get("required", properties)}
    if wanted == "array":
        fixed = [simplest(item) for item in schema.get("prefixItems", ())]
        more = max(0, schema.get("minItems", 0) - len(fixed))
        return fixed + [simplest(schema.get("items", {}))] * more
    if wanted in ("integer", "number"):
        return schema.get("minimum", 0)
    if wanted == "string":
        return "x" * schema.get("minLength", 0)
    return _OF_TYPES[wanted]
