"""Words into fields for scripts: the fields of activities, money, reports and disclosure by their Chinese labels."""

from __future__ import annotations

from collections.abc import Mapping

from cso_desk.errors import Problem, Problems
from cso_desk.records import (
    Activity,
    DisclosureItem,
    MoneyEntry,
    Record,
    WorkReport,
    cell_fields,
)

KINDS: Mapping[str, type[Record]] = {
    "activity": Activity,
    "money_entry": MoneyEntry,
    "work_report": WorkReport,
    "disclosure_item": DisclosureItem,
}


def keys_of(table: str, settings: Mapping[str, str]) -> dict[str, str]:
    """Return {field key: text} for texts by label or other heading; raises `Problems` for an unknown one."""
    fields = cell_fields(KINDS[table])
    by_word = {word: key for key, field in fields.items() for word in field.synonyms}
    by_word |= {field.label: key for key, field in fields.items()}
    unknown = [label for label in settings if label not in by_word]
    if unknown:
        labels = "、".join(field.label for field in fields.values())
        words = f"没有“{unknown[0]}”这个字段，可用的有：{labels}。"
        raise Problems([Problem("", unknown[0], "unknown_field", words)])
    return {by_word[label]: text for label, text in settings.items()}


def labels_of(table: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts by the labels of their fields, the empty ones left out."""
    fields = cell_fields(KINDS[table])
    return {fields[key].label: text for key, text in texts.items() if key in fields and text}
