"""Policy packs that came from above (上级下发): how they travel, and how this office's own values lie over them.

The superior's version is in force from its day as it is at the superior. What this office set itself stays over it,
but for entries for which the superior names a source: there the superior's value stands. Both together are one version
of this office's own pack, so that records name one version that never changes (DECISIONS 17, 25).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cso_desk import store
from cso_desk.errors import Problems
from cso_desk.policy import Pack, default_pack
from cso_desk.policy.pack import difference, overlaid
from cso_desk.records import Case, PackVersion
from cso_desk.store import Desk, Op, Session

from . import policy_checks, policy_pack, trust
from .pack_timeline import above_on, content_on, fixed_by, moment_after, name_of, over_of, own_on
from .trust import Neighbour
from .units import names_of

TABLE = "_policy"
SCHEMA: tuple[Mapping[str, object], ...] = (
    {"name": "id", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "file", "type": "string"},
    {"name": "content", "type": "object"},
)
Row = Mapping[str, Any]
_HEAD = "pack"
_LAYOUT = "layouts/"
_ENTRY_KEYS = {"value", "label"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One version of a superior's pack as it travels: its dates, where it comes from, and what it says otherwise."""

    version: str
    saved_at: str
    origin: str
    origin_name: str
    content: Mapping[str, Any]

    @property
    def pack(self) -> Pack:
        """The overlay."""
        return Pack(self.content["head"], self.content["subjects"], self.content["layouts"])


def gather(desk: Desk, session: Session, child: Neighbour) -> list[Row]:
    """Return all versions of the pack that this desk knows, a line for each file of each."""
    rows: list[Row] = []
    names = names_of(session)
    for one in store.listed(session, PackVersion, order="version"):
        content = one.content
        origin = content.get("origin") or {"unit": desk.unit, "name": names.get(desk.unit, "")}
        head = {
            "head": content["head"],
            "document": content.get("document", ""),
            "withdrawn": bool(content.get("withdrawn")),
            "saved_at": one.saved_at,
            "origin": origin,
        }
        rows.append(_row(one.version, _HEAD, head))
        rows += [_row(one.version, name, raw) for name, raw in content["subjects"].items()]
        rows += [_row(one.version, _LAYOUT + code, raw) for code, raw in content["layouts"].items()]
    return rows


def _row(version: str, file: str, content: Mapping[str, Any]) -> Row:
    return {"id": f"{version}/{file}", "version": version, "file": file, "content": content}


def _read(rows: Sequence[Row]) -> list[Sent]:
    """Return the versions that rows tell of; raises ValueError, LookupError, TypeError for rows without form."""
    heads: dict[str, Mapping[str, Any]] = {}
    subjects: dict[str, dict[str, Any]] = {}
    layouts: dict[str, dict[str, Any]] = {}
    for row in rows:
        version, file, content = str(row["version"]), str(row["file"]), dict(row["content"])
        if file == _HEAD:
            heads[version] = content
        elif file.startswith(_LAYOUT):
            layouts.setdefault(version, {})[file.removeprefix(_LAYOUT)] = content
        else:
            subjects.setdefault(version, {})[file] = content
    if (subjects.keys() | layouts.keys()) - heads.keys():
        raise ValueError("a file of no version")
    return [
        _sent(version, head, subjects.get(version, {}), layouts.get(version, {}))
        for version, head in heads.items()
    ]


def _sent(
    version: str, said: Mapping[str, Any], subjects: dict[str, Any], layouts: dict[str, Any]
) -> Sent:
    head = dict(said["head"])
    begins = date.fromisoformat(head["valid_from"]).isoformat()
    if f"{head['id']}@{head['version']}" != version or begins != head["valid_from"]:
        raise ValueError("a head of another version")
    if head["valid_to"] is not None:
        date.fromisoformat(head["valid_to"])
    if datetime.fromisoformat(said["saved_at"]).tzinfo is None:
        raise ValueError("a moment without offset")
    origin = {key: str(said["origin"][key]) for key in ("unit", "name")}
    content: dict[str, Any] = {
        "head": head,
        "subjects": subjects,
        "layouts": layouts,
        "document": str(said["document"]),
        "origin": origin,
    }
    if said["withdrawn"]:
        content["withdrawn"] = True
    return Sent(version, str(said["saved_at"]), origin["unit"], origin["name"], content)


def check(desk: Desk, sender: Neighbour, rows: Sequence[Row]) -> str:
    """Return why these versions cannot be used here, empty where they can."""
    try:
        sent = _read(rows)
        return next(filter(None, (_fault(desk, sender, one) for one in sent)), "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return "政策包的内容不完整或格式不对，没有启用；请让上级核对后重新下发。"


def _fault(desk: Desk, sender: Neighbour, one: Sent) -> str:
    inside = trust.inside_of(desk)
    if not inside(sender.unit, one.origin):
        return f"政策包 {one.version} 不是上级制定的，没有启用；请让上级核对。"
    with desk.read() as session:
        kept = store.listed(session, PackVersion, version=one.version)
    if kept and not _same(kept[0], one):
        words = f"本机已有版本号同为 {one.version} 而内容不同的政策包，没有启用"
        return f"{words}；请让上级换一个版本号再下发。"
    if kept:
        return ""
    try:
        problems = policy_checks.faults(overlaid(default_pack(), one.pack), ())
    except Problems as found:
        problems = [*found.problems]
    if problems:
        return f"政策包 {one.version} 有错，没有启用：{problems[0].message}"
    return ""


def _same(kept: PackVersion, one: Sent) -> bool:
    keys = ("head", "subjects", "layouts")
    return all(kept.content[key] == one.content[key] for key in keys)


def heed(desk: Desk, op: Op, sender: Neighbour, rows: Sequence[Row]) -> list[str]:
    """Keep what is new, let it be in force from its day with this office's own values over it; return what to say."""
    notes: list[str] = []
    days: list[str] = []
    for one in _read(rows):
        kept = store.listed(op.session, PackVersion, version=one.version)
        if not kept:
            op.add(_version(one, desk))
        elif one.content.get("withdrawn") and not kept[0].content.get("withdrawn"):
            kept[0].content = {**kept[0].content, "withdrawn": True}
        else:
            continue
        days.append(one.content["head"]["valid_from"])
        notes.append(_said(one))
    op.session.flush()
    if not days:
        return []
    return [*notes, *settle(desk, op, min(days)), *_running(op.session)]


def _version(one: Sent, desk: Desk) -> PackVersion:
    return PackVersion(
        version=one.version,
        valid_from=one.content["head"]["valid_from"],
        saved_at=one.saved_at,
        saved_by=desk.user,
        content=dict(one.content),
    )


def _said(one: Sent) -> str:
    if one.content.get("withdrawn"):
        return f"{one.origin_name}收回了 {one.version}"
    begins = one.content["head"]["valid_from"]
    document = one.content["document"]
    return f"{one.origin_name}制定的 {one.version} 自 {begins} 起施行" + (
        f"（{document}）" if document else ""
    )


def _running(session: Session) -> list[str]:
    return ["已经开始的备案事项按开始时的版本办"] if store.count_by(session, Case, "kind") else []


def settle(desk: Desk, op: Op, since: str) -> list[str]:
    """Lay this office's own values over the superior's wherever both hold from `since` on; return what to say."""
    notes: list[str] = []
    days = {day for (day,) in store.values_of(op.session, PackVersion, ("valid_from",))}
    for day in sorted(one for one in days | {since} if one >= since):
        above, own = above_on(op.session, day), own_on(op.session, day)
        if own is None:
            continue
        wanted, lost = combined(op.session, above, own)
        current = content_on(op.session, day)
        if current is None or _says(current) != (wanted.subjects, wanted.layouts):
            version = _keep(desk, op, wanted, day, [one for one in (above, own) if one])
            notes += [f"本单位自定的内容已叠加为 {version}（自 {day} 起）", *lost]
    return list(dict.fromkeys(notes))


def _says(content: Mapping[str, Any]) -> tuple[Any, Any]:
    return content["subjects"], content["layouts"]


def combined(
    session: Session, above: Mapping[str, Any] | None, own: Mapping[str, Any]
) -> tuple[Pack, list[str]]:
    """Return own values over the superior's as an overlay, and a sentence for each own value that gave way."""
    base = overlaid(default_pack(), over_of(above)) if above else default_pack()
    before = _base_of(session, own)
    delta = difference(before, overlaid(default_pack(), over_of(own)))
    fixed = fixed_by(above)
    kept = replace(
        delta,
        subjects={name: _left(raw, name, fixed) for name, raw in delta.subjects.items()},
        layouts={
            code: raw for code, raw in delta.layouts.items() if f"layouts.{code}" not in fixed
        },
    )
    lost = [one.label for one in delta.entries() if one.path in fixed] + [
        f"表样 {code}" for code in delta.layouts if f"layouts.{code}" in fixed
    ]
    head = {**own["head"], "sources": {**base.head["sources"], **own["head"]["sources"]}}
    whole = overlaid(base, Pack(head, kept.subjects, kept.layouts))
    words = [f"“{label}”改用上级的规定，本单位原来自定的不再用" for label in lost]
    return difference(default_pack(), whole), words


def _base_of(session: Session, own: Mapping[str, Any]) -> Pack:
    """Return what an own version was made over: the superior's version of that time, or the shipped pack."""
    kept = store.listed(session, PackVersion, version=own.get("over", ""))
    return overlaid(default_pack(), over_of(kept[0].content)) if kept else default_pack()


def _left(raw: Mapping[str, Any], path: str, fixed: frozenset[str]) -> dict[str, Any]:
    """Return the part of a subject whose entries the superior does not fix."""
    found: dict[str, Any] = {}
    for key, value in raw.items():
        inner = f"{path}.{key}"
        if isinstance(value, Mapping) and not value.keys() >= _ENTRY_KEYS:
            found[key] = _left(value, inner, fixed)
        elif inner not in fixed:
            found[key] = value
    return found


def _keep(desk: Desk, op: Op, wanted: Pack, day: str, laid: Sequence[Mapping[str, Any]]) -> str:
    """Keep versions that lie over each other as one of this office's own pack."""
    own_id = policy_pack.own_id(desk)
    number = policy_pack.next_number(op.session, own_id, int(day[:4]))
    head = {**wanted.head, "id": own_id, "version": number, "valid_from": day, "valid_to": None}
    version = f"{own_id}@{number}"
    content = {
        "head": head,
        "subjects": wanted.subjects,
        "layouts": wanted.layouts,
        "document": laid[-1].get("document", ""),
        "laid_over": [name_of(one) for one in laid],
    }
    facts = {"valid_from": day, "saved_at": moment_after(op.session, day, desk.clock.now())}
    op.add(PackVersion(version=version, saved_by=desk.user, content=content, **facts))
    op.session.flush()
    return version
