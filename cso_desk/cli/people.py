"""Verbs of shared persons and venues: list, set, link, propose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click

from cso_desk.errors import Problem, Problems

from .doorway import Call, Outcome, verb

SETTING = click.option(
    "--set", "settings", multiple=True, metavar="字段=值", help="一个字段的值，可写多次"
)
NEW = click.option("--new", "is_new", is_flag=True, help="新增一个，不改已有的")
ACCEPT = click.option("--accept", is_flag=True, help="全部合并；不写只列出")


def _texts(settings: Sequence[str]) -> dict[str, str]:
    texts = {}
    for one in settings:
        label, equals, text = one.partition("=")
        if not equals:
            raise Problems([Problem("", label, "usage", f"“{one}”应写成 字段=值。")])
        texts[label.strip()] = text
    return texts


def _led(changes: Any) -> int:
    from cso_desk.usecases import shared_records

    return shared_records.organizations_in(changes)


def _saved(words: str, values: Mapping[str, str], found: str, count: int) -> Outcome:
    lines = [f"{words}，同时更新了 {count} 个组织。" if count else f"{words}。"]
    return Outcome({"id": found, "organizations": count, "fields": dict(values)}, lines)


@verb("person list", "列出人员和各自负责的组织数。", example="cso-desk person list 王")
@click.argument("text", metavar="文字", default="")
def person_list(call: Call, text: str) -> Outcome:
    """List shared persons."""
    from cso_desk.usecases import people

    with call.desk() as desk:
        found = people.listed(desk, text)
    lines = [f"{one.name}  负责 {one.leads} 个组织，参加 {one.joins} 个" for one in found]
    return Outcome([asdict(one) for one in found], lines or ["名单里没有人。"])


@verb(
    "person set",
    "新增或修改一个人；他负责的组织一起更新。",
    example="cso-desk person set 王某 --set 联系电话=13800000000",
)
@click.argument("person", metavar="人员")
@SETTING
@NEW
def person_set(call: Call, person: str, settings: tuple[str, ...], is_new: bool) -> Outcome:
    """Add or change a shared person."""
    from cso_desk.usecases import people, shared_naming

    with call.desk(write=True) as desk:
        values = shared_naming.person_keys(desk, _texts(settings))
        wanted = None if is_new else shared_naming.person_of(desk, person)
        values = {"name": person, **values} if is_new else values
        done = people.save_person(desk, wanted, values)
        shown = people.show(desk, done.value)
    return _saved("已保存", shown.values, done.value, _led(done.changes))


@verb(
    "person link",
    "让一个人做几个组织的负责人。",
    example="cso-desk person link 王某 幸福社区舞蹈队 幸福社区合唱团",
)
@click.argument("person", metavar="人员")
@click.argument("organizations", metavar="组织…", nargs=-1, required=True)
def person_link(call: Call, person: str, organizations: tuple[str, ...]) -> Outcome:
    """Make a person the leader of organizations."""
    from cso_desk.usecases import naming, people, shared_naming

    with call.desk(write=True) as desk:
        found = shared_naming.person_of(desk, person)
        ids = [naming.organization_of(desk, one) for one in organizations]
        done = people.link_leader(desk, found, ids)
        shown = people.show(desk, found)
    return _saved("已关联", shown.values, found, done.value)


@verb(
    "person propose",
    "列出同名同身份证号、可能是同一个人的；--accept 全部合并。",
    example="cso-desk person propose --accept",
)
@ACCEPT
def person_propose(call: Call, accept: bool) -> Outcome:
    """Propose who could be one person."""
    from cso_desk.usecases import same_persons

    with call.desk(write=accept) as desk:
        found = same_persons.proposals(desk)
        if accept and found:
            same_persons.accept(desk, [one.key for one in found])
    value = [
        {
            "name": one.name,
            "known": one.known,
            "organizations": [line.organization for line in one.lines],
            "differs": list(one.differs),
        }
        for one in found
    ]
    return Outcome(value, _proposed([one.words for one in found], accept))


def _proposed(lines: list[str], accepted: bool) -> list[str]:
    if not lines:
        return ["没有可合并的。"]
    return [*lines, f"已合并 {len(lines)} 项。"] if accepted else lines


@verb("venue list", "列出场所和各自的组织数。", example="cso-desk venue list 文化广场")
@click.argument("text", metavar="文字", default="")
def venue_list(call: Call, text: str) -> Outcome:
    """List shared venues."""
    from cso_desk.usecases import venues

    with call.desk() as desk:
        found = venues.listed(desk, text)
    lines = [f"{one.name}  {one.address}  {one.hosts} 个组织" for one in found]
    return Outcome([asdict(one) for one in found], lines or ["名单里没有场所。"])


@verb(
    "venue set",
    "新增或修改一处场所；用它的组织一起更新。",
    example="cso-desk venue set 二楼活动室 --set 地址=幸福社区文化广场东侧",
)
@click.argument("venue", metavar="场所")
@SETTING
@NEW
def venue_set(call: Call, venue: str, settings: tuple[str, ...], is_new: bool) -> Outcome:
    """Add or change a shared venue."""
    from cso_desk.usecases import shared_naming, venues

    with call.desk(write=True) as desk:
        values = shared_naming.venue_keys(desk, _texts(settings))
        wanted = None if is_new else shared_naming.venue_of(desk, venue)
        values = {"name": venue, "address": venue, **values} if is_new else values
        done = venues.save_venue(desk, wanted, values)
        shown = venues.show(desk, done.value)
    return _saved("已保存", shown.values, done.value, _led(done.changes))


@verb(
    "venue link",
    "让几个组织共用一处场所。",
    example="cso-desk venue link 二楼活动室 幸福社区舞蹈队 幸福社区合唱团",
)
@click.argument("venue", metavar="场所")
@click.argument("organizations", metavar="组织…", nargs=-1, required=True)
def venue_link(call: Call, venue: str, organizations: tuple[str, ...]) -> Outcome:
    """Let organizations share a venue."""
    from cso_desk.usecases import naming, shared_naming, venues

    with call.desk(write=True) as desk:
        found = shared_naming.venue_of(desk, venue)
        ids = [naming.organization_of(desk, one) for one in organizations]
        done = venues.link(desk, found, ids)
        shown = venues.show(desk, found)
    return _saved("已共用", shown.values, found, done.value)


@verb(
    "venue propose",
    "列出同社区同地址、可能是同一处的；--accept 全部合并。",
    example="cso-desk venue propose --accept",
)
@ACCEPT
def venue_propose(call: Call, accept: bool) -> Outcome:
    """Propose what could be one venue."""
    from cso_desk.usecases import venues

    with call.desk(write=accept) as desk:
        found = venues.proposals(desk)
        if accept and found:
            venues.accept(desk, [one.key for one in found])
    value = [
        {
            "address": one.address,
            "known": one.known,
            "organizations": [organization for organization, _ in one.hosts],
            "differs": list(one.differs),
        }
        for one in found
    ]
    return Outcome(value, _proposed([one.words for one in found], accept))
