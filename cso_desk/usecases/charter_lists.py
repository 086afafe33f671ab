"""The charters of a desk as a list: which organizations have one, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cso_desk import store
from cso_desk.records import Charter, Organization
from cso_desk.store import Desk

from .charter import info as charter_info
from .units import names_of


@dataclass(frozen=True, slots=True)
class ListedCharter:
    """One organization of this desk and how its charter stands: `state` 未写, 未通过, 缺 n 条 or 完备."""

    organization: str
    name: str
    community: str
    version: str
    passed_on: str
    state: str


def listed(desk: Desk) -> list[ListedCharter]:
    """Return all organizations of this desk with their newest charter, by name."""
    with desk.read() as session:
        records = store.listed(session, Organization, order="name", owner=desk.unit)
        names = names_of(session)
        newest = {
            one.organization: one
            for one in store.listed(session, Charter, order="version", owner=desk.unit)
        }
        return [_listed(desk, one, names, newest.get(one.id)) for one in records]


def _listed(
    desk: Desk, record: Organization, names: Mapping[str, str], charter: Charter | None
) -> ListedCharter:
    community = names.get(record.community or "", "") or record.community_text or ""
    if charter is None:
        return ListedCharter(record.id, record.name, community, "", "", "未写")
    info = charter_info(desk, charter)
    lacking = f"缺 {len(info.missing)} 条" if info.missing else ""
    state = lacking or ("完备" if info.passed_on else "未通过")
    return ListedCharter(
        record.id, record.name, community, f"第 {info.version} 版", info.passed_on, state
    )
