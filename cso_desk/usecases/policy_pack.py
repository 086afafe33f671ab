"""The policy packs of this desk: the shipped one, and the office's own versions over it, each with its dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, DateValue
from cso_desk.policy import Pack, default_pack, read_pack, write_pack
from cso_desk.policy.pack import difference, overlaid
from cso_desk.records import PackVersion
from cso_desk.store import Desk, Session

from . import pack_timeline, policy_checks, policy_edits
from .done import Done
from .units import own_unit

_LISTS = {
    "category": "categories.scheme",
    "preset": "presets.kinds",
    "activity_theme": "activities.themes",
    "money_kind": "activities.money_kinds",
}
TABLE = PackVersion.__tablename__


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the pack on this desk.

    `state` is 现行, 将施行, 已被代替 or 已收回; `document` what it rests on; `shipped` came with the program; `origin` is
    the superior that gave it, empty for this office's own.
    """

    version: str
    title: str
    valid_from: str
    valid_to: str
    state: str
    document: str
    saved_at: str
    saved_by: str
    shipped: bool
    origin: str = ""


def pack(desk: Desk, day: date | None = None) -> Pack:
    """Return the pack that is in force on a day, today where none is given."""
    wanted = (day or desk.clock.today()).isoformat()
    with desk.read() as session:
        content = pack_timeline.content_on(session, wanted)
    return _over_default(content) if content else default_pack()


def pack_of(desk: Desk, version: str | None) -> Pack:
    """Return the pack of a version that a record names (`id@version`); raises `Trouble` NO_PACK."""
    if version in (None, default_pack().version):
        return default_pack()
    with desk.read() as session:
        kept = store.listed(session, PackVersion, version=version)
        content = kept[0].content if kept else None
    if content is None:
        raise Trouble("NO_PACK", f"本机没有政策包 {version}，请向制定单位索取后在“设置”里启用。")
    return _over_default(content)


def kept_packs(desk: Desk) -> list[Pack]:
    """Return the packs of all versions that were not taken back, the one that comes into force last at the end."""
    with desk.read() as session:
        kept = {one.version: one.content for one in store.listed(session, PackVersion)}
        order = [version for *_, version in pack_timeline.in_order(session)]
    contents = [kept[version] for version in order if not kept[version].get("withdrawn")]
    return [default_pack(), *(_over_default(content) for content in contents)]


def words(desk: Desk, list_key: str) -> tuple[str, ...]:
    """Return the words of a code list that belongs to the place, lists in groups one after the other, of records their names.

    Empty for a list that the pack does not know.
    """
    path = _LISTS.get(list_key)
    if path is None:
        return ()
    found = pack(desk).value(path)
    groups = list(found.values()) if isinstance(found, Mapping) else [found]
    if any(isinstance(group, Mapping) for group in groups):
        return tuple(found)
    return tuple(dict.fromkeys(word for group in groups for word in group))


def _over_default(content: Mapping[str, Any]) -> Pack:
    over = Pack(content["head"], content["subjects"], content["layouts"])
    return overlaid(default_pack(), over)


def versions(desk: Desk) -> list[Version]:
    """Return all versions, the one that comes into force last at the end; the shipped one is the first."""
    today = desk.clock.today().isoformat()
    with desk.read() as session:
        current = pack_timeline.content_on(session, today)
        order = {version: at for at, (*_, version) in enumerate(pack_timeline.in_order(session))}
        kept = sorted(store.listed(session, PackVersion), key=lambda one: order[one.version])
        found = [_version(one, current, today) for one in kept]
    state = "已被代替" if current else "现行"
    head = default_pack().head
    shipped = Version(
        default_pack().version, head["title"], head["valid_from"], "", state, "", "", "", True
    )
    return [shipped, *found]


def _version(one: PackVersion, current: Mapping[str, Any] | None, today: str) -> Version:
    head, state = one.content["head"], "已被代替"
    origin = one.content.get("origin", {}).get("name", "")
    if one.content.get("withdrawn"):
        state = "已收回"
    elif current is not None and one.content["head"] == current["head"]:
        state = "现行"
    elif one.valid_from > today:
        state = "将施行"
    return Version(
        one.version,
        f"上级下发：{head['title']}" if origin else head["title"],
        one.valid_from,
        head["valid_to"] or "",
        state,
        one.content.get("document", ""),
        one.saved_at,
        one.saved_by,
        False,
        origin,
    )


def save_version(
    desk: Desk, changes: Mapping[str, Any], valid_from: date, document: str = ""
) -> Done[str]:
    """Keep a new version of the office's own pack, in force from `valid_from`, and return its name (`id@version`).

    It is the pack in force on that day with `changes` in it: by entry path (`filing.authority`) the new JSON value,
    by `layouts.F01` a whole layout. A value that is put back to the shipped one takes back its source too. `document`
    names what the new values rest on; without it they stay 参考. Records go on naming the version they were made under.
    Raises `Problems` whose field is the entry path or `valid_from`; nothing is kept then.
    """
    _check_day(desk, valid_from)
    with desk.read() as session:
        base = pack_timeline.content_on(session, valid_from.isoformat())
        number = next_number(session, own_id(desk), valid_from.year)
        above = pack_timeline.above_on(session, valid_from.isoformat())
    _refuse_fixed(above, changes)
    found, problems = policy_edits.changed(
        default_pack(), _over_default(base) if base else default_pack(), changes, document.strip()
    )
    problems += [] if problems else policy_checks.faults(found, changes)
    if problems:
        raise Problems(problems)
    head = {
        **found.head,
        "id": own_id(desk),
        "version": number,
        "title": f"{own_unit(desk).name}政策包",
        "base": default_pack().head["id"],
        "valid_from": valid_from.isoformat(),
        "valid_to": None,
    }
    over = pack_timeline.name_of(above) if above else ""
    return _keep(desk, Pack(head, found.subjects, found.layouts), document.strip(), over)


def _refuse_fixed(above: Mapping[str, Any] | None, changes: Mapping[str, Any]) -> None:
    """Refuse what the superior sets with a source."""
    fixed = pack_timeline.fixed_by(above)
    problems = [
        Problem(
            "",
            path,
            "pack_fixed",
            f"这一项由上级的 {pack_timeline.name_of(above)} 规定，不能自行修改。",
        )
        for path in changes
        if above is not None and path in fixed
    ]
    if problems:
        raise Problems(problems)


def own_id(desk: Desk) -> str:
    """Return the id of this office's own packs."""
    unit = own_unit(desk)
    return f"{default_pack().head['id']}-{unit.code or unit.id[-12:]}"


def next_number(session: Session, pack_id: str, year: int) -> str:
    """Return the next number of a pack in a year (`2026.3`)."""
    names = [
        row[-1]
        for row in pack_timeline.in_order(session)
        if row[-1].startswith(f"{pack_id}@{year}.")
    ]
    numbers = [pack_timeline.number_of(name) for name in (*names, default_pack().version)]
    own = [number[1] for number in numbers if len(number) > 1 and number[0] == year]
    return f"{year}.{max(own, default=0) + 1}"


def day_of(text: str) -> date:
    """Return the day that a clerk typed; raises `Problems` valid_from where it is none, or only a month."""
    try:
        said = DateValue().parse(text)
    except BadValue as fault:
        raise Problems([Problem("", "valid_from", fault.code, fault.message)]) from None
    if said is None or said.month is None or said.day is None:
        words = "生效日期要写到日，例如 2027-01-01。"
        raise Problems([Problem("", "valid_from", "date_invalid", words)])
    return date(said.year, said.month, said.day)


def _check_day(desk: Desk, valid_from: date) -> None:
    begins = valid_from.isoformat()
    later = [
        one
        for one in versions(desk)
        if one.state != "已收回" and one.valid_from > begins and not one.origin
    ]
    if later:
        words = (
            f"{later[-1].version} 自 {later[-1].valid_from} 起施行，新版本不能早于它；"
            "请改生效日期，或先收回那一版。"
        )
        raise Problems([Problem("", "valid_from", "pack_order", words)])
    with desk.read() as session:
        used = policy_checks.used_after(session, begins)
    if used:
        words = f"{used.day} 已有事项按 {used.version} 办理，新版本最早从那天起施行，请改生效日期。"
        raise Problems([Problem("", "valid_from", "pack_used", words)])


def _keep(desk: Desk, whole: Pack, document: str, base: str = "") -> Done[str]:
    """Keep a version; `base` names the superior's version that it was made over."""
    over = difference(default_pack(), whole)
    content = {
        "head": dict(over.head),
        "subjects": over.subjects,
        "layouts": over.layouts,
        "document": document,
        **({"over": base} if base else {}),
    }
    begins = whole.head["valid_from"]
    with desk.operation(f"启用政策包 {whole.version}") as op:
        saved_at = pack_timeline.moment_after(op.session, begins, desk.clock.now())
        op.add(
            PackVersion(
                version=whole.version,
                valid_from=begins,
                saved_at=saved_at,
                saved_by=desk.user,
                content=content,
            )
        )
    return Done(whole.version, frozenset({(TABLE, whole.version)}))


def withdraw(desk: Desk, version: str) -> Done[str]:
    """Take a version out of force (收回); it is kept and its number never used again.

    Raises `Problems` pack_used where a record names it, pack_shipped, pack_withdrawn; `Trouble` NO_PACK.
    """
    if version == default_pack().version:
        raise Problems(
            [Problem("", "", "pack_shipped", "随程序带的政策包不能收回，请另存新版本。")]
        )
    with desk.operation(f"收回政策包 {version}") as op:
        kept = store.listed(op.session, PackVersion, version=version)
        if not kept:
            raise Trouble("NO_PACK", f"本机没有政策包 {version}，请刷新后再看。")
        if origin := kept[0].content.get("origin"):
            words = f"{version} 是{origin['name']}下发的，本单位不能收回。"
            raise Problems([Problem("", "", "pack_superior", words)])
        if kept[0].content.get("withdrawn"):
            raise Problems([Problem("", "", "pack_withdrawn", f"{version} 已经收回过了。")])
        count = policy_checks.times_named(op.session, version)
        if count:
            words = f"已有 {count} 条记录按 {version} 办理，不能收回；要改规定请另存一个新版本。"
            raise Problems([Problem("", "", "pack_used", words)])
        kept[0].content = {**kept[0].content, "withdrawn": True}
    return Done(version, frozenset({(TABLE, version)}))


def check_file(place: Path) -> Pack:
    """Read a pack (a ZIP file, or a folder) and return it; raises `Problems` with what is wrong in it.

    What it does not say at all, a whole subject that it does not know, is as in the shipped pack.
    """
    found = overlaid(default_pack(), read_pack(place))
    if problems := policy_checks.faults(found, ()):
        raise Problems(problems)
    return found


def take_file(desk: Desk, place: Path, valid_from: date | None = None) -> Done[str]:
    """Take in a pack from a file or folder, in force from the day in it or the one given, and return its version.

    A pack that is here already changes nothing. Raises `Problems`: what is wrong in it, pack_number where another
    content has the same version, and those of the day like `save_version`.
    """
    found = check_file(place)
    version, content = found.version, difference(default_pack(), found)
    if version == default_pack().version:
        if content.subjects or content.layouts:
            raise _same_number(version)
        return Done(version)
    with desk.read() as session:
        kept = store.listed(session, PackVersion, version=version)
        if kept:
            same = Pack(content.head, kept[0].content["subjects"], kept[0].content["layouts"])
            if same != content:
                raise _same_number(version)
            return Done(version)
    begins = valid_from or date.fromisoformat(found.head["valid_from"])
    _check_day(desk, begins)
    head = {**found.head, "valid_from": begins.isoformat()}
    return _keep(desk, Pack(head, found.subjects, found.layouts), found.head["title"])


def _same_number(version: str) -> Problems:
    words = f"本机已有版本号同为 {version} 而内容不同的政策包，请让制定单位换一个版本号。"
    return Problems([Problem("pack.json", "version", "pack_number", words)])


def export(desk: Desk, out: Path, version: str | None = None) -> Done[str]:
    """Write the pack in force, or the version that is named, whole as a ZIP; returns its version."""
    found = pack_of(desk, version) if version else pack(desk)
    write_pack(found, out)
    return Done(found.version)


def entries(desk: Desk, version: str | None = None) -> Iterator[policy_edits.Group]:
    """Go through the subjects of a pack with their entries as a clerk reads them (the pack in force by default)."""
    return policy_edits.groups(default_pack(), pack_of(desk, version) if version else pack(desk))
