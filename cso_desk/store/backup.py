"""Backups: copies of the database that were opened, checked and counted before they got their name.

A backup is `NAME.db`, encrypted like the desk, beside `NAME.json`: when, why, how many rows, the
journal's head, the file's SHA-256, and the keyring whose passwords open it (reliability.md 1). What
attachments contain lies beside the backups, once for all of them (`attachment_copies`).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from cso_desk.clock import Clock
from cso_desk.errors import Trouble
from cso_desk.progress import Progress

from . import attachment_copies as copies
from . import folder as places
from .connecting import connect, plain_words
from .desk import Desk
from .journal import START
from .keyring import Keyring, read_keyring
from .rotation import to_drop
from .shapes import canonical

_SPARE = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. `made_at` is ISO with offset, `counts` rows a table, `size` bytes.

    `proven`: it was opened, checked and counted, and its bytes have not changed since. `faults` says
    in Chinese why it is not proven. `head` is the journal's last seal. `attachments` is how many
    contents it names, `lacks` how many of them cannot be had any more.
    """

    file: Path
    made_at: str
    reason: str
    proven: bool
    counts: dict[str, int]
    size: int
    head: str = ""
    faults: tuple[str, ...] = ()
    attachments: int = 0
    lacks: int = 0


def make_backup(desk: Desk, reason: str, progress: Progress, *, into: Path | None = None) -> Backup:
    """Make and prove a backup in the desk's folder, or in `into` (a stick), and drop outdated ones.

    Nothing is overwritten. Raises `Trouble`: READ_ONLY, DISK_FULL, FOLDER_UNWRITABLE, DISK_FAULT,
    BACKUP_FAILED; `Stopped`. Whatever is raised, no half backup is left.
    """
    with desk.still():
        made = write_backup(desk.folder, desk.key, reason, desk.clock, progress, into=into)
    if into is None:
        rotate(desk.folder, desk.clock)
    return made


def write_backup(
    folder: Path,
    key: bytes,
    reason: str,
    clock: Clock,
    progress: Progress,
    *,
    into: Path | None = None,
) -> Backup:
    """Make and prove a backup of the desk in `folder`, which nobody changes meanwhile.

    Raises what `make_backup` raises.
    """
    home = into or folder / places.BACKUPS
    now = clock.now()
    with _taken_back(home) as parts:
        home.mkdir(parents=True, exist_ok=True)
        _refuse_without_room(folder, home)
        file = _free_name(home, f"{now:%Y-%m-%d_%H%M%S}_{_file_word(reason)}")
        part = file.with_name(f"{file.name}.part")
        parts.append(part)
        live = _copy_out(folder / places.DATABASE, key, part, progress)
        places.sync_file(part)
        if faults := _compare(part, key, *live):
            raise Trouble("BACKUP_FAILED", f"备份没有做成：{faults[0]}请检查磁盘后再做一次。")
        named = copies.named_in(part, key)
        lacks = copies.copy_beside(folder, home, key, named, progress)
        at, (counts, head), size = now.isoformat(timespec="seconds"), live, part.stat().st_size
        made = Backup(file, at, reason, True, counts, size, head, (), len(named), lacks)
        _write_note(made, _sha256(part), read_keyring(folder))
        parts.append(note_of(file))
        part.replace(file)
        parts.clear()
        places.sync_folder(home)
    return made


def list_backups(folder: Path) -> list[Backup]:
    """Return the backups of a data folder, newest first; each file is read to see it is unchanged."""
    home = folder / places.BACKUPS
    found = [look_at(file) for file in home.glob("*.db")] if home.is_dir() else []
    return sorted(found, key=lambda backup: (backup.made_at, *_turn(backup.file)), reverse=True)


def last_proven(folder: Path) -> Backup | None:
    """Return the newest proven backup of a data folder, None if there is none."""
    home = folder / places.BACKUPS
    files = home.glob("[0-9]*.db") if home.is_dir() else ()
    newest_first = sorted(files, key=lambda file: (file.name[:17], *_turn(file)), reverse=True)
    return next((backup for backup in map(look_at, newest_first) if backup.proven), None)


def _turn(file: Path) -> tuple[int, str]:
    """Return what sorts backups of the same second: `NAME(2)` came after `NAME`."""
    return len(file.name), file.name


def look_at(file: Path) -> Backup:
    """Return what a backup's note says, proven only if its file has not changed by one byte."""
    size = file.stat().st_size
    note = _read_note(file)
    if note is None:
        return Backup(file, "", "", False, {}, size, faults=("缺少备份说明文件，无法验证。",))
    faults = () if note["sha256"] == _sha256(file) else ("备份文件与做成时不一样，不能用来还原。",)
    if not note["sha256"]:
        faults = ("这是还原前留下的旧数据，没有验证过。",)
    said = (note["made_at"], note["reason"], not faults, note["counts"])
    attached = note.get("attachments", {"named": 0, "lacks": 0})
    return Backup(
        file, *said, size, note["head"], faults, int(attached["named"]), int(attached["lacks"])
    )


def prove_backup(desk: Desk, file: Path) -> Backup:
    """Return the backup after opening it with the desk's key, checking every page and counting again.

    Every attachment that it names is opened too; a lost copy is made anew where the desk has it, and
    `lacks` says how many are lost for good. Raises `Trouble` BACKUP_DAMAGED, and those of the disk.
    """
    if not file.is_file():
        raise damaged("找不到这个文件。")
    seen = look_at(file)
    if faults := seen.faults or prove(file, desk.key, seen):
        raise damaged(faults[0])
    named, lacks = copies.prove_copies(file, desk.folder, desk.key)
    proven = replace(seen, attachments=named, lacks=lacks)
    ring = keyring_of(file)
    if proven != seen and ring is not None:
        # A stick that is locked against writing keeps its older note.
        with suppress(OSError):
            _write_note(proven, _sha256(file), ring)
    return proven


def damaged(fault: str) -> Trouble:
    """Return the `Trouble` BACKUP_DAMAGED."""
    return Trouble("BACKUP_DAMAGED", f"这份备份不能用：{fault}请换一份已验证的备份。")


def prove(file: Path, key: bytes, said: Backup) -> list[str]:
    """Return what is wrong with a backup file in Chinese sentences, an empty list if nothing is."""
    return _compare(file, key, said.counts, said.head, deep=True)


def keyring_of(file: Path) -> Keyring | None:
    """Return the keyring that was kept with a backup, None if its note is missing or damaged."""
    note = _read_note(file)
    return None if note is None else Keyring.from_bytes(canonical(note["keyring"]).encode())


def keep_aside(file: Path, made_at: str, keyring: Keyring) -> None:
    """Write the note of a database that a restore moved away: listed, never proven."""
    kept = Backup(file, made_at, "还原前", False, {}, 0)
    _write_note(kept, "", keyring)


def rotate(folder: Path, clock: Clock) -> None:
    """Drop backups beyond 7 days, 4 weeks and 12 months; the last proven one always stays."""
    backups = [backup for backup in list_backups(folder) if backup.proven]
    dates = {backup.file: backup.made_at for backup in backups}
    for file in to_drop(dates, clock.today()):
        for gone in (file, note_of(file)):
            with suppress(OSError):
                gone.unlink()


def counts_of(connection: Any) -> dict[str, int]:
    """Return the rows of every table of ours in an open database."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\' AND name NOT LIKE 'organization\\_search%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names
    }


def note_of(file: Path) -> Path:
    """Return the path of a backup's note."""
    return file.with_suffix(".json")


class _Watch:
    """Carries steps out of the copying, and a stop into it."""

    def __init__(self, part: Path, total: int, progress: Progress) -> None:
        self._part, self._total, self._progress = part, total, progress
        self.raised: BaseException | None = None

    def __call__(self) -> int:
        done = self._part.stat().st_size if self._part.exists() else 0
        try:
            self._progress.step(min(done, self._total), self._total, "正在备份")
        except BaseException as error:
            self.raised = error
            return 1
        return 0


def _copy_out(
    source: Path, key: bytes, part: Path, progress: Progress
) -> tuple[dict[str, int], str]:
    """Copy the database to `part`; return the live counts and journal head."""
    watch = _Watch(part, source.stat().st_size, progress)
    connection = connect(source, key)
    try:
        live = counts_of(connection), _head(connection)
        connection.set_progress_handler(watch, 50_000)
        connection.execute("VACUUM INTO ?", (str(part),))
    except driver.OperationalError:
        if watch.raised is not None:
            raise watch.raised from None
        raise
    finally:
        connection.close()
    watch()
    if watch.raised is not None:
        raise watch.raised
    return live


def _head(connection: Any) -> str:
    found = connection.execute("SELECT seal FROM journal ORDER BY n DESC LIMIT 1").fetchone()
    return found[0] if found else START


def _compare(
    file: Path, key: bytes, counts: Mapping[str, int], head: str, *, deep: bool = False
) -> list[str]:
    try:
        connection = connect(file, key, read_only=True)
        try:
            return _faults(connection, counts, head, deep)
        finally:
            connection.close()
    except driver.DatabaseError as error:
        if "not a database" in str(error):
            return ["备份文件打不开，可能已损坏，或不是这份数据的备份。"]
        return ["备份文件已损坏。"]


def _faults(connection: Any, counts: Mapping[str, int], head: str, deep: bool) -> list[str]:
    faults = []
    if deep and connection.execute("PRAGMA cipher_integrity_check").fetchone():
        faults.append("备份文件有损坏的数据页。")
    if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        faults.append("备份文件的内部结构有错。")
    found = counts_of(connection)
    if found != dict(counts):
        faults.append(
            f"备份里的记录数不对（应 {sum(counts.values())}，实 {sum(found.values())}）。"
        )
    if _head(connection) != head:
        faults.append("备份里的操作记录与原数据对不上。")
    return faults


def _write_note(backup: Backup, sha256: str, keyring: Keyring) -> None:
    note: dict[str, Any] = {
        "v": 1,
        "made_at": backup.made_at,
        "reason": backup.reason,
        "counts": dict(backup.counts),
        "head": backup.head,
        "sha256": sha256,
        "attachments": {"named": backup.attachments, "lacks": backup.lacks},
        "keyring": json.loads(keyring.to_bytes()),
    }
    note["sum"] = hashlib.sha256(canonical(note).encode()).hexdigest()
    places.write_whole(note_of(backup.file), canonical(note).encode())


def _read_note(file: Path) -> dict[str, Any] | None:
    try:
        note = json.loads(note_of(file).read_bytes())
        told = note.pop("sum")
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    good = told == hashlib.sha256(canonical(note).encode()).hexdigest()
    return note if good else None


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _free_name(home: Path, stem: str) -> Path:
    for number in range(1, 1000):
        file = home / (f"{stem}.db" if number == 1 else f"{stem}({number}).db")
        if not file.exists() and not note_of(file).exists():
            return file
    raise Trouble("BACKUP_FAILED", f"“{home}”里同名备份太多，请先清理。")


def _file_word(reason: str) -> str:
    return re.sub(r"[^\w]", "", reason)[:20] or "备份"


def _refuse_without_room(folder: Path, home: Path) -> None:
    needed = (folder / places.DATABASE).stat().st_size + copies.octets_to_copy(folder, home)
    if shutil.disk_usage(home).free < needed + _SPARE:
        raise places.disk_full(home)


@contextmanager
def _taken_back(home: Path) -> Iterator[list[Path]]:
    """Give a list of unfinished files that are removed if anything is raised; words for the disk."""
    parts: list[Path] = []
    try:
        with plain_words(home):
            yield parts
    except OSError as error:
        raise places.unwritable(home, error) from error
    finally:
        for part in parts:
            for rest in (part, part.with_name(f"{part.name}-journal")):
                with suppress(OSError):
                    os.unlink(rest)
