"""What kind of value stands at a place of a pack, as its schema says, so that a window can offer the right field.

    node = node_of("filing.authority")     node.kind == "choice", node.offered == ("township", "county")
    node.child("number"), node.item()      the places inside a value

Kinds: whole, number, yesno, choice, text; words (a list of words); record (a few named plain values); structure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .pack import SCHEMAS

Schema = Mapping[str, Any]
_SCALARS = {"integer": "whole", "number": "number", "boolean": "yesno", "string": "text"}
PLAIN = ("whole", "number", "yesno", "choice", "text")
_LAYOUTS = "layouts"


@dataclass(frozen=True)
class Node:
    """One place of a value and what the schema says of it; an empty schema says nothing."""

    schema: Schema = field(default_factory=dict)
    root: Schema = field(default_factory=dict)

    @property
    def offered(self) -> tuple[Any, ...]:
        """The only values that may stand here, empty where any may."""
        return tuple(self.schema.get("enum", ()))

    @property
    def kind(self) -> str:
        """The kind of the value; empty where the schema leaves it open."""
        if "enum" in self.schema:
            return "choice"
        said = self.schema.get("type")
        if said == "array":
            return "words" if self.item().kind in ("text", "choice") else "structure"
        if said == "object" or "properties" in self.schema:
            return "record" if self._is_record() else "structure"
        return _SCALARS.get(said, "") if isinstance(said, str) else ""

    def _is_record(self) -> bool:
        known = self.schema.get("properties", {})
        return (
            bool(known) and not self.is_open and all(self.child(key).kind in PLAIN for key in known)
        )

    @property
    def is_open(self) -> bool:
        """Whether the clerk names the parts: a mapping from words of the place."""
        return isinstance(self.schema.get("additionalProperties"), Mapping)

    def child(self, key: str) -> Node:
        """Return the place under a key of an object."""
        known = self.schema.get("properties", {})
        if key in known:
            return self._node(known[key])
        for pattern, schema in self.schema.get("patternProperties", {}).items():
            if re.search(pattern, key):
                return self._node(schema)
        more = self.schema.get("additionalProperties")
        return self._node(more) if isinstance(more, Mapping) else Node()

    def item(self) -> Node:
        """Return the place of the parts of a list."""
        return self._node(self.schema.get("items", {}))

    @property
    def known(self) -> tuple[str, ...]:
        """The keys that an object may have."""
        return tuple(self.schema.get("properties", ()))

    @property
    def needed(self) -> frozenset[str]:
        """The keys that an object must have."""
        return frozenset(self.schema.get("required", ()))

    def _node(self, schema: Schema) -> Node:
        return Node(_resolved(schema, self.root), self.root)

    def blank(self) -> Any:
        """Return what stands here in a new part: the least that the schema asks for."""
        if self.offered:
            return self.offered[0]
        said = self.schema.get("type")
        if said == "object" or "properties" in self.schema:
            return {key: self.child(key).blank() for key in self.known if key in self.needed}
        starts: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "array": []}
        return starts.get(said, "") if isinstance(said, str) else ""


def node_of(path: str) -> Node:
    """Return the place of the value of an entry (`filing.authority`) or of a whole layout (`layouts.F01`)."""
    subject, *steps = path.split(".")
    root = _schema(subject if subject != _LAYOUTS else "layout")
    node = Node(_resolved(root, root), root)
    if subject == _LAYOUTS:
        return node
    for step in (*steps, "value"):
        node = node.child(step)
    return node


@cache
def _schema(name: str) -> Schema:
    file = SCHEMAS / f"{name}.schema.json"
    raw: Schema = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return raw


def _resolved(schema: Schema, root: Schema) -> Schema:
    """Return a schema with its references followed and its parts (`allOf`) put together."""
    found: dict[str, Any] = {
        key: value for key, value in schema.items() if key not in ("$ref", "allOf")
    }
    parts = list(schema.get("allOf", ()))
    if "$ref" in schema:
        at: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            at = at[step]
        parts.append(at)
    for part in parts:
        found = _together(found, _resolved(part.get("then", part), root))
    return found


def _together(one: dict[str, Any], other: Schema) -> dict[str, Any]:
    properties = dict(one.get("properties", {}))
    for key, schema in other.get("properties", {}).items():
        properties[key] = {**properties.get(key, {}), **schema}
    found = {**other, **one}
    return {**found, "properties": properties} if properties else found
