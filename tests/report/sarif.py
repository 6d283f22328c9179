"""What SARIF 2.1.0 demands of a log: the required properties and the rules that the standard's schema cannot say."""

from __future__ import annotations

import re
from typing import Any

LEVELS = {"none", "note", "warning", "error"}
URI = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})*")


def check_log(log: dict[str, Any]) -> None:
    """AssertionError where the standard is not kept (sections 3.13 and following)."""
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    for run in log["runs"]:
        check_run(run)


def check_run(run: dict[str, Any]) -> None:
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    assert run["newlineSequences"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert driver["version"]
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        check_message(rule["shortDescription"])
        assert set(rule.get("help", {"text": ""})) <= {"text", "markdown"}
        assert rule.get("helpUri", "https:").startswith("https:")
    for artifact in run["artifacts"]:
        check_artifact(artifact["location"])
        assert artifact["roles"] == ["analysisTarget"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in LEVELS
        check_message(result["message"])
        for location in [*result.get("locations", ()), *result.get("relatedLocations", ())]:
            check_location(location)
        ids = [location["id"] for location in result.get("relatedLocations", ())]
        assert len(set(ids)) == len(ids)


def check_message(message: dict[str, Any]) -> None:
    """Braces are doubled, or placeholders (3.11.5), and there are none of these; no links (3.11.6)."""
    assert set(message) == {"text"}
    assert re.fullmatch(r"(?:[^{}]|\{\{|\}\})*", message["text"])
    assert not re.search(r"(?<!\\)(?:\\\\)*\]\(", message["text"])


def check_location(location: dict[str, Any]) -> None:
    physical = location["physicalLocation"]
    check_artifact(physical["artifactLocation"])
    for logical in location.get("logicalLocations", ()):
        assert set(logical) == {"name", "fullyQualifiedName"}
    if "region" in physical:
        region = physical["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
        assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])
        assert region["charOffset"] >= 0
        assert region["charLength"] >= 0


def check_artifact(location: dict[str, Any]) -> None:
    """A valid URI reference (RFC 3986) with forward slashes; one that is absolute has no base (3.4.4)."""
    uri = location["uri"]
    assert URI.fullmatch(uri)
    assert "\\" not in uri
    if "uriBaseId" in location:
        assert not uri.startswith("/")
        assert not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", uri)
    else:
        assert uri.startswith("file:///")


def shown(message: dict[str, Any]) -> str:
    """What a viewer shows of a message."""
    text: str = message["text"].replace("{{", "{").replace("}}", "}")
    return re.sub(r"\\([\\\[\]])", r"\1", text) if "\\]" in text else text
