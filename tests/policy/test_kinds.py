"""What a window offers for a value is what the schema says, through references and parts put together."""

from typing import Any

import pytest

from cso_desk.policy import default_pack, kinds
from cso_desk.policy.kinds import Node, node_of
from cso_desk.policy.words import code_word, key_word


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("targets.city_average", "whole"),
        ("calendar.last_day_rolls", "yesno"),
        ("filing.authority", "choice"),
        ("filing.office", "text"),
        ("filing.states_counted", "words"),
        ("categories.mapping", "structure"),
        ("calendar.2026", "structure"),
        ("layouts.F01", "structure"),
        ("nothing.at_all", ""),
    ],
)
def test_kinds_of_entries(path: str, kind: str) -> None:
    assert node_of(path).kind == kind


def test_every_entry_has_a_kind() -> None:
    assert all(node_of(entry.path).kind for entry in default_pack().entries())


def test_places_inside_a_value() -> None:
    mapping = node_of("categories.mapping")
    assert (mapping.is_open, mapping.child("其他").kind) == (True, "words")
    rows = node_of("layouts.F01").child("blocks").item().child("rows")
    cell = rows.item().child("cells").item()
    assert (cell.child("across").kind, cell.child("text").kind) == ("whole", "text")
    assert rows.item().blank() == {"height": 1, "cells": []}


def test_references_and_parts_are_put_together() -> None:
    root: dict[str, Any] = {
        "definitions": {
            "entry": {"type": "object", "properties": {"label": {"type": "string"}, "value": {}}},
            "term": {
                "type": "object",
                "required": ["number", "unit"],
                "properties": {"number": {"type": "integer"}, "unit": {"enum": ["日", "工作日"]}},
            },
        },
        "allOf": [
            {"$ref": "#/definitions/entry"},
            {"properties": {"value": {"$ref": "#/definitions/term"}}},
        ],
    }
    node = Node(kinds._resolved(root, root), root).child("value")
    assert (node.kind, node.child("unit").offered) == ("record", ("日", "工作日"))
    assert node.blank() == {"number": 1, "unit": "日"}


def test_keys_and_codes_have_words() -> None:
    assert code_word("township") == "乡镇（街道）"
    assert code_word("不认识") == "不认识"
    assert (key_word("from", "charters.templates"), key_word("from", "filing.flows.first")) == (
        "取自",
        "在哪一环节",
    )


def test_every_key_that_a_clerk_may_meet_has_a_chinese_word() -> None:
    unnamed = set()
    for path in [entry.path for entry in default_pack().entries()] + ["layouts.F01"]:
        _collect(node_of(path), path, unnamed)
    assert not unnamed


def _collect(node: Node, path: str, unnamed: set[str], depth: int = 0) -> None:
    for key in node.known if depth < 6 else ():
        if key.isascii() and key and key_word(key, path) == key:
            unnamed.add(f"{path}:{key}")
        _collect(node.child(key), path, unnamed, depth + 1)
    if node.schema.get("items"):
        _collect(node.item(), path, unnamed, depth + 1)
