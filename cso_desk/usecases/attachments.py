"""Attachments: scans and photos of a record, added, looked at, described and removed; the contents lie sealed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import Attachment, Organization
from cso_desk.store import Desk, Op
from cso_desk.store import attachments as contents

from . import attachment_files as files
from .done import Done
from .register import owned, parse_values, texts_of
from .units import names_of

COPIES = "viewing"
"""The folder with the readable copies that are open in other programs; emptied at the start and the end."""
FIELDS = ("title", "kind", "taken_on", "note")
"""What a clerk may say of an attachment."""


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment; `word` is what kind of file it is, `away` says why it cannot be opened here, else empty."""

    id: str
    title: str
    kind: str
    word: str
    media_type: str
    octets: int
    digest: str
    taken_on: str
    note: str
    added_by: str
    added_at: str
    mine: bool
    away: str

    @property
    def size(self) -> str:
        """The size in words."""
        if self.octets < 1024 * 1024:
            return f"{max(self.octets // 1024, 1)} KB"
        return f"{self.octets / 1024 / 1024:.1f} MB"


@dataclass(frozen=True, slots=True)
class Added:
    """The new attachments, and the files that were not taken, each with its sentence."""

    ids: tuple[str, ...]
    refused: tuple[Problem, ...]


def listed(desk: Desk, organization: str) -> list[Attached]:
    """Return the attachments of an organization and of everything that belongs to it, the newest first."""
    with desk.read() as session:
        found = store.listed(
            session, Attachment, organization=organization, order="n", descending=True
        )
        names = names_of(session, [one.owner for one in found if one.owner])
        return [_attached(desk, one, names) for one in found]


def _attached(desk: Desk, one: Attachment, names: Mapping[str, str]) -> Attached:
    mine = one.owner == desk.unit
    away = ""
    if not contents.is_here(desk, one.digest or ""):
        owner = names.get(one.owner) or "下级"
        away = "文件找不到，请从备份还原或重新添加" if mine else f"附件留在{owner}"
    return Attached(
        id=one.id,
        title=one.title or "附件",
        kind=one.kind or "",
        word=files.KIND_WORDS.get(files.MEDIA.get(one.media_type or "", ""), "文件"),
        media_type=one.media_type or "",
        octets=one.octets or 0,
        digest=one.digest or "",
        taken_on="" if one.taken_on is None else str(one.taken_on),
        note=one.note or "",
        added_by=one.upd_by,
        added_at=one.upd_at[:16].replace("T", " "),
        mine=mine,
        away=away,
    )


def add(
    desk: Desk,
    organization: str,
    chosen: Sequence[Path],
    *,
    kind: str = "",
    record: tuple[str, str] | None = None,
    progress: Progress | None = None,
) -> Done[Added]:
    """Take files in; those that are not taken are listed and the others go on.

    `record` is the (table, id) that they belong to, the organization itself where none is given; what
    hangs at a community has no organization (empty) and a record whose owner the caller has checked. Raises
    `Problems` when none is taken, `Trouble`: not_owner, DISK_FULL, FOLDER_UNWRITABLE; `Stopped` takes all back.
    """
    table, record_id = record or ("organization", organization)
    known = parse_values(desk, Attachment, {"kind": kind})
    refused: list[Problem] = []
    made: list[str] = []
    shown = progress or Silent()
    with desk.operation(f"添加附件 {len(chosen)} 个") as op:
        if organization:
            owned(desk, op.session, Organization, organization)
        for done, file in enumerate(chosen):
            shown.step(done, len(chosen), f"正在添加 {files.plain_name(file.name)}")
            row = Attachment(
                record_table=table, record=record_id, organization=organization or None, **known
            )
            try:
                made.append(_take(desk, op, file, row))
            except Problems as fault:
                refused += fault.problems
            except Trouble as fault:
                if fault.code != "FILE_UNREADABLE":
                    raise
                refused.append(Problem(file.name, "", fault.code, fault.message))
    if refused and not made:
        raise Problems(refused)
    return Done(Added(tuple(made), tuple(refused)), frozenset(op.changes))


def _take(desk: Desk, op: Op, file: Path, row: Attachment) -> str:
    content, media = files.taken_in(file)
    row.digest = contents.keep(desk, content)
    row.title = files.title_of(file)
    row.media_type, row.octets = media, len(content)
    known = store.listed(op.session, Attachment, digest=row.digest)
    same = [one for one in known if one.record == row.record]
    if same:
        raise files.refused(file, "already_there", f"已经添加过了，名称是“{same[0].title}”")
    op.add(row)
    op.session.flush()
    return row.id


def values(desk: Desk, attachment: str) -> dict[str, str]:
    """Return what is said of an attachment as texts, for its form."""
    with desk.read() as session:
        found = _found(store.get(session, Attachment, attachment))
        texts = texts_of(found, {})
        return {key: texts[key] for key in FIELDS}


def describe(desk: Desk, attachment: str, said: Mapping[str, str]) -> Done[str]:
    """Change name, kind, date or note; raises `Problems`, `Trouble` not_owner."""
    parsed = parse_values(desk, Attachment, {key: said[key] for key in FIELDS if key in said})
    with desk.operation("修改附件说明") as op:
        row = owned(desk, op.session, Attachment, attachment)
        for key, value in parsed.items():
            setattr(row, key, value)
    return Done(attachment, frozenset(op.changes))


def remove(desk: Desk, attachment: str) -> Done[str]:
    """Take an attachment off its record; its content stays until nothing names it, so 还原 brings it back."""
    with desk.operation("移除附件") as op:
        op.remove(owned(desk, op.session, Attachment, attachment))
    return Done(attachment, frozenset(op.changes))


def content(desk: Desk, attachment: str) -> bytes:
    """Return the content; raises `Trouble`: NO_RECORD, ATTACHMENT_MISSING, ATTACHMENT_DAMAGED."""
    with desk.read() as session:
        digest = _found(store.get(session, Attachment, attachment)).digest or ""
    return contents.read(desk, digest)


def open_copy(desk: Desk, attachment: str) -> Path:
    """Write a readable copy for another program to show, and return it; `clear_copies` takes it away.

    Raises what `content` raises, `Trouble` FOLDER_UNWRITABLE or DISK_FULL.
    """
    with desk.read() as session:
        row = _found(store.get(session, Attachment, attachment))
        name = files.copy_name(row.title or "", row.media_type or "")
    folder = desk.folder / COPIES / attachment
    save_copy(desk, attachment, folder / name)
    return folder / name


def save_copy(desk: Desk, attachment: str, out: Path) -> Path:
    """Write a readable copy to `out`, wholly or not at all; raises `Trouble`."""
    opened = content(desk, attachment)
    part = out.with_name(f"{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(opened)
        part.replace(out)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Trouble(
            "FOLDER_UNWRITABLE",
            f"“{out.parent}”不能写入，没有保存；如果这个附件已经打开，请先关掉再试。",
        ) from error
    return out


def clear_copies(desk: Desk) -> None:
    """Take away the readable copies; those that another program still holds go next time."""
    shutil.rmtree(desk.folder / COPIES, ignore_errors=True)


def _found(row: Attachment | None) -> Attachment:
    if row is None or row.media_type not in files.MEDIA:
        raise Trouble("NO_RECORD", "找不到这个附件，可能已被移除，请刷新后再看。")
    return row
