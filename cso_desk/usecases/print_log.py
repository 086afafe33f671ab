"""打印记录: what was printed, when, by whom, with what hidden; what changed since; the signed scan put to its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress
from cso_desk.records import Case, Certificate, Organization, Printout
from cso_desk.store import Desk, Session

from . import attachments, paper_coding, policy_pack
from .attachments import Added
from .done import Done, told
from .export_ledger import Mask

PDF = "PDF"
"""The way of a print that became a file."""
MOST = 5000
"""So many prints are listed, the newest."""
SCAN = "签字盖章件"
BLANK = "空表"
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Note:
    """One paper that was printed: form, organization, the case or certificate it is of, digest and pages.

    `sheet` is what it says, for the papers that are followed until they come back; None for a blank form.
    """

    code: str
    record: str
    about: str
    digest: str
    pages: int
    sheet: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; `about` is the case or certificate that the paper was of, empty for the organization's own."""

    n: int
    when: str
    who: str
    code: str
    title: str
    record: str
    name: str
    about: str
    mask: str
    way: str
    copies: int
    pages: int


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a selection since each was last printed, as ids in their order."""

    never: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


def note(
    desk: Desk,
    notes: Sequence[Note],
    *,
    mask: Mask,
    way: str = PDF,
    copies: int = 1,
    whole_numbers: bool = False,
) -> Done[int]:
    """Put prints on record and return how many; `whole_numbers` says that identity numbers stand on them unhidden.

    A desk that is only read notes nothing.
    """
    if not desk.write or not notes:
        return Done(0)
    codes = "、".join(dict.fromkeys(one.code for one in notes))
    hidden = "，身份证号未遮盖" if whole_numbers else ""
    moment = desk.clock.now().isoformat(timespec="seconds")
    with desk.operation(f"打印 {codes}（{len(notes)} 份{hidden}）") as op:
        op.session.add_all(
            Printout(
                form=one.code,
                record=one.record,
                digest=one.digest,
                printed_at=moment,
                printed_by=desk.user,
                about=one.about,
                mask=mask,
                way=way,
                copies=copies,
                pages=one.pages,
            )
            for one in notes
        )
        for code in dict.fromkeys(one.code for one in notes):
            sheets = [one.sheet for one in notes if one.code == code and one.sheet is not None]
            paper_coding.printed(desk, op, code, sheets)
    return Done(len(notes), told(op.changes) | {("printout", "")})


def listed(
    desk: Desk,
    *,
    code: str = "",
    text: str = "",
    since: str = "",
    until: str = "",
    organization: str = "",
    limit: int = MOST,
) -> list[Entry]:
    """Return the prints that match, the newest first.

    `text` is part of an organization's name, of who printed or of the printer; `since` and `until` are days
    (2026-11-20), both included. The newest `limit` prints of the form are looked through.
    """
    wanted: dict[str, Any] = {"form": code} if code else {}
    if organization:
        wanted["record"] = organization
    with desk.read() as session:
        found = store.listed(session, Printout, order="n", descending=True, limit=limit, **wanted)
        names = _names(session, [one.record for one in found if one.record])
    titles = _titles(desk)
    entries = [_entry(one, titles, names) for one in found]
    return [
        one
        for one in entries
        if (not since or one.when[:10] >= since)
        and (not until or one.when[:10] <= until)
        and (not text or text in one.name or text in one.who or text in one.way)
    ]


def _names(session: Session, records: Sequence[str]) -> dict[str, str]:
    """Return the names of organizations, removed ones included."""
    return {
        record: name or ""
        for bundle in store.chunks(dict.fromkeys(records), _CHUNK)
        for record, name in store.values_ever(session, Organization, ("id", "name"), id=bundle)
    }


def _titles(desk: Desk) -> dict[str, str]:
    return {code: raw["title"] for code, raw in policy_pack.pack(desk).layouts.items()}


def _entry(one: Printout, titles: dict[str, str], names: dict[str, str]) -> Entry:
    return Entry(
        one.n,
        one.printed_at.replace("T", " ")[:16],
        one.printed_by,
        one.form,
        titles.get(one.form, one.form),
        one.record,
        names.get(one.record, "") if one.record else BLANK,
        one.about or "",
        one.mask or "none",
        one.way or PDF,
        one.copies or 1,
        one.pages or 0,
    )


def last_of(desk: Desk, organization: str) -> list[Entry]:
    """Return the newest print of each form of an organization, the newest first."""
    newest: dict[tuple[str, str], Entry] = {}
    for one in listed(desk, organization=organization):
        newest.setdefault((one.code, one.about), one)
    return list(newest.values())


def since_last(desk: Desk, code: str, digests: Sequence[tuple[str, str]]) -> Since:
    """Sort a selection by what its last print of this form said.

    `digests` are (id, digest of what the paper says now) of organizations, cases or certificates.
    """
    kept = _last_digests(desk, code, [one for one, _ in digests])
    never = tuple(one for one, _ in digests if one not in kept)
    changed = tuple(one for one, now in digests if one in kept and kept[one] != now)
    same = tuple(one for one, now in digests if kept.get(one) == now)
    return Since(never, changed, same)


def _last_digests(desk: Desk, code: str, ids: Sequence[str]) -> dict[str, str]:
    """Return what each was last printed with, under the case or certificate, else under the organization."""
    found: dict[str, str] = {}
    with desk.read() as session:
        for key in ("record", "about"):
            for bundle in store.chunks(ids, _CHUNK):
                wanted: dict[str, Any] = {"form": code, key: bundle}
                for one in store.listed(session, Printout, order="n", **wanted):
                    found[getattr(one, key)] = one.digest
    return found


def subject_of(desk: Desk, about: str) -> str:
    """Return what a print was of, as a selection is called: case, certificate, else organization."""
    with desk.read() as session:
        if about and store.get(session, Case, about) is not None:
            return "case"
        found = about and store.get(session, Certificate, about) is not None
        return "certificate" if found else "organization"


def attach_scan(
    desk: Desk, number: int, files: Sequence[Path], progress: Progress | None = None
) -> Done[Added]:
    """Put scans of a signed paper to the case or certificate that the print number `number` was of, else to its organization.

    Raises `Trouble` NO_RECORD, BLANK_FORM and what `attachments.add` raises.
    """
    with desk.read() as session:
        found = store.listed(session, Printout, n=number)
        if not found:
            raise Trouble("NO_RECORD", "找不到这条打印记录，请刷新后再试。")
        organization, about = found[0].record, found[0].about or ""
        home = _home(session, about)
    if not organization:
        raise Trouble("BLANK_FORM", "这是一张空表，没有对应的组织；请在组织的“附件”里添加扫描件。")
    return attachments.add(desk, organization, files, kind=SCAN, record=home, progress=progress)


def attach_to_case(
    desk: Desk,
    organization: str,
    case: str,
    files: Sequence[Path],
    progress: Progress | None = None,
) -> Done[Added]:
    """Put scans of a case's signed papers to the case; raises what `attachments.add` raises."""
    home = (Case.__tablename__, case)
    return attachments.add(desk, organization, files, kind=SCAN, record=home, progress=progress)


def _home(session: Session, about: str) -> tuple[str, str] | None:
    """Return the table and id of the case or certificate, None where the paper was the organization's own."""
    if about and store.get(session, Case, about) is not None:
        return (Case.__tablename__, about)
    if about and store.get(session, Certificate, about) is not None:
        return (Certificate.__tablename__, about)
    return None
