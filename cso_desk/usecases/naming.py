"""Words into records for scripts: an organization by id or exact name, a field by its Chinese label, a unit by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.policy import divisions
from cso_desk.records import Field, Organization, Unit, field_by_label, fields_of
from cso_desk.store import Desk

from . import register, units

_FILING = {"备案编号": "number", "备案日期": "date", "备案机关": "authority"}


def organization_of(desk: Desk, text: str, community_code: str | None = None) -> str:
    """Return the id of the organization that `text` (id or exact name) means; raises `Trouble` for none or several."""
    with desk.read() as session:
        if store.get(session, Organization, text) is not None:
            return text
        found = store.listed(session, Organization, name=text.strip())
    if community_code:
        community = units.unit_by_code(desk, community_code).id
        found = [one for one in found if one.community == community]
    if not found:
        raise Trouble("NO_RECORD", f"没有名为“{text}”的组织，请用 find 查准全称。")
    if len(found) > 1:
        raise Trouble("AMBIGUOUS", f"有 {len(found)} 个“{text}”，请加 --community 社区代码。")
    return found[0].id


def by_label(desk: Desk, label: str, text: str) -> dict[str, str]:
    """Return {field key: text} for a Chinese label; filing facts come back under their label; raises `Problems`."""
    if label in _FILING:
        return {label: text}
    field = field_by_label(Organization).get(label) or _by_synonym(label)
    if field is None or field.derived:
        raise Problems(
            [
                Problem(
                    "", label, "unknown_field", f"没有“{label}”这个字段，请看 org show 里的字段名。"
                )
            ]
        )
    if field.key == "community":
        return {"community": community_of(desk, text)}
    return {field.key: text}


def _by_synonym(label: str) -> Field | None:
    return next((one for one in fields_of(Organization).values() if label in one.synonyms), None)


def community_of(desk: Desk, text: str) -> str:
    """Return the id of the community that a code or exact name means, empty for blank; raises `Problems`."""
    plain = text.strip()
    if not plain:
        return ""
    with desk.read() as session:
        by: dict[str, Any] = (
            {"code": divisions.bare_code(plain)} if plain.isdigit() else {"name": plain}
        )
        found = [one for one in store.listed(session, Unit, **by) if one.level == "community"]
    if len(found) == 1:
        return found[0].id
    words = (
        "有几个同名的社区（村），请写 12 位代码。"
        if found
        else f"区划里没有“{plain}”，请写社区代码或全称。"
    )
    code = "community_ambiguous" if found else "community_unmatched"
    raise Problems([Problem("", "所在社区(村)", code, words)])


def labelled(values: Mapping[str, str]) -> dict[str, str]:
    """Return an organization's texts by their labels."""
    return {fields_of(Organization)[key].label: text for key, text in values.items()}


def unit_code(desk: Desk, unit: str) -> str:
    """Return the code of a unit, its id where it has no code."""
    with desk.read() as session:
        found = store.get(session, Unit, unit)
    return (found.code if found else "") or unit


def save_with_filing(desk: Desk, organization: str | None, values: Mapping[str, str]) -> str:
    """Save an organization's fields and, where 备案编号 or 备案日期 is given, its old filing (历史备案补录)."""
    filing = {_FILING[label]: text for label, text in values.items() if label in _FILING}
    plain = {key: text for key, text in values.items() if key not in _FILING}
    whole = _whole_filing(desk, organization, filing) if filing else None
    return register.save_organization(desk, organization, plain, whole).value


def _whole_filing(desk: Desk, organization: str | None, given: Mapping[str, str]) -> dict[str, str]:
    known = {"number": "", "date": "", "authority": ""}
    if organization:
        values = register.show(desk, organization).values
        known = {key: values[f"filing_{key}"] for key in known}
    known.update(given)
    known["authority"] = known["authority"] or register.default_authority(desk)
    return known
