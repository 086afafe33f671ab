"""What the sheets on an organization's wall say (五上墙, W01 to W05): names and posts, never a number or an address.

Source: domain.md 3.14 (the ledger set of a 老年协会).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.records import Activity, Honour, Term
from cso_desk.store import Desk

from . import management_rules, paper_data
from .paper_data import PaperData
from .register import texts_of
from .terms import last_day

_BETWEEN = re.compile(r"[；;。\n]+")
_NUMBER = re.compile(r"^\s*[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、]\s*")
_ORDINARY = ("队员", "成员", "会员", "理事会成员", "")
_BOXES = {
    "deputies": ("副",),
    "secretaries": ("秘书", "联络", "文书", "联系"),
    "treasurers": ("财务", "会计", "出纳", "监事", "监督", "审计"),
}
"""Which box of the chart a post stands in, by the signs in its name; the rest goes to `others`."""


def of_rules(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 规章制度: the rules that were adopted, else the pack's templates, each under its name."""
    papers = paper_data.of_organizations(desk, list(organizations))
    for paper in papers:
        paper["rules"] = []
        for kind in management_rules.kinds(desk):
            text = management_rules.proposed(desk, paper["id"], kind)
            clauses = management_rules.clauses_of(text)
            paper["rules"] += [{"title": kind, "text": ""}]
            paper["rules"] += [{"title": "", "text": one["text"]} for one in clauses]
    return papers


def of_chart(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 组织架构图: terms in office, else the posts that the roster names."""
    papers = paper_data.of_organizations(desk, list(organizations))
    terms: dict[str, list[tuple[str, str]]] = {}
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            for one in store.listed(session, Term, organization=bundle, left_on=None):
                post = (one.position or "", one.name or "")
                terms.setdefault(one.organization or "", []).append(post)
    for paper in papers:
        paper["chart"] = _chart(paper, terms.get(paper["id"], []))
    return papers


def _chart(paper: PaperData, terms: Sequence[tuple[str, str]]) -> dict[str, str]:
    members = paper["members"]
    roster = [(one["position"], one["name"]) for one in members if one["position"] not in _ORDINARY]
    posts = list(dict.fromkeys(terms or roster))
    leader = paper["org"]["leader"]
    led = [position for position, name in posts if name == leader]
    boxes: dict[str, list[str]] = {key: [] for key in (*_BOXES, "others")}
    for position, name in posts:
        if name != leader:
            boxes[_box(position)].append(f"{position}　{name}")
    texts = {key: "\n".join(lines) for key, lines in boxes.items()}
    names = "、".join(one["name"] for one in members)
    return {**texts, "position": led[0] if led else "", "members": names}


def _box(position: str) -> str:
    found = (key for key, signs in _BOXES.items() if any(sign in position for sign in signs))
    return next(found, "others")


def of_services(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 服务项目清单: the parts of the business scope, each a line."""
    papers = paper_data.of_organizations(desk, list(organizations))
    for paper in papers:
        org = paper["org"]
        audience = f"{org['area']}居民" if org["area"] else ""
        paper["services"] = [
            {"text": text, "audience": audience, "place": org["venue"]}
            for text in services(org["scope"])
        ]
    return papers


def services(scope: str) -> Iterator[str]:
    """Go through the parts of a business scope, without their numbers."""
    for part in _BETWEEN.split(scope):
        text = _NUMBER.sub("", part).strip(" 　，,、")
        if text:
            yield text


def of_activities(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 活动安排表: activities that are still to come or go on, in the order of their days."""
    papers = paper_data.of_organizations(desk, list(organizations))
    found: dict[str, list[dict[str, str]]] = {}
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            for one in store.listed(session, Activity, order="begins_on", organization=bundle):
                until = one.ends_on or one.begins_on
                if until and last_day(until) >= desk.clock.today() and not one.cancelled:
                    texts = {**texts_of(one, {}), "days": _days(one.begins_on, one.ends_on)}
                    found.setdefault(one.organization or "", []).append(texts)
    for paper in papers:
        paper["activities"] = found.get(paper["id"], [])
    return papers


def _days(begins: PartialDate | None, ends: PartialDate | None) -> str:
    days = [day.chinese() for day in (begins, ends) if day]
    return "至".join(dict.fromkeys(days))


def of_honours(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 荣誉榜, the newest year first."""
    papers = paper_data.of_organizations(desk, list(organizations))
    found: dict[str, list[Mapping[str, str]]] = {}
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            order = ("year", "date", "id")
            listed = store.listed(
                session, Honour, order=order, descending=True, organization=bundle
            )
            for one in listed:
                found.setdefault(one.organization or "", []).append(texts_of(one, {}))
    for paper in papers:
        paper["honours"] = found.get(paper["id"], [])
    return papers
