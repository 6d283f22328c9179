"""What OpenAI does not take as a schema: it is checked when a request says `strict`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.model_server.profiles import Profile
from tests.model_server.reading import Body
from tests.model_server.reply import Reply, error

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_MOST_ENUM = 1000


def named_schema_objections(profile: Profile, named: Body, where: str) -> Iterator[Reply]:
    """The objections to a schema with its name and `strict`; `where` is the key that holds it."""
    name, schema = named.get("name"), named.get("schema")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield error(profile, 400, f"Invalid '{where}.name': expected letters, digits, _ and -.", param=f"{where}.name")
    if not isinstance(schema, dict):
        yield error(profile, 400, f"Missing required parameter: '{where}.schema'.", param=f"{where}.schema")
        return
    wrong = next(_not_strict(schema, ()), None) if named.get("strict") else None
    if wrong is None and named.get("strict") and schema.get("type") != "object":
        wrong = "schema must be of type 'object'."
    if wrong is not None:
        message = f"Invalid schema for response_format '{name}': {wrong}"
        yield error(profile, 400, message, param=where, code="invalid_json_schema")


def _not_strict(schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """What OpenAI's strict mode does not take in a schema: objects that are open, or have optional properties."""
    if len(schema.get("enum", ())) > _MOST_ENUM:
        yield f"In context={path}, 'enum' has more than {_MOST_ENUM} values."
    if "maxLength" in schema:
        yield f"In context={path}, 'maxLength' is not permitted."
    properties = schema.get("properties", {})
    if schema.get("type") == "object" or properties:
        if schema.get("additionalProperties") is not False:
            yield f"In context={path}, 'additionalProperties' is required to be supplied and to be false."
        if set(schema.get("required", ())) != set(properties):
            yield f"In context={path}, 'required' must be an array including every key in properties."
    for name, described in properties.items():
        yield from _not_strict(described, (*path, "properties", name))
    if isinstance(schema.get("items"), dict):
        yield from _not_strict(schema["items"], (*path, "items"))
    for described in schema.get("anyOf", ()):
        yield from _not_strict(described, (*path, "anyOf"))
